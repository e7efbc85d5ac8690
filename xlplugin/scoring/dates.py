"""Dates as cells bring them: datetimes, Excel serial numbers and four ways of writing one."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable

from xlplugin.policy.model import Input

from .kinds import is_number
from .problems import Converter, Missing, Problem, Value, problem
from .wording import intervals, quoted
from .words import narrow

SERIAL_EPOCH = 693594
"""``date.toordinal()`` of 1899-12-30: from 1 March 1900 on, an Excel serial number counts from there."""

FIRST_SERIAL, LEAP_SERIAL, LAST_SERIAL = 1, 60, 2958465
"""1900-01-01; the 29 February 1900 that Excel counts and that never was; 9999-12-31."""

_WRITTEN = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?", re.ASCII),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
    re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]", re.ASCII),
)

_ACCEPTED = "2026-03-01", "2026/3/1", "20260301", "2026年3月1日"


def day_number(value: object) -> float | None:
    """The day (``date.toordinal()``) that a cell's value says, or None where it says none.

    Numbers are serial numbers of the 1900 system, whose 29 February 1900 is refused, or written as
    YYYYMMDD; a time of day is dropped. A workbook of the 1904 system has to be converted by its host.

    >>> day_number(46082.0) == day_number("2026年3月1日") == day_number(20260301.0)
    True
    """
    if isinstance(value, datetime.date):
        return float(value.toordinal())
    if isinstance(value, str):
        return _written(narrow(value))
    if is_number(value):
        return _counted(float(value))  # type: ignore[arg-type]
    if type(value).__name__ == "datetime64":
        return float(value.astype("datetime64[D]").item().toordinal())  # type: ignore[attr-defined]
    return None


def serial(day: float) -> float:
    """The Excel serial number (1900 system) of a day."""
    return day - SERIAL_EPOCH if day - SERIAL_EPOCH > LEAP_SERIAL else day - SERIAL_EPOCH - 1


def reader(item: Input) -> Callable[[object], float | Problem]:
    """What reads a cell that is not blank: a day number within the domain, or a problem."""

    def read(value: object) -> float | Problem:
        day = day_number(value)
        if day is None:
            return problem(
                item,
                f"{quoted(value)} is not a date; write it as {', '.join(_ACCEPTED[:3])} or {_ACCEPTED[3]}",
                f"{quoted(value)} 不是日期；请写成 {'、'.join(_ACCEPTED[:3])} 或 {_ACCEPTED[3]}",
            )
        if item.domain is not None and not item.domain.has_number(day):
            said, accepted = datetime.date.fromordinal(int(day)), intervals(item.domain, "date")
            return problem(
                item,
                f"{said} is outside what is accepted: {accepted.en}",
                f"{said} 超出可接受的范围：{accepted.zh}",
            )
        return day

    return read


def quick(item: Input, otherwise: Converter) -> Converter:
    """The same for the common case, a serial number within the domain; all else goes to ``otherwise``."""
    if item.domain is not None and len(item.domain.ranges) != 1:
        return otherwise
    low, high = float(LEAP_SERIAL + 1), LAST_SERIAL + 1.0
    if item.domain is not None:
        bounds = item.domain.ranges[0]
        # A domain's open end leaves the whole day out; the general path judges that day.
        low = max(low, bounds.low - SERIAL_EPOCH + (not bounds.low_closed))
        high = min(high, bounds.high - SERIAL_EPOCH + bounds.high_closed)

    def convert(value: object) -> Value | Missing | Problem:
        if type(value) is float and low <= value < high:
            return value // 1.0 + SERIAL_EPOCH
        return otherwise(value)

    return convert


def _counted(number: float) -> float | None:
    if not math.isfinite(number):
        return None
    day = math.floor(number)
    if FIRST_SERIAL <= day <= LAST_SERIAL:
        if day == LEAP_SERIAL:
            return None
        return float(day + SERIAL_EPOCH + (day < LEAP_SERIAL))
    if day != number or not 10000101 <= day <= 99991231:
        return None
    return _calendar(day // 10000, day // 100 % 100, day % 100)


def _written(text: str) -> float | None:
    for form in _WRITTEN:
        if match := form.fullmatch(text):
            return _calendar(*(int(part) for part in match.groups()))
    return None


def _calendar(year: int, month: int, day: int) -> float | None:
    try:
        return float(datetime.date(year, month, day).toordinal())
    except ValueError:
        return None
