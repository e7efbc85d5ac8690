"""Functions of single values worked out cell by cell on arrays, as array formulas do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlplugin.functions.values import CellError

from .areas import Area, Raw, as_block, shape
from .cell_values import Value
from .conversions import Failure
from .errors import NotUnderstood
from .limits import DEFAULT_LIMITS


def scalar_of(raw: Raw) -> Value:
    """The value of what has the size of one cell."""
    if type(raw) is Area:
        return raw.cell(0, 0)
    return raw[0][0] if type(raw) is list else raw  # type: ignore[return-value]


def spread(function: Callable[..., Raw], arguments: Sequence[Raw]) -> Raw:
    """``function`` of the arguments: of their values where each is one, else of each cell of an array.

    A row or column is repeated to the size of the others; where an argument has no cell, the result is #N/A.
    """
    shapes = [shape(raw) for raw in arguments]
    height = max((size[0] for size in shapes), default=1)
    width = max((size[1] for size in shapes), default=1)
    if height == width == 1:
        return function(*(scalar_of(raw) for raw in arguments))
    if height * width > DEFAULT_LIMITS.array_cells:
        raise NotUnderstood("an array on the way is too large", "中间结果数组过大")
    blocks = [as_block(raw) for raw in arguments]
    return [
        [_cell(function, blocks, shapes, row, column) for column in range(width)] for row in range(height)
    ]


def _cell(
    function: Callable[..., Raw],
    blocks: list[list[list[Value]]],
    shapes: list[tuple[int, int]],
    row: int,
    column: int,
) -> Value:
    values = []
    for block, (height, width) in zip(blocks, shapes, strict=True):
        i, j = 0 if height == 1 else row, 0 if width == 1 else column
        if i >= height or j >= width:
            return CellError.NA
        values.append(block[i][j])
    try:
        return scalar_of(function(*values))
    except Failure as failure:
        return failure.error


def fitted(raw: Raw, height: int, width: int) -> list[list[Value]]:
    """A result in the cells of an array formula: cut where it is larger, #N/A where it is smaller.

    One row, one column or one value is repeated.
    """
    block = as_block(raw)
    rows, columns = len(block), len(block[0])
    return [
        [
            block[0 if rows == 1 else row][0 if columns == 1 else column]
            if (rows == 1 or row < rows) and (columns == 1 or column < columns)
            else CellError.NA
            for column in range(width)
        ]
        for row in range(height)
    ]
