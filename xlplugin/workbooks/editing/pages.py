"""The sheets of an editing workbook as read: which column is where, and what its lines say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplugin.policy.numbers import parse_number

from .kinds import Plan, Row

KEY_HEADING, FINDINGS_HEADING = "Key 键", "Findings 检查结果"
"""The headings of the first column, and of the one that an import adds."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row of a sheet that says something; ``key`` is that of the record it was made from, or ``""``.

    ``numbers`` are the columns whose cells hold a number instead of a text.
    """

    number: int
    key: str
    cells: Mapping[str, str]
    numbers: frozenset[str] = frozenset()

    @property
    def is_blank(self) -> bool:
        """True where nothing is left of a row but its key."""
        return not any(text.strip() for text in self.cells.values())


@dataclass(slots=True)
class Page:
    """A sheet; ``title`` is ``""`` for one that is not there.

    ``rows`` are its rows in the file that the workbook was made from. ``places`` are its columns by id,
    ``strangers`` those that belong to no id, with their headings. ``removed`` are columns that went with what
    they were about. The lines of a sheet that is not ``whole`` cannot be told apart.
    """

    plan: Plan
    rows: list[Row]
    title: str = ""
    heading_row: int = 1
    places: Mapping[str, int] = field(default_factory=dict)
    strangers: Mapping[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    removed: frozenset[str] = frozenset()
    whole: bool = True

    def column(self, id: str) -> int:
        """Where a column stands, or would stand."""
        usual = next((place for place, column in enumerate(self.plan.columns, 2) if column.id == id), 2)
        return self.places.get(id, usual)

    def said(self, column: str) -> set[str]:
        """All that stands in a column."""
        return {line.cells[column] for line in self.lines if column in line.cells}


def same_text(before: str, text: str, is_number: bool) -> bool:
    """Whether a cell says what it said; a program may have made a number of ``60%`` or ``0.50``."""
    if before == text or not (before.strip() or text.strip()):
        return True
    return is_number and parse_number(before) is not None and parse_number(before) == parse_number(text)


def page_of(pages: list[Page], kind: str) -> Page:
    """The sheet whose rows are of a kind."""
    return next(page for page in pages if kind in (one.id for one in page.plan.kinds))
