"""A disk that XlsxWriter cannot write to is told by the system's error; every other fault stays what it is."""

from __future__ import annotations

import pytest
from xlsxwriter import Workbook

from xlplugin.workbooks.system_errors import system_errors


def test_a_file_that_cannot_be_written(tmp_path):
    book = Workbook(tmp_path / "no such folder" / "book.xlsx")
    book.add_worksheet()
    with pytest.raises(FileNotFoundError), system_errors():
        book.close()


def test_another_fault_passes():
    with pytest.raises(ZeroDivisionError), system_errors():
        raise ZeroDivisionError
