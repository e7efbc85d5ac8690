"""The whole table of cases through the cells of real workbooks, calculated by LibreOffice."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.functions.cases import Case, as_errors, load_cases
from xlplugin.hosts import calc
from xlplugin.hosts.calc.converting import converted
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.package import Package

from .case_books import Placed, write_books

DIFFERENCES = yaml.safe_load(Path(calc.__file__).with_name("differences.yaml").read_text("utf-8"))
IN_CALC = {case: shown for entry in DIFFERENCES for case, shown in entry.get("cases", {}).items()}
NO_CELLS = 12
"""So many cases at most hold what no cell of a spreadsheet can: infinity, rows of different lengths."""


def test_every_case(office, environ, tmp_path):
    cases = load_cases()
    books = write_books(cases, tmp_path)
    results = converted(office, list(books), tmp_path / "calculated", environ=environ)
    wrong = []
    for path, placed in zip(results, books.values(), strict=True):
        with Package(path) as package:
            grid = read_book(package).sheets[0].grid
        for one in placed:
            rows = [
                [grid.value(one.row + down, 1 + right) for right in range(one.width)] for down in range(one.height)
            ]
            wrong += [f"{one.case.id}: {said}" for said in _faults(one, rows)]
    assert not wrong, "\n".join(wrong)
    reached = {one.case.id for placed in books.values() for one in placed}
    assert len({case.id for case in cases} - reached) <= NO_CELLS
    assert not (tmp_path / "log.txt").exists()


def test_differences_name_cases_and_say_why():
    known = {case.id: case for case in load_cases()}
    for entry in DIFFERENCES:
        assert entry["title"]["en"] and entry["title"]["zh"] and entry["en"] and entry["zh"]
    assert set(IN_CALC) <= set(known)
    assert all(_table(shown) != _table(known[case].gives) for case, shown in IN_CALC.items())


def _faults(placed: Placed, rows: list[list[object]]) -> list[str]:
    case: Case = placed.case
    found = [["" if cell is None else cell for cell in row] for row in rows]
    if case.id in IN_CALC:
        wanted = _table(IN_CALC[case.id])
        return [] if found == wanted else [f"differs otherwise: {found}, not {wanted}"]
    faults = []
    if case.exact and found != _table(case.gives):
        faults.append(f"{found}, not {case.gives}")
    if case.function == "CHECKROW":
        text = "\n".join(str(cell) for row in found for cell in row)
        faults += [f"{said!r} is not said in {text!r}" for said in case.says if said not in text]
    left = iter(found)
    return faults + [f"the table lacks {row}" for row in case.has_rows if row not in left]


def _table(answer: object) -> list[list[object]]:
    rows = as_errors(answer if isinstance(answer, list) else [[answer]])
    return [[float(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]  # type: ignore[attr-defined]
