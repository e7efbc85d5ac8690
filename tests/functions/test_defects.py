"""What goes wrong inside is #NULL! and a line in the log, row by row where possible; nothing raises."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import OMITTED, CellError
from xlplugin.scoring.compile import Compiled

from .cases import AS_OF, POLICIES, Policies

GOOD = [0.5, "good", 0.0, True, 40179.0]
FAIR = [0.7, "fair", 0.0, True, 40179.0]
EMPTY = [None] * 5


class Boom(Exception):
    """A defect of ours."""


def failing(*_: object, **__: object) -> object:
    raise Boom("a defect of ours")


@pytest.fixture
def policies() -> Policies:
    return Policies(POLICIES)


@pytest.fixture
def context(policies: Policies) -> Context:
    return Context(policies, AS_OF, default_policy="card", default_aml_policy="risk")


@pytest.fixture
def card(policies: Policies) -> Compiled:
    return policies("card", AS_OF)


def call(name: str, context: Context, *arguments: object) -> object:
    return FUNCTIONS[name].call(arguments, context)


def test_one_row(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, context: Context, card: Compiled
) -> None:
    monkeypatch.setattr(card, "grade_row", failing)
    with caplog.at_level(logging.ERROR, "xlplugin"):
        assert call("GRADE", context, [GOOD]) is CellError.NULL
    assert len(caplog.records) == 1
    assert "card@2026.1" in caplog.text and "a defect of ours" in caplog.text
    assert call("GRADE", context, [EMPTY]) == ""
    for name in ("SCORE", "REASONS", "EXPLAIN"):
        assert call(name, context, [GOOD]) is CellError.NULL
    assert "xlplugin itself failed" in str(call("CHECKROW", context, [GOOD]))
    assert "xlplugin 自身出错" in str(call("CHECKROW", replace(context, language="zh"), [GOOD]))


def test_a_block_is_tried_row_by_row(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, context: Context, card: Compiled
) -> None:
    monkeypatch.setattr(card, "grade_rows", failing)
    with caplog.at_level(logging.ERROR, "xlplugin"):
        assert call("GRADE", context, [GOOD, EMPTY, FAIR]) == [["AAA"], [""], ["A"]]
    assert "a defect of ours" in caplog.text


def test_only_the_row_that_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, context: Context, card: Compiled
) -> None:
    def fails_on_fair(values: list[object], as_of: datetime.date) -> object:
        return failing() if values[1] == "fair" else Compiled.grade_row(card, values, as_of)

    monkeypatch.setattr(card, "grade_rows", failing)
    monkeypatch.setattr(card, "grade_row", fails_on_fair)
    with caplog.at_level(logging.ERROR, "xlplugin"):
        assert call("GRADE", context, [GOOD, FAIR, EMPTY, FAIR]) == [
            ["AAA"],
            [CellError.NULL],
            [""],
            [CellError.NULL],
        ]
        words = call("CHECKROW", context, [GOOD, FAIR])
    assert words[0] == [""] and "xlplugin itself failed" in words[1][0]  # type: ignore[index]


def test_thousands_of_failing_rows_do_not_fill_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, context: Context, card: Compiled
) -> None:
    monkeypatch.setattr(card, "grade_rows", failing)
    monkeypatch.setattr(card, "grade_row", failing)
    with caplog.at_level(logging.ERROR, "xlplugin"):
        assert call("GRADE", context, [GOOD] * 3000) == [[CellError.NULL]] * 3000
    assert len(caplog.records) <= 3
    assert "2999" in caplog.text


def test_a_ranking_is_not_guessed_from_single_rows(
    monkeypatch: pytest.MonkeyPatch, context: Context, policies: Policies
) -> None:
    monkeypatch.setattr(policies("pareto", AS_OF), "grade_rows", failing)
    assert call("GRADE", context, [[700.0], [None], [300.0]], "pareto") == [
        [CellError.NULL],
        [""],
        [CellError.NULL],
    ]


def test_policies_that_cannot_even_be_looked_up(caplog: pytest.LogCaptureFixture) -> None:
    context = Context(failing, AS_OF)  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR, "xlplugin"):
        assert call("GRADE", context, [GOOD]) is CellError.NULL
        assert call("GRADE", context, [GOOD, EMPTY]) == [[CellError.NULL], [""]]
        assert call("TREATMENT", context, [["A"], [None]], "approver") == [[CellError.NULL], [""]]
        assert call("POLICYINFO", context) is CellError.NULL
    assert len(caplog.records) == 4


def test_words_that_cannot_be_found(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, context: Context
) -> None:
    monkeypatch.setattr("xlplugin.scoring.vocabulary.Vocabulary._unknown", failing)
    with caplog.at_level(logging.ERROR, "xlplugin"):
        assert call("GRADE", context, [[0.5, "nonsense", 0.0, True, 40179.0]]) is CellError.VALUE
        assert "xlplugin itself failed" in str(
            call("CHECKROW", context, [[0.5, "nonsense", 0.0, True, 40179.0]])
        )
    assert len(caplog.records) == 1


def test_an_argument_that_cannot_be_read(context: Context) -> None:
    class Array:
        tolist = failing

    assert call("GRADE", context, Array()) is CellError.NULL
    assert call("GRADE", context, [GOOD], Array()) is CellError.NULL


def test_the_log_is_the_context_s(context: Context, card: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    log = logging.Logger("elsewhere")
    log.addHandler(Kept())
    monkeypatch.setattr(card, "grade_row", failing)
    assert call("GRADE", replace(context, log=log), [GOOD]) is CellError.NULL
    assert len(lines) == 1


CELLS: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.text(max_size=8),
    st.dates(),
    st.sampled_from([*CellError, *(error.value for error in CellError), -2146826246, OMITTED]),
    st.sampled_from(
        ["card", "risk", "pareto", "lookup", "card@2025.1", "grade", "AAA", "approver", "leverage"]
    ),
    st.sampled_from([Decimal("1"), Decimal("sNaN"), Fraction(1, 3), 1j, b"x", object(), {}, set()]),
)
BLOCKS = st.lists(st.lists(CELLS, max_size=6), max_size=4)
ARGUMENTS = st.lists(st.one_of(CELLS, BLOCKS, st.lists(CELLS, max_size=3)), max_size=5)


@pytest.fixture(scope="module")
def shared() -> Callable[[str], Context]:
    policies = Policies(POLICIES)
    return lambda language: Context(policies, AS_OF, "card", "risk", language)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(arguments=ARGUMENTS, language=st.sampled_from(["en", "zh"]))
def test_nothing_raises_whatever_comes(
    name: str, arguments: list[object], language: str, shared: Callable[[str], Context]
) -> None:
    function, context = FUNCTIONS[name], shared(language)
    for answer in (function.call(arguments, context), function.words(arguments, context)):
        rows = answer if isinstance(answer, list) else [[answer]]
        assert rows and all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows)
        assert all(type(cell) in (float, str, CellError) for row in rows for cell in row)
    assert all(cell is not CellError.NULL or _has(arguments, CellError.NULL) for row in rows for cell in row)


def _has(value: object, error: CellError) -> bool:
    if isinstance(value, list):
        return any(_has(item, error) for item in value)
    return value is error or value == error.value
