"""The acceptance workbook gives TRUE everywhere here: by the native engine and by LibreOffice."""

from __future__ import annotations

import datetime
import os

import pytest
from openpyxl import load_workbook

from tests.hosts.calc.conftest import office  # noqa: F401
from tests.hosts.excel.case_calls import in_cell, rows, shown
from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import OMITTED, CellError
from xlplugin.hosts.calc.engine import CalcEngine
from xlplugin.hosts.excel import acceptance
from xlplugin.hosts.excel.acceptance import (
    CHECKS_SHEET,
    DATA_SHEET,
    EXPECTED,
    FIRST,
    GUIDE_SHEET,
    SHOWN,
    VERDICT,
    build,
)
from xlplugin.hosts.excel.acceptance_cases import AS_OF, CASES, DATA, NAMES, arguments_of
from xlplugin.hosts.workbook_context import settled
from xlplugin.policy.settings import Settings
from xlplugin.scoring.serving import Serving
from xlplugin.workbooks.recalc import recalculate


@pytest.fixture(scope="module")
def serving():
    return Serving(settings=Settings(), environ={})


@pytest.fixture(scope="module")
def book(serving, tmp_path_factory):
    return build(tmp_path_factory.mktemp("acceptance") / "acceptance.xlsx", serving.compiled)


@pytest.fixture(scope="module")
def context_for(serving):
    base = Context(serving.compiled, datetime.date(2030, 1, 1))
    return lambda names: settled(names, base)


def lines(path):
    read = load_workbook(path, data_only=True)
    seen = [[cell.value for cell in row] for row in read[CHECKS_SHEET].iter_rows(min_row=FIRST)]
    return read[GUIDE_SHEET]["B8"].value, seen


def test_building_twice_gives_the_same_bytes(book, serving, tmp_path):
    assert build(tmp_path / "again.xlsx", serving.compiled).read_bytes() == book.read_bytes()


def test_nothing_is_true_before_it_is_calculated(book):
    verdict, seen = lines(book)
    assert verdict is False
    assert {line[VERDICT] for line in seen} == {False} and {line[SHOWN] for line in seen} == {"#N/A"}


def test_every_check_is_true_by_the_native_engine(book, context_for, tmp_path):
    recalculate(book, tmp_path / "done.xlsx", context_for=context_for, engine="native")
    verdict, seen = lines(tmp_path / "done.xlsx")
    assert [line for line in seen if line[VERDICT] is not True] == []
    assert verdict is True and len(seen) > 40


def test_every_check_is_true_in_libreoffice(book, office, tmp_path, context_for):  # noqa: F811
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}
    calc = CalcEngine(book, {}, environ)
    recalculate(book, tmp_path / "done.xlsx", context_for=context_for, calculate_with=calc.calculate)
    verdict, seen = lines(tmp_path / "done.xlsx")
    assert [line for line in seen if line[VERDICT] is not True] == []
    assert verdict is True


def test_every_case_is_right_through_xlwings(start, serving):
    """The cases as Excel passes them, through xlwings' own code under a stub of Windows."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}
    server = start(environ)
    server.ask("book", name="acceptance.xlsx", names={name: in_cell(value) for name, value in NAMES.items()})
    context = acceptance.context_for(serving.compiled)
    for case in CASES:
        given = [
            {} if one is OMITTED else {"range": [[in_cell(cell) for cell in row] for row in one]}
            if isinstance(one, list) else {"value": in_cell(one)}
            for one in arguments_of(case)
        ]  # fmt: skip
        answer = shown(server.call(case.function, *given, book="acceptance.xlsx"), "ours")
        assert [row[0] for row in rows(answer)] == list(acceptance._rows(case, context)), case.title.en


@pytest.mark.parametrize("wrong", ["AA", 100.5, "#N/A", "#VALUE!", None])
def test_a_wrong_value_makes_a_verdict_false(book, context_for, tmp_path, wrong):
    """The verdicts can fail: a constant in the place of every formula of ours is found wherever it is wrong."""
    read = load_workbook(book)
    sheet = read[CHECKS_SHEET]
    right = []
    for row in range(FIRST, sheet.max_row + 1):
        sheet.cell(row, SHOWN + 1).value = wrong
        expected = sheet.cell(row, EXPECTED + 1).value
        right.append(wrong is not None and wrong == expected)
    read.save(tmp_path / "wrong.xlsx")
    recalculate(tmp_path / "wrong.xlsx", tmp_path / "done.xlsx", context_for=context_for, engine="native")
    verdict, seen = lines(tmp_path / "done.xlsx")
    assert verdict is False
    assert [line[VERDICT] for line in seen] == right


def test_the_cases_ask_every_function_and_every_error():
    assert {case.function for case in CASES} == set(FUNCTIONS)
    said = {value for line in lines_expected() for value in line}
    assert {CellError.VALUE, CellError.NA, CellError.REF} <= said
    assert DATA[12][0] < AS_OF and DATA_SHEET != CHECKS_SHEET


def lines_expected():
    context = acceptance.context_for(Serving(settings=Settings(), environ={}).compiled)
    return [acceptance._rows(case, context) for case in CASES]
