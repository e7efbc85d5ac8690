"""Texts. Lengths and places are counted as Excel counts them, in UTF-16; rarer characters are refused."""

from __future__ import annotations

import math
import re

from xlplugin.functions.values import CellError

from ..areas import Raw, as_block, values_of
from ..cell_values import Value
from ..conversions import LONGEST_TEXT, Failure, parse_number, to_text
from ..criteria import WILD, unescaped, wildcard
from ..errors import NotUnderstood
from ..number_formats import format_value
from ..scope import Scope
from .declare import built_in

BLANKS = re.compile(" +")


def counted(text: str) -> str:
    """A text whose characters Excel counts one by one."""
    if text and max(text) > "\uffff":
        raise NotUnderstood("a text holds characters that programs count differently", "文本包含各程序计数方式不同的字符")
    return text


def bounded(text: str) -> str:
    """A text that fits into a cell."""
    if len(text) > LONGEST_TEXT:
        raise Failure(CellError.VALUE)
    return text


def _count(number: float, least: int = 0) -> int:
    if number < least:
        raise Failure(CellError.VALUE)
    return min(math.floor(number), LONGEST_TEXT)


@built_in("LEN", "t")
def length(text: str) -> float:
    return float(len(counted(text)))


@built_in("TRIM", "t")
def trim(text: str) -> str:
    return BLANKS.sub(" ", text).strip(" ")


@built_in("LEFT", "tn", least=1)
def left(text: str, count: float = 1.0) -> str:
    return counted(text)[: _count(count)]


@built_in("RIGHT", "tn", least=1)
def right(text: str, count: float = 1.0) -> str:
    wanted = _count(count)
    return counted(text)[-wanted:] if wanted else ""


@built_in("MID", "tnn")
def middle(text: str, start: float, count: float) -> str:
    first = _count(start, 1) - 1
    return counted(text)[first : first + _count(count)]


@built_in("UPPER", "t")
def upper(text: str) -> str:
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


@built_in("LOWER", "t")
def lower(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@built_in("PROPER", "t")
def proper(text: str) -> str:
    return "".join(
        upper(c) if not place or not text[place - 1].isalpha() else lower(c) for place, c in enumerate(text)
    )


@built_in("CHAR", "n")
def character(number: float) -> str:
    code = math.floor(number)
    if not 1 <= code <= 255:
        raise Failure(CellError.VALUE)
    if code > 126:
        raise NotUnderstood("beyond ASCII, CHAR depends on the system", "ASCII 以外的 CHAR 取决于系统")
    return chr(code)


@built_in("CODE", "t")
def code_of(text: str) -> float:
    if not text:
        raise Failure(CellError.VALUE)
    if ord(text[0]) > 126:
        raise NotUnderstood("beyond ASCII, CODE depends on the system", "ASCII 以外的 CODE 取决于系统")
    return float(ord(text[0]))


@built_in("EXACT", "tt")
def exact(first: str, second: str) -> bool:
    return first == second


@built_in("CONCATENATE", "t", repeats=1)
def concatenate(*texts: str) -> str:
    return bounded("".join(texts))


@built_in("CONCAT", "r", repeats=1)
def concat(*arguments: Raw) -> str:
    return bounded("".join(to_text(value) for raw in arguments for value in values_of(raw)))


@built_in("TEXTJOIN", "tlr", repeats=1)
def text_join(delimiter: str, skip_empty: bool, *arguments: Raw) -> str:
    if skip_empty:
        found = [to_text(value) for raw in arguments for value in values_of(raw)]
        return bounded(delimiter.join(text for text in found if text))
    return bounded(delimiter.join(to_text(value) for raw in arguments for row in as_block(raw) for value in row))


@built_in("REPT", "tn")
def repeat(text: str, count: float) -> str:
    times = _count(count)
    if len(text) * times > LONGEST_TEXT:
        raise Failure(CellError.VALUE)
    return text * times


@built_in("SUBSTITUTE", "tttn", least=3)
def substitute(text: str, old: str, new: str, which: float | None = None) -> str:
    if not old:
        return text
    if which is None:
        return bounded(text.replace(old, new))
    wanted = _count(which, 1)
    pieces = text.split(old)
    if wanted >= len(pieces):
        return text
    return bounded(old.join(pieces[:wanted]) + new + old.join(pieces[wanted:]))


@built_in("REPLACE", "tnnt")
def replace(text: str, start: float, count: float, new: str) -> str:
    first = _count(start, 1) - 1
    return bounded(counted(text)[:first] + new + text[first + _count(count) :])


@built_in("FIND", "ttn", least=2)
def find(wanted: str, text: str, start: float = 1.0) -> float:
    return _place(counted(text), wanted, start)


@built_in("SEARCH", "ttn", least=2)
def search(wanted: str, text: str, start: float = 1.0) -> float:
    if WILD.search(wanted):
        first = _count(start, 1) - 1
        found = wildcard(wanted).search(counted(text), first)
        if found is None or first > len(text):
            raise Failure(CellError.VALUE)
        return float(found.start() + 1)
    wanted = unescaped(wanted)
    return _place(lower(counted(text)), lower(wanted), start)


def _place(text: str, wanted: str, start: float) -> float:
    first = _count(start, 1) - 1
    place = text.find(wanted, first)
    if place < 0 or first > len(text):
        raise Failure(CellError.VALUE)
    return float(place + 1)


@built_in("VALUE", "v")
def value(given: Value) -> float:
    if type(given) is bool:
        raise Failure(CellError.VALUE)
    number = parse_number(given) if type(given) is str else given
    if given == "" or (number is None and given is not None):
        raise Failure(CellError.VALUE)
    return number or 0.0  # type: ignore[return-value]


@built_in("TEXT", "vt", scoped=True)
def formatted(scope: Scope, given: Value, code: str) -> str:
    if type(given) is bool:
        return to_text(given)
    number = parse_number(given) if type(given) is str else given
    if type(given) is str and number is None:
        # A text that is no number shows as it is under every format without a place of its own for texts.
        return given
    return format_value(number or 0.0, code, scope.date1904)  # type: ignore[arg-type]
