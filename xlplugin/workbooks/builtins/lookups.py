"""Look-ups: INDEX, MATCH, VLOOKUP, XLOOKUP and their relatives."""

from __future__ import annotations

import math

from xlplugin.functions.values import CellError

from ..areas import Area, Raw, as_block, shape
from ..cell_values import Value
from ..conversions import Failure
from ..criteria import WILD, unescaped, wildcard
from ..errors import NotUnderstood
from ..scope import Scope
from .declare import built_in


@built_in("INDEX", "rnn", least=2)
def index(raw: Raw, row: float, column: float | None = None) -> Raw:
    height, width = shape(raw)
    if column is None:
        # In one row the only number counts columns.
        row, column = (1.0, row) if height == 1 and width > 1 else (row, 1.0 if width == 1 else 0.0)
    first, second = math.trunc(row), math.trunc(column)
    if first < 0 or second < 0:
        raise Failure(CellError.VALUE)
    if first > height or second > width:
        raise Failure(CellError.REF)
    top, rows = (first - 1, 1) if first else (0, height)
    left, columns = (second - 1, 1) if second else (0, width)
    if type(raw) is Area:
        return raw.part(top, left, rows, columns)
    part = [cells[left : left + columns] for cells in as_block(raw)[top : top + rows]]
    return part[0][0] if rows == columns == 1 else part


@built_in("MATCH", "vrn", least=2, scoped=True)
def match(scope: Scope, wanted: Value, raw: Raw, kind: float = 1.0) -> float:
    if min(shape(raw)) != 1:
        raise Failure(CellError.NA)
    if kind < 0:
        return float(_found(_descending(scope, wanted, raw)) + 1)
    return float(_found(_place(scope, wanted, raw, approximate=kind > 0)) + 1)


@built_in("VLOOKUP", "vrnl", least=3, scoped=True)
def vertical(scope: Scope, wanted: Value, raw: Raw, column: float, approximate: bool = True) -> Raw:
    height, width = shape(raw)
    place = math.trunc(column)
    if place < 1:
        raise Failure(CellError.VALUE)
    if place > width:
        raise Failure(CellError.REF)
    keys = raw.part(0, 0, height, 1) if type(raw) is Area else [row[:1] for row in as_block(raw)]
    return index(raw, float(_found(_place(scope, wanted, keys, approximate)) + 1), float(place))


@built_in("HLOOKUP", "vrnl", least=3, scoped=True)
def horizontal(scope: Scope, wanted: Value, raw: Raw, row: float, approximate: bool = True) -> Raw:
    height, width = shape(raw)
    place = math.trunc(row)
    if place < 1:
        raise Failure(CellError.VALUE)
    if place > height:
        raise Failure(CellError.REF)
    keys = raw.part(0, 0, 1, width) if type(raw) is Area else as_block(raw)[:1]
    return index(raw, float(place), float(_found(_place(scope, wanted, keys, approximate)) + 1))


@built_in("LOOKUP", "vrr", least=2, scoped=True)
def in_vector(scope: Scope, wanted: Value, keys: Raw, results: Raw = None) -> Raw:
    results = keys if results is None else results
    if min(shape(keys)) != 1 or min(shape(results)) != 1:
        raise NotUnderstood("LOOKUP is only known for one row or column", "仅支持单行或单列的 LOOKUP")
    place = _found(_place(scope, wanted, keys, approximate=True))
    if place >= max(shape(results)):
        raise Failure(CellError.NA)
    return index(results, 1.0, place + 1.0) if shape(results)[0] == 1 else index(results, place + 1.0, 1.0)


@built_in("XMATCH", "vrnn", least=2, scoped=True)
def extended_match(scope: Scope, wanted: Value, keys: Raw, mode: float = 0.0, direction: float = 1.0) -> float:
    if min(shape(keys)) != 1:
        raise Failure(CellError.VALUE)
    return float(_found(_nearest(scope, wanted, keys, mode, direction)) + 1)


@built_in("XLOOKUP", "vrrcnn", least=3, scoped=True)
def extended(
    scope: Scope,
    wanted: Value,
    keys: Raw,
    results: Raw,
    missing: Raw = None,
    mode: float = 0.0,
    direction: float = 1.0,
) -> Raw:
    height, width = shape(keys)
    across = height == 1 and width > 1
    if min(height, width) != 1 or shape(results)[1 if across else 0] != max(height, width):
        raise Failure(CellError.VALUE)
    place = _nearest(scope, wanted, keys, mode, direction)
    if place is None:
        return CellError.NA if missing is None else missing
    if across:
        return index(results, 0.0, place + 1.0)
    return index(results, place + 1.0, 0.0 if shape(results)[1] > 1 else 1.0)


def _place(scope: Scope, wanted: Value, raw: Raw, approximate: bool) -> int | None:
    """Where a value stands in one row or column, from 0."""
    if wanted is None:
        wanted = 0.0
    known = scope.lookup_index(raw)
    if approximate:
        if type(wanted) is not float:
            raise NotUnderstood("an approximate look-up of a text is not known", "不支持对文本的近似查找")
        return known.not_above(wanted)
    if type(wanted) is str and any(mark in wanted for mark in "*?~"):
        if WILD.search(wanted):
            pattern = wildcard(wanted)
            scope.budget.spend(len(known.values))
            return next(
                (i for i, value in enumerate(known.values) if type(value) is str and pattern.fullmatch(value)), None
            )
        wanted = unescaped(wanted)
    return known.first(wanted)


def _nearest(scope: Scope, wanted: Value, keys: Raw, mode: float, direction: float) -> int | None:
    """Where XLOOKUP finds a value from the first on or from the last: itself, or else the next smaller (-1) or
    larger (1) number, or a text of a pattern (2)."""
    if mode not in (0, -1, 1, 2) or direction not in (1, -1) or wanted is None:
        raise NotUnderstood("this way of searching is not known", "不支持该查找方式")
    known = scope.lookup_index(keys)
    if mode == 2 and type(wanted) is str:
        pattern = wildcard(wanted)
        scope.budget.spend(len(known.values))
        places = range(len(known.values))[:: int(direction)]
        values = known.values
        return next((i for i in places if type(value := values[i]) is str and pattern.fullmatch(value)), None)
    place = known.first(wanted) if direction == 1 else known.last(wanted)
    if place is not None or mode in (0, 2):
        return place
    if type(wanted) is not float:
        raise NotUnderstood("an approximate look-up of a text is not known", "不支持对文本的近似查找")
    scope.budget.spend(len(known.values))
    numbers = [value for value in known.values if type(value) is float and (value < wanted) == (mode < 0)]
    if not numbers:
        return None
    nearest = max(numbers) if mode < 0 else min(numbers)
    return known.first(nearest) if direction == 1 else known.last(nearest)


def _descending(scope: Scope, wanted: Value, raw: Raw) -> int | None:
    """The last of the numbers, which go down, that is not below the one that is wanted."""
    known = scope.lookup_index(raw)
    values = [value for value in known.values if value is not None]
    scope.budget.spend(len(values))
    if type(wanted) is not float or any(type(value) is not float for value in values) or len(set(values)) != len(values):
        raise NotUnderstood(
            "MATCH in descending order is only known for numbers that differ", "降序的 MATCH 仅支持互不相同的数字"
        )
    if known.values[: len(values)] != values or values != sorted(values, reverse=True):  # type: ignore[type-var]
        raise NotUnderstood("a look-up meets numbers that are not in descending order", "查找的数字未按降序排列")
    return sum(value >= wanted for value in values) - 1 if values and values[0] >= wanted else None  # type: ignore[operator]


def _found(place: int | None) -> int:
    if place is None:
        raise Failure(CellError.NA)
    return place
