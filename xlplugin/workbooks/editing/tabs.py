"""The content of a sheet before it is written: from the rows of a policy, or from a sheet as it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlplugin.functions.values import CellError
from xlplugin.workbooks.sheet import Sheet
from xlplugin.workbooks.stored_text import ILLEGAL

from .kinds import Kind, Plan, Row
from .pages import FINDINGS_HEADING, KEY_HEADING, Page

ABOUT_ROW, HEADING_ROW = 1, 2
"""Where a new sheet says what it is about, and where its headings are."""


@dataclass(slots=True)
class Tab:
    """A sheet to be written; cells by row and column from 1, kinds of its rows by row."""

    title: str
    cells: dict[tuple[int, int], str | float | bool]
    plan: Plan | None = None
    heading_row: int = HEADING_ROW
    places: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[int, Kind] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """The last row that holds anything."""
        return max((row for row, _ in self.cells), default=self.heading_row)

    @property
    def last_column(self) -> int:
        """The last column that holds anything."""
        return max((column for _, column in self.cells), default=1)


def tab_of(plan: Plan, rows: Sequence[Row], language: str) -> Tab:
    """A sheet with the rows of a policy."""
    places = {column.id: place for place, column in enumerate(plan.columns, 2)}
    cells: dict[tuple[int, int], str | float | bool] = {
        (ABOUT_ROW, 2): plan.about.in_language(language),
        (HEADING_ROW, 1): KEY_HEADING,
    }
    for column in plan.columns:
        cells[HEADING_ROW, places[column.id]] = column.heading
    kinds = {}
    for number, row in enumerate(rows, HEADING_ROW + 1):
        cells[number, 1] = row.key
        kinds[number] = row.kind
        for column_id, text in row.cells.items():
            cells[number, places[column_id]] = plan.column(column_id).shown(text)
    return Tab(plan.title, cells, plan, HEADING_ROW, places, kinds)


def tab_as_read(sheet: Sheet, page: Page | None, kinds: Mapping[int, Kind]) -> Tab:
    """A sheet with everything where it was; formulas as texts, the findings of an earlier import left out."""
    cells: dict[tuple[int, int], str | float | bool] = {}
    for column, values in sheet.grid.items():
        for row, value in values.items():
            if isinstance(value, CellError):
                value = value.value
            if value is not None:
                cells[row, column] = ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value
    for formula in sheet.formulas:
        cells[formula.row, formula.column] = ILLEGAL.sub("\ufffd", f"={formula.text}")
    if page is None:
        return Tab(sheet.name, cells)
    findings = [
        column
        for (row, column), text in cells.items()
        if row == page.heading_row and text == FINDINGS_HEADING
    ]
    cells = {place: value for place, value in cells.items() if place[1] not in findings}
    return Tab(sheet.name, cells, page.plan, page.heading_row, page.places, kinds)
