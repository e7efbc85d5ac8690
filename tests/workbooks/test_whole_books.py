"""Workbooks with several sheets and everything that Excel puts into them: calculated, and left as they are."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.workbooks.making import cell, make_book, part, rows_xml, sheet_xml, stored
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.limits import Limits
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report


def run(book: Path, limits: Limits | None = None) -> tuple[Report, Path]:
    output = book.with_name("out" + book.suffix)
    report = recalculate(
        book, output, context_for=lambda names: context(), functions=SIMPLE, limits=limits or Limits()
    )
    return report, output


def changed(book: Path, name: str, *pairs: tuple[str, str]) -> Path:
    """The book with texts of a part replaced."""
    with zipfile.ZipFile(book) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
    text = parts[name].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    parts[name] = text.encode()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as file:
        for one, data in parts.items():
            file.writestr(one, data)
    return book


def test_names_of_a_sheet_go_before_those_of_the_book(tmp_path: Path) -> None:
    cells = {"A1": 1, "B1": "=rate*100", "C1": "=Two!rate*100", "D1": "=SUM(data)", "E1": "='Two'!only"}
    sheets = {"One": sheet_xml(rows_xml(cells)), "Two": sheet_xml(rows_xml({**cells, "A1": 7, "E1": "=only"}))}
    book = make_book(tmp_path / "book.xlsx", sheets, names={"rate": "0.5", "data": "One!$A$1"})
    local = (
        '<definedName name="rate" localSheetId="1">0.25</definedName><definedName name="data" localSheetId="1">Two!$A$1'
        '</definedName><definedName name="only" localSheetId="1">Two!$A$1</definedName></definedNames>'
    )
    report, output = run(changed(book, "xl/workbook.xml", ("</definedNames>", local)))
    one, two = stored(output, 1), stored(output, 2)
    assert [one[place] for place in ("B1", "C1", "D1", "E1")] == [50, 25, 1, 7]
    assert [two[place] for place in ("B1", "C1", "D1", "E1")] == [25, 25, 7, 7]
    assert report.status == 0


@pytest.mark.parametrize("limits", [Limits(), Limits(large_part_bytes=0)], ids=["careful", "by columns"])
def test_whole_rows_and_columns_end_where_the_sheet_does(limits: Limits, tmp_path: Path) -> None:
    data = {f"A{row}": row for row in range(1, 101)} | {"B1": 5, "XFD1": 7, "B1048576": 11}
    cells = {
        "A1": "=SUM(Data!A:A)", "A2": "=SUM(Data!1:1)", "A3": "=SUM(Data!$A:$B)", "A4": "=COUNT(Data!1:3)",
        "A5": "=COUNTIF(Data!A:A,\">50\")", "A6": "=ROWS(Data!A:A)", "A7": "=COLUMNS(Data!1:1)", "A8": "=MAX(Data!B:B)",
        "A9": "=INDEX(Data!A:A,99)", "A10": "=VLOOKUP(50,Data!A:B,1,FALSE)", "A11": "=STDEV(Data!A:A)",
        "A12": "=COUNTBLANK(Data!A:A)",
    }  # fmt: skip
    sheets = {"S": sheet_xml(rows_xml(cells)), "Data": sheet_xml(rows_xml(data))}
    report, output = run(make_book(tmp_path / "book.xlsx", sheets), limits)
    found = [stored(output)[f"A{row}"] for row in range(1, 13)]
    assert found[:10] == [5050, 13, 5066, 5, 50, 1048576, 16384, 11, 99, 50]
    assert found[10] == pytest.approx(29.011491975882016, rel=1e-14) and found[11] == 1048476
    assert report.status == 0


def test_hidden_sheets_and_odd_names(tmp_path: Path) -> None:
    name = "It's 100% (客户) & more"
    cells = {"A1": "='It''s 100% (客户) & more'!A1*2", "A2": "=GRADE('It''s 100% (客户) & more'!A1:B1)"}
    sheets = {"S": sheet_xml(rows_xml(cells)), name: sheet_xml(rows_xml({"A1": "=B1+1", "B1": 60}))}
    book = make_book(tmp_path / "book.xlsx", sheets)
    changed(book, "xl/workbook.xml", ('sheetId="2"', 'sheetId="2" state="veryHidden"'))
    report, output = run(book)
    assert stored(output, 1) == {"A1": 122, "A2": "A"} and stored(output, 2)["A1"] == 61
    assert b'state="veryHidden"' in part(output, "xl/workbook.xml") and report.status == 0


def test_a_very_wide_sheet(tmp_path: Path) -> None:
    letters = [a + b for a in ["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"] for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    cells: dict[str, object] = {f"{letter}1": number for number, letter in enumerate(letters, 1)}
    cells |= {f"{letter}2": f"={letter}1*2" for letter in letters} | {"XFD2": "=SUM(A1:ZZ1)", "A3": "=GRADE(A1:ZZ1)"}
    for limits in (Limits(), Limits(large_part_bytes=0)):
        _, output = run(make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows_xml(cells))}), limits)
        values = stored(output)
        assert (values["ZZ2"], values["XFD2"], values["A3"]) == (1404, 702 * 703 / 2, "A")


def test_a_spill_keeps_its_metadata(tmp_path: Path) -> None:
    rows = (
        f'<row r="1" spans="1:3" ht="20" customHeight="1">{cell("A1", 3)}'
        '<c r="B1" s="0" cm="1"><f t="array" aca="1" ref="B1:B3">_xlfn._xlws.SORT(A1:A3)</f><v>0</v></c></row>'
        f'<row r="2">{cell("A2", 1)}<c r="B2" s="0"><v>0</v></c></row><row r="3">{cell("A3", 2)}<c r="B3"><v>0</v></c></row>'
    )
    more = {"xl/metadata.xml": b"<metadata>kept</metadata>"}
    _, output = run(make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows)}, more=more))
    after = part(output, "xl/worksheets/sheet1.xml").decode()
    assert '<c r="B1" s="0" cm="1"><f t="array" aca="1" ref="B1:B3">_xlfn._xlws.SORT(A1:A3)</f><v>1</v></c>' in after
    assert '<c r="B2" s="0"><v>2</v></c>' in after and '<c r="B3"><v>3</v></c>' in after
    assert part(output, "xl/metadata.xml") == more["xl/metadata.xml"]


AFTER = (
    '<mergeCells count="1"><mergeCell ref="A5:B6"/></mergeCells><conditionalFormatting sqref="B1:B3"><cfRule '
    'type="expression" dxfId="0" priority="1"><formula>NPV(0.1,$A1)&gt;2</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="list" sqref="A9"><formula1>INDIRECT("x")</formula1>'
    "</dataValidation></dataValidations>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_only_values_change(encoding: str, tmp_path: Path) -> None:
    cells = f'<row r="1">{cell("A1", 3)}{cell("B1", 0, "EXP(A1)*0+2")}</row><row r="5">{cell("A5", "merged")}</row>'
    xml = sheet_xml(cells, AFTER).replace('encoding="UTF-8"', f'encoding="{encoding.upper()}"')
    book = make_book(tmp_path / "book.xlsx", {"S": xml.encode(encoding)})
    report, output = run(book)
    after = part(output, "xl/worksheets/sheet1.xml")
    text = after.decode("utf-8")
    assert "<v>2</v>" in text and AFTER in text and report.status == 0
    if encoding == "utf-8":
        assert re.sub("<v>2</v>", "<v>0</v>", text) == xml


def test_tabs_that_are_no_worksheets_count_for_names(tmp_path: Path) -> None:
    book = make_book(
        tmp_path / "book.xlsx", {"S": sheet_xml(rows_xml({"A1": "=here"})), "Last": sheet_xml(rows_xml({"A1": "=here"}))},
        names={"here": "1"}, more={"xl/chartsheets/sheet1.xml": b"<chartsheet/>"},
    )  # fmt: skip
    changed(
        book, "xl/workbook.xml", ('<sheet name="Last"', '<sheet name="Chart" sheetId="9" r:id="rId9"/><sheet name="Last"'),
        ("</definedNames>", '<definedName name="here" localSheetId="2">3</definedName></definedNames>'),
    )  # fmt: skip
    changed(
        book, "xl/_rels/workbook.xml.rels",
        ("</Relationships>", '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
         'relationships/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'),
    )  # fmt: skip
    _, output = run(book)
    assert (stored(output, 1)["A1"], stored(output, 2)["A1"]) == (1, 3)
