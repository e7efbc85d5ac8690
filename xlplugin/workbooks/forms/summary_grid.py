"""Where everything stands on the summary sheet."""

from __future__ import annotations

from dataclasses import dataclass

from xlplugin.policy.model import Grades

from .columns import grades_of
from .form import Form
from .grid import SUMMARY, Grid

HEADING_ROW, FIRST_ROW = 3, 4
GRADE, TITLE, COUNT, SHARE, FIRST_MEASURE = range(1, 6)
"""Columns, from 0; a measure takes two."""


@dataclass(frozen=True, slots=True)
class SummaryGrid:
    """The addresses of a form's summary. Rows count from 0."""

    form: Form

    @property
    def grades(self) -> Grades | None:
        """The grades that are counted, or None for a policy that makes none."""
        return grades_of(self.form.policy, Grid(self.form).main.key)

    @property
    def total_row(self) -> int:
        """The row below the last grade."""
        return FIRST_ROW + (len(self.grades.ids) if self.grades else 0)

    @property
    def total(self) -> str:
        """The cell of the number of graded customers, as another sheet refers to it."""
        return f"'{SUMMARY}'!$D${self.total_row + 1}"

    @property
    def migration_rows(self) -> int:
        """The rows of the migration table, none for a plain form."""
        if self.form.plain or self.grades is None or Grid(self.form).own("previous_grade") is None:
            return 0
        return len(self.grades.ids) + 3

    @property
    def grade_cells(self) -> str:
        """The cells of the grades in order, as another sheet refers to them."""
        return f"'{SUMMARY}'!$B${FIRST_ROW + 1}:$B${self.total_row}"
