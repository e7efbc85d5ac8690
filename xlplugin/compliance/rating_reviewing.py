"""The second step of a rating: another person agrees with what was proposed, or returns it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from xlplugin.policy.model import Policy
from xlplugin.policy.process import Approval

from .errors import JournalError
from .events import Event
from .graded_by import graded_name
from .rating import STATES, Rating
from .rating_cases import Case, Cases, no_earlier
from .rating_history import REVIEWED
from .standing import state_of


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer says; without a ``step`` it is the next open one of the policy's approvals."""

    returned: bool = False
    step: str = ""
    comment: str = ""
    on: datetime.date | None = None


def review_one(cases: Cases, customer: str, policy: str, review: Review) -> tuple[Case, int]:
    """Check and append one review; JournalError where it is refused."""
    case, on = cases.of(customer, policy), cases.day(review.on)
    rating = waiting(cases, case)
    other_than_proposer(cases, rating, ends=review.returned)
    no_earlier(on, latest(rating), "the step before", "上一环节")
    step = _step(cases, rating, review)
    event = Event(
        REVIEWED,
        {"comment": review.comment.strip(), "on": on.isoformat()},
        {"outcome": "returned" if review.returned else "agreed", **({"step": step} if step else {})},
        customer=case.customer,
        policy=rating.policy,
        as_of=rating.as_of,
        refers=rating.seq,
    )
    return case, cases.writing.append(event)


def waiting(cases: Cases, case: Case) -> Rating:
    """The rating that waits for a step; JournalError where none does."""
    if case.pending is not None:
        return case.pending
    if not case.ratings:
        raise JournalError(
            "rating",
            f"no rating by {case.policy_id} was proposed yet: propose one first",
            f"尚未按制度 {case.policy_id} 提出等级：请先提出",
        )
    state = STATES[state_of(case.ratings[-1], cases.today)]
    raise JournalError(
        "rating",
        f"no rating by {case.policy_id} waits for a step (the last one: {state.en}): propose a new one first",
        f"按制度 {case.policy_id} 没有在办的评级（最近一项：{state.zh}）：请先重新提出",
    )


def other_than_proposer(cases: Cases, rating: Rating, ends: bool) -> None:
    """Refuse a step by who proposed the rating; JournalError also where nobody can say any more who that was.

    A step that ``ends`` the rating without a grade is still possible then: the customer has to be rated some day.
    """
    if not rating.proposed.who:
        if ends:
            return
        raise JournalError(
            "rating",
            "who proposed this rating was redacted, so that nobody can tell maker and checker apart: return it "
            "(rating review --return) and propose anew",
            "该评级的提出人信息已删除，无法区分经办与复核：请退回（rating review --return）并重新提出",
        )
    if rating.proposed.who == cases.user:
        raise JournalError(
            "rating",
            f"{cases.user} proposed this rating: another person has to take this step",
            f"该评级由 {cases.user} 提出：复核和审定须由他人办理",
        )


def latest(rating: Rating) -> datetime.date:
    """The day of the last step so far."""
    return max(act.on for act in (rating.proposed, *rating.reviews))


def way(policy: Policy, grade: str) -> tuple[Approval, ...]:
    """The steps that the policy states for a grade, from the proposal to the decision; none where it states none."""
    name = graded_name(policy)
    return tuple(
        step for step in policy.approvals if step.of == name and step.when is None and step.holds_for(grade)
    )


def open_steps(policy: Policy, rating: Rating, grade: str) -> tuple[Approval, ...]:
    """The steps between proposal and decision that nobody has agreed to yet."""
    done = {review.step for review in rating.reviews}
    return tuple(step for step in way(policy, grade)[1:-1] if step.step not in done)


def _step(cases: Cases, rating: Rating, review: Review) -> str:
    policy = cases.policies.of(cases.grading(rating.grading))
    left = open_steps(policy, rating, rating.proposed_grade)
    if not review.returned and any(act.who == cases.user for act in rating.reviews):
        raise JournalError(
            "rating",
            f"{cases.user} has reviewed this rating already: another person takes the next step",
            f"{cases.user} 已复核过该评级：下一环节须由他人办理",
        )
    if review.step:
        if not left or review.step != left[0].step:
            named = left[0] if left else None
            en = f"{named.step} ({named.role.en})" if named else "the policy names no step that is still open"
            zh = f"应为 {named.step}（{named.role.zh}）" if named else "制度规定的环节均已完成"
            raise JournalError(
                "rating",
                f"{review.step} is not the step that comes now: {en}",
                f"现在不应办理 {review.step}：{zh}",
            )
        return review.step
    return left[0].step if left else ""
