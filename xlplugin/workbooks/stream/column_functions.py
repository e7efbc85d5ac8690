"""Built-in functions of single values on columns: what is plain in a row is worked out for all rows together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from xlplugin.functions.cell_columns import BOOLEAN, EMPTY, ERROR, NUMBER

from ..addresses import Rect
from ..nodes import Call, Reference
from .column_values import Get, NotOnColumns, Values, are, as_numbers, numeric, truths

if TYPE_CHECKING:
    from .vector import ColumnCompiler

WIDEST = 64
"""Columns of an area that is added up row by row."""


def _if(compiler: ColumnCompiler, node: Call) -> Get:
    condition, yes = (compiler.value(part) for part in node.arguments[:2])
    no = compiler.value(node.arguments[2]) if len(node.arguments) > 2 else compiler.constant(False)

    def get(rows: np.ndarray) -> Values:
        asked, first, second = condition(rows), yes(rows), no(rows)
        plain = are(asked, BOOLEAN, NUMBER, EMPTY)
        chosen = asked.numbers != 0
        return Values(
            np.where(chosen, first.kinds, second.kinds),
            np.where(chosen, first.numbers, second.numbers),
            asked.careful | ~plain | np.where(chosen, first.careful, second.careful),
        )

    return get


def _if_error(compiler: ColumnCompiler, node: Call) -> Get:
    tried, instead = (compiler.value(part) for part in node.arguments)

    def get(rows: np.ndarray) -> Values:
        first, second = tried(rows), instead(rows)
        failed = first.kinds == ERROR
        return Values(
            np.where(failed, second.kinds, first.kinds),
            np.where(failed, second.numbers, first.numbers),
            first.careful | (failed & second.careful),
        )

    return get


def _logic(compiler: ColumnCompiler, node: Call) -> Get:
    parts = [compiler.value(part) for part in node.arguments]
    join = np.logical_and if node.name == "AND" else np.logical_or

    def get(rows: np.ndarray) -> Values:
        found = [part(rows) for part in parts]
        careful = np.zeros(len(rows), dtype=bool)
        result = np.full(len(rows), node.name == "AND")
        for one in found:
            careful |= one.careful | ~are(one, BOOLEAN, NUMBER)
            result = join(result, one.numbers != 0)
        return truths(result, careful)

    return get


def _not(compiler: ColumnCompiler, node: Call) -> Get:
    operand = compiler.value(node.arguments[0])

    def get(rows: np.ndarray) -> Values:
        found = operand(rows)
        return Values(
            np.full(len(rows), BOOLEAN, dtype=np.uint8),
            (found.numbers == 0).astype(float),
            found.careful | ~are(found, BOOLEAN, NUMBER, EMPTY),
        )

    return get


def _absolute(compiler: ColumnCompiler, node: Call) -> Get:
    operand = compiler.value(node.arguments[0])

    def get(rows: np.ndarray) -> Values:
        found = operand(rows)
        return as_numbers(np.abs(found.numbers), found.careful | ~numeric(found))

    return get


def _total(compiler: ColumnCompiler, node: Call) -> Get:
    """SUM, MIN, MAX, AVERAGE of cells of the row: the numbers among them, from left to right."""
    parts: list[Get] = []
    for argument in node.arguments:
        if not isinstance(argument, Reference) or argument.top_fixed or argument.bottom_fixed:
            raise NotOnColumns
        rect = argument.rect(0)
        if rect.height != 1 or rect.width > WIDEST:
            raise NotOnColumns
        parts += [compiler.cell(_cell_of(argument, rect, column)) for column in range(rect.left, rect.right + 1)]

    def get(rows: np.ndarray) -> Values:
        count = len(rows)
        result, seen = np.zeros(count), np.zeros(count)
        careful = np.zeros(count, dtype=bool)
        for part in parts:
            found = part(rows)
            number = found.kinds == NUMBER
            careful |= found.kinds == ERROR
            if node.name in ("SUM", "AVERAGE"):
                result = np.where(number, result + found.numbers, result)
            else:
                better = found.numbers < result if node.name == "MIN" else found.numbers > result
                result = np.where(number & ((seen == 0) | better), found.numbers, result)
            seen += number
        careful |= ~np.isfinite(result)
        if node.name == "AVERAGE":
            careful |= seen == 0
            result = result / np.maximum(seen, 1)
        return as_numbers(result, careful)

    return get


def _cell_of(area: Reference, rect: Rect, column: int) -> Reference:
    return Reference(
        area.sheet, rect.top, column, rect.top, column, area.top_fixed, True, area.bottom_fixed, True
    )


FUNCTIONS: dict[str, Callable[[ColumnCompiler, Call], Get]] = {
    "IF": _if,
    "IFERROR": _if_error,
    "AND": _logic,
    "OR": _logic,
    "NOT": _not,
    "ABS": _absolute,
    "SUM": _total,
    "MIN": _total,
    "MAX": _total,
    "AVERAGE": _total,
}
"""By name; others are worked out row by row."""
