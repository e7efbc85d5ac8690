"""Workbooks recalculated with Calc as the engine: the original gets Calc's values, and nothing else changes."""

from __future__ import annotations

import datetime
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from tests.functions.cases import POLICIES, Policies
from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import CellError
from xlplugin.hosts.calc import engine as engine_module
from xlplugin.hosts.calc.engine import CalcEngine
from xlplugin.hosts.calc.found_values import FoundValues
from xlplugin.hosts.calc.office import OfficeError
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.package import Package
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.sheet import FormulaCell, Grid, Sheet

ROWS = [
    [0.5, "good", 0, True, datetime.date(2010, 1, 1)],
    [0.7, "fair", 1, True, datetime.date(2010, 1, 1)],
    [None] * 5,
    [55, "good", 0, False, "2010-01-01"],
    ["#N/A", "good", 0, True, datetime.date(2010, 1, 1)],
]


@pytest.fixture
def book(tmp_path):
    """A book with one formula per row, blocks, formulas before and after ours, and some that only Calc knows."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Ledger 客户"
    for row in ROWS:
        sheet.append(row)
    for row in range(1, 6):
        sheet[f"G{row}"] = f"=_xll.GRADE(A{row}:E{row})"
        sheet[f"H{row}"] = f'=IF(G{row}="AAA","best","")'
    sheet["I1"] = ArrayFormula("I1:I5", "=GRADE(A1:E5)")
    sheet["J1"], sheet["J2"] = '=COUNTIF(I1:I5,"AAA")', '=COUNTIF(G1:G5,"A*")'
    sheet["J3"], sheet["J4"] = "=SCORE(A7:E7)", "=J3>50"
    for column, formula in zip("ABCDE", ("=A2-0.2", "=B1", "=LEN(B1)-4", "=D1", "=E1"), strict=True):
        sheet[f"{column}7"] = formula
    sheet["K1"], sheet["K2"] = "=ROMAN(14)", "=NOBODY(1)"
    sheet["K3"] = "=CHECKROW(A4:E4)"
    made.create_sheet("Guide")["A1"] = datetime.date(2026, 11, 20)
    made.defined_names["xlplugin_as_of"] = DefinedName("xlplugin_as_of", attr_text="Guide!$A$1")
    made.defined_names["xlplugin_language"] = DefinedName("xlplugin_language", attr_text='"zh"')
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def recalculated(book, output, environ, seen):
    with_calc = CalcEngine(book, {}, environ)

    def context_for(names):
        seen.append(names)
        as_of = datetime.date(2026, 11, 20)
        return Context(Policies(POLICIES), as_of, "card", "risk", language=str(names.language or "en"))

    return recalculate(book, output, context_for=context_for, calculate_with=with_calc.calculate)


def test_the_original_gets_what_calc_found(office, environ, book, tmp_path):
    output, seen = tmp_path / "out.xlsx", []
    report = recalculated(book, output, environ, seen)
    values = load_workbook(output, data_only=True)["Ledger 客户"]
    shown = {column: [values[f"{column}{row}"].value or "" for row in range(1, 6)] for column in "GHI"}
    assert shown["G"] == shown["I"] == ["AAA", "A", "", "#VALUE!", "#N/A"]
    assert shown["H"] == ["best", "", "", "#VALUE!", "#N/A"]
    assert [values[f"J{row}"].value for row in range(1, 5)] == [1, 2, 100, True]
    assert values["K1"].value == "XIV" and values["K2"].value == "#N/A"
    assert "资产负债率" in values["K3"].value
    assert [(one.cell, one.error) for one in report.ungraded if one.cell[0] == "G"] == [("G4", "#VALUE!"), ("G5", "#N/A")]
    assert [one.cell for one in report.not_calculated] == ["K2"]
    assert report.status == 1 and report.grades == {"A": 2, "AAA": 2} and not report.left
    assert len(seen) == 1 and seen[0].language == "zh"
    before, after = load_workbook(book)["Ledger 客户"], load_workbook(output)["Ledger 客户"]
    assert [[cell.value for cell in row] for row in after.iter_rows(max_col=8)] == [
        [cell.value for cell in row] for row in before.iter_rows(max_col=8)
    ]
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(output) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert old.namelist() == new.namelist()
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_the_command_may_say_the_date_and_the_policies(office, environ, book, tmp_path):
    sheet = load_workbook(book)
    sheet["Ledger 客户"]["E1"] = datetime.date(2024, 6, 1)
    sheet.save(book)
    bare = {key: value for key, value in environ.items() if not key.startswith("XLPLUGIN_")}
    bare["XLPLUGIN_CONFIG"] = str(tmp_path / "other.yaml")
    (tmp_path / "other.yaml").write_text("default_policy: card\ndefault_aml_policy: risk\n", "utf-8")
    with_calc = CalcEngine(book, {"policies": [str(POLICIES)], "as_of": "2026-11-20"}, bare)
    with Package(book) as package:
        read = read_book(package)
    policies = Policies(POLICIES)
    outcome = with_calc.calculate(
        read,
        FUNCTIONS,
        lambda names: Context(policies, datetime.date(2026, 11, 20), "card", "risk", language=str(names.language)),
    )
    assert read.sheets[0].grid.value(1, 7) == "AAA"
    assert [note.reason.en for note in outcome.not_calculated] == ["Calc does not know a function or name in it"]


def test_native_and_calc_agree(office, environ, book, tmp_path):
    native, with_calc = tmp_path / "native.xlsx", tmp_path / "calc.xlsx"
    source = load_workbook(book)
    source["Ledger 客户"]["K1"] = source["Ledger 客户"]["K2"] = None
    source.save(book)
    recalculated(book, with_calc, environ, [])
    policies = Policies(POLICIES)
    recalculate(
        book,
        native,
        context_for=lambda names: Context(policies, datetime.date(2026, 11, 20), "card", "risk", language="zh"),
    )
    one, other = (load_workbook(path, data_only=True)["Ledger 客户"] for path in (native, with_calc))
    for row, twin in zip(one.iter_rows(), other.iter_rows(), strict=True):
        for cell, same in zip(row, twin, strict=True):
            # Calc writes 15 digits of what other formulas give.
            number = isinstance(cell.value, float)
            assert same.value == (pytest.approx(cell.value, rel=1e-14) if number else cell.value), cell.coordinate


def test_without_libreoffice_the_book_is_left_and_the_mend_is_said(book, tmp_path, monkeypatch):
    def none():
        raise OfficeError("LibreOffice is not installed", "未安装 LibreOffice")

    monkeypatch.setattr(engine_module, "usable_office", none)
    with pytest.raises(WorkbookError, match="not installed — or choose --engine native"):
        recalculated(book, tmp_path / "out.xlsx", {}, [])
    assert not (tmp_path / "out.xlsx").exists()


def test_a_doubtful_value_is_never_shown():
    """Where Calc and the function itself disagree, the cell shows #N/A and the report says what each found."""
    sheet, grid = Sheet("A", "a.xml", b""), Grid()
    sheet.formulas = [FormulaCell(1, 2, "GRADE(A1:A1)"), FormulaCell(2, 2, "SCORE(A1:A1)"), FormulaCell(3, 2, "B1=B2")]
    grid[2] = {1: "AAA", 2: 0.1234567890123456, 3: 1.0}
    found = FoundValues(0, sheet, FUNCTIONS)
    found.take(grid)
    ours = found.sheet_of_ours()
    assert [cell.row for cell in ours.formulas] == [1, 2] and sheet.grid.value(3, 2) is True
    ours.grid[2].update({1: "AA", 2: 0.12345678901234567})

    class NothingUnknown:
        not_calculated = ()

    found.compare(NothingUnknown)
    assert found.put() == {}
    assert sheet.grid[2] == {1: CellError.NA, 2: 0.12345678901234567, 3: True}
    assert [note.reason.en for note in found.doubtful] == ["Calc finds AAA, but the function itself gives AA"]

