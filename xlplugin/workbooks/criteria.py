"""The criteria of COUNTIF and its relatives: ``">=60"``, ``"<>"``, ``"AA*"``, a number, a text.

They compare more loosely than ``=`` does: a text that reads as a number is that number. A text that may be
a date or an amount, depending on language settings, is only compared where that makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .cell_values import ERRORS, Value
from .comparison import SIMPLE_TEXT, folded
from .conversions import parse_number
from .errors import NotUnderstood

OPERATOR = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)
WILD = re.compile(r"(?<!~)[*?]")
WORDS = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The key of a text that may read as a date or an amount: its numbers and words in any order."""

    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """Cells that are (or are not) one key, or that pass a test."""

    key: object = None
    negated: bool = False
    test: Callable[[Value], bool] | None = None

    @property
    def takes_blanks(self) -> bool:
        """Whether an empty cell meets it."""
        return self.test(None) if self.test is not None else self.negated


def key_of(value: Value) -> object:
    """What an equality criterion compares; never None for a cell that holds something."""
    kind = type(value)
    if kind is str:
        try:
            number = _number(value)  # type: ignore[arg-type]
        except NotUnderstood:
            text = folded(value)  # type: ignore[arg-type]
            return Doubtful(tuple(sorted(word.lstrip("0") for word in WORDS.findall(text))), text)
        return folded(value) if number is None else number  # type: ignore[arg-type]
    return (bool, value) if kind is bool else value


def read_criterion(wanted: Value) -> Criterion:
    """The test that a criterion's value stands for. Raises NotUnderstood for the doubtful ones."""
    if wanted is None:
        wanted = 0.0
    if type(wanted) is not str:
        return Criterion(key_of(wanted))
    match = OPERATOR.fullmatch(wanted)
    assert match is not None
    operator, operand = match[1] or "", match[2]
    if operator not in ("", "=", "<>"):
        return Criterion(test=_ordered(operator, operand))
    negated = operator == "<>"
    if operand == "":
        # "=" asks for cells without anything, "" also for empty texts; "<>" is the opposite of "=".
        empty_text = operator == ""
        return Criterion(test=lambda value: (value is None or (empty_text and value == "")) != negated)
    if operand.upper() in ("TRUE", "FALSE"):
        return Criterion((bool, operand.upper() == "TRUE"), negated)
    if operand.upper() in ERRORS:
        return Criterion(ERRORS[operand.upper()], negated)
    if WILD.search(operand):
        pattern = wildcard(operand)
        return Criterion(
            test=lambda value: (type(value) is str and pattern.fullmatch(value) is not None) != negated
        )
    return Criterion(key_of(unescaped(operand)), negated)


def _ordered(operator: str, operand: str) -> Callable[[Value], bool]:
    number = _number(operand)
    compare: Callable[[object, object], bool] = {
        "<": lambda a, b: a < b,
        ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b,
        ">=": lambda a, b: a >= b,
    }[operator]
    if number is not None:
        return lambda value: type(value) is float and compare(value, number)
    if not operand or not SIMPLE_TEXT.fullmatch(operand) or operand.upper() in ("TRUE", "FALSE"):
        raise NotUnderstood(f"the criterion {operator + operand!r} is not known", f"不支持的条件 {operator + operand!r}")

    def test(value: Value) -> bool:
        if type(value) is not str:
            return False
        if not SIMPLE_TEXT.fullmatch(value):
            raise NotUnderstood(
                "the alphabetical order of texts depends on language settings", "文本的排序先后取决于系统语言设置"
            )
        return compare(folded(value), folded(operand))

    return test


def unescaped(pattern: str) -> str:
    """A pattern without wildcards as the text it stands for."""
    return re.sub(r"~([*?~])", r"\1", pattern)


def wildcard(pattern: str) -> re.Pattern[str]:
    """A pattern with ``*``, ``?`` and ``~`` as a regular expression.

    Raises NotUnderstood for one whose search may run long.
    """
    if pattern.count("*") > 4:
        raise NotUnderstood("a pattern has too many wildcards", "通配符过多")
    result, position = "", 0
    while position < len(pattern):
        character = pattern[position]
        if character == "~" and pattern[position + 1 : position + 2] in ("*", "?", "~"):
            position += 1
            result += re.escape(pattern[position])
        elif character == "*":
            result += "" if result.endswith(".*") else ".*"
        else:
            result += "." if character == "?" else re.escape(character)
        position += 1
    return re.compile(result, re.IGNORECASE | re.DOTALL)


def _number(text: str) -> float | None:
    """The number that a text reads as; NotUnderstood where that depends on language settings."""
    return parse_number(text) if any(character.isdigit() for character in text) else None
