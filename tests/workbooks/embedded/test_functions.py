"""What formualizer calculates for us is right, and what it is known to get wrong is never asked of it."""

from __future__ import annotations

import pytest

from tests.workbooks.embedded.case_sheet import cases, function_of, rows, same
from tests.workbooks.making import sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.functions.values import CellError
from xlplugin.workbooks.book import Book
from xlplugin.workbooks.builtins import BUILT_INS
from xlplugin.workbooks.embedded.knowledge import NATIVE_FIRST, knowledge
from xlplugin.workbooks.names import DefinedNames
from xlplugin.workbooks.native import Outcome, calculate
from xlplugin.workbooks.sheet_scan import scan_sheet

KNOWN = knowledge()


def worked_out(formulas: list[str], date1904: bool = False) -> tuple[Outcome, list[object]]:
    """The formulas over the cells of the table, all at once."""
    sheet = scan_sheet(sheet_xml(rows(formulas)).encode(), "S", "part", "where")
    book = Book((sheet,), ("S",), DefinedNames(), date1904, True)
    outcome = calculate(book, SIMPLE, lambda names: context(), vocabulary=NATIVE_FIRST)
    values = [sheet.grid.value(row, 26) for row in range(1, len(formulas) + 1)]
    return outcome, [value.value if isinstance(value, CellError) else value for value in values]


def test_the_table_of_cases() -> None:
    table = cases()
    outcome, values = worked_out([case.formula for case in table])
    assert not outcome.not_calculated, [(table[n.row - 1].formula, n.reason.en) for n in outcome.not_calculated][:5]
    wrong = []
    for case, found in zip(table, values, strict=True):
        digits = KNOWN.functions[function_of(case.formula, KNOWN.functions)].digits
        # The table has what LibreOffice wrote: 15 digits.
        if not same(found, case.expected, min(digits, 15)):
            wrong.append((case.formula, case.expected, found))
    assert wrong == []


def test_every_function_has_cases() -> None:
    tested = {function_of(case.formula, KNOWN.functions) for case in cases()}
    assert sorted(KNOWN.functions.keys() - tested) == []


def test_the_native_engine_goes_first() -> None:
    assert NATIVE_FIRST.built_ins["SUM"] is BUILT_INS["SUM"]
    assert len(NATIVE_FIRST.built_ins) == len(list(NATIVE_FIRST.built_ins)) == len(BUILT_INS) + len(KNOWN.functions)
    assert KNOWN.formualizer_first().built_ins["SUM"] is KNOWN.shared["SUM"]
    assert not KNOWN.functions.keys() & BUILT_INS.keys()


@pytest.mark.parametrize(
    "example",
    [
        one.example
        for one in KNOWN.differences
        if one.formualizer != one.right and "formualizer" not in one.by.split(", ") and one.function not in BUILT_INS
    ],
)
def test_what_it_gets_wrong_is_refused(example: str) -> None:
    outcome, [value] = worked_out([example])
    assert value == "#N/A" and len(outcome.not_calculated) == 1, (value, outcome.not_calculated)
    reason = outcome.not_calculated[0].reason
    assert reason.en and reason.zh and "failed" not in reason.en


def test_differences_are_real() -> None:
    """A newer formualizer may have mended one; then the entry can go and the function be taken."""
    import formualizer

    kinds = {"Div": "#DIV/0!", "Value": "#VALUE!", "Num": "#NUM!", "Na": "#N/A"}
    book = formualizer.Workbook()
    book.set_temporal_egress("serial")
    for number, one in enumerate(KNOWN.differences):
        if one.formualizer is None:
            continue
        book.add_sheet(f"S{number}")
        book.set_formula(f"S{number}", 1, 1, "=" + one.example)
        found = book.evaluate_cell(f"S{number}", 1, 1)
        found = kinds.get(found["kind"], found["kind"]) if isinstance(found, dict) else found
        wanted = float(one.formualizer) if isinstance(one.formualizer, int) else one.formualizer
        assert same(found, wanted), (one.example, found)


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("WORKDAY(30,5)", "1900"),
        ('STDEV(1,2,"x")', "cells or numbers"),
        ("IRR(F1:F10)", "all numbers"),
        ("UNIQUE(E1:E10)", "all hold something"),
        ("FILTER(A1:A10,A1:A10>1000)", "no value"),
        ('WORKDAY.INTL(D1,5,"0000011")', "text or a blank"),
        ("WORKDAY(D1,5,C1:C2)", "numbers or empty"),
        ("SUM(FILTER(R1:R3,H1:H3>9))", "without errors"),
        ("SORT(R1:R3)", "without errors"),
        ("NO.SUCH.FUNCTION(1)", "not known"),
        ("SUBTOTAL(9,A1:A3)", "filter"),
        ("RAND()", "chance"),
    ],
)
def test_what_is_not_sure_is_refused(formula: str, says: str) -> None:
    outcome, values = worked_out([formula, "Z1+1"])
    assert values == ["#N/A", "#N/A"]
    assert says in outcome.not_calculated[0].reason.en and "Z1" in outcome.not_calculated[1].reason.en


def test_days_are_not_known_in_workbooks_of_the_1904_system() -> None:
    outcome, values = worked_out(["WORKDAY(45000,5)", "LN(1)"], date1904=True)
    assert values == ["#N/A", 0.0]


def test_errors_and_texts_become_what_excel_makes_of_them() -> None:
    formulas = ["LN(1/0)", 'LN("x")', 'LN("1")', "LN(TRUE)", "LN(C1)", "EXP(G99)", "STDEV(1/0,1)", "SUM(LN(H1:H3))"]
    outcome, values = worked_out(formulas)
    assert values[:6] == ["#DIV/0!", "#VALUE!", 0.0, 0.0, "#VALUE!", 1.0]
    assert values[6] == "#DIV/0!" and same(values[7], 1.791759469228055)
    assert not outcome.not_calculated


def test_the_first_error_among_cells_is_the_result() -> None:
    """Whatever formualizer makes of it: R has #REF!, S has #N/A before it."""
    for name, function in KNOWN.functions.items():
        if "r" not in function.kinds[: function.least] or function.gives_array:
            continue
        for areas, wanted in (("R1:R3", "#REF!"), ("R1:S3", "#N/A")):
            arguments = [areas if kind == "r" else "0.5" for kind in function.kinds[: function.least]]
            _, [value] = worked_out([f"{name}({','.join(arguments)})"])
            assert value == wanted, name
