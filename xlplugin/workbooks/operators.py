"""The operators of formulas on single values, and what the kinds of arguments turn values into."""

from __future__ import annotations

from collections.abc import Callable
from operator import add, mul, sub

from xlplugin.functions.values import CellError

from .builtins.arithmetic import power
from .builtins.declare import ANY, LOGICAL, NUMBER, TEXT, VALUE
from .builtins.texts import bounded
from .cell_values import Value
from .comparison import COMPARISONS
from .conversions import Failure, finite, to_logical, to_number, to_text


def no_error(value: Value) -> Value:
    """A value of any kind but an error."""
    if type(value) is CellError:
        raise Failure(value)
    return value


def divide(first: Value, second: Value) -> Value:
    """``first / second``."""
    dividend, divisor = to_number(first), to_number(second)
    if divisor == 0:
        raise Failure(CellError.DIV0)
    return finite(dividend / divisor)


def _arithmetic(operate: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    def operation(first: Value, second: Value) -> Value:
        if type(first) is not float:
            first = to_number(first)
        if type(second) is not float:
            second = to_number(second)
        return finite(operate(first, second))

    return operation


UNARY: dict[str, Callable[[Value], Value]] = {
    "-": lambda value: -to_number(value),
    "+": lambda value: value,
    "%": lambda value: to_number(value) / 100,
}
OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": _arithmetic(add),
    "-": _arithmetic(sub),
    "*": _arithmetic(mul),
    "/": divide,
    "^": lambda first, second: power(to_number(first), to_number(second)),
    "&": lambda first, second: bounded(to_text(first) + to_text(second)),
    **COMPARISONS,
}
CONVERSIONS: dict[str, Callable[[Value], object]] = {
    NUMBER: to_number,
    TEXT: to_text,
    LOGICAL: to_logical,
    VALUE: no_error,
    ANY: lambda value: value,
}
