"""The day of the next review."""

from __future__ import annotations

import datetime

import pytest

from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.reviews import next_review, whole_months


@pytest.mark.parametrize(
    ("interval", "months"),
    [(12.0, 12), (0.0, 0), (1.5, None), (12, None), (None, None), (Bilingual("irregular", "不定期"), None)],
)
def test_only_whole_months_fix_a_day(interval, months):
    assert whole_months(interval) == months


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-01", 24, "2028-12-01"),
    ],
)
def test_the_same_day_of_the_month_or_its_last(last, months, due):
    assert next_review(datetime.date.fromisoformat(last), months).isoformat() == due


def test_after_the_last_year():
    with pytest.raises(ValueError):
        next_review(datetime.date(9999, 12, 1), 1)
