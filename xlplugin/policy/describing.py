"""How parts of a policy are said: cells, conditions, reasons, numbers, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .cells import Cell, alternatives
from .findings import Bilingual
from .model import Condition, Decision, Reason, Status
from .numbers import format_number
from .variables import BOOLEAN_TITLES, Variable

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
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


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


def value_text(value: float | str | bool, unit: str = "", titles: Mapping[str, Bilingual] | None = None) -> Bilingual:
    """A figure, yes or no, or a word by its title."""
    if isinstance(value, bool):
        return BOOLEAN_TITLES["true" if value else "false"]
    if isinstance(value, float):
        return number_text(value, unit)
    title = (titles or {}).get(value)
    return titled(value, title) if title else plain(value)


def titled(word: str, title: Bilingual) -> Bilingual:
    """A word of the policy with its title in brackets, where that says more."""
    return Bilingual(
        word if title.en in ("", word) else f"{word} ({title.en})",
        word if title.zh in ("", word) else f"{word}（{title.zh}）",
    )


def number_text(value: float, unit: str = "") -> Bilingual:
    """A number with its unit."""
    text = format_number(value, unit if unit in ("%", "date") else "")
    return plain(text if unit in ("", "%", "date") else f"{text} {unit}")


def said_cell(cell: Cell, variable: Variable | None) -> Bilingual:
    """A test as people read it: words and special values by their titles, parameters with their numbers."""
    said = joined(said_alternatives(cell, variable))
    return Bilingual(f"not({said.en})", f"非（{said.zh}）") if is_negation(cell) else said


def is_negation(cell: Cell) -> bool:
    """True for a test written as ``not(…)``."""
    return _NOT.fullmatch(cell.text) is not None


def said_alternatives(cell: Cell, variable: Variable | None) -> list[Bilingual]:
    """The same, each alternative of the test by itself; of ``not(…)`` what must not be."""
    inner = _NOT.fullmatch(cell.text)
    return [_alternative(part, cell, variable) for part in alternatives(inner[1] if inner else cell.text)]


def _alternative(part: str, cell: Cell, variable: Variable | None) -> Bilingual:
    if part in _KEYS:
        return _KEYS[part]
    if part.startswith("in ") and part.split()[-1] in cell.lists:
        name = part.split()[-1]
        return Bilingual(f"in {name}", f"属于 {name}")
    title = variable.titles.get(part.strip('"')) if variable else None
    if title is not None:
        return Bilingual(title.en or part, title.zh or part)
    figures = dict(cell.parameters)
    unit = variable.range_unit if variable else ""
    figured = _NAME.sub(lambda found: _figure(found[0], figures, unit), part)
    return plain(part if figured == part else f"{part} ({figured})")


def _figure(name: str, figures: Mapping[str, float], unit: str) -> str:
    return format_number(figures[name], unit) if name in figures else name


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
