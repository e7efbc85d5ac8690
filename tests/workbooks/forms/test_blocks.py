"""Forms with one formula for a whole column: what is added for Calc, and that ``recalc`` takes it as before."""

from __future__ import annotations

import datetime

from tests.workbooks.form_files import AS_OF, formulas, packaged
from tests.workbooks.test_full_forms import CUSTOMERS, column, context, letter_of
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.recalc import recalculate


def filled(path, layout: str):
    return write(Form(packaged("credit_rating"), layout=layout, rows=8, data=CUSTOMERS, as_of=AS_OF), path)


def test_texts_are_made_anew_and_numbers_stay_numbers(tmp_path):
    found = formulas(filled(tmp_path / "form.xlsx", "block"))
    for key in ("CHECKROW", "grade", "RULES", "REASONS"):
        assert found[f"{letter_of(key)}6"].endswith(')&""'), key
    assert found[f"{letter_of('score')}6"].startswith("SCORE(") and "&" not in found[f"{letter_of('score')}6"]
    boxes = formulas(write(Form(packaged("nine_box"), layout="block", rows=3), tmp_path / "nine.xlsx")).values()
    assert [text for text in boxes if '"visits"' in text and text.endswith(")")], "visits are a number"
    assert [text for text in boxes if '"zone"' in text and text.endswith(')&""')]


def test_both_layouts_give_the_same_report_and_dates(tmp_path):
    reports, reviews = [], []
    for layout in ("rows", "block"):
        path = filled(tmp_path / f"{layout}.xlsx", layout)
        output = tmp_path / f"done-{layout}.xlsx"
        report = recalculate(path, output, context_for=context)
        reports.append((report.grades, [(item.cell, item.message.en) for item in report.ungraded]))
        reviews.append([value or None for value in column(output, "next_review")])
    assert reports[0] == reports[1] and reports[0][0] == {"AAA": 3, "B": 1}
    assert reviews[0] == reviews[1]
    assert reviews[0][0] == (datetime.date(2027, 1, 31) - datetime.date(1899, 12, 30)).days
