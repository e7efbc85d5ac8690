"""The bounds of a score hold for every choice of points and of characteristics that apply, and are reached."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.snippets import load
from xlplugin.policy.variables import variables

Card = tuple[str, list[tuple[list[int], int, str]]]


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """How points are combined, and for each characteristic its points, its weight and what if it does not apply."""
    figures = st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True)
    items = st.tuples(figures, st.integers(1, 3), st.sampled_from(["", "", "reweight", "zero"]))
    combine = draw(st.sampled_from(["sum", "sum", "mean", "max"]))
    return combine, draw(st.lists(items, min_size=1, max_size=4))


def score_of(combine: str, gained: list[tuple[float | None, float, str]]) -> float | None:
    """The score as the language defines it; None where nothing applies."""
    kept = [(points, most) for points, most, rule in gained if points is not None]
    zeros = [(0.0, most) for points, most, rule in gained if points is None and rule == "zero"]
    if combine == "mean":
        return sum(points for points, _ in kept) / len(kept) if kept else None
    if combine == "max":
        return max((points for points, _ in [*kept, *zeros]), default=None)
    counted = [*kept, *zeros]
    if not counted:
        return None
    if all(points is not None or rule == "zero" for points, _, rule in gained):
        return sum(points for points, _ in counted)
    out_of = sum(most for _, most in counted)
    return sum(points for points, _ in counted) * sum(most for _, most, _ in gained) / out_of if out_of else None


@given(cards())
@settings(deadline=None)
def test_bounds_are_those_of_all_scores(card: Card) -> None:
    combine, items = card
    characteristics = {}
    for i, (figures, weight, rule) in enumerate(items):
        points = {**{str(year): figure for year, figure in enumerate(figures)}, "other": figures[0]}
        applies = {"applies": {"listed": "true"}, "inapplicable": rule} if rule else {}
        characteristics[f"c{i}"] = {"of": "years", "weight": weight, "points": points, **applies}
    decision = {"kind": "scorecard", "combine": combine, "characteristics": characteristics}
    policy = load(f"decisions: {json.dumps({'score': decision})}\nresult: {{score: score}}")
    (found,) = variables(policy)["score"].ranges

    choices = [
        [(float(figure * weight), max(figures) * weight, rule) for figure in figures]
        + ([(None, max(figures) * weight, rule)] if rule else [])
        for figures, weight, rule in items
    ]
    scores = [score for chosen in itertools.product(*choices) if (score := score_of(combine, list(chosen))) is not None]
    if all(max(figures) > 0 for figures, _, _ in items):
        assert (found.low, found.high) == pytest.approx((min(scores), max(scores)), abs=1e-6)


def test_a_new_customer_rescaled() -> None:
    policy = load("""decisions:
  score:
    kind: scorecard
    characteristics:
      quality: {points: {good: 80, fair: 40, poor: 0}}
      years: {applies: {listed: "true"}, inapplicable: reweight, points: {"< 3": 10, ">= 3": 20}}
""")
    (found,) = variables(policy)["score"].ranges
    assert (found.low, found.high) == (0, 100)
