"""All that is known of one customer's rating under one policy on a day, read from the journal alone."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.numbers import format_number

from .anchors import Anchor
from .errors import JournalError
from .events import GRADING, Entry
from .grading_reader import GradingReader
from .rating import Rating, Standing, State, SystemGrade
from .rating_history import ratings_of
from .reading import Reading
from .record_changes import changes_between
from .record_grading import GradingRecord
from .record_parts import Changes, Step
from .record_review import next_review
from .record_steps import steps_of
from .review_dates import Next
from .standing import standing_of, state_of
from .working_days import WorkingDays

ITEMS = {
    "review_months": Bilingual("Review, months", "复评间隔（月）"),
    "approver": Bilingual("Approver", "审批层级"),
    "visits_per_month": Bilingual("Visits a month", "每月走访次数"),
    "service": Bilingual("Service", "服务措施"),
    "diligence": Bilingual("Due diligence", "尽职调查"),
    "owner": Bilingual("Owner", "负责人"),
    "log": Bilingual("Record to keep", "记录要求"),
}
"""What the items of a treatment are called; others go by their id."""
AML, FRAUD, OPEN_FAMILIES = "aml", "fraud", ("credit", "governance", "sales", "service", "value")
"""The families whose grades a customer is never told, and those that it may be told."""


@dataclass(frozen=True, slots=True)
class Past:
    """A rating and where it stands on the day."""

    rating: Rating
    state: State


@dataclass(frozen=True)
class CustomerRecord:
    """A customer under one policy on ``day``.

    ``rating`` is the one that is told in full: one on its way, else the newest decided one, None where the system
    alone has graded. ``grading`` is what it rests on, ``held`` what the decided one rests on while another is on its
    way, ``newer`` a later one of the system. ``changes`` are those since
    the rating before, ``later`` those of the newer grading since this rating. ``treatment`` belongs to the grade in
    force, else to what was asked for, else to the system's.
    """

    customer: str
    day: datetime.date
    standing: Standing
    rating: Rating | None
    grading: GradingRecord
    steps: tuple[Step, ...]
    history: tuple[Past, ...]
    newer: SystemGrade | None
    changes: Changes | None
    later: Changes | None
    review: Next | None
    treatment: tuple[tuple[Bilingual, Bilingual], ...]
    anchor: Anchor
    held: GradingRecord

    @property
    def policy(self) -> Policy:
        """The policy of the grading, from its stored text."""
        return self.grading.policy

    @property
    def is_confidential(self) -> bool:
        """True where the customer must not be told the grade."""
        return is_confidential(self.policy)


def is_confidential(policy: Policy) -> bool:
    """True for money-laundering risk: neither the customer nor an unrelated third party is told the grade.

    The sixth principle (confidentiality) of 银发〔2013〕2号. A risk scale of no known family counts as such. A suspicion
    of fraud is not told either: it would warn the suspect.
    """
    return policy.family in (AML, FRAUD) or policy.scale == "risk" and policy.family not in OPEN_FAMILIES


def customer_record(
    reading: Reading, customer: str, policy_id: str, day: datetime.date, calendar: WorkingDays | None = None
) -> CustomerRecord:
    """The record; raises JournalError for a customer without a grading under the policy up to the day.

    ``calendar`` counts working days where a first rating is due within some of them.
    """
    policy_id = policy_id.partition("@")[0]
    standing = standing_of(reading, customer, policy_id, day)
    reader = GradingReader(reading)
    rating = standing.pending or standing.rating
    system = standing.system
    if rating is not None or system is not None:
        entry = reading.entry(rating.grading if rating is not None else system.seq)  # type: ignore[union-attr]
    else:
        entry = _newest(reading, customer, policy_id, day)
    grading = reader.read(entry, rating.input_overrides if rating is not None else ())
    newer = None
    if rating is not None and system is not None and (system.as_of, system.seq) > (rating.as_of, rating.grading):
        newer = system
    held, decided = grading, standing.rating
    if standing.pending is not None and decided is not None:
        held = reader.read(reading.entry(decided.grading), decided.input_overrides)
    before = standing.rating if standing.pending is not None else standing.previous
    return CustomerRecord(
        customer,
        day,
        standing,
        rating,
        grading,
        tuple(steps_of(reading, grading.policy, rating)) if rating is not None else (),
        _history(ratings_of(reading, customer, policy_id, day), day),
        newer,
        _changes(reading, reader, before, rating, grading) if rating is not None else None,
        _changes(reading, reader, rating, None, reader.read(reading.entry(newer.seq))) if newer and rating else None,
        next_review(reading, grading.policy, standing, calendar),
        treatment_of(grading, standing.grade or _asked(rating) or grading.grade or ""),
        reading.head,
        held,
    )


def _newest(reading: Reading, customer: str, policy_id: str, day: datetime.date) -> Entry:
    """The newest grading, by a draft of the policy: others the standing knows."""
    for entry in reading.entries(kind=GRADING, customer=customer, policy=policy_id, newest_first=True):
        if entry.as_of is None or entry.as_of <= day:
            return entry
    raise JournalError(
        "unknown-customer",
        f"the journal has no grading of the customer {customer} under {policy_id} up to {day}; check the number, the "
        "policy and --as-of",
        f"评级日志中截至 {day} 没有客户 {customer} 按 {policy_id} 的评级记录；请核对客户号、制度和 --as-of",
    )


def _asked(rating: Rating | None) -> str:
    return (rating.confirmed_grade or rating.proposed_grade) if rating is not None else ""


def _history(ratings: Sequence[Rating], day: datetime.date) -> tuple[Past, ...]:
    """Every rating, newest first, each with where it stands."""
    decided = sorted((one for one in ratings if one.decided), key=lambda one: one.decided.seq if one.decided else 0)
    after = {one.seq: following for one, following in pairwise(decided)}
    return tuple(Past(one, state_of(one, day, after.get(one.seq))) for one in reversed(ratings))


def _changes(
    reading: Reading, reader: GradingReader, before: Rating | None, after: Rating | None, grading: GradingRecord
) -> Changes | None:
    """What changed since a rating, in the grading of the next one; ``after`` None for one of the system alone."""
    if before is None:
        return None
    earlier = reader.read(reading.entry(before.grading), before.input_overrides)
    since = before.decided or before.proposed
    was = before.confirmed_grade or before.proposed_grade
    return changes_between(earlier, grading, since.on, (was, _asked(after) or grading.grade or ""))


def treatment_of(grading: GradingRecord, grade: str) -> tuple[tuple[Bilingual, Bilingual], ...]:
    """What the policy ties to a grade: each item and what it says."""
    policy = grading.policy
    said = policy.treatments.get(policy.result.get("grade", ""), {}).get(grade, {})
    found = []
    for item, value in said.items():
        title = ITEMS.get(item) or Bilingual(item.replace("_", " "), item)
        text = format_number(value) if isinstance(value, float) else value
        found.append((title, text if isinstance(text, Bilingual) else Bilingual(text, text)))
    return tuple(found)
