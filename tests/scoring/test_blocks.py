"""A book graded in blocks, from arrays or from categories, comes out as it does cell by cell."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.benchmarks.books import book
from tests.benchmarks.card import GRADES, NAMES, NUMBERS, policy
from tests.strategies import NAMES as RANDOM_NAMES
from tests.strategies import documents, policy_of, rows
from xlplugin.scoring import compile as compiling
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.lookups import changes, stepped
from xlplugin.scoring.problems import Problem
from xlplugin.scoring.rounding import keeps, round_array, round_half_away

AS_OF = datetime.date(2026, 3, 31)


def same(one: object, other: object) -> bool:
    """Equal in type and value, a float also in its sign."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return type(one) is type(other) and one == other


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), cells=rows(), size=st.integers(1, 5))
def test_blocks_of_any_size_give_the_same(document, cells, size):
    compiled = compile_policy(policy_of(document))
    whole = compiled.grade_rows(cells, AS_OF)
    usual, compiling.BLOCK = compiling.BLOCK, size
    try:
        parted = compiled.grade_rows(cells, AS_OF)
    finally:
        compiling.BLOCK = usual
    for name in compiled.result_at:
        assert all(map(same, whole.output(name), parted.output(name))), name


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), cells=rows())
def test_categories_give_what_their_cells_give(document, cells):
    compiled = compile_policy(policy_of(document))
    columns: list[object] = [list(column) for column in zip(*cells, strict=True)]
    for at, name in enumerate(RANDOM_NAMES):
        if name in ("quality", "trade", "places", "listed"):
            columns[at] = [cell if isinstance(cell, str) else None for cell in columns[at]]  # type: ignore[attr-defined]
    by_cell = compiled.grade_columns(columns, len(cells), AS_OF)
    coded = [
        pd.Categorical(column) if name in ("quality", "trade", "places", "listed") else column
        for name, column in zip(RANDOM_NAMES, columns, strict=True)
    ]
    by_code = compiled.grade_columns(coded, len(cells), AS_OF)
    for name in compiled.result_at:
        assert all(map(same, by_cell.output(name), by_code.output(name))), name


def test_the_measured_card_graded_by_columns_and_by_row():
    compiled, data = compile_policy(policy()), book(300, share=0.1)
    graded = compiled.grade_columns(data.dirty, len(data))
    texts = compiled.grade_columns(data.texts, len(data))
    assert graded.has_problem().tolist() == data.broken.tolist()
    for i in range(len(data)):
        cells = [column[i] for column in data.texts]  # type: ignore[index]
        one = compiled.grade_row(cells)
        assert (one.grade, one.score) == (graded.output("grade")[i], graded.output("score")[i])
        assert (one.grade, one.score) == (texts.output("grade")[i], texts.output("score")[i])


class Coded:
    """Codes into categories, as a library other than pandas may give them."""

    def __init__(self, codes: list[int], categories: list[str], kind: str) -> None:
        self.codes = np.array(codes, dtype=kind)
        self.categories = np.array(categories, dtype=object)

    def __len__(self) -> int:
        return len(self.codes)


@pytest.mark.parametrize("kind", ["int8", "int16", "int64"])
def test_a_code_beyond_its_categories_is_a_problem_not_another_category(kind):
    compiled = compile_policy(policy())
    row = [50.0] * len(NUMBERS) + [None] * (len(NAMES) - len(NUMBERS))
    columns: list[object] = [np.full(4, value) for value in row[: len(NUMBERS)]]
    columns += [np.array([word] * 4, dtype=object) for word in ("state", "trade", "normal")]
    columns.append(Coded([0, 1, -1, 2], ["land", "cash"], kind))
    grades = compiled.grade_columns(columns, 4).output()
    assert [grade in GRADES for grade in grades] == [True, True, True, False]


TERMS = st.lists(st.integers(-3000, 3000).map(lambda n: n / 10), min_size=1, max_size=12)


@given(TERMS, st.randoms())
def test_sums_that_rounding_keeps_may_be_added_in_any_order(terms, random):
    assert keeps(terms, len(terms), 6)
    total = 0.0
    for term in terms:
        total += term
    random.shuffle(terms)
    other = 0.0
    for term in terms:
        other += term
    kept = round_array(np.array([other]), 6, kept=True)[0]
    assert same(float(kept), round_half_away(total, 6))


@pytest.mark.parametrize("terms", [[1 / 3], [0.0000005], [1e12], [0.1, 2.0**-30]])
def test_terms_that_rounding_does_not_keep(terms):
    assert not keeps(terms, 12, 6)


def test_steps_of_a_byte():
    policy_ = compile_policy(policy())
    bands = policy_.graders[0]
    scores = np.array([-1e300, 0.0, 24.9, 25.0, 40.0, 69.99, 70.0, 1e300, np.inf])
    found = stepped(bands.codes[0], changes(bands.part, bands.codes), scores)
    assert found.tolist() == bands.codes.take(np.searchsorted(bands.part.thresholds, scores, "right")).tolist()


FIGURES = st.one_of(
    st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 0.5, 2.5, 3.0, 999.0, 1e17, -1.0]),
    st.floats(-30, 130),
    st.integers(0, 50).map(float),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), cells=rows(), data=st.data())
def test_arrays_of_floats_give_what_each_row_gives(document, cells, data):
    compiled = compile_policy(policy_of(document))
    columns: list[object] = [list(column) for column in zip(*cells, strict=True)]
    for at in range(3):  # ratio, amount and years
        figures = data.draw(st.lists(FIGURES, min_size=len(cells), max_size=len(cells)))
        columns[at] = np.array(figures)
    graded = compiled.grade_columns(columns, len(cells), AS_OF)
    for i in range(len(cells)):
        row = [column[i].item() if isinstance(column, np.ndarray) else column[i] for column in columns]  # type: ignore[index]
        one = compiled.grade_row(row, AS_OF)
        for name in compiled.result_at:
            value = one.output(name)
            assert same(graded.output(name)[i], None if isinstance(value, Problem) else value), (name, row)


@pytest.mark.parametrize("kind", ["str", "object"])
def test_texts_of_a_data_frame_are_words(kind):
    compiled = compile_policy(policy())
    words = pd.Series(["land", "现金", None, " CASH ", "unheard of"], dtype=kind)
    columns: list[object] = [np.full(5, 50.0)] * len(NUMBERS)
    columns += [["state"] * 5, ["trade"] * 5, ["normal"] * 5, words]
    graded = compiled.grade_columns(columns, 5)
    assert graded.has_problem().tolist() == [False] * 4 + [True]
    assert graded.output("score") == [compiled.grade_row(cells).score for cells in zip(*columns, strict=True)]


def test_equal_cells_of_other_types_are_not_the_same_word():
    document = {
        "policy": "random", "version": "1", "effective": "2026-01-01", "title": {"en": "t", "zh": "t"},
        "scale": "none", "owner": "tests", "status": "proposed",
        "inputs": {"yes": {"type": "boolean", "title": {"en": "y", "zh": "y"}, "missing": "stated"}},
        "decisions": {"grade": {"kind": "table", "hit": "first", "grades": ["A", "B", "C"], "rows": [
            {"when": {"yes": "true"}, "then": "A"}, {"when": {"yes": "missing"}, "then": "C"}, {"otherwise": "B"}]}},
        "result": {"grade": "grade"}, "tests": [],
    }  # fmt: skip
    compiled = compile_policy(policy_of(document))
    cells = [True, 1, 1.0, "1", 2, [1], None, "", 0, False, b"1", "yes"]
    assert compiled.grade_rows([[cell] for cell in cells]).output() == [
        "A", "A", "A", "A", None, None, "C", "C", "B", "B", None, "A",
    ]  # fmt: skip
