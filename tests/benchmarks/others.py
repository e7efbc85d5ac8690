"""Other ways to score the same book, where they are installed: pandas cut + map, optbinning, zen-engine."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pandas as pd

from .books import Book
from .card import CUTS, NAMES, NUMBER_POINTS, NUMBERS, WORD_POINTS, WORDS
from .kernel import score_and_band

PANDAS, OPTBINNING, ZEN = "pandas cut + map", "optbinning Scorecard.score", "zen-engine evaluate, one row at a time"


def words() -> list[list[str]]:
    """The declared words of each characteristic, in order; none for a number."""
    return [[] for _ in NUMBERS] + [[*WORD_POINTS[name]] for name in WORDS]


def rows_of(name: str, rows: int, few: int) -> int:
    """How many rows of the book a contender is given."""
    return few if name == ZEN else rows


def contenders(data: Book, few: int) -> dict[str, Callable[[], object]]:
    """Those that are installed; says which are not, and that the results of those that can be compared agree."""
    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(column, spoken) if spoken else column
            for name, column, spoken in zip(NAMES, data.clean, words(), strict=True)
        }
    )
    scores, _ = score_and_band(data.clean)
    found: dict[str, Callable[[], object]] = {PANDAS: lambda: cut_and_map(frame)}
    assert np.allclose(cut_and_map(frame), scores)
    if find_spec("optbinning"):
        card = fitted_scorecard(frame, scores)
        found[OPTBINNING] = lambda: card.score(frame)  # type: ignore[attr-defined]
    else:
        print("optbinning is not installed: left out")
    if find_spec("zen"):
        rows = frame.head(few).to_dict("records")
        decision = zen_decision()
        assert np.allclose([zen_score(decision, row) for row in rows[:20]], scores[:20])
        found[ZEN] = lambda: [zen_score(decision, row) for row in rows]
    else:
        print("zen-engine is not installed: left out")
    return found


def cut_and_map(frame: pd.DataFrame) -> np.ndarray:
    """The score as an analyst writes it in pandas."""
    total = np.zeros(len(frame))
    for name in NUMBERS:
        codes = pd.cut(frame[name], [-math.inf, *CUTS[name], math.inf], right=False, labels=False)
        total += codes.map(dict(enumerate(NUMBER_POINTS[name]))).to_numpy()
    for name in WORDS:
        total += frame[name].map(WORD_POINTS[name]).to_numpy().astype(float)
    return total


def fitted_scorecard(frame: pd.DataFrame, scores: np.ndarray) -> object:
    """A card of the same bins; its points are its own, because it only applies what it has fitted."""
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression

    sample = frame.head(20_000).astype({name: object for name in WORDS})
    chance = np.random.default_rng(1).random(len(sample))
    good = (chance < scores[: len(sample)] / scores.max()).astype(int)
    splits = {
        name: {"user_splits": [*CUTS[name]], "user_splits_fixed": [True] * len(CUTS[name])} for name in NUMBERS
    } | {
        name: {
            "user_splits": np.array([[word] for word in WORD_POINTS[name]], dtype=object),
            "user_splits_fixed": [True] * len(WORD_POINTS[name]),
        }
        for name in WORDS
    }
    process = BinningProcess([*NAMES], categorical_variables=[*WORDS], binning_fit_params=splits)
    card = Scorecard(
        process,
        LogisticRegression(),
        scaling_method="min_max",
        scaling_method_params={"min": 0, "max": 100},
    )
    card.fit(sample, good)
    return card


def zen_decision() -> object:
    """The card as one decision table that collects the points of every characteristic."""
    import zen

    inputs = [{"id": name, "name": name, "field": name} for name in NAMES]
    rules = []
    for name in NUMBERS:
        cuts = CUTS[name]
        tests = [f"< {cuts[0]}", *(f"[{a}..{b})" for a, b in zip(cuts, cuts[1:], strict=False)), f">= {cuts[-1]}"]
        rules += [(name, test, points) for test, points in zip(tests, NUMBER_POINTS[name], strict=True)]
    for name in WORDS:
        rules += [(name, json.dumps(word), points) for word, points in WORD_POINTS[name].items()]
    table = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{"id": "points", "name": "points", "field": "points"}],
        "rules": [
            {"_id": str(i), **{name: "" for name in NAMES}, of: test, "points": str(points)}
            for i, (of, test, points) in enumerate(rules)
        ],
    }
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "card", "type": "decisionTableNode", "name": "card", "content": table},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "card"},
            {"id": "b", "type": "edge", "sourceId": "card", "targetId": "out"},
        ],
    }
    return zen.ZenEngine().create_decision(json.dumps(graph))


def zen_score(decision: object, row: dict[str, object]) -> float:
    """The sum of the points that the table collects for a row."""
    return sum(hit["points"] for hit in decision.evaluate(row)["result"])  # type: ignore[attr-defined]
