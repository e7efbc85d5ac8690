"""Serial numbers of days, with the day 1900-02-29 that never was, and the system that counts from 1904."""

from __future__ import annotations

import calendar
import datetime
import math

EPOCH = datetime.date(1899, 12, 30).toordinal()
EPOCH_1904 = datetime.date(1904, 1, 1).toordinal()
LAST = 2_958_465
"""The serial of 9999-12-31."""
DAYS_1904 = 1462
"""Serials of the two systems differ by this: day 0 of 1904 is day 1462 of 1900."""


def serial_of(year: int, month: int, day: int, date1904: bool = False) -> float | None:
    """The serial of a date of the calendar; None for others."""
    if (year, month, day) == (1900, 2, 29) and not date1904:
        return 60.0
    try:
        ordinal = datetime.date(year, month, day).toordinal()
    except ValueError:
        return None
    if date1904:
        return float(ordinal - EPOCH_1904) if ordinal >= EPOCH_1904 else None
    serial = ordinal - EPOCH
    if serial <= 60:
        serial -= 1
    return float(serial) if serial >= 1 else None


def date_of(serial: float, date1904: bool = False) -> tuple[int, int, int] | None:
    """Year, month and day of a serial; None where it is no date. Serial 0 of 1900 is the day 1900-01-00."""
    day = math.floor(serial)
    if not 0 <= day <= LAST - (DAYS_1904 if date1904 else 0):
        return None
    if date1904:
        date = datetime.date.fromordinal(EPOCH_1904 + day)
    elif day == 0:
        return (1900, 1, 0)
    elif day == 60:
        return (1900, 2, 29)
    else:
        date = datetime.date.fromordinal(EPOCH + day + (day < 60))
    return (date.year, date.month, date.day)


def rolled(year: int, month: int, day: int, date1904: bool = False) -> float | None:
    """``DATE(year, month, day)`` with months and days beyond their range carried over; None for #NUM!."""
    if 0 <= year < 1900:
        year += 1900
    months = year * 12 + month - 1
    year, month = divmod(months, 12)
    if not 1900 <= year <= 9999:
        return None
    first = serial_of(year, month + 1, 1, date1904)
    if first is None:
        return None
    serial = first + day - 1
    return serial if 0 <= serial <= LAST else None


def months_later(serial: float, months: int, date1904: bool = False, month_end: bool = False) -> float | None:
    """``EDATE`` or ``EOMONTH``; None for #NUM!."""
    start = date_of(serial, date1904)
    if start is None:
        return None
    year, month = divmod(start[0] * 12 + start[1] - 1 + months, 12)
    if not 1900 <= year <= 9999:
        return None
    last = 29 if (year, month) == (1900, 1) and not date1904 else calendar.monthrange(year, month + 1)[1]
    return serial_of(year, month + 1, last if month_end else min(start[2], last), date1904)
