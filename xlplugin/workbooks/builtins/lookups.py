"""Look-ups: INDEX, MATCH, VLOOKUP, XLOOKUP."""

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
        raise NotUnderstood("MATCH in descending order is not known", "不支持降序的 MATCH")
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
    if mode != 0 or direction not in (1, -1) or wanted is None:
        raise NotUnderstood("XLOOKUP is only known for exact matches", "仅支持精确匹配的 XLOOKUP")
    height, width = shape(keys)
    across = height == 1 and width > 1
    if min(height, width) != 1 or shape(results)[1 if across else 0] != max(height, width):
        raise Failure(CellError.VALUE)
    known = scope.lookup_index(keys)
    place = known.first(wanted) if direction == 1 else known.last(wanted)
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


def _found(place: int | None) -> int:
    if place is None:
        raise Failure(CellError.NA)
    return place
