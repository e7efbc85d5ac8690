"""What is due for one customer under one policy: how the customer stands, measured by the policy's process rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.process import Transition

from .due_item import TITLES, Due, What
from .rating import Rating, Standing
from .rating_reviewing import latest
from .review_dates import (
    Next,
    apply_by,
    first_rating,
    next_review_of,
    provisional_end,
    step_awaited,
    transition_of,
)
from .review_history import WHY, Trigger
from .working_days import DueDate, WorkingDays, days_after


class Rules(Protocol):
    """Finds the policy whose rules hold for a customer; ``stored`` is the one that a stamp names."""

    def of(self, policy: str) -> Policy: ...

    def stored(self, policy: str) -> Policy: ...


NO_DECISION = frozenset({"none", "withdrawn", "redacted"})


@dataclass(slots=True)
class Measuring:
    """Works out what is due on a day, for the customers of one policy.

    ``first_graded`` says since when customers are graded, ``moved`` since when the system gives another grade.
    """

    day: datetime.date
    policy_id: str
    rules: Rules
    calendar: WorkingDays
    first_graded: Mapping[str, datetime.date]
    moved: Mapping[str, datetime.date]
    reviewed: Mapping[int, datetime.date]
    _next: dict[tuple[object, ...], Next | None] = field(default_factory=dict)

    def items(self, standing: Standing) -> Iterator[Due]:
        """All that is due or will be, whenever that is."""
        if standing.pending is not None:
            yield from self._pending(standing, standing.pending)
        rating = standing.rating
        if rating is None:
            yield from self._first(standing)
        elif standing.basis == "expired":
            why = Bilingual(
                f"the {rating.confirmed_grade} of {decided_on(rating)} was valid until {rating.valid_until}",
                f"{decided_on(rating)} 审定的 {rating.confirmed_grade} 有效期至 {rating.valid_until}",
            )
            yield self._due(standing, "valid_until", rating.valid_until, why, _decision(rating))
        elif standing.basis not in NO_DECISION:
            yield from self._worse(standing, rating)
            yield from self._override(standing, rating)
            yield from self._moved(standing, rating)
            yield from self._periodic(standing, rating)

    def _first(self, standing: Standing) -> Iterator[Due]:
        graded, system = self.first_graded.get(standing.customer), standing.system
        if graded is None or system is None:
            return
        found = first_rating(self.rules.of(system.policy), graded, self.calendar)
        if found is not None:
            yield self._due(standing, "first_rating", found[0], found[1], system.seq, system.grade)

    def _pending(self, standing: Standing, rating: Rating) -> Iterator[Due]:
        step = step_awaited(self.rules.stored(rating.policy), rating)
        since = latest(rating)
        day = days_after(since, step.within_days) if step and step.within_days else None
        waits = Bilingual(
            f"proposal {rating.seq} ({rating.proposed_grade}) waits since {since}"
            + (f" for step {step.step}, {step.role.en}" if step else ""),
            f"第 {rating.seq} 条申请（{rating.proposed_grade}）自 {since} 起待办"
            + (f"：{step.step}（{step.role.zh}）" if step else ""),
        )
        yield self._due(standing, "pending", day, waits, rating.seq)

    def _worse(self, standing: Standing, rating: Rating) -> Iterator[Due]:
        system = standing.system
        if standing.basis != "system_worse" or system is None:
            return
        why = Bilingual(
            f"the system gives {system.grade} as of {system.as_of}, confirmed is {rating.confirmed_grade}: "
            f"{system.grade} counts until a new rating is decided",
            f"系统 {system.as_of} 评为 {system.grade}，审定等级为 {rating.confirmed_grade}：重新审定前按 {system.grade} 执行",
        )
        what: What = "override_masked" if rating.is_override else "system_worse"
        yield self._due(standing, what, system.as_of, why, system.seq)

    def _override(self, standing: Standing, rating: Rating) -> Iterator[Due]:
        until = rating.override_until
        if not rating.is_override or until is None or standing.basis not in ("confirmed", "override_expired"):
            return
        if standing.basis == "confirmed" and rating.valid_until is not None and until >= rating.valid_until:
            return  # the whole rating ends then
        why = Bilingual(
            f"the manual override to {rating.confirmed_grade} holds until {until}; then {rating.system_grade} counts",
            f"人工调整为 {rating.confirmed_grade}，有效至 {until}；其后按系统等级 {rating.system_grade} 执行",
        )
        yield self._due(standing, "override_expired", until, why, _decision(rating))

    def _moved(self, standing: Standing, rating: Rating) -> Iterator[Due]:
        found = self.transition(standing)
        since = self.moved.get(standing.customer)
        if found is None or found.within_days is None or since is None or standing.system is None:
            return
        why = Bilingual(
            f"{found.start} to {found.end} within {found.within_days} days of {since}: {found.when.en}",
            f"{since} 起{found.within_days}天内由 {found.start} 调整为 {found.end}：{found.when.zh}",
        )
        day = days_after(since, found.within_days)
        yield self._due(standing, "transition", day, why, standing.system.seq)

    def transition(self, standing: Standing) -> Transition | None:
        """The policy's rule on the step from the confirmed grade to the one that the system gives since."""
        rating, system = standing.rating, standing.system
        if rating is None or system is None or system.grade is None or not rating.confirmed_grade:
            return None
        if standing.basis == "expired" or standing.basis in NO_DECISION:
            return None
        later = (system.as_of, system.seq) > (rating.as_of, rating.grading)
        if not later or rating.system_grade == system.grade:  # then the system did not move: a person did
            return None
        return transition_of(self.rules.of(rating.policy), rating.confirmed_grade, system.grade)

    def _periodic(self, standing: Standing, rating: Rating) -> Iterator[Due]:
        policy = self.rules.of(rating.policy)
        grade = standing.grade or ""
        decided = decided_on(rating)
        last = max(decided, self.reviewed.get(_decision(rating), decided))
        key = policy.stamp, grade, last, rating.valid_until
        if key not in self._next:
            self._next[key] = next_review_of(policy, grade, last, rating.valid_until)
        found = self._next[key]
        if found is not None:
            yield self._due(standing, "review", found.day, found.why, _decision(rating))
        if standing.previous is None and (end := provisional_end(policy, decided)) is not None:
            yield self._due(standing, "provisional_ends", end[0], end[1], _decision(rating))
        if rating.valid_until is not None and standing.pending is None:
            if (apply := apply_by(policy, rating.valid_until)) is not None:
                yield self._due(standing, "application", apply[0], apply[1], _decision(rating))

    def _due(
        self,
        standing: Standing,
        what: What,
        when: DueDate | datetime.date | None,
        detail: Bilingual,
        refers: int,
        grade: str | None = None,
    ) -> Due:
        rating = standing.pending
        if rating is not None and what != "pending":
            detail = Bilingual(
                f"{detail.en}; proposal {rating.seq} ({rating.proposed_grade}) is on its way",
                f"{detail.zh}；第 {rating.seq} 条申请（{rating.proposed_grade}）审批中",
            )
        grade = standing.grade or grade
        return item(self.day, standing.customer, self.policy_id, what, when, grade, detail, refers)


def item(
    day: datetime.date,
    customer: str,
    policy: str,
    what: What,
    when: DueDate | datetime.date | None,
    grade: str | None,
    detail: Bilingual,
    refers: int,
) -> Due:
    """One line of the list, measured on a day."""
    due, note = (when.day, when.note) if isinstance(when, DueDate) else (when, None)
    late = max((day - due).days, 0) if due is not None else 0
    return Due(customer, policy, what, TITLES[what], due, late, grade, detail, refers, note)


def of_trigger(trigger: Trigger, standing: Standing | None, day: datetime.date, calendar: WorkingDays) -> Due:
    """A review that was triggered and that nobody has closed."""
    due = DueDate(trigger.due)
    if trigger.working_days is not None:  # counted anew: the calendar of that year may be known by now
        due = calendar.after(trigger.on, trigger.working_days)
    why = WHY.get(trigger.why, Bilingual(trigger.why, trigger.why))
    detail = Bilingual(f"{why.en}, {trigger.on}: {trigger.text}", f"{trigger.on} {why.zh}：{trigger.text}")
    rating = standing.rating if standing else None
    if rating is not None and rating.decided is not None and rating.decided.seq > trigger.seq:
        detail = Bilingual(
            f"{detail.en}; rated again on {rating.decided.on}: close it with xlplugin review done",
            f"{detail.zh}；已于 {rating.decided.on} 重新审定：请用 xlplugin review done 办结",
        )
    grade = standing.grade if standing else None
    return item(day, trigger.customer, trigger.policy_id, "trigger", due, grade, detail, trigger.seq)


def decided_on(rating: Rating) -> datetime.date:
    """The day of the decision."""
    assert rating.decided is not None
    return rating.decided.on


def _decision(rating: Rating) -> int:
    assert rating.decided is not None
    return rating.decided.seq
