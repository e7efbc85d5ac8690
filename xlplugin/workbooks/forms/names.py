"""The defined names by which a command finds what to freeze, what the journal fills, and where."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.workbooks.freezing import FROZEN, LIVE
from xlplugin.workbooks.journal_areas import CONFIRMED, CUSTOMER, ENTRY, KEPT, RATING, STATE, TYPED
from xlplugin.workbooks.named_areas import FORM

from .book import Book
from .columns import Column
from .form import Form
from .grid import Grid
from .workflow import JOURNAL_STATE, journal_key


def name_areas(book: Book, form: Form) -> None:
    """Define ``xlplugin_form``, each frozen area with the one that it is a copy of, and the journal's columns."""
    grid, columns = Grid(form), form.columns
    book.define_name(FORM, f"={grid.area(columns[0], columns[grid.shown - 1])}")
    copies = [column for column in columns if column.role == "copy"]
    first, last = grid.inputs
    inputs = copies[len(copies) - (last - first + 1) :]

    def pair(name: str, live: Column | None, frozen: Column | None) -> None:
        if live is not None and frozen is not None:
            book.define_name(LIVE + name, f"={grid.cells(live)}")
            book.define_name(FROZEN + name, f"={grid.cells(frozen)}")

    pair("grade", grid.main, grid.own("frozen_grade"))
    pair("score", grid.result("score"), grid.own("frozen_score"))
    pair("key", grid.key, grid.own(f"copy_{grid.key.key}") if grid.key else None)
    book.define_name(f"{LIVE}inputs", f"={grid.all_inputs}")
    book.define_name(f"{FROZEN}inputs", f"={grid.area(inputs[0], inputs[-1])}")
    for name in ("policy", "on"):
        column = grid.own(f"frozen_{name}")
        if column is not None:
            book.define_name(FROZEN + name, f"={grid.cells(column)}")
    for name, column in _of_journal(grid):
        if column is not None:
            book.define_name(RATING + name, f"={grid.cells(column)}")


def _of_journal(grid: Grid) -> Iterator[tuple[str, Column | None]]:
    """The columns of the ledger that the journal fills, and the one that says whose row it is."""
    yield CUSTOMER, grid.key
    yield CONFIRMED, grid.own("confirmed_grade")
    yield STATE, grid.own(JOURNAL_STATE)
    yield ENTRY, grid.own("journal_entry")
    for name in TYPED:
        yield name, grid.own(name)
        yield KEPT + name, grid.own(journal_key(name))
