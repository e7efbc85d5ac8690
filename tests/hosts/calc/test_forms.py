"""Every entry form, and the example book, comes out of both engines with the same values and TRUE checks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from xlplugin.policy.locate import templates_folder

FORMS = sorted(templates_folder().glob("*.xlsx"))
BOOKS = [*FORMS, templates_folder() / "examples" / "credit_book.xlsx"]
AS_OF = "2026-06-30"

pytestmark = pytest.mark.xdist_group("forms")  # one worker recalculates them, once


@pytest.fixture(scope="module")
def both(office, tmp_path_factory) -> dict[str, Path]:
    """The folders into which the native engine and Calc have recalculated all of them."""
    folders = {engine: tmp_path_factory.mktemp(engine) for engine in ("native", "calc")}
    for engine, folder in folders.items():
        command = [sys.executable, "-m", "xlplugin", "recalc", *map(str, BOOKS), "-o", str(folder)]
        run = subprocess.run(
            [*command, "--engine", engine, "--as-of", AS_OF], capture_output=True, text=True, timeout=600
        )
        assert run.returncode == 1, run.stdout + run.stderr  # the example book has rows that cannot be graded, on purpose
    return folders


def values(book: Workbook) -> dict[tuple[str, str], object]:
    """Every value by sheet and cell; an empty text is no value."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def alike(one: object, other: object) -> bool:
    """Equal to the 15 digits that Calc writes."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-14 * max(abs(one), 1)
    return one == other


@pytest.mark.parametrize("name", [path.name for path in BOOKS])
def test_both_engines_agree_and_the_checks_hold(both, name):
    books = {engine: load_workbook(folder / name, data_only=True) for engine, folder in both.items()}
    native, calc = values(books["native"]), values(books["calc"])
    differing = {
        place: (native.get(place), calc.get(place))
        for place in native.keys() | calc.keys()
        if not alike(native.get(place), calc.get(place))
    }
    assert differing == {}
    for book in books.values():
        checks = [defined for name, defined in book.defined_names.items() if name.startswith("check_")]
        assert len(checks) >= 4
        for defined in checks:
            [(sheet, cell)] = defined.destinations
            assert book[sheet][cell].value is True, defined.name
