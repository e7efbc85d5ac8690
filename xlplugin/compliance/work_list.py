"""The work list: everything that is due for the customers of a journal on a day, the most urgent first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xlplugin.policy.findings import PolicyError, UnknownPolicy
from xlplugin.policy.model import Policy

from .due_item import TITLES, Due, What
from .due_rules import Measuring, of_trigger
from .errors import JournalError
from .graded_by import Policies
from .graded_since import first_graded, unchanged_since
from .rating import Standing
from .reading import Reading
from .review_history import ReviewHistory, review_history
from .standing import standings
from .working_days import WorkingDays, days_after

if TYPE_CHECKING:
    from xlplugin.scoring.serving import Serving

__all__ = ["TITLES", "Due", "What", "due"]


def due(
    reading: Reading,
    day: datetime.date,
    policy_ids: Sequence[str] = (),
    serving: Serving | None = None,
    *,
    within: int = 0,
    undated: bool = False,
    calendar: WorkingDays | None = None,
    standing: Mapping[str, Mapping[str, Standing]] | None = None,
) -> tuple[Due, ...]:
    """What is overdue or due on a day, and within so many days after it; the most urgent first.

    ``policy_ids`` without any means all by which something was graded. ``serving`` gives the policies in force on
    that day, whose rules then hold; without it those stored with the ratings do. ``undated`` also lists what has no
    fixed day, such as irregular reviews. The calendar of working days is the configured one unless it is given.
    ``standing`` is, by policy id, how customers stand on that day, where that is known already.

    Raises JournalError for a policy by which nothing was graded, and for a calendar that there is not.
    """
    policies = Policies(reading)
    known = policies.ids()
    asked = tuple(dict.fromkeys(one.partition("@")[0] for one in policy_ids))
    for one in asked:
        if one not in known:
            raise _never_graded(one, known)
    work = _Work(reading, day, policies, serving, review_history(reading, day), calendar, standing or {})
    last = days_after(day, within)
    found = (one for one in work.items(asked or known) if (undated if one.due is None else one.due <= last))
    return tuple(sorted(found, key=lambda one: one.urgency))


@dataclass
class _Work:
    """One pass over the journal for each policy."""

    reading: Reading
    day: datetime.date
    policies: Policies
    serving: Serving | None
    history: ReviewHistory
    given: WorkingDays | None
    known: Mapping[str, Mapping[str, Standing]]
    standing: dict[tuple[str, str], Standing] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> WorkingDays:
        """The calendar, which is read once it is needed."""
        return self.given or WorkingDays()

    def items(self, policy_ids: Sequence[str]) -> Iterator[Due]:
        """All that is due at any time."""
        for policy_id in policy_ids:
            yield from self._of_policy(policy_id)
        for trigger in self.history.open:
            if trigger.policy_id in policy_ids or not trigger.policy_id:
                standing = self.standing.get((trigger.customer, trigger.policy_id))
                yield of_trigger(trigger, standing, self.day, self.calendar)

    def _of_policy(self, policy_id: str) -> Iterator[Due]:
        found = self.known.get(policy_id)
        if found is None:
            found = standings(self.reading, policy_id, self.day)
        triggered = {one.customer for one in self.history.open if one.policy_id == policy_id}
        self.standing.update({(one, policy_id): found[one] for one in triggered if one in found})
        rules = _Rules(self.policies, policy_id, self.serving, self.day)
        undecided = any(one.rating is None for one in found.values())
        graded: Mapping[str, datetime.date] = (
            first_graded(self.reading, policy_id, self.day) if undecided else {}
        )
        moved: dict[str, datetime.date] = {}
        measuring = Measuring(
            self.day, policy_id, rules, self.calendar, graded, moved, self.history.reviewed
        )
        moving = {
            name: one.system.grade
            for name, one in found.items()
            if one.system is not None and one.system.grade is not None and measuring.transition(one) is not None
        }
        if moving:
            moved.update(unchanged_since(self.reading, policy_id, self.day, moving))
        for standing in found.values():
            yield from measuring.items(standing)


class _Rules:
    """The policy whose rules hold: the one in force where it is served, else the one that is stored."""

    def __init__(self, policies: Policies, policy_id: str, serving: Serving | None, day: datetime.date) -> None:
        self.policies = policies
        self.in_force: Policy | None = None
        self._known: dict[str, Policy] = {}
        if serving is not None:
            try:
                self.in_force = serving.compiled(policy_id, day).policy
            except (UnknownPolicy, PolicyError):
                self.in_force = None

    def of(self, policy: str) -> Policy:
        """The policy for a customer who was rated or graded by a stamp."""
        return self.in_force or self.stored(policy)

    def stored(self, policy: str) -> Policy:
        """The policy of a stamp as the journal has it."""
        if policy not in self._known:
            self._known[policy] = self.policies.newest(policy)
        return self._known[policy]


def _never_graded(policy_id: str, known: Sequence[str]) -> JournalError:
    return JournalError(
        "unknown-policy",
        f"nothing was graded by {policy_id} in this journal; graded by: {', '.join(known) or 'nothing yet'}",
        f"评级日志中没有按制度 {policy_id} 的评级；已有：{'、'.join(known) or '（无）'}",
    )
