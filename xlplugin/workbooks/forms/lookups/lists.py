"""The hidden sheet of the lookup form: what the drop-downs offer, and what follows from each choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.calls import formula_for, literal
from xlplugin.workbooks.forms.choices import SHEET
from xlplugin.workbooks.forms.wording import both

from .form import LookupForm

SYSTEMS, STAMPS, IDS, FIRSTS, COUNTS, ITEMS, FOUND = (
    f"lookup_{name}" for name in ("systems", "stamps", "ids", "firsts", "counts", "items", "found")
)
VALUES, KEYS, TYPES = (f"lookup_{name}" for name in ("values", "keys", "types"))
"""The defined names of its columns: one row per system, per value that may be observed, per type."""


def write_lists(book: Book, form: LookupForm) -> None:
    """Add the sheet and the names of its columns."""
    sheet = book.add_worksheet(SHEET)
    systems = form.systems
    firsts = [1 + sum(len(system.values) for system in systems[:place]) for place in range(len(systems))]
    types = [(f"{system.policy.stamp}|{id}", title) for system in systems for id, title in system.types.items()]
    columns: tuple[tuple[str, Sequence[str | int]], ...] = (
        (SYSTEMS, [system.title for system in systems]),
        (STAMPS, [system.policy.stamp for system in systems]),
        (IDS, [system.policy.id for system in systems]),
        (FIRSTS, firsts),
        (COUNTS, [len(system.values) for system in systems]),
        (ITEMS, [system.item for system in systems]),
        (FOUND, [_stamp_found(row) for row in range(2, len(systems) + 2)]),
        (VALUES, [value.word for system in systems for value in system.values]),
        (KEYS, [key for key, _ in types]),
        (TYPES, [both(title) for _, title in types]),
    )
    for place, (name, cells) in enumerate(columns):
        letter = chr(ord("A") + place)
        sheet.write_string(0, place, name.removeprefix("lookup_"))
        write: Callable[..., object] = sheet.write_formula if name == FOUND else sheet.write_string
        for row, cell in enumerate(cells, 1):
            if isinstance(cell, int):
                sheet.write_number(row, place, cell)
            elif name == FOUND:
                write(row, place, cell, None, "")
            else:
                write(row, place, cell)
        book.define_name(name, f"='{SHEET}'!${letter}$2:${letter}${len(cells) + 1}")
    sheet.hide()
    sheet.protect()


def _stamp_found(row: int) -> str:
    """The version of a system that the functions use."""
    return formula_for("POLICYINFO", policy=f"B{row}", item=literal("stamp"))
