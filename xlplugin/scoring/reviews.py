"""The day of the next review: one rule for NEXTREVIEW in a cell, for ratings and for work lists."""

from __future__ import annotations

import datetime

from .calendar import add_months


def whole_months(interval: object) -> int | None:
    """The months of a review interval; None for one that is no whole number, or a text such as irregular."""
    return int(interval) if isinstance(interval, float) and interval.is_integer() else None


def next_review(last: datetime.date, months: int) -> datetime.date:
    """The day on which a grade is due again so many months after a review; raises ValueError after the year 9999.

    >>> next_review(datetime.date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    return add_months(last, months)
