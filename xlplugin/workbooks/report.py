"""What a recalculation did: counts, rows without a grade, cells without a value, things worth a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.findings import Bilingual


@dataclass(frozen=True, slots=True)
class UngradedRow:
    """A row that could not be graded: where, what the cell shows, what is wrong and how to mend it."""

    sheet: str
    cell: str
    error: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class CellReason:
    """A cell and what there is to say about it."""

    sheet: str
    cell: str
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Caution:
    """Something worth a look. ``kind``: duplicate_key, scientific_key, merged_input, superseded, name,
    no_formulas, open_elsewhere. ``cells`` are addresses on ``sheet``, or empty."""

    kind: str
    sheet: str
    cells: tuple[str, ...]
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Report:
    """The result of recalculating one workbook."""

    book: Path
    output: Path
    """Where the result stands; the workbook itself if it was recalculated in place."""
    backup: Path | None
    changed: bool
    """Whether any value differs from what was stored."""
    sheets: tuple[str, ...]
    calculated: int
    """Formula cells with a new or confirmed value."""
    ours: int
    """Those among all formula cells that call our functions."""
    grades: Mapping[str, int]
    """How many cells show each grade."""
    ungraded: tuple[UngradedRow, ...]
    not_calculated: tuple[CellReason, ...]
    """Formulas that show #N/A because they, or what they read, could not be calculated."""
    left: tuple[CellReason, ...]
    """Formulas that could not be calculated and stay as they were, because nothing they read has changed."""
    cautions: tuple[Caution, ...]

    @property
    def status(self) -> int:
        """The exit status: 0 all graded and calculated, 1 some not. (2, unreadable, is a WorkbookError.)"""
        return 1 if self.ungraded or self.not_calculated else 0
