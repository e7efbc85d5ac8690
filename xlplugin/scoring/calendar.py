"""Whole months between days, and days shifted by months, on day numbers and on arrays of them."""

from __future__ import annotations

import calendar
import datetime

import numpy as np

EPOCH = 719163
"""``date(1970, 1, 1).toordinal()``, numpy's day zero."""
LAST = float(datetime.date.max.toordinal())


def months_between(start: float, end: float) -> float:
    """Whole months from one day number to another; negative where ``end`` comes first."""
    if end < start:
        return 0.0 - months_between(end, start)
    a, b = datetime.date.fromordinal(int(start)), datetime.date.fromordinal(int(end))
    return float((b.year - a.year) * 12 + b.month - a.month - (b.day < a.day))


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The day so many months later, at most the last day of that month; raises ValueError out of range."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise ValueError("the date is out of range")
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _parts(days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Months since 1970 and the day of the month."""
    dates = (days.astype(np.int64) - EPOCH).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    return months.astype(np.int64), (dates - months.astype("datetime64[D]")).astype(np.int64) + 1


def months_between_columns(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """``months_between`` of every pair."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    low_months, low_day = _parts(low)
    high_months, high_day = _parts(high)
    whole = (high_months - low_months - (high_day < low_day)).astype(np.float64)
    return np.where(end < start, -whole, whole) + 0.0


def add_months_columns(days: np.ndarray, months: np.ndarray) -> np.ndarray:
    """``add_months`` of every pair; NaN where the date is out of range."""
    base, day = _parts(days)
    target = base + months.astype(np.int64)
    valid = (target >= -1969 * 12) & (target < 8030 * 12)
    target = np.where(valid, target, 0)
    first = target.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (target + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    shifted = np.minimum(first + day - 1, after - 1) + EPOCH
    return np.where(valid, shifted.astype(np.float64), np.nan)
