"""Numbers as policies write them: exact percent, dates as day numbers, and their way back to text."""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?%?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_number(text: str) -> float | None:
    """The float that ``text`` writes (``"60%"`` is 0.6), or None where it is no number of the language.

    >>> parse_number("60%"), parse_number("1_000"), parse_number("nan")
    (0.6, None, None)
    """
    if not NUMBER.fullmatch(text):
        return None
    value = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    number = float(value)
    return number + 0.0 if math.isfinite(number) else None


def parse_date(text: str) -> datetime.date | None:
    """The date that ``text`` writes as YYYY-MM-DD, or None."""
    if not DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def format_number(value: float, unit: str = "") -> str:
    """The shortest text of a number; with unit ``"%"`` a percent, with unit ``"date"`` a date.

    >>> format_number(0.55, "%"), format_number(3.0), format_number(0.1)
    ('55%', '3', '0.1')
    """
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if unit == "date":
        try:
            return datetime.date.fromordinal(int(value)).isoformat()
        except (ValueError, OverflowError):
            return str(value)
    exact = Decimal(repr(float(value)))
    if unit == "%":
        exact *= 100
    text = format(exact.normalize(), "f")
    if text == "-0":
        text = "0"
    return f"{text}%" if unit == "%" else text
