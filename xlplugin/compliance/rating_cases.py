"""The customers' ratings as a step finds them: read under the lock, so that no two people decide at once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from sqlalchemy import func, select

from .errors import JournalError
from .events import GRADING, Entry
from .graded_by import Policies
from .journal import Writing
from .rating import Rating, SystemGrade
from .rating_history import all_ratings, ratings_of
from .standing import newest_decided, pending
from .system_grades import system_grade, system_grades
from .tables import events

MANY = 50
"""From so many customers on, everything is read at once instead of customer by customer."""


@dataclass(frozen=True, slots=True)
class Case:
    """One customer under one policy: the ratings so far, oldest first."""

    customer: str
    policy_id: str
    ratings: tuple[Rating, ...]
    today: datetime.date

    # what was done counts also where another machine, further east, dated it tomorrow: nobody decides twice
    @property
    def pending(self) -> Rating | None:
        """The rating that waits for a review or a decision."""
        return pending(self.ratings, datetime.date.max)

    @property
    def decided(self) -> Rating | None:
        """The rating that was decided last."""
        return newest_decided(self.ratings, datetime.date.max)[0]


@dataclass(slots=True)
class Cases:
    """What one transaction needs to know of its customers."""

    writing: Writing
    count: int
    policies: Policies = field(init=False)
    today: datetime.date = field(init=False)
    _ratings: dict[str, dict[str, tuple[Rating, ...]]] = field(default_factory=dict)
    _systems: dict[tuple[str, datetime.date], dict[str, SystemGrade]] = field(default_factory=dict)
    _doubled: dict[object, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.policies = Policies(self.writing)
        self.today = today(self.writing.journal.clock())

    @property
    def user(self) -> str:
        """Who takes the step."""
        return self.writing.journal.user

    def of(self, customer: str, policy: str = "") -> Case:
        """The case of a customer; JournalError for an unknown one, or where the policy has to be named."""
        policy_id = policy.partition("@")[0]
        if policy_id:  # a misspelt policy must not take a step that no list shows
            self.policies.newest_run(policy_id)
        else:
            policy_id = self._only_policy(customer)
        if self.count < MANY:
            self.writing.known_customer(customer)
            found = ratings_of(self.writing, customer, policy_id)
        else:
            if policy_id not in self._ratings:
                everything = all_ratings(self.writing, policy_id)
                self._ratings[policy_id] = {name: ratings for (name, _), ratings in everything.items()}
            found = self._ratings[policy_id].get(customer, ())
            if not found:
                self.writing.known_customer(customer)
        return Case(customer, policy_id, found, self.today)

    def system(self, case: Case, day: datetime.date) -> SystemGrade | None:
        """The newest grading as of a day or before."""
        if self.count < MANY:
            return system_grade(self.writing, case.customer, case.policy_id, day)
        key = case.policy_id, day
        if key not in self._systems:
            self._systems[key] = dict(system_grades(self.writing, *key))
        return self._systems[key].get(case.customer)

    def doubled(self, case: Case) -> frozenset[int]:
        """The last gradings of runs that graded a customer more than once."""
        key = case.policy_id if self.count >= MANY else (case.policy_id, case.customer)
        if key not in self._doubled:
            version = events.c.policy.startswith(f"{case.policy_id}@", autoescape=True)
            asked = select(func.max(events.c.seq)).where(events.c.kind == GRADING, version)
            one = events.c.customer.is_not(None) if self.count >= MANY else events.c.customer == case.customer
            asked = asked.where(one).group_by(events.c.customer, events.c.run).having(func.count() > 1)
            self._doubled[key] = frozenset(self.writing.connection.execute(asked).scalars())
        return self._doubled[key]

    def day(self, on: datetime.date | None) -> datetime.date:
        """The day of a step, today where none is said; JournalError for one that is still to come."""
        if on is not None and on > self.today:
            raise JournalError(
                "rating",
                f"{on} lies in the future: a step is dated {self.today} at the latest",
                f"{on} 是将来的日期：办理日期最晚为今天（{self.today}）",
            )
        return on or self.today

    def grading(self, seq: int) -> Entry:
        """A grading by its number."""
        entry = self.writing.entry(seq)
        if entry.kind != GRADING:
            raise JournalError(
                "unknown-entry",
                f"entry {seq} is no grading ({entry.kind})",
                f"第 {seq} 条不是评级记录（{entry.kind}）",
            )
        return entry

    def _only_policy(self, customer: str) -> str:
        chosen = select(events.c.policy).where(events.c.customer == customer, events.c.kind == GRADING).distinct()
        stamps = self.writing.connection.execute(chosen).scalars()
        ids = sorted({stamp.partition("@")[0] for stamp in stamps})
        if not ids:
            self.writing.known_customer(customer)
        return only_policy(ids)


def today(moment: datetime.datetime) -> datetime.date:
    """The day by this machine's clock."""
    return moment.astimezone().date()


def only_policy(ids: list[str]) -> str:
    """The one policy that is meant where none is named; JournalError where it has to be."""
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise JournalError("rating", "nothing was graded yet", "尚无系统评级")
    raise JournalError(
        "rating",
        f"graded under several policies ({', '.join(ids)}): say which with --policy",
        f"按多个制度评过级（{'、'.join(ids)}）：请用 --policy 指定",
    )


def no_earlier(on: datetime.date, than: datetime.date, what_en: str, what_zh: str) -> None:
    """Refuse a step that is dated before what it answers."""
    if on < than:
        raise JournalError(
            "rating",
            f"{on} is before {what_en} of {than}: date the step that day or later",
            f"{on} 早于{what_zh}（{than}）：请使用当日或以后的日期",
        )
