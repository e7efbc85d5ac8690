"""A large book goes through the scan by itself, and everything around its values stays as it was."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.limits import DEFAULT_LIMITS
from xlplugin.workbooks.package import Package
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report
from xlplugin.workbooks.stream import scan

ROWS = 40_000
CAREFUL = dataclasses.replace(DEFAULT_LIMITS, large_part_bytes=1 << 62)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("large") / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Ledger")
        money = workbook.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, ["Customer no.", "a", "b", "note", "grade", "sum", "said"])
        for row in range(1, ROWS + 1):
            sheet.write_string(row, 0, f"C{row - row % 20_000 // 19_999}")
            sheet.write_number(row, 1, row % 97 / 3, money)
            if row % 11:
                sheet.write_number(row, 2, row % 13)
            else:
                sheet.write_string(row, 2, "n/a")
            sheet.write_string(row, 3, f"note {row % 7}")
            sheet.write_formula(row, 4, f"GRADE(B{row + 1}:C{row + 1})")
            sheet.write_formula(row, 5, f"B{row + 1}+SUM($B$2:$B$9)")
            sheet.write_formula(row, 6, f'IF(ISERROR(E{row + 1}),"-",E{row + 1}&D{row + 1})')
        sheet.conditional_format(0, 1, ROWS, 1, {"type": "data_bar"})
        sheet.merge_range(0, 8, 0, 9, "merged")
        summary = workbook.add_worksheet("Summary")
        summary.write_formula(0, 0, f'COUNTIF(Ledger!$E$2:$E${ROWS + 1},"AAA")')
        summary.write_formula(1, 0, f"SUM(Ledger!$F$2:$F${ROWS + 1})")
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Summary!$A$1:$A$2"})
        summary.insert_chart("C2", chart)
    return path


def done(book: Path, name: str, limits=DEFAULT_LIMITS) -> tuple[Report, dict[str, bytes]]:
    output = book.with_name(name)
    report = recalculate(book, output, context_for=lambda names: context(), functions=SIMPLE, limits=limits)  # type: ignore[arg-type]
    with zipfile.ZipFile(output) as file:
        assert file.testzip() is None
        return report, {part: file.read(part) for part in file.namelist()}


def test_it_is_scanned(book):
    with Package(book) as package:
        ledger, summary = read_book(package, SIMPLE).sheets
    assert ledger.scanned is not None and summary.scanned is None
    assert [(run.text, len(run)) for run in ledger.scanned.runs][0] == ("GRADE(B2:C2)", ROWS)


def test_it_comes_out_as_one_that_is_read_with_care(book):
    (fast, parts), (slow, others) = done(book, "fast.xlsx"), done(book, "slow.xlsx", CAREFUL)
    assert parts == others
    assert (fast.grades, fast.ungraded, fast.cautions) == (slow.grades, slow.ungraded, slow.cautions)
    assert len(fast.ungraded) == ROWS // 11 and any(caution.kind == "duplicate_key" for caution in fast.cautions)


def test_only_calculated_parts_change(book):
    _, parts = done(book, "again.xlsx")
    with zipfile.ZipFile(book) as file:
        before = {part: file.read(part) for part in file.namelist()}
    changed = {part for part in before if before[part] != parts[part]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}


def test_a_second_time_nothing_changes(book):
    done(book, "once.xlsx")
    report, _ = done(book.with_name("once.xlsx"), "twice.xlsx")
    assert not report.changed


def test_a_sheet_too_large_to_keep_is_unpacked_again(book, monkeypatch):
    _, parts = done(book, "kept.xlsx")
    monkeypatch.setattr(scan, "KEPT", 0)
    _, again = done(book, "unpacked.xlsx")
    assert again == parts
