"""What a careful programmer writes by hand for this one card: the baselines, without any check of a value.

The column kernel is the fastest plain numpy known to us: branch-free compares, added up as bytes to an index,
one take per characteristic, in blocks that stay in the processor's cache, all scratch memory reused.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import floor

import numpy as np

from .card import BANDS, CUTS, NUMBER_POINTS, NUMBERS, WORD_POINTS

DECIMALS = 1e6
BLOCK = 65536


def score_and_band(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The scores and the grade codes (0 the worst) of clean columns: floats, and uint8 codes."""
    rows = len(columns[0])
    scores, grades = np.empty(rows), np.empty(rows, dtype=np.uint8)
    number_tables = [np.array(NUMBER_POINTS[name]) for name in NUMBERS]
    word_tables = [np.array([*WORD_POINTS[name].values()]) for name in WORD_POINTS]
    edges = [*BANDS.values()][1:]
    hit, index, points = np.empty(BLOCK, dtype=bool), np.empty(BLOCK, dtype=np.uint8), np.empty(BLOCK)
    for start in range(0, rows, BLOCK):
        stop = min(start + BLOCK, rows)
        size = stop - start
        h, i, p, total = hit[:size], index[:size], points[:size], scores[start:stop]
        h_as_byte, i_as_bool = h.view(np.uint8), i.view(bool)
        for name, column, table in zip(NUMBERS, columns, number_tables, strict=False):
            values = column[start:stop]
            first, *others = CUTS[name]
            np.greater_equal(values, first, out=i_as_bool)
            for cut in others:
                np.greater_equal(values, cut, out=h)
                np.add(i, h_as_byte, out=i)
            if name == NUMBERS[0]:
                table.take(i, out=total, mode="wrap")
                continue
            table.take(i, out=p, mode="wrap")
            np.add(total, p, out=total)
        for column, table in zip(columns[len(NUMBERS) :], word_tables, strict=True):
            table.take(column[start:stop], out=p, mode="wrap")
            np.add(total, p, out=total)
        np.multiply(total, DECIMALS, out=total)
        np.rint(total, out=total)
        np.divide(total, DECIMALS, out=total)
        grade = grades[start:stop]
        np.greater_equal(total, edges[0], out=grade.view(bool))
        for edge in edges[1:]:
            np.greater_equal(total, edge, out=h)
            np.add(grade, h_as_byte, out=grade)
    return scores, grades


def row_function() -> Callable[[Sequence[object]], tuple[float, str]]:
    """A function that scores and grades one clean row: bisect for a number, a dict for a word, no loop."""
    c1, c2, c3, c4, c5, c6, c7, c8 = (CUTS[name] for name in NUMBERS)
    p1, p2, p3, p4, p5, p6, p7, p8 = (NUMBER_POINTS[name] for name in NUMBERS)
    w1, w2, w3, w4 = WORD_POINTS.values()
    edges, grades = [*BANDS.values()][1:], [*BANDS]

    def grade(row, bisect=bisect_right):  # type: ignore[no-untyped-def]
        a, b, c, d, e, f, g, h, i, j, k, l = row  # noqa: E741
        total = (
            p1[bisect(c1, a)] + p2[bisect(c2, b)] + p3[bisect(c3, c)] + p4[bisect(c4, d)]
            + p5[bisect(c5, e)] + p6[bisect(c6, f)] + p7[bisect(c7, g)] + p8[bisect(c8, h)]
            + w1[i] + w2[j] + w3[k] + w4[l]
        )  # fmt: skip
        score = floor(total * DECIMALS + 0.5) / DECIMALS
        return score, grades[bisect(edges, score)]

    return grade
