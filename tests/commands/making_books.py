"""Makes workbooks of customers with a grading formula in each row, and reads the grades back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

HEADINGS = ["leverage", "management", "loss_years", "audited", "founded"]
GOOD = [0.5, "good", 0, True, datetime.date(2010, 1, 1)]
WRONG = [55, *GOOD[1:]]


def customers(
    path: Path,
    rows: Sequence[Sequence[object]],
    policy: str = "card",
    before: Sequence[object] = (),
    values: str = "B{0}:F{0}",
) -> Path:
    """A book with a customer number in column A, the inputs, the grade in G and the score in H; ``before`` are the
    grades that are stored."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Customers")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["Customer no", *HEADINGS, "grade", "score"])
        for line, row in enumerate(rows, 1):
            sheet.write_string(line, 0, f"C{line:05d}")
            for column, value in enumerate(row, 1):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(line, column, value, day)
                else:
                    sheet.write(line, column, value)
            cells = values.format(line + 1)
            stored = before[line - 1] if line <= len(before) else 0
            sheet.write_formula(line, 6, f'GRADE({cells},"{policy}")', None, stored)
            sheet.write_formula(line, 7, f'SCORE({cells},"{policy}")')
    return path


def grades(path: Path) -> list[object]:
    """What the grade cells show."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Customers"]
    return [cell.value for cell in sheet["G"][1:]]
