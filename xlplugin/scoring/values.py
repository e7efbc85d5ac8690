"""The value contract: what a cell of any host becomes under its input's declaration, or what is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplugin.policy.model import Input, NamedList

from . import dates, numbers
from .kinds import is_blank
from .problems import MISSING, Converter, Missing, Problem, Value, problem
from .vocabulary import Vocabulary, category_reader, nothing_said, set_reader
from .words import boolean_reader, fold, text_reader, trimmed

__all__ = ["MISSING", "Converter", "Missing", "Problem", "Reading", "Value", "converter", "reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of an input are read: ``convert`` reads any, the rest says what it need not be asked for.

    A float from ``low`` to ``high`` is its own value, a text in ``known`` has its value there.
    """

    convert: Converter
    low: float = math.inf
    high: float = -math.inf
    known: Mapping[str, Value] = field(default_factory=dict)


def converter(item: Input, lists: Mapping[str, NamedList]) -> Converter:
    """What turns a cell into the value that ``item`` declares, ``MISSING`` or a ``Problem``.

    Numbers and integers become floats (a special value its name), dates day numbers, categories ids,
    sets sorted tuples of ids. A blank cell becomes the declared default, ``MISSING`` or a problem.
    ``lists`` are the policy's named lists.
    """
    return reading(item, lists).convert


def reading(item: Input, lists: Mapping[str, NamedList]) -> Reading:
    """The same with what is quicker than a call of it."""
    match item.type:
        case "number" | "integer":
            convert = numbers.quick(item, _with_blanks(item, numbers.reader(item)))
            bounds = numbers.accepted(item) if item.type == "number" else None
            return Reading(convert, *bounds) if bounds else Reading(convert)
        case "date":
            return Reading(dates.quick(item, _with_blanks(item, dates.reader(item))))
        case "boolean":
            return Reading(_quick_boolean(_with_blanks(item, boolean_reader(item))))
        case "text":
            return Reading(_with_blanks(item, text_reader(item)))
    words = Vocabulary(item, lists)
    known: dict[str, Value] = dict(words.spellings())
    read: Converter = category_reader(words)
    if item.type == "set":
        known, read = {text: (word,) for text, word in words.spellings().items()}, set_reader(words)
    return Reading(_quick_words(known, _with_blanks(item, read)), known=known)


def _with_blanks(item: Input, read: Converter) -> Converter:
    """``read``, preceded by the question whether the cell is blank and what that means."""
    blank = _when_blank(item)
    missing_words = frozenset(fold(text) for text in item.missing_words)
    longest = max(map(len, item.missing_words), default=0) + 20
    is_set = item.type == "set"

    def convert(value: object) -> Value | Missing | Problem:
        if isinstance(value, str):
            if not trimmed(value) or is_set and nothing_said(value):
                return blank
            if missing_words and len(value) <= longest and fold(value) in missing_words:
                return blank
        elif is_blank(value):
            return blank
        return read(value)

    return convert


def _when_blank(item: Input) -> Value | Missing | Problem:
    if item.missing == "stated":
        return MISSING
    if item.missing == "error" or item.default is None:
        return problem(
            item,
            "the cell is blank, and the policy does not say what a blank means; enter a value",
            "单元格为空，而制度未规定空白的含义；请填写",
        )
    return (str(item.default),) if item.type == "set" else item.default


def _quick_boolean(otherwise: Converter) -> Converter:
    def convert(value: object) -> Value | Missing | Problem:
        if value is True or value is False:
            return value
        if type(value) is float and (value == 1.0 or value == 0.0):
            return value == 1.0
        return otherwise(value)

    return convert


def _quick_words(known: Mapping[str, Value], otherwise: Converter) -> Converter:
    """One look-up for a word spelled as declared; all else is folded first."""
    find = known.get

    def convert(value: object) -> Value | Missing | Problem:
        if type(value) is str:
            found = find(value)
            if found is not None:
                return found
        return otherwise(value)

    return convert
