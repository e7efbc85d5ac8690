"""When grades have to be looked at again: every date that a policy's process rules give for one customer.

Months are counted as NEXTREVIEW counts them, working days by the calendar that is handed in. Nothing here reads a
journal; ``work_list`` puts the dates of all customers together.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.intervals import review_interval
from xlplugin.policy.model import Policy
from xlplugin.policy.process import Approval, Transition, Window
from xlplugin.scoring.reviews import next_review, whole_months

from .graded_by import graded_name
from .rating import Rating
from .rating_reviewing import way
from .working_days import DueDate, WorkingDays, days_after


@dataclass(frozen=True, slots=True)
class Next:
    """The next review of a grade: by when, and what says so; no day where the policy fixes none."""

    day: datetime.date | None
    why: Bilingual


def next_review_of(
    policy: Policy, grade: str, last: datetime.date, valid_until: datetime.date | None = None
) -> Next | None:
    """When a grade has to be reviewed after its last review; None where neither policy nor decision says anything.

    The earliest counts: the months of the policy, the end of its next yearly window, the last day for which the
    rating is valid.
    """
    name = graded_name(policy)
    interval = review_interval(policy, name, grade)
    found: list[Next] = []
    months = whole_months(interval)
    if months is not None and (day := shifted(last, months)) is not None:
        found.append(
            Next(
                day,
                Bilingual(f"{_months(months)} after the review of {last} ({grade})", f"{last} 评定后满{months}个月（{grade}）"),
            )
        )
    irregular = interval is not None and months is None
    review = policy.review
    if review is not None and review.of == name and review.window is not None and not irregular:
        first, end = window_after(review.window, last)
        found.append(
            Next(end, Bilingual(f"yearly assessment from {first} to {end}", f"每年 {first} 至 {end} 集中评定"))
        )
    if valid_until is not None:
        found.append(Next(valid_until, Bilingual(f"the rating is valid until {valid_until}", f"评级有效期至 {valid_until}")))
    if found:
        return min(found, key=lambda one: one.day or datetime.date.max)
    if irregular:
        said = interval if isinstance(interval, Bilingual) else Bilingual(str(interval), str(interval))
        return Next(None, Bilingual(f"no fixed date ({said.en})", f"无固定日期（{said.zh}）"))
    return None


def window_after(window: Window, last: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last day of the first yearly window that begins after a day."""
    year = last.year
    while (first := datetime.date(year, window.month, window.from_day)) <= last:
        year += 1
    return first, first.replace(day=window.to_day)


def first_rating(policy: Policy, graded: datetime.date, calendar: WorkingDays) -> tuple[DueDate, Bilingual] | None:
    """By when a customer who was never decided on needs a first rating, counted from the first grading."""
    review = policy.review
    if review is None or review.of != graded_name(policy) or review.first_within_days is None:
        return None
    days = review.first_within_days
    if review.working_days:
        why = Bilingual(f"{days} working days after the first grading of {graded}", f"{graded} 首次系统评级后{days}个工作日内")
        return calendar.after(graded, days), why
    why = Bilingual(f"{days} days after the first grading of {graded}", f"{graded} 首次系统评级后{days}天内")
    return DueDate(days_after(graded, days)), why


def provisional_end(policy: Policy, decided: datetime.date) -> tuple[datetime.date, Bilingual] | None:
    """When a new customer's grade ceases to be provisional: the full assessment is due then."""
    provisional = policy.provisional
    if provisional is None or provisional.of != graded_name(policy):
        return None
    day, months = shifted(decided, provisional.months), provisional.months
    if day is None:
        return None
    return day, Bilingual(
        f"the grade of a new customer is provisional for {_months(months)} from {decided}; the full assessment follows",
        f"新客户等级自 {decided} 起{months}个月内为临时等级，期满须全面评定",
    )


def apply_by(policy: Policy, valid_until: datetime.date) -> tuple[datetime.date, Bilingual] | None:
    """By when the next rating has to be applied for, where the policy wants that some months before the end."""
    review = policy.review
    if review is None or review.of != graded_name(policy) or review.apply_months_before is None:
        return None
    months = review.apply_months_before
    day = shifted(valid_until, -months)
    if day is None:
        return None
    return day, Bilingual(
        f"to be applied for {_months(months)} before the rating ends on {valid_until}",
        f"须在评级 {valid_until} 到期前{months}个月提出申请",
    )


def transition_of(policy: Policy, confirmed: str, system: str) -> Transition | None:
    """The policy's rule on moving from a confirmed grade to the system's, if it sets a time for that."""
    name = graded_name(policy)
    for one in policy.transitions:
        if (one.of, one.start, one.end) == (name, confirmed, system) and one.within_days is not None:
            return one
    return None


def step_awaited(policy: Policy, rating: Rating) -> Approval | None:
    """The step of the policy's approvals that a proposal waits for; None where it states none that is open."""
    done = {review.step for review in rating.reviews}
    left = [step for step in way(policy, rating.proposed_grade)[1:] if step.step not in done]
    return left[0] if left else None


def shifted(day: datetime.date, months: int) -> datetime.date | None:
    """The day so many months later or earlier, as NEXTREVIEW has it; None beyond the calendar."""
    try:
        return next_review(day, months)
    except ValueError:
        return None


def _months(count: int) -> str:
    return f"{count} month" if count == 1 else f"{count} months"
