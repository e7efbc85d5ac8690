"""Months between days and shifted days, by cases and on arrays."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.scoring.calendar import add_months, add_months_columns, months_between, months_between_columns

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-31", 2),
        ("2025-06-30", "2026-06-29", 11),
        ("2025-06-30", "2026-06-30", 12),
        ("2026-06-30", "2025-06-30", -12),
        ("2026-06-30", "2026-06-01", 0),
    ],
)
def test_whole_months(start, end, months):
    days = [float(datetime.date.fromisoformat(text).toordinal()) for text in (start, end)]
    assert months_between(*days) == months


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-15", -3, "2025-12-15"),
    ],
)
def test_shifted_days_stay_in_their_month(day, months, found):
    assert add_months(datetime.date.fromisoformat(day), months).isoformat() == found


@given(st.lists(st.tuples(DAYS, DAYS, st.integers(-300, 300)), min_size=1, max_size=30))
def test_arrays_agree_with_single_days(cases):
    start = np.array([float(a.toordinal()) for a, _, _ in cases])
    end = np.array([float(b.toordinal()) for _, b, _ in cases])
    shift = np.array([float(n) for _, _, n in cases])
    assert months_between_columns(start, end).tolist() == [
        months_between(a, b) for a, b in zip(start.tolist(), end.tolist(), strict=True)
    ]
    assert add_months_columns(start, shift).tolist() == [
        float(add_months(a, n).toordinal()) for a, _, n in cases
    ]


def test_beyond_the_calendar_is_no_date():
    last = float(datetime.date(9999, 12, 1).toordinal())
    assert np.isnan(add_months_columns(np.array([last]), np.array([1.0])))[0]
    with pytest.raises(ValueError):
        add_months(datetime.date(9999, 12, 1), 1)
