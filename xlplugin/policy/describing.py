"""How parts of a policy are said: cells, conditions, reasons, numbers, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .cells import Cell
from .findings import Bilingual
from .model import Condition, Decision, Reason, Status
from .numbers import format_number
from .variables import Variable

Known = Mapping[str, Variable]
"""The names of a policy."""

NOTHING = Bilingual("", "")
TITLE, REASON, STATUS = Bilingual("Title", "标题"), Bilingual("Reason", "原因"), Bilingual("Status", "依据")
"""Headings that many tables have."""
STATUSES: Mapping[str, Bilingual] = {
    "stated": Bilingual("stated", "有据"),
    "repaired": Bilingual("repaired", "已修补"),
    "proposed": Bilingual("proposed", "建议"),
}
"""How sure a policy's figures are."""

_KEYS = {
    "-": Bilingual("any", "任意"),
    "missing": Bilingual("missing", "缺失"),
    "other": Bilingual("other", "其他"),
}
# A word in a test of numbers can only be a parameter, whose number people want to see.
_NAME = re.compile(r"[A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Section:
    """A table: a row is found by its first ``keys`` cells; ``numbers`` are columns of numbers.

    ``ordered`` says that the order of the rows matters; ``detail`` that it is too long to be read in
    passing. ``note`` is what holds for the whole of it.
    """

    title: Bilingual
    headings: tuple[Bilingual, ...]
    rows: tuple[tuple[Bilingual, ...], ...]
    keys: int = 1
    numbers: tuple[int, ...] = ()
    ordered: bool = False
    detail: bool = False
    note: Bilingual = NOTHING


def heading(decision: Decision, en: str, zh: str) -> Bilingual:
    """What stands above a table of a decision: its title and name, and what the table holds."""
    title = decision.title
    named = title.en if title.en == decision.name else f"{title.en} ({decision.name})"
    named_zh = title.zh if title.zh == decision.name else f"{title.zh}（{decision.name}）"
    return Bilingual(f"{named}: {en}", f"{named_zh}：{zh}")


def plain(text: str) -> Bilingual:
    """A text that is the same in both languages."""
    return Bilingual(text, text)


def joined(parts: Iterable[Bilingual]) -> Bilingual:
    """Texts after one another."""
    listed = list(parts)
    return Bilingual(", ".join(part.en for part in listed), "，".join(part.zh for part in listed))


def status_text(status: Status) -> Bilingual:
    """How sure a figure is."""
    return STATUSES[status]


def number_text(value: float, unit: str = "") -> Bilingual:
    """A number with its unit."""
    text = format_number(value, unit if unit in ("%", "date") else "")
    return plain(text if unit in ("", "%", "date") else f"{text} {unit}")


def said_cell(cell: Cell, variable: Variable | None) -> Bilingual:
    """A test as people read it: words by their titles, parameters with their numbers."""
    if cell.text in _KEYS:
        return _KEYS[cell.text]
    titles = variable.titles if variable else {}
    if cell.words and not cell.ranges and all(word in titles for word in cell.words):
        words = joined(_named(word, titles[word]) for word in cell.words)
        more = [plain(f"in {name}") for name in cell.lists] + [_KEYS["missing"]] * (
            cell.missing and not cell.negated
        )
        said = joined([words, *more])
        return Bilingual(f"not({said.en})", f"非（{said.zh}）") if cell.negated else said
    if cell.ranges and not cell.words and _NAME.search(cell.text) and not cell.text.startswith("not("):
        unit = variable.range_unit if variable else ""
        numbers = ", ".join(item.text(unit) for item in cell.ranges)
        return plain(f"{cell.text} ({numbers})")
    return plain(cell.text)


def said_condition(condition: Condition | None, known: Mapping[str, Variable]) -> Bilingual:
    """When a rule holds; None is the row for all other cases."""
    if condition is None:
        return Bilingual("otherwise", "其他情形")
    if condition.formula is not None:
        return plain(condition.text)
    parts = []
    for name, cell in condition.cells.items():
        if not cell.anything:
            title, said = known[name].title, said_cell(cell, known[name])
            parts.append(Bilingual(f"{title.en}: {said.en}", f"{title.zh}：{said.zh}"))
    if not parts:
        return _KEYS["-"]
    return Bilingual("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))


def said_reason(reason: Reason | None) -> Bilingual:
    """A reason with its code."""
    if reason is None:
        return NOTHING
    return Bilingual(f"{reason.code} {reason.text.en}", f"{reason.code} {reason.text.zh}")


def _named(word: str, title: Bilingual) -> Bilingual:
    return Bilingual(title.en or word, title.zh or word)
