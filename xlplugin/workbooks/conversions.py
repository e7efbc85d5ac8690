"""How Excel turns one kind of value into another: "1"+1 is 2, TRUE+1 is 2, a blank is 0 or "".

What depends on the language settings of the PC (a date written as text, a currency sign) is refused.
"""

from __future__ import annotations

import re

from xlplugin.functions.values import CellError

from .cell_values import Value
from .errors import NotUnderstood

NUMERAL = re.compile(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?(%?)", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?%?", re.ASCII)
PERHAPS = re.compile(
    r"(?:[\d\s,.:/\-+()$¥￥€£%年月日时分秒上下午]|am|pm|e|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|uary|ruary|ch|il|e|y|ust|tember|ober|ember)*",
    re.IGNORECASE,
)
DIGITS = 15
"""Significant digits that Excel reads and shows."""
LONGEST_TEXT = 32_767


class Failure(Exception):
    """An Excel error on its way to the cell, or to the function that catches it."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.value)
        self.error = error


def to_number(value: Value) -> float:
    """A value where a number is wanted."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[return-value]
    if value is None:
        return 0.0
    if kind is bool:
        return 1.0 if value else 0.0
    if kind is str:
        number = parse_number(value)  # type: ignore[arg-type]
        if number is None:
            raise Failure(CellError.VALUE)
        return number
    raise Failure(value)  # type: ignore[arg-type]


def to_text(value: Value) -> str:
    """A value where a text is wanted."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]
    if kind is float:
        return number_text(value)  # type: ignore[arg-type]
    if value is None:
        return ""
    if kind is bool:
        return "TRUE" if value else "FALSE"
    raise Failure(value)  # type: ignore[arg-type]


def to_logical(value: Value) -> bool:
    """A value where a condition is wanted."""
    kind = type(value)
    if kind is bool:
        return value  # type: ignore[return-value]
    if kind is float:
        return value != 0.0
    if value is None:
        return False
    if kind is str:
        logical = {"TRUE": True, "FALSE": False}.get(value.upper())  # type: ignore[union-attr]
        if logical is None:
            raise Failure(CellError.VALUE)
        return logical
    raise Failure(value)  # type: ignore[arg-type]


def parse_number(text: str) -> float | None:
    """The number that a text is read as; None where it surely is none.

    Raises NotUnderstood where that depends on language settings: 1/2, 2026-03-01, ¥5.
    """
    stripped = text.strip(" ")
    match = NUMERAL.fullmatch(stripped)
    if match is None and GROUPED.fullmatch(stripped):
        match = NUMERAL.fullmatch(stripped.replace(",", ""))
    if match is not None:
        number = float(f"{match[1]}{_first_digits(match[2])}e{match[3] or 0}")
        if abs(number) == float("inf"):
            return None
        return number / 100 if match[4] else number
    if any(character.isdigit() for character in stripped) and PERHAPS.fullmatch(stripped):
        raise NotUnderstood(
            f"whether the text {text[:30]!r} is a number depends on language settings",
            f"文本 {text[:30]!r} 是否为数字取决于系统语言设置",
        )
    return None


def number_text(number: float) -> str:
    """A number joined to a text, as ``&`` does it: up to 15 digits.

    Raises NotUnderstood for very large and very small numbers, which show in ways that vary.
    """
    if number == 0:
        return "0"
    if not 1e-4 <= abs(number) < 1e15:
        raise NotUnderstood(f"the number {number:g} is joined to a text", f"将数字 {number:g} 连接为文本")
    return f"{number:.{DIGITS}g}"


def shown_equal(first: float, second: float) -> bool:
    """Whether two numbers are the same in 15 digits, which is all that ``=`` compares."""
    if first == second:
        return True
    # Only close ones are worth the formatting.
    return abs(first - second) <= 1e-14 * abs(first) and f"{first:.{DIGITS}g}" == f"{second:.{DIGITS}g}"


def finite(number: float) -> float:
    """A result that a cell can hold; an overflow is #NUM!."""
    if number - number != 0.0:
        raise Failure(CellError.NUM)
    return number


def _first_digits(digits: str) -> str:
    """A numeral cut to its first 15 significant digits."""
    kept = 0
    result = []
    for character in digits:
        if character == ".":
            result.append(character)
            continue
        result.append(character if kept < DIGITS else "0")
        if kept or character != "0":
            kept += 1
    return "".join(result)
