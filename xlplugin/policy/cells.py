"""The cells of the language: unary tests such as ``>= 90``, ``[a..b)``, ``good, fair`` or ``missing``.

The grammar is closed and directed by the kind of the variable that the cell tests, so that gaps,
overlaps and unreachable rows can be proved.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from .findings import Bilingual, PolicyError, Where, refuse
from .numbers import parse_date, parse_number
from .ranges import ALL, Range, complement, merge

CellKind = Literal["number", "date", "words"]

RESERVED = frozenset({"missing", "other", "not", "in", "true", "false", "and", "or", "is", "error", "-"})
"""Words of the language itself; no category, grade or special value may be called so."""

_INTERVAL = re.compile(r"([\[\(])\s*([^\[\]()]+?)\s*\.\.\s*([^\[\]()]+?)\s*([\]\)])")
_COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*(.+)")
_WORD = re.compile(r"[^\s,()\[\]<>=\"']+(?: [^\s,()\[\]<>=\"']+)*")
_LIST = re.compile(r"in\s+([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A unary test. ``ranges`` and ``words`` already stand for the negation where it was ``not(…)``
    of numbers; ``negated`` says that ``words`` and ``lists`` are what must *not* be said."""

    text: str
    anything: bool = False
    ranges: tuple[Range, ...] = ()
    words: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    specials: tuple[str, ...] = ()
    missing: bool = False
    other: bool = False
    negated: bool = False
    states_missing: bool = False
    """True where the cell speaks of a missing value, ``not(missing)`` included."""
    parameters: tuple[tuple[str, float], ...] = ()
    """The parameters that stand for numbers in it, each once with its figure."""

    def has_number(self, number: float) -> bool:
        """True where the number passes the test."""
        return self.anything or any(number in item for item in self.ranges)

    def has_word(self, word: str, lists: Mapping[str, frozenset[str]] | None = None) -> bool:
        """True where the word (a category, grade, ``true`` or ``false``) passes; ``other`` is not judged."""
        if self.anything:
            return True
        named = word in self.words or any(word in (lists or {}).get(name, ()) for name in self.lists)
        return named != self.negated


def _fail(where: Where, text: str, en: str, zh: str) -> PolicyError:
    return refuse(
        "cell",
        where,
        Bilingual(f'"{text}": {en}', f"“{text}”：{zh}"),
        Bilingual(
            'write a test such as ">= 3", "[60%..88%)", "good, fair", "in listname", "missing" or "-"',
            "请写成“>= 3”、“[60%..88%)”、“good, fair”、“in 名单名”、“missing”或“-”这样的条件",
        ),
    )


def alternatives(text: str) -> list[str]:
    """The alternatives of a cell: commas outside brackets part them."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part.strip() for part in parts]


def parse_cell(
    text: str,
    kind: CellKind,
    where: Where,
    numbers: Mapping[str, float] | None = None,
    specials: Mapping[str, float] | None = None,
    word: Callable[[str], str | None] | None = None,
    lists: Mapping[str, object] | None = None,
) -> Cell:
    """The cell that ``text`` writes.

    ``numbers`` are the parameters, ``specials`` the named special values of the variable, ``word``
    gives the id that a word stands for (None: unknown), ``lists`` the declared lists.
    Raises PolicyError that quotes the text.
    """
    text = text.strip()
    if text == "-":
        return Cell(text, anything=True)
    body, negated = text, False
    if match := re.fullmatch(r"not\s*\((.*)\)", text, re.DOTALL):
        body, negated = match.group(1), True
    ranges: list[Range] = []
    words: list[str] = []
    named_lists: list[str] = []
    named_specials: list[str] = []
    parameters: dict[str, float] = {}
    missing = other = False

    def number(part: str) -> float:
        if kind == "date":
            day = parse_date(part)
            if day is None:
                raise _fail(where, text, f"{part} is not a date", f"{part} 不是日期")
            return float(day.toordinal())
        value = parse_number(part)
        if value is None and part in (numbers or {}):
            value = parameters[part] = (numbers or {})[part]
        if value is None:
            raise _fail(
                where, text, f"{part} is neither a number nor a parameter", f"{part} 既不是数字，也不是参数"
            )
        return value

    for part in alternatives(body):
        if not part:
            raise _fail(where, text, "empty alternative", "有空白的选项")
        if part == "missing":
            missing = True
        elif part == "other":
            other = True
        elif part in (specials or {}):
            named_specials.append(part)
        elif kind == "words":
            if match := _LIST.fullmatch(part):
                if match.group(1) not in (lists or {}):
                    raise _fail(
                        where,
                        text,
                        f"no list is called {match.group(1)}; name it under lists",
                        f"没有名为 {match.group(1)} 的名单；请在 lists 中列出",
                    )
                named_lists.append(match.group(1))
                continue
            bare = part[1:-1] if len(part) > 1 and part[0] == part[-1] == '"' else part
            if not _WORD.fullmatch(bare):
                raise _fail(where, text, f"{part} is not a word", f"{part} 不是一个词")
            known = bare if word is None else word(bare)
            if known is None:
                raise _fail(where, text, f"{bare} is not declared", f"{bare} 未声明")
            words.append(known)
        elif match := _INTERVAL.fullmatch(part):
            left, low, high, right = match.groups()
            item = Range(number(low), number(high), left == "[", right == "]")
            if item.low > item.high:
                raise _fail(where, text, "the interval is reversed", "区间上下限颠倒")
            if item.low == item.high and not (item.low_closed and item.high_closed):
                raise _fail(where, text, "the interval is empty", "区间为空")
            ranges.append(item)
        elif match := _COMPARISON.fullmatch(part):
            operator, right_side = match.groups()
            value = number(right_side.strip())
            ranges.append(
                {
                    "<": Range(-math.inf, value, False, False),
                    "<=": Range(-math.inf, value, False, True),
                    ">": Range(value, math.inf, False, False),
                    ">=": Range(value, math.inf, True, False),
                    "=": Range(value, value, True, True),
                }[operator]
            )
        else:
            value = number(part)
            ranges.append(Range(value, value, True, True))

    if negated:
        if other:
            raise _fail(where, text, "other cannot be negated", "other 不能取反")
        if kind == "words":
            return Cell(
                text,
                words=tuple(words),
                lists=tuple(named_lists),
                negated=True,
                states_missing=missing,
            )
        rest = complement(ranges) if ranges else (ALL,)
        left_specials = tuple(name for name in (specials or {}) if name not in named_specials)
        return Cell(
            text, ranges=rest, specials=left_specials, states_missing=missing, parameters=tuple(parameters.items())
        )
    return Cell(
        text,
        ranges=merge(ranges),
        words=tuple(words),
        lists=tuple(named_lists),
        specials=tuple(named_specials),
        missing=missing,
        other=other,
        states_missing=missing,
        parameters=tuple(parameters.items()),
    )
