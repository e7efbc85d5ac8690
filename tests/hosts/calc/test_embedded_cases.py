"""LibreOffice says the same as the table of what formualizer calculates, but where the table says who is right."""

from __future__ import annotations

from pathlib import Path

from tests.workbooks.embedded.case_sheet import cases, function_of, rows, same
from tests.workbooks.making import make_book, sheet_xml
from xlplugin.functions.values import CellError
from xlplugin.hosts.calc.converting import converted
from xlplugin.hosts.calc.office import Office
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.embedded.knowledge import knowledge
from xlplugin.workbooks.package import Package


def test_libreoffice_agrees(office: Office, environ: dict[str, str], tmp_path: Path) -> None:
    table, functions = cases(), knowledge().functions
    book = make_book(tmp_path / "cases.xlsx", {"S": sheet_xml(rows([case.formula for case in table]))})
    [result] = converted(office, [book], tmp_path / "calculated", environ=environ)
    with Package(result) as package:
        grid = read_book(package).sheets[0].grid
    differ = []
    for row, case in enumerate(table, 1):
        found = grid.value(row, 26)
        if case.against:
            continue
        if isinstance(found, CellError):
            # LibreOffice writes most of its errors as #VALUE!.
            agreed = isinstance(case.expected, str) and case.expected.startswith("#")
        elif isinstance(case.expected, bool):
            agreed = float(case.expected) == found
        else:
            digits = functions[function_of(case.formula, functions)].digits
            agreed = same(found, case.expected, min(digits, 14)) or (found is None and case.expected in ("", 0.0))
        if not agreed:
            differ.append((case.formula, case.expected, found))
    assert differ == []
