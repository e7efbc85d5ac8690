"""A whole book by columns, against the hand-written numpy kernel on clean arrays."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from xlplugin.scoring.api import GradingPolicy
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.result import Graded

from . import others
from .books import Book, book
from .card import BANDS, GRADES, NAMES, policy
from .kernel import score_and_band
from .rounds import Figure, figure, run

FEW = 50
"""Where others are slow they get the book divided by this."""


def figures(rows: int = 1_000_000, rounds: int = 9) -> list[Figure]:
    """Ours with all checks and 1 % dirty cells, and others, each beside the kernel."""
    data, grader = book(rows), GradingPolicy(compile_policy(policy()), datetime.date(2026, 1, 1))
    assert_right(grader, data)
    frame = pd.DataFrame(dict(zip(NAMES, data.dirty, strict=True)))
    ours = {
        "codes": lambda: grader.grade_columns(dict(zip(NAMES, data.dirty, strict=True))),
        "frame": lambda: grader.grade(frame, texts=False),
        "texts": lambda: grader.grade_columns(dict(zip(NAMES, data.texts, strict=True))),
    }
    few = max(rows // FEW, 1)
    rivals = others.contenders(data, few)
    times = run({"kernel": lambda: score_and_band(data.clean), **ours, **rivals}, rounds)
    size = (rows, rows)
    return [
        figure("grade_columns, categories as codes", "row", times, "codes", "kernel", 1.5, size),
        figure("grade(frame, texts=False), the same", "row", times, "frame", "kernel", None, size),
        figure("grade_columns, categories as str", "row", times, "texts", "kernel", None, size),
        *(
            figure(f"{name}, clean", "row", times, name, "kernel", None, (others.rows_of(name, rows, few), rows))
            for name in rivals
        ),
    ]


def assert_right(grader: GradingPolicy, data: Book) -> None:
    """Clean columns give what the kernel gives, bit for bit; of dirty ones exactly the broken rows are refused."""
    scores, bands = score_and_band(data.clean)
    names = np.array([*BANDS], dtype=object)[bands]
    clean = [pd.Categorical.from_codes(c, w) if w else c for c, w in zip(data.clean, others.words(), strict=True)]
    graded = grader.grade_columns(dict(zip(NAMES, clean, strict=True)))
    assert not graded.has_problem().any()
    assert (graded.column("score").data == scores).all()
    assert (_grades(graded) == names).all()
    frame = grader.grade(pd.DataFrame(dict(zip(NAMES, data.dirty, strict=True))), texts=False)
    for graded in (
        grader.grade_columns(dict(zip(NAMES, data.dirty, strict=True))),
        grader.grade_columns(dict(zip(NAMES, data.texts, strict=True))),
    ):
        assert (graded.has_problem() == data.broken).all()
        same = ~data.touched
        assert (graded.column("score").data[same] == scores[same]).all()
        assert (_grades(graded)[same] == names[same]).all()
        assert (frame["error"].notna().to_numpy() == data.broken).all()
        fine = ~data.broken
        assert (frame["score"].to_numpy()[fine] == graded.column("score").data[fine]).all()
        assert (frame["grade"].to_numpy().astype(object)[fine] == _grades(graded)[fine]).all()


def _grades(graded: Graded) -> np.ndarray:
    column = graded.column("grade")
    assert column.vocabulary == GRADES
    return np.array([None, None, *GRADES], dtype=object)[column.data]
