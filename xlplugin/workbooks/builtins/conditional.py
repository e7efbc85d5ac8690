"""COUNTIF, SUMIF and their relatives."""

from __future__ import annotations

from xlplugin.functions.values import CellError

from ..areas import Area, Raw, shape
from ..cell_values import Value
from ..conversions import Failure, finite
from ..criteria import read_criterion
from ..errors import NotUnderstood
from ..scope import Scope
from .declare import built_in


@built_in("COUNTIF", "re", scoped=True)
def count_if(scope: Scope, raw: Raw, wanted: Value) -> float:
    return _count(scope, (raw, wanted))


@built_in("COUNTIFS", "re", repeats=2, scoped=True)
def count_ifs(scope: Scope, *pairs: Raw) -> float:
    return _count(scope, pairs)


@built_in("SUMIF", "rer", least=2, scoped=True)
def sum_if(scope: Scope, raw: Raw, wanted: Value, summed: Raw = None) -> float:
    return _total(_picked(scope, _fitted(raw, summed), (raw, wanted)))


@built_in("SUMIFS", "rre", repeats=2, scoped=True)
def sum_ifs(scope: Scope, summed: Raw, *pairs: Raw) -> float:
    return _total(_picked(scope, summed, pairs))


@built_in("AVERAGEIF", "rer", least=2, scoped=True)
def average_if(scope: Scope, raw: Raw, wanted: Value, averaged: Raw = None) -> float:
    return _mean(_picked(scope, _fitted(raw, averaged), (raw, wanted)))


@built_in("AVERAGEIFS", "rre", repeats=2, scoped=True)
def average_ifs(scope: Scope, averaged: Raw, *pairs: Raw) -> float:
    return _mean(_picked(scope, averaged, pairs))


@built_in("MAXIFS", "rre", repeats=2, scoped=True)
def max_ifs(scope: Scope, raw: Raw, *pairs: Raw) -> float:
    return max(_picked(scope, raw, pairs), default=0.0)


@built_in("MINIFS", "rre", repeats=2, scoped=True)
def min_ifs(scope: Scope, raw: Raw, *pairs: Raw) -> float:
    return min(_picked(scope, raw, pairs), default=0.0)


def _positions(scope: Scope, pairs: tuple[Raw, ...]) -> tuple[list[int], bool, int]:
    """Positions that meet all criteria, whether blanks do, and the blanks beyond the used rows."""
    found: list[int] | None = None
    blanks, tail = True, 0
    if len({shape(raw) for raw in pairs[::2]}) > 1:
        raise Failure(CellError.VALUE)
    for raw, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        if type(raw) is not Area:
            raise NotUnderstood("a criterion is applied to something that is no range", "条件应用于非区域的对象")
        criterion = read_criterion(wanted)  # type: ignore[arg-type]
        index = scope.criteria_index(raw)
        if criterion.test is not None or criterion.negated:
            scope.budget.spend(len(index.values))
        matches = index.matches(criterion)
        if found is None:
            found, tail = matches, index.tail
        else:
            if index.tail != tail:
                raise NotUnderstood("criteria on sheets of different length", "条件区域位于行数不同的工作表")
            both = set(matches)
            found = [position for position in found if position in both]
        blanks = blanks and criterion.takes_blanks
    assert found is not None
    return found, blanks, tail


def _count(scope: Scope, pairs: tuple[Raw, ...]) -> float:
    found, blanks, tail = _positions(scope, pairs)
    return float(len(found) + (tail if blanks else 0))


def _fitted(raw: Raw, summed: Raw) -> Raw:
    """The area to sum: of the size of the one that is tested, from the corner that is given."""
    if summed is None:
        return raw
    if type(raw) is not Area or type(summed) is not Area:
        raise NotUnderstood("a criterion is applied to something that is no range", "条件应用于非区域的对象")
    return summed.part(0, 0, *shape(raw))


def _picked(scope: Scope, summed: Raw, pairs: tuple[Raw, ...]) -> list[float]:
    """The numbers of the area where the criteria are met."""
    found, blanks, tail = _positions(scope, pairs)
    if type(summed) is not Area:
        raise NotUnderstood("a criterion is applied to something that is no range", "条件应用于非区域的对象")
    if shape(summed) != shape(pairs[0]):
        raise Failure(CellError.VALUE)
    values = scope.criteria_index(summed).values
    if blanks and tail and len(values) > shape(summed)[0] * shape(summed)[1] - tail:
        raise NotUnderstood("criteria on sheets of different length", "条件区域位于行数不同的工作表")
    picked = []
    for position in found:
        value = values[position] if position < len(values) else None
        if type(value) is float:
            picked.append(value)
        elif type(value) is CellError:
            raise Failure(value)
    return picked


def _total(picked: list[float]) -> float:
    result = 0.0
    for number in picked:
        result += number
    return finite(result)


def _mean(picked: list[float]) -> float:
    if not picked:
        raise Failure(CellError.DIV0)
    return _total(picked) / len(picked)
