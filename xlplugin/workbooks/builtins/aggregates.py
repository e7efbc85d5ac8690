"""Sums, counts and extremes over areas.

In areas and arrays only numbers count; texts, booleans and blanks there are passed over. An argument that is
one value counts if it can be read as a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from xlplugin.functions.values import CellError

from ..areas import Area, Raw, as_block, shape, values_of
from ..conversions import Failure, finite, parse_number, to_number
from ..errors import NotUnderstood
from .declare import built_in


def numbers(arguments: tuple[Raw, ...]) -> Iterator[float]:
    """The numbers of the arguments, in order. Raises Failure at the first error."""
    for raw in arguments:
        if type(raw) is not Area and type(raw) is not list:
            yield to_number(raw)  # type: ignore[arg-type]
            continue
        for value in values_of(raw):
            if type(value) is float:
                yield value
            elif type(value) is CellError:
                raise Failure(value)


@built_in("SUM", "r", repeats=1)
def total(*arguments: Raw) -> float:
    result = 0.0
    for number in numbers(arguments):
        result += number
    return finite(result)


@built_in("PRODUCT", "r", repeats=1)
def product(*arguments: Raw) -> float:
    result, found = 1.0, False
    for number in numbers(arguments):
        result *= number
        found = True
    return finite(result) if found else 0.0


@built_in("AVERAGE", "r", repeats=1)
def average(*arguments: Raw) -> float:
    result, count = 0.0, 0
    for number in numbers(arguments):
        result += number
        count += 1
    if not count:
        raise Failure(CellError.DIV0)
    return finite(result) / count


@built_in("MIN", "r", repeats=1)
def smallest(*arguments: Raw) -> float:
    return min(numbers(arguments), default=0.0)


@built_in("MAX", "r", repeats=1)
def largest(*arguments: Raw) -> float:
    return max(numbers(arguments), default=0.0)


@built_in("MEDIAN", "r", repeats=1)
def middle(*arguments: Raw) -> float:
    found = list(numbers(arguments))
    if not found:
        raise Failure(CellError.NUM)
    return median(found)


@built_in("LARGE", "rn")
def nth_largest(raw: Raw, place: float) -> float:
    return _nth(raw, place, descending=True)


@built_in("SMALL", "rn")
def nth_smallest(raw: Raw, place: float) -> float:
    return _nth(raw, place, descending=False)


def _nth(raw: Raw, place: float, descending: bool) -> float:
    found = sorted(numbers((raw,)), reverse=descending)
    if place != int(place):
        raise NotUnderstood("the place asked for is no whole number", "名次不是整数")
    if not 1 <= place <= len(found):
        raise Failure(CellError.NUM)
    return found[int(place) - 1]


@built_in("COUNT", "c", repeats=1)
def count_numbers(*arguments: Raw) -> float:
    result = 0
    for raw in arguments:
        if type(raw) is Area or type(raw) is list:
            result += sum(type(value) is float for value in values_of(raw))
        else:
            result += type(raw) in (float, bool) or (type(raw) is str and parse_number(raw) is not None)
    return float(result)


@built_in("COUNTA", "c", repeats=1)
def count_filled(*arguments: Raw) -> float:
    return float(sum(1 for raw in arguments for _ in values_of(raw)))


@built_in("COUNTBLANK", "r")
def count_blank(raw: Raw) -> float:
    height, width = shape(raw)
    return float(height * width - sum(value != "" for value in values_of(raw)))


@built_in("SUMPRODUCT", "r", repeats=1)
def sum_of_products(*arguments: Raw) -> float:
    if len({shape(raw) for raw in arguments}) > 1:
        raise Failure(CellError.VALUE)
    rows = [1.0] * (shape(arguments[0])[0] * shape(arguments[0])[1])
    for raw in arguments:
        cells = (value for row in as_block(raw) for value in row)
        for position, value in enumerate(cells):
            if type(value) is CellError:
                raise Failure(value)
            rows[position] *= value if type(value) is float else 0.0
    return finite(sum_in_order(rows))


def sum_in_order(found: list[float]) -> float:
    """A sum added up from the first to the last, so that it is the same on every version of Python."""
    result = 0.0
    for number in found:
        result += number
    return result
