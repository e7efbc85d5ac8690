"""The native engine: order, groups, arrays, and that nothing stale is left to look fresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbooks.making import EXCEL_CALC, cell, make_book, rows_xml, sheet_xml, stored
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.limits import Limits
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

ASKED_TO_CALCULATE = '<calcPr calcId="191029" fullCalcOnLoad="1"/>'


def run(tmp_path: Path, sheets: dict[str, str], **options: object) -> tuple[Report, list[dict[str, object]]]:
    """Recalculate a workbook of raw rows; the report and what each sheet stores then."""
    limits = options.pop("limits", Limits())
    functions = options.pop("functions", SIMPLE)
    workbook_policy = options.pop("workbook_policy", None)
    book = make_book(tmp_path / "book.xlsx", {name: sheet_xml(rows) for name, rows in sheets.items()}, **options)
    output = tmp_path / "out.xlsx"
    report = recalculate(
        book,
        output,
        context_for=lambda names: context(workbook_policy=workbook_policy),
        functions=functions,
        limits=limits,
    )
    return report, [stored(output, number) for number in range(1, len(sheets) + 1)]


def places(report: Report) -> set[str]:
    return {f"{note.sheet}!{note.cell}" for note in report.not_calculated}


# --- order


def test_formulas_are_worked_out_after_what_they_read_across_sheets(tmp_path: Path) -> None:
    first = rows_xml({"A1": "=B1+1", "B1": "='My Sheet'!A1*2", "C1": "=SUM(A1:B1)"})
    second = rows_xml({"A1": "=A2", "A2": "=A3", "A3": 5})
    report, (one, two) = run(tmp_path, {"S": first, "My Sheet": second})
    assert one == {"A1": 11, "B1": 10, "C1": 21}
    assert two == {"A1": 5, "A2": 5, "A3": 5}
    assert report.status == 0 and report.calculated == 5


def test_a_running_total_reads_its_own_column(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1, "B1": "=A1"}
    for row in range(2, 200):
        cells |= {f"A{row}": row, f"B{row}": f"=B{row - 1}+A{row}"}
    _, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert values["B199"] == sum(range(1, 200))


def test_a_running_total_from_the_bottom_up(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A199": 1, "B199": "=A199"}
    for row in range(1, 199):
        cells |= {f"A{row}": row, f"B{row}": f"=B{row + 1}+A{row}"}
    _, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert values["B1"] == sum(range(1, 199)) + 1


def test_two_columns_that_read_each_other_in_turn(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1}
    for row in range(1, 50):
        cells |= {f"B{row}": f"=A{row}*2", f"A{row + 1}": f"=B{row}+1"}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert values["A4"] == 15 and report.status == 0


def test_a_circle_is_named_and_so_is_all_that_reads_it(tmp_path: Path) -> None:
    cells = {"A1": "=B1", "B1": "=C1+1", "C1": "=A1", "D1": "=C1", "E1": 1, "F1": "=E1", "G1": "=G1"}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert values == {**dict.fromkeys(["A1", "B1", "C1", "D1", "G1"], "#N/A"), "E1": 1, "F1": 1}
    reasons = {note.cell: note.reason for note in report.not_calculated}
    assert "in a circle: S!A1, S!B1, S!C1" in reasons["A1"].en and "循环引用" in reasons["A1"].zh
    assert "it reads S!C1, which is not calculated" in reasons["D1"].en
    assert report.status == 1


def test_a_circle_in_one_row_of_many_loses_that_row_alone(tmp_path: Path) -> None:
    cells: dict[str, object] = {}
    for row in range(1, 20):
        cells |= {f"A{row}": row, f"B{row}": f"=A{row}*2", f"C{row}": f"=GRADE(B{row})"}
    cells["A7"] = "=C7"
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert places(report) == {"S!A7", "S!B7", "S!C7"}
    assert values["C6"] == "C" and values["C7"] == "#N/A" and values["B8"] == 16


def test_rows_and_row_do_not_need_the_values_of_their_area(tmp_path: Path) -> None:
    _, (values,) = run(tmp_path, {"S": rows_xml({f"A{row}": f"=ROWS(A$1:A{row})+ROW()" for row in (1, 2, 3)})})
    assert values == {"A1": 2, "A2": 4, "A3": 6}


# --- our functions


def test_a_column_of_calls_is_one_block_call(tmp_path: Path) -> None:
    from dataclasses import replace

    calls: list[int] = []
    grade = SIMPLE["GRADE"]

    def body(ctx, rows, *rest):  # type: ignore[no-untyped-def]
        calls.append(len(rows))
        return grade.body(ctx, rows, *rest)

    cells: dict[str, object] = {"Z1": "simple"}
    for row in range(2, 102):
        cells |= {f"A{row}": row, f"B{row}": row, f"C{row}": f"=GRADE(A{row}:B{row},$Z$1)"}
    functions = {**SIMPLE, "GRADE": replace(grade, body=body)}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)}, functions=functions)
    assert calls == [100]
    assert [values[f"C{row}"] for row in (2, 25, 50, 101)] == ["C", "B", "A", "A"]
    assert report.grades == {"A": 52, "B": 25, "C": 23} and report.ours == 100


def test_rows_with_different_policies_are_called_apart(tmp_path: Path) -> None:
    cells: dict[str, object] = {}
    for row in range(1, 9):
        cells |= {f"A{row}": 60, f"B{row}": "simple" if row % 2 else "none", f"C{row}": f"=GRADE(A{row},B{row})"}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert [values[f"C{row}"] for row in range(1, 5)] == ["B", "#REF!", "B", "#REF!"]
    assert {row.cell for row in report.ungraded} == {"C2", "C4", "C6", "C8"}
    assert "there is no policy none" in report.ungraded[0].message.en


def test_a_ranking_is_not_made_of_rows_that_were_asked_for_one_by_one(tmp_path: Path) -> None:
    cells: dict[str, object] = {}
    for row in range(1, 5):
        cells |= {f"A{row}": row, f"B{row}": f'=GRADE(A{row},"ranking")'}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert [values[f"B{row}"] for row in range(1, 5)] == ["#N/A"] * 4
    assert [row.message.en for row in report.ungraded] == ["pass the whole book"] * 4


def test_a_ranking_over_a_block(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{r}">{cell(f"A{r}", value)}'
        + ('<c r="B1"><f t="array" ref="B1:B3">GRADE(A1:A3,"ranking")</f></c>' if r == 1 else "")
        + "</row>"
        for r, value in ((1, 5), (2, 50), (3, 20))
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert [values[f"B{r}"] for r in (1, 2, 3)] == [3, 1, 2] and report.status == 0


def test_blank_rows_stay_quiet_and_bad_ones_say_why(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 60, "A3": "sixty", "A4": -5}
    cells |= {f"C{row}": f"=GRADE(A{row}:B{row})" for row in (1, 2, 3, 4)}
    cells |= {f"D{row}": f"=SCORE(A{row}:B{row})" for row in (1, 2, 3, 4)}
    cells |= {"B1": 0, "B3": 1, "B4": 0}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert [values[f"C{row}"] for row in (1, 2, 3, 4)] == ["B", "", "#VALUE!", "#N/A"]
    assert [(row.sheet, row.cell, row.error) for row in report.ungraded] == [
        ("S", "C3", "#VALUE!"),
        ("S", "C4", "#N/A"),
    ]
    assert "'sixty' is no number" in report.ungraded[0].message.en
    assert "请填写数字" in report.ungraded[0].message.zh
    assert report.status == 1 and report.grades == {"B": 1}


def test_errors_that_a_formula_hides_are_still_reported(tmp_path: Path) -> None:
    cells = {"A1": "x", "B1": '=IFERROR(GRADE(A1),"?")', "A2": 70, "B2": '=IFERROR(GRADE(A2),"?")'}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert (values["B1"], values["B2"]) == ("?", "B")
    assert [row.cell for row in report.ungraded] == ["B1"]


def test_bad_rows_of_blocks_are_reported_where_they_show(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{array("B1", "B1:B3", "GRADE(A1:A3)")}{array("C1", "C1:C2", "SCORE(A1:A3)")}'
        '<c r="D1"><f>SUMPRODUCT((GRADE(A1:A2)="B")*1)</f></c><c r="E1"><f>IF(TRUE,GRADE(A2:A3),1)</f></c></row>'
        f'<row r="2">{cell("A2", "x")}</row><row r="3">{cell("A3", -5)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert [values[f"B{row}"] for row in (1, 2, 3)] == ["B", "#VALUE!", "#N/A"]
    assert (values["D1"], values["E1"]) == ("#VALUE!", "#VALUE!")
    found = {(row.cell, row.error) for row in report.ungraded}
    assert found == {("B2", "#VALUE!"), ("B3", "#N/A"), ("D1", "#VALUE!"), ("E1", "#N/A")}


def test_a_branch_that_is_not_taken_is_not_reported(tmp_path: Path) -> None:
    cells = {"A1": "x", "B1": '=IF(A1="x","skip",GRADE(A1))', "A2": 70, "B2": '=IF(A2="x","skip",GRADE(A2))'}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert (values["B1"], values["B2"], report.ungraded) == ("skip", "B", ())


def test_functions_of_several_cells(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "D1": '=TREATMENT(C1,"months")',
        "D2": '=TREATMENT(C2,"months")',
        "E1": "=NEXTREVIEW(C1,B1)",
        "E2": "=NEXTREVIEW(C2,B2)",
        "F1": "=EXPLAIN(A1:B1)",
        "G1": "=POLICYINFO()&\"!\"",
    }
    cells |= {"A1": 60, "B1": 46000, "C1": "=GRADE(A1)", "C2": "=GRADE(A2)"}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert (values["D1"], values["D2"]) == (6, "")
    assert (values["E1"], values["E2"]) == (46030, "")
    assert (values["F1"], values["G1"]) == ("characteristic", "!")
    assert report.grades == {"B": 1}


def test_an_error_cell_goes_through(tmp_path: Path) -> None:
    cells = {"A1": "=1/0", "B1": "=GRADE(A1)", "C1": "=GRADE(1/0)", "D1": "=IFERROR(B1,0)"}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert (values["B1"], values["C1"], values["D1"]) == ("#DIV/0!", "#DIV/0!", 0)
    assert {row.cell for row in report.ungraded} == {"B1"} | set()  # one entry per row and message


# --- arrays


def array(place: str, ref: str, formula: str, dynamic: bool = False, value: object = None) -> str:
    inside = "" if value is None else f"<v>{value}</v>"
    mark = ' cm="1"' if dynamic else ""
    return f'<c r="{place}"{mark}><f t="array" ref="{ref}">{formula}</f>{inside}</c>'


def test_an_array_smaller_than_its_ref_ends_in_na_and_a_larger_one_is_cut(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{array("B1", "B1:B3", "GRADE(A1:A2)")}{array("C1", "C1:C1", "EXPLAIN(A1:A1)")}'
        f'{array("D1", "D1:E1", "EXPLAIN(A1:A1)")}</row><row r="2">{cell("A2", 10)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert [values[f"B{r}"] for r in (1, 2, 3)] == ["B", "C", "#N/A"]
    assert (values["C1"], values["D1"], values["E1"]) == ("characteristic",) * 2 + ("value",)
    assert report.status == 0


def test_arrays_of_different_size_meet_in_na(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 1)}{array("C1", "C1:C3", "A1:A3+B1:B2")}{array("D1", "D1:D3", "A1:A3+B1")}</row>'
    _, (values,) = run(tmp_path, {"S": rows})
    assert [values[f"C{r}"] for r in (1, 2, 3)] == [1, 0, "#N/A"]
    assert [values[f"D{r}"] for r in (1, 2, 3)] == [1, 0, 0]


def test_a_fixed_range_where_one_value_is_wanted_means_the_cell_in_the_same_row(tmp_path: Path) -> None:
    cells: dict[str, object] = {f"A{row}": row for row in (1, 2, 3)}
    cells |= {f"B{row}": "=$A$1:$A$3*2" for row in (1, 2, 3, 4)}
    cells |= {f"C{row}": "=ABS($A$1:$A$3)+SUM($A$1:$A$3)" for row in (1, 2, 3)}
    _, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert [values[f"B{row}"] for row in (1, 2, 3, 4)] == [2, 4, 6, "#VALUE!"]
    assert [values[f"C{row}"] for row in (1, 2, 3)] == [7, 8, 9]


def test_one_value_fills_an_array(tmp_path: Path) -> None:
    _, (values,) = run(tmp_path, {"S": f'<row r="1">{array("B1", "B1:C2", "1+1")}</row>'})
    assert values == dict.fromkeys(["B1", "C1", "B2", "C2"], 2)


def test_what_reads_an_array_waits_for_it(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{array("B1", "B1:B2", "SCORE(A1:A2)")}<c r="C1"><f>SUM(B1:B2)</f></c></row>'
        f'<row r="2">{cell("A2", 10)}{cell("B2", 999)}<c r="C2"><f>B2*2</f></c></row>'
    )
    _, (values,) = run(tmp_path, {"S": rows})
    assert (values["B2"], values["C1"], values["C2"]) == (10, 70, 20)


def test_array_formulas_work_cell_by_cell(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 1)}{array("B1", "B1:B3", "IF(A1:A3&gt;1,A1:A3*10,&quot;low&quot;)")}'
        f'{array("C1", "C1:C3", "IFERROR(GRADE(A1:A3),&quot;?&quot;)")}{array("D1", "D1", "SUM(IF(A1:A2&gt;0,A1:A2))")}'
        f'{array("E1", "E1", "MATCH(2,(A1:A2)*(A1:A2&gt;0),0)")}</row>'
        f'<row r="2">{cell("A2", 2)}</row><row r="3">{cell("A3", "x")}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert [values[f"B{r}"] for r in (1, 2, 3)] == ["low", 20, "#VALUE!"]
    assert [values[f"C{r}"] for r in (1, 2, 3)] == ["C", "C", "?"]
    assert (values["D1"], values["E1"]) == (3, 2)
    assert [row.cell for row in report.ungraded] == ["C3"]


def test_a_dynamic_array_of_the_stored_size_is_fine(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{array("B1", "B1:B2", "GRADE(A1:A2)", True)}</row>'
        f'<row r="2">{cell("A2", 10)}{cell("B2", 0)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["B1"], values["B2"], report.status) == ("B", "C", 0)


def test_a_dynamic_array_that_has_grown_or_shrunk_is_reported(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{array("B1", "B1:B2", "GRADE(A1:A3)", True)}'
        f'{array("C1", "C1:C3", "GRADE(A1:A2)", True)}{array("D1", "D1", "EXPLAIN(A1)", True)}</row>'
        f'<row r="2">{cell("A2", 10)}{cell("B2", 0)}{cell("C2", 0)}</row>'
        f'<row r="3">{cell("A3", 10)}{cell("C3", 0)}<c r="E3"><f>C3=""</f></c></row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["B1"], values["B2"], values.get("B3")) == ("B", "C", None)
    assert (values["C1"], values["C2"], values.get("C3"), values["E3"]) == ("B", "C", None, True)
    assert values["D1"] == "characteristic"
    assert {note.cell for note in report.not_calculated} == {"B1", "C1", "D1"}
    assert "3 × 1 cells" in report.not_calculated[0].reason.en and report.status == 1


def test_a_column_of_dynamic_single_cells_is_one_block_call_too(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{r}">{cell(f"A{r}", r)}{array(f"B{r}", f"B{r}", f"GRADE(A{r})", True)}</row>' for r in range(1, 120)
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["B1"], values["B60"], values["B119"]) == ("C", "B", "A")
    assert report.ours == 119 and report.status == 0


def test_a_formula_inside_an_array_is_refused(tmp_path: Path) -> None:
    rows = f'<row r="1">{array("B1", "B1:B2", "1+1")}</row><row r="2"><c r="B2"><f>5</f><v>5</v></c></row>'
    report, (values,) = run(tmp_path, {"S": rows})
    assert values == {"B1": "#N/A", "B2": 5}
    assert "another formula stands inside" in report.not_calculated[0].reason.en


def test_a_lost_array_marks_the_cells_that_the_file_holds_and_all_that_reads_it(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{array("B1", "B1:C3", "BAHTTEXT(0.1,A1)")}<c r="D1"><f>SUM(C3:C9)</f></c><c r="E1"><f>GRADE(B2)</f></c>'
        f'</row><row r="2">{cell("B2", 5)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert values == dict.fromkeys(["B1", "B2", "D1", "E1"], "#N/A")
    assert "it reads S!C3" in {note.cell: note.reason.en for note in report.not_calculated}["D1"]


def test_data_tables_are_refused(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="B1"><f t="dataTable" ref="B1:B2" dt2D="0" dtr="0" r1="A1"/><v>1</v></c></row>'
    report, (values,) = run(tmp_path, {"S": rows + f'<row r="2">{cell("B2", 3)}{cell("C2", 3, "B2")}</row>'})
    # Nothing that it may read has changed, and Excel's own values can be trusted: it stays.
    assert values == {"B1": 1, "B2": 3, "C2": 3} and [note.cell for note in report.left] == ["B1"]
    report, (values,) = run(tmp_path, {"S": rows + f'<row r="2">{cell("B2", 3)}<c r="C2"><f>GRADE(A1)</f></c></row>'})
    assert (values["B1"], values["B2"], values["C2"]) == ("#N/A", "#N/A", "")


# --- what is not understood

UNKNOWN = "BAHTTEXT(0.1,A1:A2)"
INPUTS = {"A1": 60, "A2": 5}


def test_an_unknown_formula_that_feeds_ours_is_marked_with_all_that_follows(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{cell("B1", 7, UNKNOWN)}{cell("C1", "A", "GRADE(B1)")}'
        f'{cell("D1", "Ax", "C1&A1")}{cell("E1", 61, "A1+1")}</row><row r="2">{cell("A2", 5)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["B1"], values["C1"], values["D1"], values["E1"]) == ("#N/A", "#N/A", "#N/A", 61)
    assert {note.cell: note.reason.en for note in report.not_calculated} == {
        "B1": "the function BAHTTEXT is not known here",
        "C1": "it reads S!B1, which is not calculated",
        "D1": "it reads S!C1, which is not calculated",
    }
    assert report.status == 1


def test_an_unknown_formula_apart_from_ours_stays_as_it_was(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{cell("B1", 7, UNKNOWN)}{cell("C1", 14, "B1*2")}'
        f'<c r="D1"><f>GRADE(A1)</f></c></row><row r="2">{cell("A2", 5)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["B1"], values["C1"], values["D1"]) == (7, 14, "B")
    assert [(note.cell, note.reason.zh) for note in report.left] == [("B1", "不支持函数 BAHTTEXT")]
    assert report.status == 0


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("BAHTTEXT(0.1,C1:C2)", "reads one of our cells"),
        ("BAHTTEXT(0.1,F1)", "reads a cell that reads one of ours"),
        ('INDIRECT("C1")', "may read anything"),
        ("MyMacro(1)", "may read anything"),
        ("Table1[x]", "may read anything"),
        ("[1]Other!A1+C1", "reads another workbook"),
    ],
)
def test_an_unknown_formula_that_may_read_ours_is_marked(formula: str, why: str, tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}<c r="C1"><f>SCORE(A1)</f></c>{cell("D1", 7, formula)}{cell("E1", 8, "D1+1")}'
        f'{cell("F1", 0, "C1*2")}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["C1"], values["D1"], values["E1"], values["F1"]) == (60, "#N/A", "#N/A", 120)
    assert {note.cell for note in report.not_calculated} == {"D1", "E1"}


def test_an_unknown_formula_that_reads_ours_stays_where_nothing_changes(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 60)}{cell("B1", 60, "SCORE(A1)")}{cell("C1", 7, "BAHTTEXT(0.1,B1)")}</row>'
    report, (values,) = run(tmp_path, {"S": rows})
    assert values["C1"] == 7 and not report.changed and report.status == 0


def test_an_unknown_formula_that_reads_a_changed_cell_is_marked(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 60)}{cell("B1", 1, "A1+1")}{cell("C1", 7, "BAHTTEXT(0.1,B1)")}</row>'
    report, (values,) = run(tmp_path, {"S": rows})
    assert (values["B1"], values["C1"]) == (61, "#N/A") and report.status == 1


@pytest.mark.parametrize(
    "calc",
    ["", "<calcPr/>", ASKED_TO_CALCULATE, '<calcPr calcId="0"/>', '<calcPr calcId="191029" calcCompleted="0"/>'],
)
def test_stored_values_that_nobody_vouches_for_are_not_left(calc: str, tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 60)}{cell("B1", 0, UNKNOWN)}{cell("C1", 0, "B1+1")}{cell("D1", 0, "GRADE(A1)")}</row>'
    report, (values,) = run(tmp_path, {"S": rows}, calc=calc)
    assert (values["B1"], values["C1"], values["D1"]) == ("#N/A", "#N/A", "B") and report.status == 1


@pytest.mark.parametrize("value", [None, "#N/A", "#NAME?"])
def test_an_unknown_formula_without_a_value_is_reported(value: object, tmp_path: Path) -> None:
    report, (values,) = run(tmp_path, {"S": f'<row r="1">{cell("B1", value, UNKNOWN)}</row>'}, calc=EXCEL_CALC)
    assert values == {"B1": "#N/A"} and report.status == 1


def test_an_unknown_formula_with_an_error_of_its_own_stays(tmp_path: Path) -> None:
    report, (values,) = run(tmp_path, {"S": f'<row r="1">{cell("B1", "#DIV/0!", UNKNOWN)}</row>'})
    assert values == {"B1": "#DIV/0!"} and report.status == 0


ANYTHING = 'INDIRECT("A1")'


def test_a_second_run_reports_the_same(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 60)}{cell("B1", 7, ANYTHING)}<c r="C1"><f>GRADE(A1)</f></c>'
        f'{cell("D1", 7, "BAHTTEXT(0.1,C1)")}<c r="E1"><f>GRADE(E2)</f></c></row><row r="2">{cell("E2", "x")}</row>'
    )
    first, _ = run(tmp_path, {"S": rows})
    again = recalculate(
        tmp_path / "out.xlsx", tmp_path / "again.xlsx", context_for=lambda names: context(), functions=SIMPLE
    )
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "out.xlsx").read_bytes()
    assert (again.not_calculated, again.ungraded, again.status) == (first.not_calculated, first.ungraded, first.status)
    assert places(first) == {"S!B1", "S!D1"} and not again.changed


def test_too_much_work_is_refused_with_a_reason(tmp_path: Path) -> None:
    cells: dict[str, object] = {f"A{row}": row for row in range(1, 100)}
    cells |= {f"B{row}": f"=SUM(A$1:A{row})" for row in range(1, 100)}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)}, limits=Limits(cells_read=2000))
    assert values["B10"] == 55 and values["B99"] == "#N/A"
    assert "read too many cells" in report.not_calculated[-1].reason.en


def test_large_arrays_are_refused(tmp_path: Path) -> None:
    rows = f'<row r="1"><c r="A1"><f>A3</f></c>{array("B1", "B1:XFD9999", "1+1")}</row>'
    report, (values,) = run(tmp_path, {"S": rows})
    assert values == {"A1": 0, "B1": "#N/A"} and "too large" in report.not_calculated[0].reason.en


def test_many_large_arrays_are_refused_together(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}">{array(f"A{r}", f"A{r}:J{r}", "1+1")}</row>' for r in range(1, 13))
    report, (values,) = run(tmp_path, {"S": rows}, limits=Limits(array_cells=20))
    assert (values["J1"], values["A12"], values.get("B12")) == (2, "#N/A", None)
    assert "too large together" in report.not_calculated[0].reason.en


def test_whole_columns_pass_to_built_ins_but_not_as_blocks(tmp_path: Path) -> None:
    cells = {"A1": 60, "A2": 1, "C1": "=SUM(A:B)", "C2": '=COUNTIF(A:A,">5")', "C3": "=GRADE(A:F)"}
    report, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert (values["C1"], values["C2"], values["C3"]) == (61, 1, "#N/A")
    assert "circle" in report.not_calculated[0].reason.en or "too large" in report.not_calculated[0].reason.en


def test_a_shared_formula_whose_own_text_differs_is_refused(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 1)}<c r="B1"><f t="shared" ref="B1:B3" si="0">A1+1</f><v>2</v></c></row>'
        f'<row r="2">{cell("A2", 2)}<c r="B2"><f t="shared" si="0">A2+1</f><v>3</v></c></row>'
        f'<row r="3">{cell("A3", 3)}<c r="B3"><f t="shared" si="0">A3+2</f><v>9</v></c></row>'
        f'<row r="4"><c r="B4"><f t="shared" si="7"/><v>9</v></c></row>'
    )
    report, (values,) = run(tmp_path, {"S": rows}, calc=ASKED_TO_CALCULATE)
    assert (values["B1"], values["B2"], values["B3"], values["B4"]) == (2, 3, "#N/A", "#N/A")
    assert len(report.not_calculated) == 2


def test_a_shared_formula_that_leaves_the_sheet_is_refused(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="B1"><f t="shared" si="0"/><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="1"/></c>'
        '<c r="B2"><f t="shared" ref="B1:B2" si="0">B1+1</f></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c>'
        '<c r="B3"><f t="shared" ref="A3:B3" si="1">A9+1</f></c></row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert values["B1"] == "#N/A" and report.status == 1


def test_a_shared_formula_that_leaves_the_sheet_below_is_refused(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="B2"><f t="shared" ref="B2:B3" si="0">A1048576+1</f></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/></c></row>'
    )
    report, (values,) = run(tmp_path, {"S": rows})
    assert values["B3"] == "#N/A" and "leaves the sheet" in report.not_calculated[0].reason.en


# --- names and dates


def test_defined_names(tmp_path: Path) -> None:
    cells = {"A1": 60, "B1": "=GRADE(A1,stamp)", "C1": "=rate*2", "D1": "=SUM(data)", "E1": "=odd+1", "F1": "=S!rate"}
    names = {"stamp": "S!$A$9", "rate": "0.5", "data": "S!$A:$A", "odd": "OFFSET(S!$A$1,1,0)"}
    report, (values,) = run(tmp_path, {"S": rows_xml({**cells, "A9": "simple"})}, names=names)
    assert (values["B1"], values["C1"], values["D1"], values["F1"]) == ("B", 1, 60, 0.5)
    assert values["E1"] == "#N/A" and "the name odd" in report.not_calculated[0].reason.en


def test_the_names_of_the_plug_in_reach_the_context(tmp_path: Path) -> None:
    seen = []

    def context_for(names):  # type: ignore[no-untyped-def]
        seen.append(names)
        return context()

    cells = {"A1": "simple@1", "A2": 46203, "A3": '=IF(A2>0,"zh","en")', "B1": "=GRADE(C1)"}
    names = {"xlplugin_policy": "S!$A$1", "xlplugin_as_of": "S!$A$2", "XLPLUGIN_LANGUAGE": "S!$A$3"}
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows_xml(cells))}, names=names)
    recalculate(book, tmp_path / "out.xlsx", context_for=context_for, functions=SIMPLE)
    assert (seen[0].policy, seen[0].as_of, seen[0].language) == ("simple@1", 46203.0, "zh")


def test_a_name_of_the_plug_in_that_cannot_be_calculated_is_reported(tmp_path: Path) -> None:
    cells = {"A1": "=TODAY()", "B1": "=GRADE(C1)"}
    report, _ = run(tmp_path, {"S": rows_xml(cells)}, names={"xlplugin_as_of": "S!$A$1"})
    assert [caution.kind for caution in report.cautions] == ["name"]
    assert "today" in report.cautions[0].message.en


DATED = ' s="1"'


def test_an_array_behind_a_name_is_written_too(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 1)}{array("B1", "B1:B2", "2*A1:A2")}</row>'
        f'<row r="2">{cell("A2", 23100)}{cell("B2", 0)}</row>'
    )
    report, (values,) = run(tmp_path, {"S": rows}, names={"xlplugin_as_of": "S!$B$2"})
    assert (values["B1"], values["B2"]) == (2, 46200)


def test_cells_behind_a_name_that_are_left_keep_their_value_for_others(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 46203, "BAHTTEXT(0.1,C1)")}{cell("B1", 0, "A1+1")}{cell("D1", "B", "GRADE(60)")}</row>'
    report, (values,) = run(tmp_path, {"S": rows}, names={"xlplugin_as_of": "S!$A$1"})
    assert (values["A1"], values["B1"]) == (46203, 46204)
    assert [note.cell for note in report.left] == ["A1"] and [c.kind for c in report.cautions] == ["name"]


def test_workbooks_that_count_from_1904(tmp_path: Path) -> None:
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    rows = (
        f'<row r="1">{cell("A1", 44741, attributes=DATED)}{cell("B1", 44741)}<c r="C1"><f>SCORE(A1:B1)</f></c>'
        '<c r="D1"><f>YEAR(A1)</f></c><c r="E1" s="1"><f>NEXTREVIEW("A",A1)</f></c><c r="F1"><f>TODAY()</f></c>'
        '<c r="G1"><f>DATE(2026,6,30)</f></c><c r="H1"><f>TEXT(A1,"yyyy-mm-dd")</f></c>'
        '<c r="I1" s="1"><f>SCORE(A1)</f></c></row>'
    )
    properties = '<workbookPr date1904="1"/>'
    _, (values,) = run(tmp_path, {"S": rows}, properties=properties, styles=styles)
    assert values["C1"] == 44741 + 1462 + 44741  # our functions take dates of the 1900 system, other numbers as they are
    assert values["D1"] == 2026 and values["H1"] == "2026-06-30"
    assert values["E1"] == 44741 + 30
    assert values["I1"] == 44741  # a number in a cell that shows a date is one, and counted as the workbook does
    assert values["F1"] == values["G1"] == 44741


@pytest.mark.parametrize("array_mode", [False, True])
@pytest.mark.parametrize(
    "formula",
    [
        "IF(A1=0,0," * 60 + "7" + ")" * 60,
        "-" * 190 + "7",
        "(" * 90 + "7" + "+0)" * 90,
        "7" + "+0" * 190,
        "ABS(IFERROR(MAX(" * 20 + "7" + "),0))" * 20,
        '""&' * 190 + "7",
    ],
    ids=lambda value: str(value)[:12],
)
def test_deep_formulas_are_worked_out(formula: str, array_mode: bool, tmp_path: Path) -> None:
    inside = array("B1", "B1", formula) if array_mode else f'<c r="B1"><f>{formula.replace("&", "&amp;")}</f></c>'
    inside = inside if "&amp;" in inside else inside.replace("&", "&amp;")
    report, (values,) = run(tmp_path, {"S": f'<row r="1">{cell("A1", 5)}{inside}</row>'})
    assert float(str(values["B1"])) == 7 and report.status == 0


def test_growing_ranges_keep_few_indexes() -> None:
    from xlplugin.workbooks.addresses import Rect
    from xlplugin.workbooks.areas import Budget, Tab
    from xlplugin.workbooks.scope import KEPT_INDEXES, Scope
    from xlplugin.workbooks.sheet import Grid

    grid = Grid()
    grid[1].update(dict.fromkeys(range(1, 101), "x"))
    tab = Tab("S", grid, 100, {})
    scope = Scope({"s": tab}, {}, None, False, Budget(Limits()))
    for bottom in range(1, 101):
        assert len(scope.criteria_index(scope.area(tab, Rect(1, 1, bottom, 1))).values) == bottom
    assert len(scope._criteria) == KEPT_INDEXES
    last = scope.area(tab, Rect(1, 1, 100, 1))
    assert scope.criteria_index(last) is scope.criteria_index(scope.area(tab, Rect(1, 1, 100, 1)))


def test_occurrences_counted_over_a_growing_range(tmp_path: Path) -> None:
    cells: dict[str, object] = {f"A{row}": f"k{row % 7}" for row in range(1, 60)}
    cells |= {f"B{row}": f"=COUNTIF(A$1:A{row},A{row})" for row in range(1, 60)}
    cells |= {f"C{row}": f"=COUNTIF(A$1:A$59,A{row})" for row in range(1, 60)}
    _, (values,) = run(tmp_path, {"S": rows_xml(cells)})
    assert [values[f"B{row}"] for row in (1, 7, 8, 15, 57)] == [1, 1, 2, 3, 9]
    assert {values[f"C{row}"] for row in range(1, 60)} == {8, 9}
