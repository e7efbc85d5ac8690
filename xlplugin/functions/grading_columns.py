"""GRADE, SCORE and AMLTIER on a block by columns: the answers stay in an array, only refused rows are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlplugin.scoring.column import BAD, FIRST

from .cell_columns import ERROR, ERRORS, NUMBER, TEXT, CellColumn, CellColumns
from .context import Context
from .grading import Headings, output_name, tier_policy
from .rows import graded_by_columns
from .values import of_problem

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled
    from xlplugin.scoring.result import Graded


def grade_column(
    context: Context, values: CellColumns, policy: object, output: object, headers: Headings
) -> CellColumn | None:
    """The answers of GRADE; None where they have to be worked out one by one."""
    return _column(context, context.policy(policy), values, output, headers, "grade")


def score_column(
    context: Context, values: CellColumns, policy: object, output: object, headers: Headings
) -> CellColumn | None:
    """The answers of SCORE, likewise."""
    return _column(context, context.policy(policy), values, output, headers, "score")


def tier_column(context: Context, values: CellColumns, policy: object, headers: Headings) -> CellColumn | None:
    """The answers of AMLTIER, likewise."""
    return _column(context, tier_policy(context, policy), values, None, headers, "grade")


def _column(
    context: Context, compiled: Compiled, values: CellColumns, output: object, headers: Headings, usual: str
) -> CellColumn | None:
    name = output_name(compiled.policy, output, usual)
    if name not in compiled.policy.result or compiled.known[compiled.policy.result[name]].kind == "date":
        return None
    found = graded_by_columns(context, compiled, values, headers)
    if found is None:
        return None
    count = len(values)
    kinds, numbers = np.full(count, TEXT, dtype=np.uint8), np.zeros(count)  # the empty text, where nothing else is said
    for place, refusal in found.refused:
        kinds[place], numbers[place] = ERROR, ERRORS.index(refusal.error)
    texts: list[str] = [""]
    if found.graded is not None:
        answers = _answers(found.graded, name)
        if answers is None:
            return None
        kinds[found.rows], numbers[found.rows] = answers[0], answers[1]
        texts += answers[2]
    return CellColumn(kinds, numbers, texts)


def _answers(graded: Graded, name: str) -> tuple[np.ndarray, np.ndarray, list[str]] | None:
    """Kinds and numbers of an output, and its texts from number 1 on."""
    column = graded.column(name)
    texts: list[str] = []
    if column.vocabulary is None:
        said = np.isfinite(column.data)
        kinds = np.where(said, NUMBER, TEXT).astype(np.uint8)
        numbers = np.where(said, column.data, 0.0)
    else:
        if not all(type(word) is str for word in column.vocabulary):
            return None
        texts = [str(word) for word in column.vocabulary]
        kinds = np.full(len(column), TEXT, dtype=np.uint8)
        numbers = np.maximum(column.data.astype(float) - (FIRST - 1), BAD)
    for place in graded.has_problem(name).nonzero()[0].tolist():
        problem = graded.problem(place, name)
        if problem is None:
            return None
        kinds[place], numbers[place] = ERROR, ERRORS.index(of_problem(problem).error)
    return kinds, numbers, texts
