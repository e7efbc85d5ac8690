"""The dates that a policy's process rules give, case by case; the same arithmetic as NEXTREVIEW."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.compliance.review_dates import (
    apply_by,
    first_rating,
    next_review_of,
    provisional_end,
    transition_of,
    window_after,
)
from xlplugin.compliance.working_days import DueDate, WorkingDays
from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.process import Window
from xlplugin.scoring.dates import serial

from .grading import compiled

DAY = datetime.date.fromisoformat
REVIEWED = compiled("reviewed").policy
RISK = compiled("risk").policy
MONTHS_ONLY = replace(REVIEWED, review=replace(REVIEWED.review, window=None))
FOR_LIFE = replace(REVIEWED, review=replace(REVIEWED.review, window=None, months=None, for_life=True), treatments={})
CALENDAR_DAYS = replace(REVIEWED, review=replace(REVIEWED.review, working_days=False))
WITHOUT = replace(REVIEWED, review=None, provisional=None, transitions=(), treatments={})
CHINA = WorkingDays("CN")


@pytest.mark.parametrize(
    ("policy", "grade", "last", "valid_until", "due"),
    [
        # months: the treatment's own, else those of the review
        (MONTHS_ONLY, "A", "2026-06-01", None, "2026-12-01"),
        (MONTHS_ONLY, "B", "2026-06-01", None, "2027-06-01"),
        (MONTHS_ONLY, "A", "2025-08-31", None, "2026-02-28"),
        (MONTHS_ONLY, "B", "2024-02-29", None, "2025-02-28"),
        # AML: 6, 12, 24 months
        (RISK, "high", "2026-06-01", None, "2026-12-01"),
        (RISK, "medium", "2026-06-01", None, "2027-06-01"),
        (RISK, "low", "2026-06-01", None, "2028-06-01"),
        # the yearly window from 25 to 30 November: the earlier of both counts
        (REVIEWED, "B", "2026-06-01", None, "2026-11-30"),
        (REVIEWED, "B", "2026-11-24", None, "2026-11-30"),
        (REVIEWED, "B", "2026-11-25", None, "2027-11-25"),
        (REVIEWED, "B", "2026-11-27", None, "2027-11-27"),
        (REVIEWED, "B", "2026-12-05", None, "2027-11-30"),
        (REVIEWED, "A", "2026-12-05", None, "2027-06-05"),
        # the decision's own end
        (REVIEWED, "B", "2026-06-01", "2026-09-30", "2026-09-30"),
        (REVIEWED, "B", "2026-06-01", "2027-06-01", "2026-11-30"),
        (WITHOUT, "B", "2026-06-01", "2026-09-30", "2026-09-30"),
        (REVIEWED, "D", "2026-06-01", "2026-09-30", "2026-09-30"),
        (MONTHS_ONLY, "B", "9999-06-01", "9999-08-01", "9999-08-01"),
    ],
)
def test_the_next_review(policy, grade, last, valid_until, due):
    found = next_review_of(policy, grade, DAY(last), DAY(valid_until) if valid_until else None)
    assert found.day == DAY(due)
    assert found.why.en and found.why.zh


def test_an_irregular_grade_has_no_fixed_day():
    found = next_review_of(REVIEWED, "D", DAY("2026-06-01"))
    assert found.day is None
    assert (found.why.en, found.why.zh) == ("no fixed date (irregular)", "无固定日期（不定期）")


@pytest.mark.parametrize(("policy", "grade"), [(WITHOUT, "C"), (FOR_LIFE, "A")])
def test_a_policy_that_says_nothing(policy, grade):
    assert next_review_of(policy, grade, DAY("2026-06-01")) is None


@given(
    policy=st.sampled_from([MONTHS_ONLY, RISK]),
    data=st.data(),
    last=st.dates(datetime.date(1999, 1, 1), datetime.date(2199, 12, 31)),
)
def test_the_day_is_the_one_that_the_cell_shows(policy, data, last):
    grades = ["A", "B", "C"] if policy is MONTHS_ONLY else ["low", "medium", "high"]
    grade = data.draw(st.sampled_from(grades))
    name = "reviewed" if policy is MONTHS_ONLY else "risk"
    context = Context(policies=lambda stamp, day: compiled_once(stamp), default_policy=name, as_of=DAY("2026-06-01"))
    shown = FUNCTIONS["NEXTREVIEW"].call([grade, last, name], context)
    assert shown == serial(float(next_review_of(policy, grade, last).day.toordinal()))


_KNOWN = {"reviewed": compiled("reviewed"), "risk": compiled("risk")}


def compiled_once(stamp):
    return _KNOWN[stamp]


@given(last=st.dates(datetime.date(1999, 1, 1), datetime.date(2199, 12, 31)))
def test_the_next_window_begins_after_the_review_and_within_a_year(last):
    first, end = window_after(Window(12, 25, 30), last)
    assert last < first <= end
    assert (first - last).days <= 366
    assert (first.month, first.day, end.day) == (12, 25, 30)


@pytest.mark.parametrize(
    ("policy", "graded", "due"),
    [
        (REVIEWED, "2026-06-01", DueDate(DAY("2026-06-15"))),
        (REVIEWED, "2026-09-18", DueDate(DAY("2026-10-09"))),  # 20 September is worked; the two festivals are not
        (REVIEWED, "2026-09-21", DueDate(DAY("2026-10-12"))),  # Saturday 10 October is worked
        (REVIEWED, "2025-01-20", DueDate(DAY("2025-02-08"))),  # 26 January and 8 February are worked
        (CALENDAR_DAYS, "2026-06-01", DueDate(DAY("2026-06-11"))),
    ],
)
def test_the_first_rating(policy, graded, due):
    found, why = first_rating(policy, DAY(graded), CHINA)
    assert found == due
    assert ("working days" in why.en) is (policy is REVIEWED) is ("工作日" in why.zh)


def test_the_first_rating_in_a_year_without_a_calendar_says_so():
    found, _ = first_rating(REVIEWED, DAY("2090-12-28"), CHINA)
    assert not found.known and "2090, 2091" in found.note.zh


def test_no_first_rating_is_asked_for():
    assert first_rating(WITHOUT, DAY("2026-06-01"), CHINA) is None
    assert first_rating(RISK, DAY("2026-06-01"), CHINA) is None


def test_provisional_grades_and_applications():
    assert provisional_end(REVIEWED, DAY("2026-08-31"))[0] == DAY("2027-02-28")
    assert provisional_end(RISK, DAY("2026-08-31")) is None
    assert apply_by(REVIEWED, DAY("2026-12-31"))[0] == DAY("2026-11-30")
    assert apply_by(RISK, DAY("2026-12-31")) is None
    assert apply_by(REVIEWED, DAY("0001-01-15")) is None


@pytest.mark.parametrize(
    ("confirmed", "system", "days"), [("C", "D", 5), ("D", "C", None), ("C", "B", None), ("A", "B", None)]
)
def test_transitions_with_a_time(confirmed, system, days):
    found = transition_of(REVIEWED, confirmed, system)
    assert (found and found.within_days) == days
