"""Workbooks whose formulas need formualizer, from file to file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.workbooks.making import cell, make_book, rows_xml, sheet_xml, stored
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.embedded import engine as embedded
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.limits import Limits
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

CAREFUL, BY_COLUMNS = Limits(), Limits(large_part_bytes=0)


def run(tmp_path: Path, rows: str, engine: str = "auto", limits: Limits = CAREFUL) -> tuple[Report, dict[str, object]]:
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows)})
    output = tmp_path / "out.xlsx"
    report = recalculate(
        book, output, context_for=lambda names: context(), functions=SIMPLE, engine=engine, limits=limits
    )
    return report, stored(output)


def spilled(place: str, ref: str, formula: str) -> str:
    return f'<c r="{place}" cm="1"><f t="array" ref="{ref}">{formula}</f><v>0</v></c>'


@pytest.mark.parametrize("limits", [CAREFUL, BY_COLUMNS], ids=["careful", "by columns"])
def test_a_column_is_one_evaluation(limits: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    calculate = embedded.calculate
    monkeypatch.setattr(
        embedded, "calculate", lambda name, calls, *rest: asked.append((name, len(calls))) or calculate(name, calls, *rest)
    )
    cells: dict[str, object] = {}
    for row in range(1, 41):
        cells |= {f"A{row}": row * 100, f"B{row}": f"=ROUND(PV(0.01,12,-A{row}),2)+1", f"C{row}": f"=GRADE(B{row})"}
        cells |= {f"D{row}": f"=RANK(A{row},A$1:A$40)"}
    report, values = run(tmp_path, rows_xml(cells), limits=limits)
    assert not report.not_calculated and report.status == 0
    assert (values["B1"], values["C1"], values["D1"], values["D40"]) == (1126.51, "A", 40, 1)
    assert sorted(asked) == [("PV", 40), ("RANK", 40)]


def test_the_native_engine_alone_refuses(tmp_path: Path) -> None:
    report, values = run(tmp_path, rows_xml({"A1": 2, "B1": "=EXP(A1)", "C1": "=B1+1"}), "native")
    assert (values["B1"], values["C1"]) == ("#N/A", "#N/A") and report.status == 1
    assert [note.cell for note in report.not_calculated] == ["B1", "C1"]


def test_our_functions_around_and_inside(tmp_path: Path) -> None:
    inside = 'TEXTBEFORE(GRADE(A1)&":"&A1,":")'
    rows = (
        f'<row r="1">{cell("A1", 40)}{spilled("C1", "C1:C3", "GRADE(SORT(A1:A3,1,-1))")}{cell("D1", 0, inside)}</row>'
        f'<row r="2">{cell("A2", 120)}{cell("C2", 0)}</row><row r="3">{cell("A3", 70)}{cell("C3", 0)}</row>'
    )
    report, values = run(tmp_path, rows)
    assert [values[f"C{row}"] for row in (1, 2, 3)] == ["A", "B", "C"]
    assert values["D1"] == "C" and report.status == 0


def test_a_branch_that_is_not_taken_is_not_reported(tmp_path: Path) -> None:
    cells = {"A1": "no number", "A2": 60, "A3": 0}
    cells |= {f"B{row}": f'=IF(ISTEXT(A{row}),"-",UNICODE(GRADE(A{row})))' for row in (1, 2, 3)}
    report, values = run(tmp_path, rows_xml(cells))
    assert [values[f"B{row}"] for row in (1, 2, 3)] == ["-", 66, 67] and not report.ungraded
    report, _ = run(tmp_path, rows_xml({"A1": "no number", "B1": "=UNICODE(GRADE(A1))"}))
    assert [row.cell for row in report.ungraded] == ["B1"]


def test_circles_are_named(tmp_path: Path) -> None:
    cells = {"A1": "=EXP(B1)", "B1": "=LN(A1)", "C1": "=A1+1", "D1": "=EXP(0)"}
    report, values = run(tmp_path, rows_xml(cells))
    assert [values[place] for place in ("A1", "B1", "C1", "D1")] == ["#N/A", "#N/A", "#N/A", 1]
    assert "circle: S!A1, S!B1" in report.not_calculated[0].reason.en


def test_a_column_that_reads_itself_is_worked_out_cell_by_cell(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1} | {f"A{row}": f"=EVEN(A{row - 1}+1)+SUMSQ(A$1:A{row - 1})*0" for row in range(2, 9)}
    report, values = run(tmp_path, rows_xml(cells))
    assert [values[f"A{row}"] for row in range(1, 9)] == [1, 2, 4, 6, 8, 10, 12, 14] and report.status == 0


def test_arrays_spill_where_the_file_has_room(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 3)}{spilled("B1", "B1:B3", "SORT(A1:A3)")}{spilled("C1", "C1:E1", "TRANSPOSE(A1:A3)")}'
        f'{spilled("G1", "G1:G3", "LN(A1:A3)")}{spilled("H1", "H1:H2", "UNIQUE(A1:A3)")}</row>'
        f'<row r="2">{cell("A2", 1)}</row><row r="3">{cell("A3", 2)}</row>'
    )
    report, values = run(tmp_path, rows)
    assert [values[place] for place in ("B1", "B2", "B3", "C1", "D1", "E1")] == [1, 2, 3, 3, 1, 2]
    assert values["G2"] == 0 and values["H2"] == 1
    assert [note.cell for note in report.not_calculated] == ["H1"]  # it has grown


def test_what_formualizer_says_is_no_value_is_refused(tmp_path: Path) -> None:
    cells = {"A1": 1, "B1": "=SUM(FILTER(A1:A1,A1:A1>5))", "B2": "=LINEST(A1:A1,A1:A1)", "B3": "=LARGE(SORT(A1:A1),1)"}
    report, values = run(tmp_path, rows_xml(cells))
    assert values["B3"] == 1 and values["B1"] in ("#N/A", "#VALUE!")
    assert all("failed" not in note.reason.en for note in report.not_calculated)


class Panic(BaseException):
    """As a failure of formualizer's own code arrives."""


@pytest.mark.parametrize("failure", [Panic, ValueError, OverflowError])
def test_a_failure_inside_formualizer_is_a_refusal(
    failure: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise failure("no")

    monkeypatch.setattr(embedded, "_new_book", fail)
    report, values = run(tmp_path, rows_xml({"A1": 1, "B1": "=EXP(A1)", "C1": "=B1", "D1": "=A1+1"}))
    assert [values[place] for place in ("B1", "C1", "D1")] == ["#N/A", "#N/A", 2]
    assert "formualizer cannot calculate EXP" in report.not_calculated[0].reason.en


def test_without_formualizer_its_functions_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "formualizer", None)
    report, values = run(tmp_path, rows_xml({"A1": 1, "B1": "=EXP(A1)", "D1": "=A1+1"}))
    assert (values["B1"], values["D1"]) == ("#N/A", 2) and "not installed" in report.not_calculated[0].reason.en


def test_formualizer_is_not_imported_for_books_that_do_not_need_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "formualizer", raising=False)
    run(tmp_path, rows_xml({"A1": 1, "B1": "=A1+1"}))
    assert "formualizer" not in sys.modules


def test_only_known_engines(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="choose auto, native or formualizer"):
        run(tmp_path, rows_xml({"A1": 1}), "excel")


def test_what_reads_too_many_cells_is_refused(tmp_path: Path) -> None:
    cells = {"A1": 1, "A2000": 2} | {f"B{row}": "=STDEV(A$1:A$2000)" for row in range(1, 4)}
    report, values = run(tmp_path, rows_xml(cells), limits=Limits(cells_read=5000))
    assert values["B3"] == "#N/A" and "too many cells" in report.not_calculated[0].reason.en
