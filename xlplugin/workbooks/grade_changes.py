"""Which grades are others after a recalculation than before, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from xlplugin.functions.cell_columns import cells_of

from .addresses import Rect, address
from .book import Book
from .cell_values import Value, same_value
from .evaluation import cells_of as cells_within
from .report import GradeChange
from .stream.scanned import Run

if TYPE_CHECKING:
    from .native import Outcome

GIVES_A_GRADE = re.compile(r"GRADE|AMLTIER", re.IGNORECASE)


def keep_stored_grades(book: Book) -> None:
    """Keep what large sheets store in cells that may show a grade, before these are calculated."""
    for sheet in book.sheets:
        for run in sheet.scanned.runs if sheet.scanned is not None else ():
            if GIVES_A_GRADE.search(run.text):
                run.keep_stored()


def grade_changes(book: Book, outcome: Outcome, key_of: Callable[[int, int], str]) -> tuple[GradeChange, ...]:
    """The cells whose grade changes, by sheet, row and column; needs ``keep_stored_grades``."""
    found: dict[tuple[int, int, int], tuple[Value, Value]] = {}
    for unit in outcome.shown:
        if isinstance(unit.cells, Run):
            found.update({(unit.sheet, row, unit.cells.column): values for row, values in _of_run(unit.cells)})
            continue
        stored = {(cell.row, cell.column): cell.cached for cell in book.sheets[unit.sheet].formulas}
        spilled, grid = outcome.spills.get(unit.sheet, {}), book.sheets[unit.sheet].grid
        areas = [unit.ref] if unit.ref else [Rect(c.row, c.column, c.row, c.column) for c in unit.cells]
        for place in (place for area in areas for place in cells_within(area)):
            after = grid.value(*place)
            before = stored[place] if place in stored else spilled[place][0] if place in spilled else after
            found[unit.sheet, *place] = before, after
    names = [sheet.name for sheet in book.sheets]
    return tuple(
        GradeChange(names[sheet], address(row, column), key_of(sheet, row), before, after)
        for (sheet, row, column), (before, after) in sorted(found.items(), key=lambda item: item[0])
        if not same_value(before, after) and not (_blank(before) and _blank(after))
    )


def _of_run(run: Run) -> Iterator[tuple[int, tuple[Value, Value]]]:
    if run.before is None:
        return
    kinds, numbers = run.values.kinds[run.rows], run.values.numbers[run.rows]
    places = np.flatnonzero((run.before[0] != kinds) | (run.before[1] != numbers))
    texts = run.values.texts.values
    before = cells_of(run.before[0][places], run.before[1][places], texts)
    after = cells_of(kinds[places], numbers[places], texts)
    yield from zip(run.rows[places].tolist(), zip(before, after, strict=True), strict=True)


def _blank(value: Value) -> bool:
    return value is None or value == ""
