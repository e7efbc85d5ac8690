"""The defined names by which a command finds what to freeze, and where."""

from __future__ import annotations

from xlplugin.workbooks.freezing import FORM, FROZEN, LIVE

from .book import Book
from .columns import Column
from .form import Form
from .grid import Grid


def name_areas(book: Book, form: Form) -> None:
    """Define ``xlplugin_form``, and for each frozen area the one that it is a copy of."""
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
    pair("key", grid.key, copies[0] if len(copies) > len(inputs) else None)
    book.define_name(f"{LIVE}inputs", f"={grid.all_inputs}")
    book.define_name(f"{FROZEN}inputs", f"={grid.area(inputs[0], inputs[-1])}")
    for name in ("policy", "on"):
        column = grid.own(f"frozen_{name}")
        if column is not None:
            book.define_name(FROZEN + name, f"={grid.cells(column)}")
