"""Values on their way into our functions and out of them."""

from __future__ import annotations

from collections.abc import Callable

from xlplugin.functions.values import CellError

from .areas import Area, Block
from .cell_values import Value
from .dates import DAYS_1904


def block_of_1900(area: Area) -> Block:
    """The values of an area in a workbook of the 1904 system, its dates as serials of the 1900 system."""
    rect, dates = area.rect, area.tab.dates
    return [
        [shifted(value, rect.top + i in dates.get(rect.left + j, ())) for j, value in enumerate(cells)]
        for i, cells in enumerate(area.block())
    ]


def each(result: object, change: Callable[[object], object]) -> object:
    """A result with ``change`` made to each of its values."""
    return [[change(value) for value in row] for row in result] if type(result) is list else change(result)


def plain(value: object) -> Value:
    """A value that a function gave, as a cell holds it."""
    if type(value) in (float, str, bool, CellError):
        if type(value) is float and value - value != 0.0:
            return CellError.NUM
        return value  # type: ignore[return-value]
    if value is None:
        return ""
    return float(value)  # type: ignore[arg-type]


def shifted(value: Value, dated: bool) -> Value:
    """A value of the 1904 system as the functions take it."""
    return value + DAYS_1904 if dated and type(value) is float else value


def hashable(argument: object) -> object:
    """An argument as a key; TRUE and 1 are not the same."""
    if type(argument) is list:
        return tuple(tuple((type(value), value) for value in row) for row in argument)
    return (type(argument), argument)
