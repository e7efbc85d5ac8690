"""The acceptance workbook in a real Excel with the add-in installed: every verdict has to be TRUE.

Run on a PC with Excel, after ``xlplugin excel install``: ``pytest -m excel``.
"""

from __future__ import annotations

import pytest

from xlplugin.hosts.excel.acceptance import CHECKS_SHEET, FIRST, GUIDE_SHEET, NUMBER, SHOWN, VERDICT, build
from xlplugin.hosts.excel.diagnosing import faults
from xlplugin.hosts.excel.diagnosing_machine import look
from xlplugin.hosts.excel.installing_places import usual_places

pytestmark = pytest.mark.excel


@pytest.fixture(scope="module")
def excel():
    """An Excel of its own. One that a program starts opens no start folder, so that the add-in is opened here."""
    import xlwings

    places = usual_places()
    found = [f"{fault.code}: {fault.message.en}; {fault.mend.en}" for fault in faults(look(places))]
    assert not found, "mend this first:\n" + "\n".join(found)
    app = xlwings.App(visible=True, add_book=False)
    try:
        app.books.open(str(places.add_in))
        yield app
    finally:
        app.kill()


@pytest.fixture(scope="module")
def book(excel, tmp_path_factory):
    path = build(tmp_path_factory.mktemp("acceptance") / "验收 acceptance.xlsx")
    opened = excel.books.open(str(path))
    excel.api.CalculateFullRebuild()
    return opened


def test_every_verdict_is_true(book):
    sheet = book.sheets[CHECKS_SHEET]
    lines = sheet.range((FIRST, 1), (sheet.used_range.last_cell.row, VERDICT + 1)).value
    failed = [f"{line[NUMBER]}: shows {line[SHOWN]}: {line}" for line in lines if line[VERDICT] is not True]
    assert not failed, "\n".join(failed)
    assert book.sheets[GUIDE_SHEET]["B8"].value is True


def test_errors_are_real_errors(book, excel):
    sheet = book.sheets.add()
    sheet["A1"].formula = '=ISERROR(GRADE(A5:F5,"nobody"))'
    sheet["A2"].formula = '=ISNA(NA())'
    sheet["A5"].value = 1
    excel.api.CalculateFull()
    assert sheet["A1"].value is True and sheet["A2"].value is True


def test_saved_and_opened_again_it_shows_the_same(book, excel, tmp_path):
    path = tmp_path / "再次 again.xlsx"
    book.api.SaveCopyAs(str(path))
    again = excel.books.open(str(path))
    excel.api.CalculateFullRebuild()
    assert again.sheets[GUIDE_SHEET]["B8"].value is True
    again.close()
