"""Every spreadsheet function over the table of cases, as any host would call it."""

from __future__ import annotations

import pytest

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import OMITTED, CellError

from .cases import POLICIES, Case, Policies, context_of, load_cases

CASES = load_cases()


@pytest.fixture(scope="module")
def policies() -> Policies:
    return Policies(POLICIES)


def test_the_table_is_large_and_names_each_case_once() -> None:
    assert len(CASES) >= 200
    assert len({case.id for case in CASES}) == len(CASES)
    assert {case.function for case in CASES} == set(FUNCTIONS)
    assert all(case.exact or case.says or case.has_rows for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, policies: Policies) -> None:
    check(case, case.arguments, policies)


def check(case: Case, arguments: tuple[object, ...], policies: Policies) -> None:
    function, context = FUNCTIONS[case.function], context_of(case, policies)
    answer = function.call(arguments, context)
    if case.exact:
        assert answer == case.gives
        assert _types(answer) == _types(case.gives)
    if case.says:
        words = function.words(arguments, context)
        text = words if isinstance(words, str) else "\n".join(str(cell) for row in words for cell in row)
        for said in case.says:
            assert said in text
    if case.has_rows:
        assert isinstance(answer, list)
        rows = iter(answer)
        for wanted in case.has_rows:
            assert wanted in rows, f"{wanted} is not in the table, or not in this order"


def _types(answer: object) -> object:
    """Kinds of the cells of an answer: numbers are floats, texts str, errors CellError."""
    if isinstance(answer, list):
        return [[_types(cell) for cell in row] for row in answer]
    return float if isinstance(answer, int) and not isinstance(answer, bool) else type(answer)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_whole_numbers_arrive_as_floats_too(case: Case, policies: Policies) -> None:
    check(case, tuple(_as_spreadsheet(argument) for argument in case.arguments), policies)


def _as_spreadsheet(value: object) -> object:
    """Numbers as a spreadsheet holds them; the large negative ones that stand for errors stay."""
    if isinstance(value, list):
        return [_as_spreadsheet(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > -2146820000:
        return float(value)
    return value


ROW_FUNCTIONS = ("GRADE", "SCORE", "AMLTIER", "REASONS", "CHECKROW")


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.function in ROW_FUNCTIONS], ids=lambda case: case.id
)
@pytest.mark.parametrize("copies", [2, 40])
def test_a_row_of_a_block_answers_as_it_does_alone(case: Case, copies: int, policies: Policies) -> None:
    values = case.arguments[0]
    if not isinstance(values, list) or len(values) != 1 or not isinstance(values[0], list):
        pytest.skip("not a single row")
    if not values[0]:
        pytest.skip("no cells, no rows")
    if len(case.arguments) > 1 and case.arguments[1] == "pareto":
        pytest.skip("a ranking needs the whole book")
    function, context = FUNCTIONS[case.function], context_of(case, policies)
    alone = function.call(case.arguments, context)
    words = function.words(case.arguments, context)
    block = (values * copies, *case.arguments[1:])
    if len(values[0]) == 1 and words != alone:
        return  # a column says that it is a column
    assert function.call(block, context) == [[alone]] * copies
    assert function.words(block, context) == [[words]] * copies


def test_omitted_arguments_may_be_passed_as_such(policies: Policies) -> None:
    row = [[0.5, "good", 0.0, True, 40179.0]]
    context = context_of(CASES[0], policies)
    for rest in ((), (OMITTED,), (None, None), ("", OMITTED, None), (OMITTED,) * 3, (OMITTED,) * 6):
        assert FUNCTIONS["GRADE"].call([row, *rest], context) == "AAA"
    assert FUNCTIONS["GRADE"].call([row, "card", "grade", None, "more"], context) is CellError.VALUE
    assert FUNCTIONS["GRADE"].call([], context) is CellError.VALUE
    assert FUNCTIONS["GRADE"].call([OMITTED], context) is CellError.VALUE
