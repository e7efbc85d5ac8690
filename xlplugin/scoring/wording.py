"""How messages name values and intervals: 5500%, 1,200 万元, “abc”, from 0% to 300%."""

from __future__ import annotations

import datetime
import math

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.numbers import format_number
from xlplugin.policy.ranges import Range

LONGEST = 40
"""Characters of a cell's text that a message quotes."""


def quoted(value: object) -> str:
    """A cell's value as a message names it: text in quotes and cut, numbers and dates as they are."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"“{text[:LONGEST]}…”" if len(text) > LONGEST else f"“{text}”"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return amount(value)
    text = str(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def amount(number: float, unit: str = "") -> str:
    """A number with its unit: ``55%``, ``1,200 万元``, ``2026-03-01`` (unit ``"date"``).

    >>> amount(0.55, "%"), amount(1234567.5, "元"), amount(3.0)
    ('55%', '1,234,567.5 元', '3')
    """
    if not math.isfinite(number):
        return format_number(number)
    if unit in ("%", "date"):
        return format_number(number, unit)
    text = f"{number:,.15g}"
    return f"{text} {unit}" if unit else text


_BOUNDS = {
    "least": (Bilingual("{} or more", "不小于 {}"), Bilingual("{} or later", "不早于 {}")),
    "above": (Bilingual("more than {}", "大于 {}"), Bilingual("after {}", "晚于 {}")),
    "most": (Bilingual("at most {}", "不超过 {}"), Bilingual("{} or earlier", "不晚于 {}")),
    "below": (Bilingual("less than {}", "小于 {}"), Bilingual("before {}", "早于 {}")),
}
"""How an end of an interval is said, of numbers and of dates."""


def _bound(kind: str, value: float, unit: str) -> Bilingual:
    said, text = _BOUNDS[kind][unit == "date"], amount(value, unit)
    return Bilingual(said.en.format(text), said.zh.format(text))


def interval(item: Range, unit: str = "") -> Bilingual:
    """The range in words: from 0% to 300%, more than 0, at most 5, 2020-01-01 or later."""
    low, high = amount(item.low, unit), amount(item.high, unit)
    if item.low == item.high:
        return Bilingual(low, low)
    if item.low_closed and item.high_closed:
        return Bilingual(f"from {low} to {high}", f"{low} 至 {high}")
    ends = []
    if math.isfinite(item.low):
        ends.append(_bound("least" if item.low_closed else "above", item.low, unit))
    if math.isfinite(item.high):
        ends.append(_bound("most" if item.high_closed else "below", item.high, unit))
    if not ends:
        return Bilingual("any number", "任意数字")
    return Bilingual(" and ".join(end.en for end in ends), " 且".join(end.zh for end in ends))


def intervals(cell: Cell | None, unit: str = "") -> Bilingual:
    """All ranges of a domain in words."""
    ranges = cell.ranges if cell is not None else ()
    if not ranges:
        return Bilingual("any number", "任意数字")
    texts = [interval(item, unit) for item in ranges]
    return Bilingual(" or ".join(text.en for text in texts), "，或".join(text.zh for text in texts))
