"""Workbooks that LibreOffice loads and saves keep our formulas as Excel stores them."""

from __future__ import annotations

import re
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.hosts.calc.converting import converted
from xlplugin.hosts.calc.methods import METHODS
from xlplugin.hosts.calc.office import OfficeError

GOOD = [0.5, "good", 0, True, "2010-01-01"]
CALLS = {
    "GRADE": ("A2:E2", "AAA"),
    "SCORE": ("A2:E2", 100),
    "AMLTIER": ("G2:J2", "low"),
    "EXPLAIN": ("A2:E2", "Characteristic"),
    "REASONS": ('A2:E2,"card",1', None),
    "CHECKROW": ("A2:D2", "the row has 4 cells"),
    "TREATMENT": ('"AAA","approver"', "branch"),
    "NEXTREVIEW": ('"AAA",DATE(2026,3,1)', 46447),
    "POLICYINFO": ('"card","title"', "Test card"),
}


def test_every_function_under_every_stored_name(office, environ, tmp_path):
    assert set(CALLS) == set(FUNCTIONS)
    book = Workbook()
    sheet = book.active
    for column, value in enumerate(GOOD, 1):
        sheet.cell(2, column, value)
    for column, value in enumerate(["CN", "retail", 5, False], 7):
        sheet.cell(2, column, value)
    formulas = {row: f"{one.stored}({CALLS[one.function.name][0]})" for row, one in enumerate(METHODS, 5)}
    for row, formula in formulas.items():
        sheet.cell(row, 1, f"={formula}")
    sheet["C5"] = ArrayFormula("C5:C6", "=GRADE(A2:E3)")
    sheet["D5"] = ArrayFormula("D5:I20", "=EXPLAIN(A2:E2)")
    book.save(tmp_path / "book.xlsx")
    [result] = converted(office, [tmp_path / "book.xlsx"], tmp_path / "out", environ=environ)
    stored = load_workbook(result).active
    assert {row: stored.cell(row, 1).value for row in formulas} == {row: f"={text}" for row, text in formulas.items()}
    assert (stored["C5"].value.ref, stored["C5"].value.text) == ("C5:C6", "=GRADE(A2:E3)")
    assert (stored["D5"].value.ref, stored["D5"].value.text) == ("D5:I20", "=EXPLAIN(A2:E2)")
    values = load_workbook(result, data_only=True).active
    for row, method in enumerate(METHODS, 5):
        wanted, found = CALLS[method.function.name][1], values.cell(row, 1).value
        assert found.startswith(wanted) if method.function.name == "CHECKROW" else found == wanted, method.stored
    assert values["C5"].value == "AAA" and not values["C6"].value
    assert values["D6"].value == "Age in years"
    with zipfile.ZipFile(result) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert ">GRADE(A2:E2)<" in text and not re.search(r"org\.xlplugin", text, re.IGNORECASE)


def test_a_workbook_fetches_nothing(office, environ, tmp_path):
    asked = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        secret, book = Workbook(), Workbook()
        secret.active["A1"] = "secret"
        secret.save(tmp_path / "other.xlsx")
        address = f"http://127.0.0.1:{server.server_port}"
        book.active["A1"] = f'=_xlfn.WEBSERVICE("{address}/a")'
        book.active["A2"] = f"='{address}/[b.xlsx]Sheet'!A1"
        book.active["A3"] = f"='{tmp_path}/[other.xlsx]Sheet'!A1"
        book.save(tmp_path / "book.xlsx")
        [result] = converted(office, [tmp_path / "book.xlsx"], tmp_path / "out", environ=environ)
        server.shutdown()
    assert not asked
    assert [cell.value for [cell] in load_workbook(result, data_only=True).active["A1:A3"]] == ["#N/A"] * 3


def test_a_book_that_is_none_is_refused(office, environ, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(b"PK\3\4 nothing")
    with pytest.raises(OfficeError, match="could not recalculate book.xlsx"):
        converted(office, [tmp_path / "book.xlsx"], tmp_path / "out", environ=environ)


def test_a_run_that_takes_too_long_is_stopped(office, environ, tmp_path):
    Workbook().save(tmp_path / "book.xlsx")
    with pytest.raises(OfficeError, match=r"within 0\.2 seconds"):
        converted(office, [tmp_path / "book.xlsx"], tmp_path / "out", environ=environ, seconds=0.2)
