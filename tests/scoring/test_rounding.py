"""Rounding moves no grade: it agrees with exact decimal arithmetic, on rows and columns alike."""

from __future__ import annotations

import struct
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.test_paths import banded
from tests.strategies import policy_of
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.rounding import round_array, round_half_away

FIGURES = st.lists(
    st.decimals(-1000, 1000, places=4, allow_nan=False, allow_infinity=False), min_size=1, max_size=20
)


@given(figures=FIGURES, decimals=st.integers(0, 6))
def test_a_sum_of_points_rounds_as_its_decimals_do(figures, decimals):
    total = 0.0
    for figure in figures:
        total += float(figure)
    exact = sum(figures).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert round_half_away(total, decimals) == float(exact)


@given(
    weights=st.lists(st.sampled_from(["0.15", "0.3", "0.05", "0.1", "0.2"]), min_size=1, max_size=12),
    points=st.lists(st.integers(0, 100), min_size=12, max_size=12),
)
def test_weighted_points_round_as_their_decimals_do(weights, points):
    total, exact = 0.0, Decimal(0)
    for weight, point in zip(weights, points, strict=False):
        total += point * float(weight)
        exact += point * Decimal(weight)
    for decimals in (0, 1, 6):
        wanted = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        assert round_half_away(total, decimals) == float(wanted)


@given(st.lists(st.floats(), max_size=50), st.integers(0, 12))
def test_the_array_form_gives_the_same_bits(values, decimals):
    array = round_array(np.array(values, dtype=np.float64), decimals).tolist()
    single = [round_half_away(value, decimals) for value in values]
    assert [struct.pack("<d", x) for x in array if x == x] == [struct.pack("<d", x) for x in single if x == x]
    assert [x != x for x in array] == [x != x for x in single]


@given(st.integers(-(10**12), 10**12), st.integers(0, 12))
def test_whole_numbers_stay(number, decimals):
    assert round_half_away(float(number), decimals) == number


@pytest.mark.parametrize(
    ("parts", "edge"),
    [
        (["0.1", "0.2"], "0.3"),
        (["0.1"] * 3, "0.3"),
        (["29.9", "30.05", "30.05"], "90"),
        (["33.3", "33.3", "3.4", "10"], "80"),
        (["1.1", "2.2", "3.3"], "6.6"),
    ],
)
def test_a_score_that_lands_on_a_cut_off_reaches_the_grade(parts, edge):
    names = [f"part_{i}" for i in range(len(parts))]
    title = {"en": "x", "zh": "x"}
    document = banded({"high": f">= {edge}", "low": f"< {edge}"}, ["high", "low"])
    document["inputs"] = {name: {"type": "boolean", "title": title} for name in names}
    document["decisions"] = {
        "score": {
            "kind": "scorecard",
            "characteristics": {
                name: {"points": {"true": part, "false": 0}} for name, part in zip(names, parts, strict=True)
            },
        },
        **document["decisions"],
    }
    document["decisions"]["grade"]["of"] = "score"
    compiled = compile_policy(policy_of(document))
    row = [True] * len(parts)
    assert compiled.grade_row(row).grade == "high"
    assert compiled.grade_rows([row]).output() == ["high"]
