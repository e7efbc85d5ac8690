"""Excel's order of values: numbers before texts before booleans, texts without regard to case, blanks as either."""

from __future__ import annotations

import re

from .cell_values import Value
from .conversions import Failure, shown_equal
from .errors import NotUnderstood

SIMPLE_TEXT = re.compile(r"[A-Za-z0-9 ]*", re.ASCII)
RANKS = {float: 0, str: 1, bool: 2}


def folded(text: str) -> str:
    """A text as comparisons see it."""
    return text.lower()


def equal(first: Value, second: Value) -> bool:
    """``first = second``. Raises Failure for an error on either side."""
    kind = type(first)
    if kind is type(second):
        if kind is float:
            return shown_equal(first, second)  # type: ignore[arg-type]
        if kind is str:
            return first == second or folded(first) == folded(second)  # type: ignore[arg-type]
    first, second = _filled(first, second)
    if type(first) is not type(second):
        return False
    return equal(first, second) if type(first) is not bool else first == second


def less(first: Value, second: Value) -> bool:
    """``first < second``. Raises Failure for errors, NotUnderstood for texts whose order varies by language."""
    first, second = _filled(first, second)
    ranks = RANKS[type(first)], RANKS[type(second)]  # type: ignore[index]
    if ranks[0] != ranks[1]:
        return ranks[0] < ranks[1]
    if type(first) is float:
        return first < second and not shown_equal(first, second)  # type: ignore[operator,arg-type]
    if type(first) is str:
        if folded(first) == folded(second):  # type: ignore[arg-type]
            return False
        if not (SIMPLE_TEXT.fullmatch(first) and SIMPLE_TEXT.fullmatch(second)):  # type: ignore[arg-type]
            raise NotUnderstood(
                "the alphabetical order of texts depends on language settings", "文本的排序先后取决于系统语言设置"
            )
        return folded(first) < folded(second)  # type: ignore[arg-type]
    return first < second  # type: ignore[operator]


def _filled(first: Value, second: Value) -> tuple[Value, Value]:
    """Both values with a blank turned into the empty value of the other's kind."""
    for value in (first, second):
        if type(value) not in (float, str, bool) and value is not None:
            raise Failure(value)  # type: ignore[arg-type]
    if first is None:
        first = _blank_like(second)
    if second is None:
        second = _blank_like(first)
    return first, second


def _blank_like(value: Value) -> Value:
    return "" if type(value) is str else False if type(value) is bool else 0.0


COMPARISONS = {
    "=": equal,
    "<>": lambda first, second: not equal(first, second),
    "<": less,
    ">": lambda first, second: less(second, first),
    "<=": lambda first, second: not less(second, first),
    ">=": lambda first, second: not less(first, second),
}
