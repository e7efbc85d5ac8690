"""One row by itself, against a hand-written function of bisect and dict without any check."""

from __future__ import annotations

from xlplugin.scoring.compile import compile_policy

from .books import book
from .card import policy
from .kernel import row_function
from .rounds import Figure, figure, run

REPEATED = 50


def figures(rows: int = 200, rounds: int = 15) -> list[Figure]:
    """Score and grade of clean rows, without reasons."""
    data = book(rows, share=0.0)
    columns = [list(column) if column.dtype == object else column.tolist() for column in data.texts]  # type: ignore[attr-defined]
    cells = [list(row) for row in zip(*columns, strict=True)]
    by_hand, grade_row = row_function(), compile_policy(policy()).grade_row
    for row in cells:
        result = grade_row(row)
        assert (result.score, result.grade) == by_hand(row)

    def ours() -> None:
        for _ in range(REPEATED):
            for row in cells:
                result = grade_row(row)
                result.score, result.grade  # noqa: B018

    def baseline() -> None:
        for _ in range(REPEATED):
            for row in cells:
                by_hand(row)

    times = run({"ours": ours, "by hand": baseline}, rounds)
    calls = rows * REPEATED
    return [figure("one row: grade_row, score and grade", "row", times, "ours", "by hand", 5.0, (calls, calls))]
