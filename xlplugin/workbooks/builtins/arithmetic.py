"""Numbers: rounding, whole parts, remainders, powers.

Excel shows and rounds 15 digits of a number that has 17. Where that decides a result, ROUND goes by the 15
digits, as Excel does; the others are refused, because Excel's own answers there are not documented.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_UP, Decimal

from xlplugin.functions.values import CellError

from ..conversions import Failure, finite
from ..errors import NotUnderstood
from ..number_formats import rounded
from .declare import built_in


@built_in("ABS", "n")
def absolute(number: float) -> float:
    return abs(number)


@built_in("SIGN", "n")
def sign(number: float) -> float:
    return float((number > 0) - (number < 0))


@built_in("SQRT", "n")
def square_root(number: float) -> float:
    if number < 0:
        raise Failure(CellError.NUM)
    return math.sqrt(number)


@built_in("POWER", "nn")
def power(base: float, exponent: float) -> float:
    """Also the operator ``^``."""
    if base == 0 and exponent <= 0:
        raise Failure(CellError.NUM if exponent == 0 else CellError.DIV0)
    try:
        result = base**exponent
    except OverflowError:
        raise Failure(CellError.NUM) from None
    if isinstance(result, complex):
        raise Failure(CellError.NUM)
    return finite(result)


@built_in("ROUND", "nn")
def round_half_away(number: float, digits: float) -> float:
    if abs(number) >= 1e15:
        raise _unsure(number)
    return float(rounded(number, _digits(digits)))


@built_in("ROUNDUP", "nn")
def round_up(number: float, digits: float) -> float:
    return _scaled(number, _digits(digits), away=True)


@built_in("ROUNDDOWN", "nn")
def round_down(number: float, digits: float) -> float:
    return _scaled(number, _digits(digits), away=False)


@built_in("TRUNC", "nn", least=1)
def truncate(number: float, digits: float = 0.0) -> float:
    return _scaled(number, _digits(digits), away=False)


@built_in("CEILING", "nn")
def ceiling(number: float, unit: float) -> float:
    return _to_multiple(number, unit, up=True)


@built_in("FLOOR", "nn")
def floor(number: float, unit: float) -> float:
    return _to_multiple(number, unit, up=False)


def _to_multiple(number: float, unit: float, up: bool) -> float:
    """The next multiple of a unit: up or down, but for two negative numbers away from zero or towards it."""
    if number == 0 or unit == 0:
        if unit == 0 and number != 0 and not up:
            raise Failure(CellError.DIV0)
        return 0.0
    if number > 0 > unit:
        raise Failure(CellError.NUM)
    # In decimals, as both were entered; what is no multiple in them may be one in 15 digits.
    times = Decimal(f"{number:.15g}") / Decimal(f"{unit:.15g}")
    nearest = times.to_integral_value()
    if times != nearest and abs(times - nearest) < Decimal("1e-9"):
        raise _unsure(number)
    whole_times = times.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    return finite(float(whole_times * Decimal(f"{unit:.15g}")))


@built_in("INT", "n")
def whole(number: float) -> float:
    floor = math.floor(number)
    if floor != math.floor(float(f"{number:.15g}")):
        raise _unsure(number)
    return float(floor)


@built_in("MOD", "nn")
def modulo(number: float, divisor: float) -> float:
    if divisor == 0:
        raise Failure(CellError.DIV0)
    if abs(number / divisor) > 1e9:
        raise _unsure(number)
    return number - divisor * whole(number / divisor)


def _digits(digits: float) -> int:
    return max(-400, min(400, math.trunc(digits)))


def _scaled(number: float, digits: int, away: bool) -> float:
    """A number cut to so many digits, or moved away from zero to the next."""
    if not -15 <= digits <= 15 or abs(number) >= 1e15:
        raise _unsure(number)
    shown = f"{number:.15g}"
    by_shown, by_binary = (_cut(text, digits, away) for text in (shown, f"{number:.25g}"))
    if by_shown != by_binary and abs(number - float(shown)) > 0:
        raise _unsure(number)
    return by_shown


def _cut(text: str, digits: int, away: bool) -> float:
    unit = Decimal(1).scaleb(-digits)
    decimal = Decimal(text)
    if int(decimal.as_tuple().exponent) >= -digits:
        return float(decimal)
    return float(decimal.quantize(unit, ROUND_UP if away else ROUND_DOWN))


def _unsure(number: float) -> NotUnderstood:
    return NotUnderstood(
        f"rounding {number!r} depends on digits beyond the fifteenth", f"对 {number!r} 的取整取决于第 15 位之后的数字"
    )
