"""The semantics of operators and built-in functions, as a table: formula, cells, what Excel shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbooks.making import rows_xml, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.functions.values import CellError
from xlplugin.workbooks.book import Book
from xlplugin.workbooks.builtins import BUILT_INS
from xlplugin.workbooks.names import DefinedNames
from xlplugin.workbooks.native import Outcome, calculate
from xlplugin.workbooks.sheet_scan import scan_sheet
from xlplugin.workbooks.special_forms import FORMS

TABLE = Path(__file__).with_name("builtins.tsv")


def read_value(text: str) -> object:
    """A value of the table: a number, TRUE, an error or a text, which may have a ' before it."""
    if text.startswith("'"):
        return text[1:]
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    try:
        return float(text)
    except ValueError:
        return text


def cases() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("# ")]  # type: ignore[misc]


def worked_out(cells: dict[str, object], date1904: bool = False) -> tuple[Outcome, dict[str, object]]:
    """Calculate one sheet; the values of its cells by address."""
    from xlplugin.workbooks.addresses import address

    sheet = scan_sheet(sheet_xml(rows_xml(cells)).encode(), "S", "part", "where")
    book = Book((sheet,), ("S",), DefinedNames(), date1904, True)
    outcome = calculate(book, SIMPLE, lambda names: context())
    values = {
        address(row, column): value for column, rows in sheet.grid.items() for row, value in rows.items()
    }
    return outcome, {place: v.value if isinstance(v, CellError) else v for place, v in values.items()}


@pytest.mark.parametrize(("formula", "cells", "expected"), cases(), ids=lambda value: str(value)[:60])
def test_formula(formula: str, cells: str, expected: str) -> None:
    given_cells: dict[str, object] = {}
    for pair in filter(None, cells.split(" ")):
        place, _, text = pair.partition("=")
        given_cells[place] = read_value(text)
    outcome, values = worked_out({**given_cells, "Z1": "=" + formula})
    if expected == "refused":
        assert [note.reason.zh for note in outcome.not_calculated]
        assert values["Z1"] == "#N/A"
        assert not any("failed" in note.reason.en for note in outcome.not_calculated)
        return
    assert not outcome.not_calculated, outcome.not_calculated
    wanted = read_value(expected)
    assert (type(values["Z1"]), values["Z1"]) == (type(wanted), wanted)


def test_the_table_covers_every_built_in() -> None:
    formulas = " ".join(formula for formula, _, _ in cases())
    assert [name for name in (*BUILT_INS, *FORMS) if f"{name}(" not in formulas] == []
    assert len(cases()) >= 300


NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
SCALARS = st.one_of(
    NUMBERS,
    st.integers(-5, 50000).map(float),
    st.sampled_from(["", "a", "5", "TRUE", "2026-01-01", "a*", ">3", "yyyy-mm-dd", "0.00", "中文", "#N/A", "#REF!"]),
    st.booleans(),
)
ARGUMENTS = st.one_of(
    st.sampled_from(["A1", "A2", "A1:A4", "A1:B2", "B:B", "{1,2;3,4}", "", "A9", "$A$1:$A$4"]),
    NUMBERS.map(repr),
    st.sampled_from(['""', '"a"', '">1"', "TRUE", "#N/A", "0", "1", "-1", '"0.0%"']),
)


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(sorted([*BUILT_INS, *FORMS])),
    arguments=st.lists(ARGUMENTS, max_size=5),
    cells=st.lists(SCALARS, min_size=8, max_size=8),
)
def test_no_arguments_make_a_built_in_fail(name: str, arguments: list[str], cells: list[object]) -> None:
    """Whatever is passed: a value, an Excel error or a refusal with a reason, never a failure of ours."""
    places = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"]
    outcome, values = worked_out({**dict(zip(places, cells, strict=True)), "Z1": f"={name}({','.join(arguments)})"})
    for note in outcome.not_calculated:
        assert "failed" not in note.reason.en, note
    assert values["Z1"] is not None
    assert not (isinstance(values["Z1"], float) and values["Z1"] - values["Z1"] != 0)
