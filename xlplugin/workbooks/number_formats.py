"""``TEXT(value, format)`` for the plain formats; any other is refused."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from xlplugin.functions.values import CellError

from .conversions import Failure, number_text
from .dates import date_of
from .errors import NotUnderstood

NUMBER_FORMAT = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%?)", re.ASCII)
DATE_PARTS = re.compile(r'yyyy|yy|mm|m|dd|d|"[^"]*"|\\.|[-/. ,年月日]', re.IGNORECASE)


def format_value(number: float, code: str, date1904: bool = False) -> str:
    """A number as a format shows it. Raises NotUnderstood for a format beyond the plain ones."""
    if code.casefold() == "general":
        return number_text(number)
    match = NUMBER_FORMAT.fullmatch(code)
    if match is not None:
        return _plain(number, match)
    parts = _date_parts(code)
    if parts:
        return _date(number, parts, date1904)
    raise NotUnderstood(f"the number format {code[:40]!r} is not known", f"不支持的数字格式 {code[:40]!r}")


def rounded(number: float, digits: int) -> Decimal:
    """A number of 15 digits rounded half away from zero, as Excel's ROUND and formats do it."""
    decimal = Decimal(f"{number:.15g}")
    if int(decimal.as_tuple().exponent) >= -digits:
        return decimal
    return decimal.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _plain(number: float, match: re.Match[str]) -> str:
    if abs(number) >= 1e15:
        raise NotUnderstood(f"the number {number:g} is formatted as a text", f"将数字 {number:g} 格式化为文本")
    grouped, whole, decimals, percent = match[1], match[2], match[3] or "", match[4]
    value = rounded(number * 100 if percent else number, len(decimals))
    digits = f"{abs(value):.{len(decimals)}f}"
    before, point, after = digits.partition(".")
    before = before.zfill(len(whole))
    if grouped:
        before = _grouped(before)
    if number < 0 and not value:
        raise NotUnderstood("a negative number is rounded to zero in a text", "负数在文本中被舍入为零")
    sign = "-" if value < 0 else ""
    return f"{sign}{before}{point}{after}{percent}"


def _grouped(digits: str) -> str:
    pieces = []
    while digits:
        pieces.append(digits[-3:])
        digits = digits[:-3]
    return ",".join(reversed(pieces))


def _date_parts(code: str) -> list[str]:
    """The parts of a date format of days, months and years; empty for any other."""
    parts, position = [], 0
    while position < len(code):
        match = DATE_PARTS.match(code, position)
        if match is None:
            return []
        parts.append(match[0])
        position = match.end()
    kinds = [part[0].lower() for part in parts if part[0].lower() in "ymd"]
    return parts if kinds and len(set(kinds)) == len(kinds) else []


def _date(number: float, parts: list[str], date1904: bool) -> str:
    date = date_of(number, date1904)
    if date is None:
        raise Failure(CellError.VALUE)
    year, month, day = date
    shown = {
        "yyyy": f"{year:04}",
        "yy": f"{year % 100:02}",
        "mm": f"{month:02}",
        "m": str(month),
        "dd": f"{day:02}",
        "d": str(day),
    }
    return "".join(shown.get(part.lower()) or part.strip('"').removeprefix("\\") for part in parts)
