"""By when one customer has to be looked at again: the policy's own dates, and reviews that were triggered."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .events import GRADING
from .rating import Standing
from .reading import Reading
from .review_dates import Next, first_rating, next_review_of
from .review_history import WHY, review_history
from .working_days import WorkingDays


def next_review(reading: Reading, policy: Policy, standing: Standing, calendar: WorkingDays | None) -> Next | None:
    """The first review that is due; None where neither the policy nor a decision says anything.

    ``calendar`` counts working days, the configured one where it is not given.
    """
    dates = list(_dates(reading, policy, standing, calendar))
    return min(dates, key=lambda one: one.day or datetime.date.max) if dates else None


def _dates(reading: Reading, policy: Policy, standing: Standing, calendar: WorkingDays | None) -> Iterator[Next]:
    customer, rating = standing.customer, standing.rating
    history = review_history(reading, standing.day, customer)
    for trigger in history.open:
        if trigger.policy_id in ("", standing.policy_id):
            why = WHY.get(trigger.why, Bilingual(trigger.why, trigger.why))
            yield Next(trigger.due, Bilingual(f"triggered on {trigger.on}: {why.en}", f"{trigger.on} 触发：{why.zh}"))
    if rating is None:
        gradings = reading.entries(kind=GRADING, customer=customer, policy=standing.policy_id)
        days = [one.as_of for one in gradings if one.as_of is not None and one.as_of <= standing.day]
        found = first_rating(policy, min(days), calendar or WorkingDays()) if days else None
        if found is not None:
            yield Next(found[0].day, found[1])
    elif rating.decided is not None and standing.grade:
        last = max(rating.decided.on, history.reviewed.get(rating.decided.seq, rating.decided.on))
        following = next_review_of(policy, standing.grade, last, rating.valid_until)
        if following is not None:
            yield following
