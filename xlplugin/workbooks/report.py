"""What a recalculation did: counts, rows without a grade, cells without a value, things worth a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.findings import Bilingual

from .cell_values import Value


@dataclass(frozen=True, slots=True)
class UngradedRow:
    """A row that could not be graded: where, what the cell shows, what is wrong and how to mend it."""

    sheet: str
    cell: str
    error: str
    message: Bilingual
    key: str = ""
    """The customer's number, where the sheet has a column for it."""


@dataclass(frozen=True, slots=True)
class GradeChange:
    """A cell whose grade is another than the one stored."""

    sheet: str
    cell: str
    key: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class CellReason:
    """A cell and what there is to say about it."""

    sheet: str
    cell: str
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Caution:
    """Something worth a look. ``kind``: duplicate_key, scientific_key, merged_input, superseded, in_force,
    name, no_formulas, open_elsewhere. ``cells`` are addresses on ``sheet``, or empty."""

    kind: str
    sheet: str
    cells: tuple[str, ...]
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Report:
    """The result of recalculating one workbook."""

    book: Path
    output: Path | None
    """Where the result stands; the workbook itself if it was recalculated in place, None if nothing was written."""
    backup: Path | None
    changed: bool
    """Whether any value differs from what was stored."""
    sheets: tuple[str, ...]
    rows: int
    """Rows of the sheets that hold formulas."""
    calculated: int
    """Formula cells with a new or confirmed value."""
    ours: int
    """Those among all formula cells that call our functions."""
    grades: Mapping[str, int]
    """How many cells show each grade."""
    ungraded: Sequence[UngradedRow]
    """One entry for each row and reason."""
    not_calculated: tuple[CellReason, ...]
    """Formulas that show #N/A because they, or what they read, could not be calculated."""
    left: tuple[CellReason, ...]
    """Formulas that could not be calculated and stay as they were, because nothing they read has changed."""
    cautions: tuple[Caution, ...]
    changes: tuple[GradeChange, ...] = ()
    """The grades that change, where that was asked for."""

    @property
    def status(self) -> int:
        """The exit status: 0 all graded and calculated, 1 some not. (2, unreadable, is a WorkbookError.)"""
        return 1 if self.ungraded or self.not_calculated else 0
