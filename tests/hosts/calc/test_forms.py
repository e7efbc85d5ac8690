"""Every entry form, empty and filled, and the example book: Calc finds the values that the native engine wrote."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.workbooks.form_files import IDS, packaged
from tests.workbooks.test_forms import case_rows, context
from xlplugin.compliance.approval_words import approval_words
from xlplugin.hosts.calc.converting import converted
from xlplugin.policy.locate import policies_folder, templates_folder
from xlplugin.policy.settings import Settings
from xlplugin.workbooks.forms import build, lookups
from xlplugin.workbooks.forms.form import ranks
from xlplugin.workbooks.recalc import recalculate

FORMS = sorted(templates_folder().glob("*.xlsx"))
FILLED = [policy for policy in IDS if not lookups.is_lookup(packaged(policy))]
NAMES = [*(path.stem for path in FORMS), *(f"filled-{policy}" for policy in FILLED)]


@pytest.fixture(scope="module")
def both(office, tmp_path_factory) -> dict[str, Path]:
    """The folders of what the native engine has calculated, and of what Calc has made of that, all in one run."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("made", "native", "calc")}
    books = {path.stem: path for path in FORMS} | {
        f"filled-{policy}": filled(policy, number, folders["made"]) for number, policy in enumerate(FILLED)
    }
    said = {"as_of": datetime.date.today(), "approvals": approval_words([policies_folder()], Settings())}
    for name, path in books.items():
        recalculate(path, folders["native"] / f"{name}.xlsx", context_for=lambda names: replace(context(names), **said))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}
    converted(office, [folders["native"] / f"{name}.xlsx" for name in books], folders["calc"], environ=kept)
    return folders


def filled(policy: str, number: int, folder: Path) -> Path:
    """The form of a policy with the cells of its own tests, in one of the layouts and languages by turns."""
    rows = [row for row, _ in case_rows(packaged(policy))]
    if ranks(packaged(policy)):
        rows = [dict(row) for test in packaged(policy).tests for row in (*test.book, test.inputs)][:40]
    return build(
        packaged(policy),
        folder / f"{policy}.xlsx",
        data=rows,
        rows=len(rows) + 2,
        layout=("rows", "block")[number % 2],
        language=("en", "zh")[number // 2 % 2],
    )


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


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_agree_and_the_checks_hold(both, name):
    books = {engine: load_workbook(both[engine] / f"{name}.xlsx", data_only=True) for engine in ("native", "calc")}
    native, calc = values(books["native"]), values(books["calc"])
    differing = {
        place: (native.get(place), calc.get(place))
        for place in native.keys() | calc.keys()
        if not alike(native.get(place), calc.get(place))
    }
    assert differing == {}
    if not name.startswith("filled-"):
        errors = {place: value for place, value in native.items() if isinstance(value, str) and value.startswith("#")}
        assert errors == {}
    for book in books.values():
        checks = [defined for name, defined in book.defined_names.items() if name.startswith("check_")]
        assert len(checks) >= 3
        for defined in checks:
            [(sheet, cell)] = defined.destinations
            assert book[sheet][cell].value in (True, 1), defined.name
