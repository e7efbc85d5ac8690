"""Reviews out of turn: triggered by what became known or by a changed list, and closed with what came of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import JournalError
from .events import Event
from .graded_by import Policies
from .journal import Journal, Writing
from .list_changes import ListChange, Unserved, list_changes
from .rating import Rating, Standing
from .rating_cases import Case, Cases, no_earlier, today
from .review_history import DONE, TRIGGERED, WHY, ReviewHistory, Trigger, review_history
from .standing import standing_of
from .working_days import DueDate, WorkingDays, days_after

if TYPE_CHECKING:
    from xlplugin.scoring.serving import Serving

RERATED, UNCHANGED = "rerated", "unchanged"


@dataclass(frozen=True, slots=True)
class Within:
    """How long a triggered review may take: days, or working days by a calendar."""

    days: int
    calendar: WorkingDays | None = None

    def after(self, on: datetime.date) -> DueDate:
        """The last day."""
        if self.calendar is not None:
            return self.calendar.after(on, self.days)
        return DueDate(days_after(on, self.days))


@dataclass(frozen=True, slots=True)
class Triggered:
    """A review that was asked for just now."""

    customer: str
    policy_id: str
    seq: int
    on: datetime.date
    due: DueDate


@dataclass(frozen=True, slots=True)
class Closed:
    """A review that is done: of which event, and whether a new rating came of it."""

    customer: str
    policy_id: str
    seq: int
    refers: int
    outcome: str


def trigger(
    journal: Journal,
    customers: Sequence[str],
    why: str,
    text: str,
    *,
    policy: str = "",
    on: datetime.date | None = None,
    within: Within | None = None,
) -> tuple[Triggered, ...]:
    """Ask for a review of customers out of turn, at once or within some days. All of them, or JournalError."""
    if why not in WHY:
        zh = "、".join(f"{name}（{text.zh}）" for name, text in WHY.items())
        raise JournalError("review", f"{why} is no reason; known: {', '.join(WHY)}", f"{why} 不是触发原因；可用：{zh}")
    if not text.strip():
        raise JournalError(
            "review",
            "say what happened: a triggered review needs a text",
            "请说明情况：触发重评须填写说明",
        )
    with journal.writing() as writing:
        journal.access.require(journal.user, TRIGGERED)
        named = tuple(dict.fromkeys(customers))
        cases = Cases(writing, len(named))
        day = cases.day(on)
        return tuple(_trigger(writing, cases.of(one, policy), why, text.strip(), day, within) for one in named)


def trigger_by_lists(
    journal: Journal,
    serving: Serving,
    *,
    policies: Sequence[str] = (),
    on: datetime.date | None = None,
    within: Within | None = None,
) -> tuple[tuple[ListChange, ...], tuple[Triggered, ...], tuple[Unserved, ...]]:
    """Ask for a review of everybody whose data name an item that a list got or lost since the newest grading.

    A customer for whom the same change of a list was triggered before is left alone.
    """
    with journal.writing() as writing:
        journal.access.require(journal.user, TRIGGERED)
        now = today(journal.clock())
        day = Cases(writing, 0).day(on)
        known_ids = Policies(writing).ids()
        for policy_id in policies:
            if policy_id.partition("@")[0] not in known_ids:
                raise JournalError(
                    "unknown-policy",
                    f"nothing was graded by {policy_id} in this journal",
                    f"评级日志中没有按制度 {policy_id} 的评级",
                )
        changes, unserved = list_changes(writing, serving, day, [one.partition("@")[0] for one in policies])
        history = review_history(writing, now)
        told = {(one.customer, one.policy_id, one.list, one.digest) for one in history.triggers.values()}
        done = [
            _trigger(writing, Case(name, change.policy_id, (), now), "list_change", change.text(items), day, within, change)
            for change in changes
            for name, items in sorted(change.customers.items())
            if (name, change.policy_id, change.after.name, change.after.digest) not in told
        ]
        return changes, tuple(done), unserved


def done(
    journal: Journal,
    customers: Sequence[str],
    comment: str,
    *,
    policy: str = "",
    on: datetime.date | None = None,
) -> tuple[Closed, ...]:
    """Close the open triggered reviews of customers; without one, say that the rating in force was reviewed.

    Whether a new rating came of it is read from the journal. All of them, or JournalError.
    """
    if not comment.strip():
        raise JournalError("review", "say what the review found: --comment", "请用 --comment 填写重评结论")
    with journal.writing() as writing:
        journal.access.require(journal.user, DONE)
        named = tuple(dict.fromkeys(customers))
        cases = Cases(writing, len(named))
        day = cases.day(on)
        history = review_history(writing, cases.today, named[0] if len(named) == 1 else None)
        found = [one for name in named for one in _done(writing, cases.of(name, policy), comment.strip(), day, history)]
        return tuple(found)


def _trigger(
    writing: Writing,
    case: Case,
    why: str,
    text: str,
    day: datetime.date,
    within: Within | None,
    change: ListChange | None = None,
) -> Triggered:
    due = within.after(day) if within is not None else DueDate(day)
    said: dict[str, object] = {"why": why, "on": day.isoformat()}
    if within is not None:
        said["due"] = due.day.isoformat()
        said |= {"working_days": within.days} if within.calendar is not None else {}
    if change is not None:
        said |= {"list": change.after.name, "digest": change.after.digest, "list_as_of": change.after.as_of.isoformat()}
    event = Event(TRIGGERED, {"text": text}, said, customer=case.customer, policy=case.policy_id)
    return Triggered(case.customer, case.policy_id, writing.append(event), day, due)


def _done(
    writing: Writing, case: Case, comment: str, day: datetime.date, history: ReviewHistory
) -> list[Closed]:
    waiting = [one for one in history.open if one.customer == case.customer and one.policy_id in ("", case.policy_id)]
    if waiting:
        return [_close(writing, case, comment, day, one) for one in waiting]
    rating = _in_force(standing_of(writing, case.customer, case.policy_id, day))
    assert rating.decided is not None
    no_earlier(day, rating.decided.on, "the decision", "审定日期")
    seq = _append(writing, case, comment, day, rating.decided.seq, UNCHANGED)
    return [Closed(case.customer, case.policy_id, seq, rating.decided.seq, UNCHANGED)]


def _close(writing: Writing, case: Case, comment: str, day: datetime.date, trigger: Trigger) -> Closed:
    no_earlier(day, trigger.on, "the trigger", "触发日期")
    decided = case.decided
    again = decided is not None and decided.decided is not None and decided.decided.seq > trigger.seq
    outcome = RERATED if again else UNCHANGED
    seq = _append(writing, case, comment, day, trigger.seq, outcome)
    return Closed(case.customer, case.policy_id, seq, trigger.seq, outcome)


def _append(writing: Writing, case: Case, comment: str, day: datetime.date, refers: int, outcome: str) -> int:
    said: Mapping[str, object] = {"outcome": outcome, "on": day.isoformat()}
    event = Event(DONE, {"comment": comment}, said, customer=case.customer, policy=case.policy_id, refers=refers)
    return writing.append(event)


def _in_force(standing: Standing) -> Rating:
    """The rating that was reviewed; JournalError where none is in force as it was decided."""
    rating = standing.rating
    if rating is not None and standing.basis in ("confirmed", "override_ended", "override_expired"):
        return rating
    why_en, why_zh = {
        "none": ("no rating was decided yet", "尚无审定的评级"),
        "expired": ("the rating expired", "评级已到期"),
        "withdrawn": ("the rating was withdrawn", "评级已撤回"),
        "system_worse": ("the system graded worse since", "其后系统评级更差"),
        "redacted": ("the confirmed grade was redacted", "审定等级已依法删除"),
    }.get(standing.basis, ("no rating is in force", "没有有效的评级"))
    raise JournalError(
        "review",
        f"{standing.customer}: no triggered review is open, and {why_en}: a review takes a new rating "
        "(xlplugin rating propose)",
        f"{standing.customer}：没有未办结的触发重评，且{why_zh}：须重新评级（xlplugin rating propose）",
    )
