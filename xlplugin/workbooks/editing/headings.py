"""The headings of a sheet, found wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplugin.workbooks.sheet import Sheet

from .kinds import Plan
from .pages import FINDINGS_HEADING, KEY_HEADING
from .plan import EXPECTED_HEADING, INPUT_HEADING

SEARCHED = 10
"""Rows in which the headings are looked for."""


def _said(heading: str) -> str:
    """A heading without what people change unawares: blanks, a second line, the width of the colon."""
    return " ".join(heading.split("\n", 1)[0].replace("：", ":").split())


_IGNORED = (_said(KEY_HEADING).casefold(), _said(FINDINGS_HEADING).casefold())
_OF_TESTS = {
    "in:": re.compile(rf"(?:{re.escape(_said(INPUT_HEADING))}|input:|输入:)\s*(.+)", re.IGNORECASE),
    "out:": re.compile(rf"(?:{re.escape(_said(EXPECTED_HEADING))}|expected:|期望:)\s*(.+)", re.IGNORECASE),
}
"""The headings of a test's columns, by what their ids begin with."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings and what stands in it by column; ``key`` is the key's column, 0 if it is missing."""

    row: int
    texts: Mapping[int, str]
    key: int

    def places(self, plan: Plan) -> dict[str, int]:
        """The columns of a plan by their ids, the first where a heading stands twice."""
        known = {_said(column.heading).casefold(): column.id for column in plan.columns}
        found: dict[str, int] = {}
        for place, text in self.texts.items():
            id = known.get(text.casefold()) or _of_test(text)
            if id in known.values():
                found.setdefault(id, place)
        return found

    def twice(self) -> Iterator[int]:
        """The columns whose heading stands in an earlier one as well."""
        seen: set[str] = set()
        for place, text in self.texts.items():
            if text and (_of_test(text) or text.casefold()) in seen:
                yield place
            seen.add(_of_test(text) or text.casefold())

    def strangers(self, plan: Plan, sheet: Sheet) -> dict[int, str]:
        """The columns with something below or in their heading that are none of the plan's."""
        known = {*self.places(plan).values(), *self.twice(), self.key}
        return {
            place: heading
            for place in sorted(sheet.grid)
            if place not in known
            and (heading := self.texts.get(place, "")).casefold() not in _IGNORED
            and any(row > self.row for row in sheet.grid[place])
        }


def find_headings(sheet: Sheet) -> Headings:
    """The headings of a sheet: the row that has the key's, else the one with most texts."""
    best = Headings(1, {}, 0)
    for row in range(1, SEARCHED + 1):
        values = {place: sheet.grid.value(row, place) for place in sorted(sheet.grid)}
        texts = {place: _said(text) for place, text in values.items() if isinstance(text, str)}
        key = next((place for place, text in texts.items() if text.casefold() == _IGNORED[0]), 0)
        if key:
            return Headings(row, texts, key)
        if len(texts) > len(best.texts):
            best = Headings(row, texts, 0)
    return best


def tested_names(heads: Sequence[Headings]) -> tuple[list[str], list[str]]:
    """The names in the headings of tests: the inputs that are given, and what is expected."""
    ids = [_of_test(text) for head in heads for text in head.texts.values()]
    inputs = [id.removeprefix("in:") for id in ids if id.startswith("in:")]
    return inputs, [id.removeprefix("out:") for id in ids if id.startswith("out:")]


def _of_test(text: str) -> str:
    for prefix, pattern in _OF_TESTS.items():
        if found := pattern.fullmatch(text):
            return prefix + found[1]
    return ""
