"""Bounds on the numbers that a formula can give, by interval arithmetic on what its names can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .formula import Arithmetic, Call, Comparison, Is, Logic, Name, Negative, Node, Not, Number, Truth
from .ranges import merge
from .variable import Variable

Bounds = tuple[float, float, bool]
_UNKNOWN: Bounds = (-math.inf, math.inf, False)


def attainable(node: Node, known: Mapping[str, Variable]) -> Bounds:
    """Bounds on what a numeric node can give, and whether only whole numbers come out."""
    match node:
        case Number(value):
            return value, value, value.is_integer()
        case Name(name):
            variable = known.get(name)
            if variable is None or not variable.numeric:
                return _UNKNOWN
            ranges = merge(variable.ranges)
            low, high = ranges[0].low, ranges[-1].high
            extra = tuple(variable.specials.values())
            return min((low, *extra)), max((high, *extra)), variable.kind != "number"
        case Negative(operand):
            low, high, whole = attainable(operand, known)
            return -high, -low, whole
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, attainable(left, known), attainable(right, known))
        case Call(function, arguments):
            return _call(function, [attainable(a, known) for a in arguments], len(arguments))
        case Comparison() | Is() | Logic() | Not() | Truth():
            return 0.0, 1.0, True
    return _UNKNOWN


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _arithmetic(operator: str, left: Bounds, right: Bounds) -> Bounds:
    whole = left[2] and right[2]
    if operator == "+":
        return left[0] + right[0], left[1] + right[1], whole
    if operator == "-":
        return left[0] - right[1], left[1] - right[0], whole
    if operator == "/":
        if right[0] <= 0 <= right[1]:
            return (0.0, math.inf, False) if left[0] >= 0 and right[0] >= 0 else _UNKNOWN
        right, whole = (1 / right[1], 1 / right[0], False), False
    corners = [_times(a, b) for a in left[:2] for b in right[:2]]
    return min(corners), max(corners), whole


def _call(function: str, bounds: list[Bounds], count: int) -> Bounds:
    lows, highs = [b[0] for b in bounds], [b[1] for b in bounds]
    whole = all(b[2] for b in bounds)
    match function:
        case "min":
            return min(lows), min(highs), whole
        case "max":
            return max(lows), max(highs), whole
        case "sum":
            return sum(lows), sum(highs), whole
        case "mean":
            return sum(lows) / count, sum(highs) / count, False
        case "abs":
            low, high = lows[0], highs[0]
            return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high)), whole
        case "round":
            if count == 1:
                return (
                    math.floor(lows[0]) if math.isfinite(lows[0]) else lows[0],
                    (math.ceil(highs[0]) if math.isfinite(highs[0]) else highs[0]),
                    True,
                )
            return lows[0] - 1, highs[0] + 1, False
        case "count":
            return 0.0, float(count), True
        case "if":
            return min(lows[1:]), max(highs[1:]), all(b[2] for b in bounds[1:])
        case "days" | "months" | "years":
            return -math.inf, math.inf, True
        case "add_months":
            return -math.inf, math.inf, True
    return _UNKNOWN
