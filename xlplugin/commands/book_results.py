"""What a recalculation asks of every book, and what became of one: plain values that go between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .book_rows import Row, Rows

KINDS = ("ungraded", "not_calculated", "left", "changes")
"""What a report lists row by row."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one call asks of every book; it can be sent to another process."""

    folders: tuple[Path, ...] = ()
    as_of: str | None = None
    engine: str = "auto"
    in_force: bool = False
    freeze: bool = True
    in_place: bool = False
    changed_only: bool = False
    dry_run: bool = False
    keep_rows: Path | None = None
    """The folder for the rows of the reports, where all of them are wanted."""
    journal: str | None = None
    """The address of the journal that every grading goes into, an empty text for the user's own."""
    draft: bool = False
    """Gradings by policies that are not approved go into the journal, too."""


@dataclass(slots=True)
class Done:
    """What became of one workbook, in the language of the run."""

    book: Path
    status: int = 0
    error: str = ""
    output: Path | None = None
    backup: Path | None = None
    earlier: Path | None = None
    """A result of an earlier run that stands where this one wrote none."""
    changed: bool = False
    sheets: tuple[str, ...] = ()
    row_count: int = 0
    seconds: float = 0.0
    calculated: int = 0
    ours: int = 0
    grades: dict[str, int] = field(default_factory=dict)
    """Cells by the grade that they show, in the order of the policies that gave them."""
    lists: dict[str, Rows] = field(default_factory=dict)
    cautions: list[Row] = field(default_factory=list)
    policies: dict[str, str] = field(default_factory=dict)
    """The versions of policies that the book asked for, and whether they are approved."""
    recorded: int = 0
    """Gradings that the journal has now."""

    @property
    def graded(self) -> int:
        """How many cells show a grade."""
        return sum(self.grades.values())

    def rows(self, kind: str) -> Rows:
        """The rows of a kind in ``KINDS``."""
        return self.lists.get(kind, Rows())
