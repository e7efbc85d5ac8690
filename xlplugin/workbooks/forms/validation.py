"""The data validation of an entry cell, from the declaration of its input."""

from __future__ import annotations

import datetime
import math
from typing import Any

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.policy.numbers import format_number
from xlplugin.policy.ranges import Range, merge

from .text_width import excel_length
from .wording import accepted, accepted_ranges, guidance

_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
"""Excel's limits; that of messages holds for formulas too."""
_EPOCH = datetime.date(1899, 12, 30).toordinal()
_FIRST_DAY, _LAST_DAY = datetime.date(1900, 1, 1).toordinal(), datetime.date(9999, 12, 31).toordinal()
_LARGEST = 10**15
"""Larger figures lose whole units."""


def validation(
    item: Input, policy: Policy, language: str, source: list[str] | str, cell: str
) -> dict[str, Any]:
    """The options of XlsxWriter's ``data_validation`` for the cells of an input; empty where anything goes.

    ``source`` are the words of a drop-down or where they stand, ``cell`` the first of the cells.
    """
    prompt = guidance(item, policy)
    rule = _rule(item, source, cell)
    if not rule and not prompt.en:
        return {}
    return (rule or {"validate": "any"}) | _texts(item, prompt, language)


def _texts(item: Input, prompt: Bilingual, language: str) -> dict[str, Any]:
    title, said = item.title.in_language(language), accepted(item).in_language(language)
    texts: dict[str, Any] = {
        "input_title": _clipped(title, _LONGEST_TITLE),
        "input_message": _clipped(f"{prompt.en}\n{prompt.zh}".strip(), _LONGEST_MESSAGE),
        "error_title": _clipped(title, _LONGEST_TITLE),
        "error_message": _clipped(said, _LONGEST_MESSAGE),
        # Numbers as text, dates in words and what a policy counts as missing are understood too.
        "error_type": "warning",
    }
    if item.type == "set":
        texts["show_error"] = False
    return texts


def _rule(item: Input, source: list[str] | str, cell: str) -> dict[str, Any]:
    match item.type:
        case "category" | "set" | "boolean":
            return {"validate": "list", "source": source}
        case "number" | "integer":
            return _numbers(_with_specials(item), "integer" if item.type == "integer" else "decimal", cell)
        case "date":
            return _dates(accepted_ranges(item))
    return {}


def _with_specials(item: Input) -> tuple[Range, ...]:
    return merge([*accepted_ranges(item), *(Range(x, x, True, True) for x in item.specials.values())])


def _numbers(ranges: tuple[Range, ...], kind: str, cell: str) -> dict[str, Any]:
    """One closed interval or one bound as it is; what validations cannot say, as a formula."""
    only = ranges[0] if len(ranges) == 1 else None
    if only is not None and math.isinf(only.low) and math.isinf(only.high):
        return {"validate": kind, "criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST}
    if only is not None and math.isinf(only.high):
        return {
            "validate": kind,
            "criteria": ">=" if only.low_closed else ">",
            "value": format_number(only.low),
        }
    if only is not None and math.isinf(only.low):
        return {
            "validate": kind,
            "criteria": "<=" if only.high_closed else "<",
            "value": format_number(only.high),
        }
    if only is not None and only.low_closed and only.high_closed:
        low, high = format_number(only.low), format_number(only.high)
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    tests = [_test(item, cell) for item in ranges] + ([f"{cell}=INT({cell})"] if kind == "integer" else [])
    either = tests[0] if len(ranges) == 1 else f"OR({','.join(tests[: len(ranges)])})"
    whole = tests[len(ranges) :]
    test = f"AND({either},{whole[0]})" if whole else either
    formula = f"=IF(ISNUMBER({cell}),{test},FALSE)"
    if len(formula) > _LONGEST_MESSAGE:
        return _numbers((Range(ranges[0].low, ranges[-1].high, True, True),), kind, cell)
    return {"validate": "custom", "value": formula}


def _test(item: Range, cell: str) -> str:
    if item.low == item.high:
        return f"{cell}={format_number(item.low)}"
    tests = []
    if math.isfinite(item.low):
        tests.append(f"{cell}{'>=' if item.low_closed else '>'}{format_number(item.low)}")
    if math.isfinite(item.high):
        tests.append(f"{cell}{'<=' if item.high_closed else '<'}{format_number(item.high)}")
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def _dates(ranges: tuple[Range, ...]) -> dict[str, Any]:
    """From the first to the last day that may be entered, as serial numbers."""
    low, high = ranges[0], ranges[-1]
    first = max(low.low + (not low.low_closed), _FIRST_DAY) if math.isfinite(low.low) else _FIRST_DAY
    last = min(high.high - (not high.high_closed), _LAST_DAY) if math.isfinite(high.high) else _LAST_DAY
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": int(first) - _EPOCH,
        "maximum": int(last) - _EPOCH,
    }


def _clipped(text: str, longest: int) -> str:
    """The text within Excel's limit."""
    if excel_length(text) <= longest:
        return text
    while excel_length(text) >= longest:
        text = text[:-1]
    return f"{text.rstrip()}…"
