"""Rows that could not be graded: one entry for each row and reason, with the customer, its words made when read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.workbooks.making import make_book, rows_xml, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.functions.declaration import Function
from xlplugin.workbooks.limits import DEFAULT_LIMITS
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

LARGE = replace(DEFAULT_LIMITS, large_part_bytes=0)
ROWS = 30


def run(cells: dict[str, object], folder: Path, functions=SIMPLE, limits=DEFAULT_LIMITS, **options: object) -> Report:
    book = make_book(folder / "b.xlsx", {"S": sheet_xml(rows_xml(cells))})
    return recalculate(
        book, folder / "out.xlsx", context_for=lambda names: context(), functions=functions, limits=limits, **options
    )


def customers(wrong: int = 3) -> dict[str, object]:
    """Every ``wrong``th row cannot be graded; GRADE and SCORE read the same cells."""
    cells: dict[str, object] = {"A1": "Customer no", "B1": "sum", "C1": "grade", "D1": "score"}
    for row in range(2, ROWS + 2):
        cells |= {
            f"A{row}": float(10**9 + row) if row % 2 else f"  K{row} ", f"B{row}": "x" if row % wrong == 0 else 60.0,
            f"C{row}": f"=GRADE(B{row})", f"D{row}": f"=SCORE(B{row})",
        }  # fmt: skip
    return cells


@pytest.mark.parametrize("limits", [DEFAULT_LIMITS, LARGE], ids=["careful", "by columns"])
def test_one_entry_for_a_row_with_its_customer(limits, tmp_path):
    report = run(customers(), tmp_path, limits=limits)
    rows = [row for row in range(2, ROWS + 2) if row % 3 == 0]
    assert [(one.cell, one.key) for one in report.ungraded] == [
        (f"C{row}", str(10**9 + row) if row % 2 else f"K{row}") for row in rows
    ]
    assert report.ungraded[2:4] == list(report.ungraded)[2:4] and report.ungraded[-1].cell == f"C{rows[-1]}"
    assert {one.message.en for one in report.ungraded} == {"'x' is no number; enter one"}


@pytest.mark.parametrize(
    ("formulas", "entries"),
    [
        (["=GRADE(A1)", "=SCORE(A1)", '=GRADE(A1,,"score")'], ["B1"]),
        (["=GRADE(A1)", "=AMLTIER(A1)"], ["B1"]),
        (["=GRADE(A1)", "=GRADE(A2)"], ["B1", "C1"]),
        (["=GRADE(A1)", '=GRADE(A1,"none")'], ["B1", "C1"]),
        (["=IFERROR(GRADE(A1),0)", "=GRADE(A1)"], ["B1"]),
        (["=SUM(SCORE(A1),SCORE(A2))"], ["B1", "B1"]),
        (["=GRADE(A3)", "=GRADE(A2)"], ["C1"]),
    ],
)
@pytest.mark.parametrize("limits", [DEFAULT_LIMITS, LARGE], ids=["careful", "by columns"])
def test_reasons_that_are_the_same_are_said_once(formulas, entries, limits, tmp_path):
    cells = {"A1": "x", "A2": "y", "A3": 60.0} | {f"{'BCD'[at]}1": text for at, text in enumerate(formulas)}
    assert [one.cell for one in run(cells, tmp_path, limits=limits).ungraded] == entries


def test_a_sheet_without_customer_numbers_names_none(tmp_path):
    assert [one.key for one in run({"A1": "x", "B1": "=GRADE(A1)"}, tmp_path).ungraded] == [""]


def test_words_are_made_for_the_entries_that_are_read(tmp_path):
    made: list[int] = []

    def counted(function: Function) -> Function:
        def body(ctx: object, rows: list[list[object]], *rest: object) -> object:
            made.append(len(rows))
            return function.body(ctx, rows, *rest)

        return replace(function, body=body)

    functions = SIMPLE | {name: counted(SIMPLE[name]) for name in ("GRADE", "SCORE")}
    report = run(customers(wrong=1), tmp_path, functions)
    before = sum(made)
    assert len(report.ungraded) == ROWS and sum(made) == before == 2 * ROWS
    assert report.ungraded[3].cell == "C5" and sum(made) == before + 1
    assert len(list(report.ungraded)) == ROWS and sum(made) == before + 1 + ROWS


@pytest.mark.parametrize("limits", [DEFAULT_LIMITS, LARGE], ids=["careful", "by columns"])
def test_what_a_report_reads_again_does_not_count_against_the_limits(limits, tmp_path):
    report = run(customers(wrong=1), tmp_path, limits=replace(limits, cells_read=2 * ROWS))
    assert not report.not_calculated and len(list(report.ungraded)) == len(list(report.ungraded)) == ROWS


# --- which grades change


@pytest.mark.parametrize("limits", [DEFAULT_LIMITS, LARGE], ids=["careful", "by columns"])
def test_grades_that_change_in_runs_and_single_cells(limits, tmp_path):
    first = run(customers(), tmp_path, limits=limits, dry_run=True)
    assert not (tmp_path / "out.xlsx").exists() and first.output is None and first.changed
    assert [(one.cell, one.before, str(one.after)) for one in first.changes][:3] == [
        ("C2", None, "B"), ("C3", None, "#VALUE!"), ("C4", None, "B"),
    ]  # fmt: skip
    assert len(first.changes) == ROWS and first.changes[0].key == "K2"
    run(customers(), tmp_path, limits=limits)
    again = recalculate(
        tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE, limits=limits, dry_run=True
    )
    assert again.changes == () and not again.changed


def test_only_formulas_that_show_a_grade_count(tmp_path):
    cells = {"A1": 60.0, "B1": '=GRADE(A1)&""', "C1": "=SCORE(A1)", "D1": "=LEN(GRADE(A1))", "E1": '=IF(A1>9,GRADE(A1),"")'}
    assert [one.cell for one in run(cells, tmp_path, dry_run=True).changes] == ["B1", "E1"]


@pytest.mark.parametrize("in_place", [False, True])
def test_changed_only_leaves_alone_what_has_the_same_values(in_place, tmp_path):
    cells = {"A1": 60.0, "B1": "=GRADE(A1)"}
    run(cells, tmp_path)
    book = (tmp_path / "out.xlsx").rename(tmp_path / "done.xlsx")
    before = book.read_bytes()
    report = recalculate(
        book, context_for=lambda names: context(), functions=SIMPLE, changed_only=True, in_place=in_place
    )
    assert (report.output, report.backup, report.changed) == (None, None, False)
    assert book.read_bytes() == before and sorted(path.name for path in tmp_path.iterdir()) == ["b.xlsx", "done.xlsx"]
    changed = run(cells, tmp_path, changed_only=True)
    assert changed.output == tmp_path / "out.xlsx" and changed.changed
