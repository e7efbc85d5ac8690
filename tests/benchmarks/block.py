"""A block of mixed cells through the function GRADE, against converting the same cells by hand."""

from __future__ import annotations

import datetime

from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import CellError
from xlplugin.scoring.compile import compile_policy

from .books import mixed_rows
from .card import policy
from .cells import BAD, converted
from .kernel import row_function
from .rounds import Figure, figure, run


def figures(rows: int = 10_000, rounds: int = 15) -> list[Figure]:
    """One call for all rows, cells as a spreadsheet program hands them over."""
    compiled, cells = compile_policy(policy()), mixed_rows(rows)
    context = Context(lambda stamp, day: compiled, datetime.date(2026, 1, 1))
    grade = FUNCTIONS["GRADE"]
    assert_right(grade.call([cells], context), converted(cells))
    times = run(
        {"ours": lambda: grade.call([cells], context), "by hand": lambda: converted(cells)}, rounds
    )
    return [figure(f"GRADE of a block of {rows:,} mixed rows", "row", times, "ours", "by hand", 2.0, (rows, rows))]


def assert_right(answers: object, values: list[list[object]]) -> None:
    """Rows with a bad cell show an error; the others the grade of their values."""
    by_hand = row_function()
    for (answer,), row in zip(answers, values, strict=True):  # type: ignore[call-overload]
        if any(value is BAD for value in row):
            assert answer is CellError.VALUE
        elif None not in row:
            assert answer == by_hand(row)[1]
        else:
            assert isinstance(answer, str) and answer
