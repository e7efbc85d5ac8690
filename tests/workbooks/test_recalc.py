"""The whole of a recalculation: where the result goes, what is reported, that nothing else is touched."""

from __future__ import annotations

import errno
import os
import stat
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from tests.workbooks.making import cell, make_book, part, rows_xml, sheet_xml, stored
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks import output as files
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

ROWS = f'<row r="1">{cell("A1", 60)}{cell("B1", 0, "GRADE(A1)")}</row>'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx", {"S": sheet_xml(ROWS)})


def run(path: Path, output: Path | None = None, **options: object) -> Report:
    return recalculate(path, output, context_for=lambda names: context(), functions=SIMPLE, **options)  # type: ignore[arg-type]


# --- where the result goes


def test_the_result_stands_beside_the_book_by_default(book: Path) -> None:
    before = book.read_bytes()
    report = run(book)
    assert report.output == book.with_name("book.recalculated.xlsx") and report.output.exists()
    assert book.read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir()) == ["book.recalculated.xlsx", "book.xlsx"]


def test_an_earlier_result_is_replaced(book: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    output.write_text("old")
    run(book, output)
    assert stored(output)["B1"] == "B"


def test_in_place_keeps_a_backup_for_every_run_that_changes_something(book: Path) -> None:
    before = book.read_bytes()
    report = run(book, in_place=True)
    assert report.output == book and report.backup == book.with_name("book.xlsx.bak")
    assert report.backup.read_bytes() == before and stored(book)["B1"] == "B"
    again = run(book, in_place=True)
    assert (again.changed, again.backup) == (False, None)
    book.write_bytes(before)
    assert run(book, in_place=True).backup == book.with_name("book.xlsx.bak2")
    assert not list(book.parent.glob(".*"))


def test_in_place_keeps_the_permissions(book: Path) -> None:
    book.chmod(0o640)
    run(book, in_place=True)
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_in_place_through_a_link_changes_the_book_itself(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    run(link, in_place=True)
    assert link.is_symlink() and stored(book)["B1"] == "B"


def test_a_book_that_excel_has_open_gets_its_result_beside_it(book: Path) -> None:
    before = book.read_bytes()
    book.with_name("~$book.xlsx").write_bytes(b"owner")
    report = run(book, in_place=True)
    assert book.read_bytes() == before and report.backup is None
    assert report.output == book.with_name("book.recalculated.xlsx")
    assert stored(report.output)["B1"] == "B"
    assert [caution.kind for caution in report.cautions] == ["open_elsewhere"]


def test_a_book_that_windows_holds_gets_its_result_beside_it(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def held(source: object, target: object) -> None:
        if Path(str(target)) == book:
            raise PermissionError(errno.EACCES, "used by another process")
        replace(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(files.os, "replace", held)
    before = book.read_bytes()
    report = run(book, in_place=True)
    assert book.read_bytes() == before and stored(report.output)["B1"] == "B"
    assert sorted(path.name for path in book.parent.iterdir()) == ["book.recalculated.xlsx", "book.xlsx"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("book.xlsx", "is the workbook itself"), ("out.xlsm", "ends in .xlsm"), ("out", "ends in nothing"), (".", "a folder")],
)
def test_outputs_that_are_refused(name: str, says: str, book: Path) -> None:
    before = book.read_bytes()
    with pytest.raises(WorkbookError, match=says):
        run(book, book.parent / name)
    assert book.read_bytes() == before and list(book.parent.iterdir()) == [book]


def test_the_same_file_by_another_name_is_refused(book: Path) -> None:
    os.link(book, book.with_name("twin.xlsx"))
    with pytest.raises(WorkbookError, match="is the workbook itself"):
        run(book, book.with_name("twin.xlsx"))


def test_a_folder_that_does_not_exist(book: Path) -> None:
    with pytest.raises(WorkbookError, match="create the folder first"):
        run(book, book.parent / "none" / "out.xlsx")


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("at", ["write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_failure_while_writing_leaves_nothing_behind(
    in_place: bool, at: str, code: int, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    if at == "write":
        monkeypatch.setattr("xlplugin.workbooks.archive.Archive.write_copy", fail)
    else:
        monkeypatch.setattr(files.os, at, fail)
    before = book.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        run(book, None if in_place else book.parent / "out.xlsx", in_place=in_place)
    assert os.strerror(code) in caught.value.in_language("zh")
    assert book.read_bytes() == before and list(book.parent.iterdir()) == [book]


def test_an_interruption_while_writing_leaves_nothing_behind(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(book, book.parent / "out.xlsx")
    assert list(book.parent.iterdir()) == [book]


def test_unknown_engines_are_refused(book: Path) -> None:
    with pytest.raises(WorkbookError, match="no engine 'magic'"):
        run(book, engine="magic")


# --- nothing else is touched


def rich_book(path: Path) -> Path:
    """A workbook with what people put into workbooks."""
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("Ledger"), book.add_worksheet("图表")
        money = book.add_format({"num_format": "#,##0.00", "bg_color": "#FFEECC"})
        sheet.write_row(0, 0, ["客户号", "负债", "评级", "说明"])
        for row in range(1, 40):
            sheet.write_string(row, 0, f"C{row:04}")
            sheet.write_number(row, 1, row * 7.5, money)
            sheet.write_formula(row, 2, f"=GRADE(B{row + 1})", money, "")
            sheet.write_formula(row, 3, f'=IF(C{row + 1}="A","好",C{row + 1}&"-"&ROUND(B{row + 1},0))')
        sheet.data_validation("B2:B40", {"validate": "decimal", "criteria": ">", "value": 0})
        sheet.conditional_format("C2:C40", {"type": "cell", "criteria": "==", "value": '"A"', "format": money})
        sheet.write_comment("A1", "口径说明")
        sheet.freeze_panes(1, 0)
        sheet.autofilter("A1:D40")
        book.define_name("grades", "=Ledger!$C$2:$C$40")
        for number, grade in enumerate("ABC"):
            other.write(number, 0, grade)
            other.write_formula(number, 1, f"=COUNTIF(grades,A{number + 1})")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "='图表'!$A$1:$A$3", "values": "='图表'!$B$1:$B$3"})
        other.insert_chart("D2", chart)
    return path


def test_everything_else_in_the_file_keeps_its_bytes(tmp_path: Path) -> None:
    path, output = rich_book(tmp_path / "rich.xlsx"), tmp_path / "out.xlsx"
    report = run(path, output)
    touched = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(output) as after:
        assert [info.filename for info in before.infolist()] == [info.filename for info in after.infolist()]
        for old, new in zip(before.infolist(), after.infolist(), strict=True):
            assert (old.date_time, old.external_attr) == (new.date_time, new.external_attr)
            if old.filename not in touched:
                assert before.read(old) == after.read(new)
                assert (old.CRC, old.compress_size) == (new.CRC, new.compress_size)
    assert report.grades == {"A": 26, "B": 7, "C": 6} and report.status == 0
    assert (report.sheets, report.ours, report.calculated) == (("Ledger", "图表"), 39, 81)
    assert [stored(output, 2)[f"B{row}"] for row in (1, 2, 3)] == [26, 7, 6]
    assert b"fullCalcOnLoad" not in part(output, "xl/workbook.xml")
    assert b'calcId="191029"' in part(output, "xl/workbook.xml")
    reread = openpyxl.load_workbook(output)
    assert isinstance(reread["Ledger"]["A1"].comment, Comment)
    assert isinstance(reread["Ledger"].data_validations.dataValidation[0], DataValidation)
    assert reread["Ledger"]["D2"].value.startswith("=IF(")


def test_macros_stay(tmp_path: Path) -> None:
    macro_type = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    book = make_book(
        tmp_path / "b.xlsm", {"S": sheet_xml(ROWS)}, main_type=macro_type, more={"xl/vbaProject.bin": b"\xd0\xcf" * 99}
    )
    run(book, tmp_path / "out.xlsm")
    assert part(tmp_path / "out.xlsm", "xl/vbaProject.bin") == b"\xd0\xcf" * 99
    assert part(tmp_path / "out.xlsm", "[Content_Types].xml") == part(book, "[Content_Types].xml")


def test_recalculating_twice_changes_nothing_more(tmp_path: Path) -> None:
    path = rich_book(tmp_path / "rich.xlsx")
    run(path, tmp_path / "one.xlsx")
    report = run(tmp_path / "one.xlsx", tmp_path / "two.xlsx")
    assert (tmp_path / "two.xlsx").read_bytes() == (tmp_path / "one.xlsx").read_bytes()
    assert not report.changed and report.grades == {"A": 26, "B": 7, "C": 6}


def test_a_workbook_without_our_formulas_is_copied_as_it_is(tmp_path: Path) -> None:
    book = make_book(tmp_path / "b.xlsx", {"S": sheet_xml(f'<row r="1">{cell("A1", 2, "1+1")}</row>')}, calc="")
    report = run(book, tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == book.read_bytes()
    assert [caution.kind for caution in report.cautions] == ["no_formulas"]


# --- what is reported

CHECKED = {
    "A1": "客户号 Customer number",
    "B1": "负债",
    "A2": "C001",
    "A3": "C002",
    "A4": " c001",
    "A5": 6.222e18,
    "A6": "6.22202E+18",
    **{f"B{row}": 60 for row in range(2, 7)},
    **{f"C{row}": f"=GRADE(B{row})" for row in range(2, 7)},
}


def test_duplicate_and_spoilt_keys_and_merged_inputs_are_reported_by_address(tmp_path: Path) -> None:
    merged = '<mergeCells count="2"><mergeCell ref="B3:B4"/><mergeCell ref="F1:G1"/></mergeCells>'
    book = make_book(tmp_path / "b.xlsx", {"S": sheet_xml(rows_xml(CHECKED), merged)})
    report = run(book, tmp_path / "out.xlsx")
    found = {caution.kind: caution for caution in report.cautions}
    assert found["duplicate_key"].cells == ("A2", "A4") and "c001 occurs 2 times" in found["duplicate_key"].message.en
    assert found["scientific_key"].cells == ("A5", "A6")
    assert found["merged_input"].cells == ("B3:B4",) and "取消合并" in found["merged_input"].message.zh
    assert len(report.cautions) == 3 and report.status == 0


def test_keys_on_sheets_that_are_not_graded_are_nobodys_business(tmp_path: Path) -> None:
    other = rows_xml({"A1": "customer id", "A2": "x", "A3": "x"})
    book = make_book(tmp_path / "b.xlsx", {"S": sheet_xml(ROWS), "T": sheet_xml(other)})
    assert run(book, tmp_path / "out.xlsx").cautions == ()


@pytest.mark.parametrize("where", ["argument", "name"])
def test_a_superseded_stamp_is_reported(where: str, tmp_path: Path) -> None:
    formula = '=GRADE(A1,"simple@1")' if where == "argument" else "=GRADE(A1)"
    names = {"xlplugin_policy": "S!$A$2"} if where == "name" else {}
    cells = {"A1": 60, "A2": "simple@1", "B1": formula}
    book = make_book(tmp_path / "b.xlsx", {"S": sheet_xml(rows_xml(cells))}, names=names)
    report = run(book, tmp_path / "out.xlsx")
    assert [(caution.kind, caution.message.en) for caution in report.cautions] == [
        ("superseded", "simple@1: a newer version is in force: simple@2")
    ]


def test_one_entry_per_row_and_reason(tmp_path: Path) -> None:
    cells = {"A1": "x", "B1": "=GRADE(A1)", "C1": "=SCORE(A1)", "D1": "=AMLTIER(A1)", "A2": "y", "B2": "=GRADE(A2)"}
    report = run(make_book(tmp_path / "b.xlsx", {"S": sheet_xml(rows_xml(cells))}), tmp_path / "out.xlsx")
    assert [(row.cell, row.error) for row in report.ungraded] == [("B1", "#VALUE!"), ("B2", "#VALUE!")]
