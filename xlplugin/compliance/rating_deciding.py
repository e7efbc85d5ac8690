"""The third step of a rating: an approver or a committee confirms a grade for a time, or refuses it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.intervals import review_interval
from xlplugin.policy.model import Policy
from xlplugin.policy.notches import notches
from xlplugin.scoring.calendar import add_months
from xlplugin.scoring.reviews import next_review, whole_months

from .errors import JournalError
from .events import Entry, Event
from .graded_by import graded_name, grades_of
from .grading_fields import OUTPUTS
from .manual_override_rules import Reason, allowed, binding, check_change, check_reason
from .rating import Rating
from .rating_cases import Case, Cases, no_earlier
from .rating_history import DECIDED
from .rating_regrading import original
from .rating_reviewing import latest, open_steps, other_than_proposer, waiting, way


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: the proposed grade; or another ``grade``, for a ``reason``; or that it is ``refused``.

    A ``committee`` decides with the number of its minutes. Without ``valid_until`` and ``override_until`` the rating
    holds as long as the policy allows; both are the last days that count.
    """

    grade: str | None = None
    refused: bool = False
    committee: str = ""
    minute: str = ""
    comment: str = ""
    reason: Reason = field(default_factory=Reason)
    on: datetime.date | None = None
    valid_until: datetime.date | None = None
    override_until: datetime.date | None = None


def decide_one(cases: Cases, customer: str, policy: str, decision: Decision) -> tuple[Case, int]:
    """Check and append one decision; JournalError where it is refused."""
    case, on = cases.of(customer, policy), cases.day(decision.on)
    rating = waiting(cases, case)
    other_than_proposer(cases, rating, ends=decision.refused)
    no_earlier(on, latest(rating), "the step before", "上一环节")
    before = case.decided
    if before is not None and before.decided is not None:
        no_earlier(on, before.decided.on, "the decision of the rating before", "前一评级的审定日")
    if decision.committee.strip() and not decision.minute.strip():
        raise _error(
            "a committee decides with the number of its minutes: give it with --minute",
            "委员会审定须注明会议纪要编号：请用 --minute 给出",
        )
    if not rating.reviews:
        raise _error("nobody has reviewed this rating yet: another person reviews it first", "该评级尚未复核：请先由他人复核")
    stated: dict[str, object] = {
        "outcome": "refused" if decision.refused else "confirmed",
        "body": "committee" if decision.committee.strip() else "approver",
        "minute": decision.minute.strip(),
        "on": on.isoformat(),
    }
    fields: dict[str, object] = {"committee": decision.committee.strip(), "comment": decision.comment.strip()}
    if not decision.refused:
        _confirm(cases, rating, decision, on, stated, fields)
    event = Event(
        DECIDED,
        fields,
        stated,
        customer=case.customer,
        policy=rating.policy,
        as_of=rating.as_of,
        refers=rating.seq,
    )
    return case, cases.writing.append(event)


def _confirm(
    cases: Cases,
    rating: Rating,
    decision: Decision,
    on: datetime.date,
    stated: dict[str, object],
    fields: dict[str, object],
) -> None:
    """Check a confirmation, and add what it says."""
    grading = cases.grading(rating.grading)
    policy = cases.policies.of(grading)
    grade = rating.proposed_grade if decision.grade is None else decision.grade
    if not rating.proposed_grade or not rating.system_grade:
        raise _error(
            "the proposed or the system grade was redacted: refuse this rating and propose anew",
            "提出等级或系统等级已依法删除：请不予批准并重新提出",
        )
    if rating.by_hand and not rating.input_overrides and rating.output_override is None:
        raise _error(
            "what a person changed, and why, was redacted: refuse this rating and propose anew",
            "人工调整的内容和理由已依法删除：请不予批准并重新提出",
        )
    changed = grade != rating.proposed_grade
    if changed:
        fields["output_override"] = _changed(cases, rating, grading, policy, grade, decision)
        stated["of"] = "override"
    left = open_steps(policy, rating, grade)
    if left:
        listed = ", ".join(f"{step.step} ({step.role.en})" for step in left)
        gelistet = "、".join(f"{step.step}（{step.role.zh}）" for step in left)
        raise _error(f"before the decision come the steps {listed}", f"审定前还须办理：{gelistet}")
    steps = way(policy, grade)
    if steps:
        stated["step"] = steps[-1].step
    valid_until = _valid_until(policy, grade, on, decision.valid_until)
    stated["valid_until"] = valid_until.isoformat()
    if changed or rating.is_override:
        _checked_by(cases, rating, policy)
        stated["override_until"] = _override_until(policy, on, valid_until, decision.override_until).isoformat()
    elif decision.override_until is not None:
        raise _error(
            "--override-until belongs to a manual override, and this rating is none",
            "--override-until 仅用于人工调整，该评级未作调整",
        )
    fields["confirmed_grade"] = grade


def _changed(
    cases: Cases, rating: Rating, grading: Entry, policy: Policy, grade: str, decision: Decision
) -> dict[str, object]:
    """A decision for another grade than was proposed is a manual override, as the proposal of one is."""
    reason = decision.reason
    if not reason.comment and decision.comment:
        reason = Reason(reason.code, decision.comment, reason.evidence)
    check_reason(policy, reason)
    system = original(cases.policies, grading)
    rules = binding(policy, system.fields, grading.fields if system.seq != grading.seq else None)
    check_change(policy, rules, rating.system_grade, grade)
    outputs, grades = grading.fields.get(OUTPUTS), grades_of(policy)
    base = outputs.get("grade") if isinstance(outputs, dict) else None
    assert grades is not None
    base = base if isinstance(base, str) else rating.system_grade
    return {"before": base, "after": grade, "notches": notches(grades, base, grade), **reason.fields}


def _checked_by(cases: Cases, rating: Rating, policy: Policy) -> None:
    """A manual override takes a third person, who holds the role that the policy names."""
    reviewers = {review.who for review in rating.reviews}
    if cases.user in reviewers:
        raise _error(
            f"{cases.user} reviewed this rating: a manual override is decided by a third person",
            f"该评级由 {cases.user} 复核：人工调整须由第三人审定",
        )
    if "" in reviewers:
        raise _error(
            "who reviewed this rating was redacted, so that nobody can tell whether a third person decides",
            "该评级的复核人信息已删除，无法确认由第三人审定",
        )
    doing = Bilingual(f"the decision on a manual override of {policy.stamp}", f"制度 {policy.stamp} 人工调整的审定")
    cases.writing.journal.access.require_role(cases.user, allowed(policy).approved_by, doing)


def _valid_until(policy: Policy, grade: str, on: datetime.date, asked: datetime.date | None) -> datetime.date:
    months = whole_months(review_interval(policy, graded_name(policy), grade))
    longest = None if months is None else next_review(on, months)
    if asked is None:
        if longest is None:
            raise _error(
                f"{policy.stamp} states no review interval for {grade}: say until when the rating holds with --valid-until",
                f"制度 {policy.stamp} 未规定 {grade} 的复评间隔：请用 --valid-until 指定有效期",
            )
        return longest
    no_earlier(asked, on, "the decision", "审定日")
    if longest is not None and asked > longest:
        raise _error(
            f"{asked} is too late: {policy.stamp} lets {grade} hold for {months} months, until {longest}",
            f"{asked} 超出期限：制度 {policy.stamp} 规定 {grade} 最长有效 {months} 个月，至 {longest} 止",
        )
    return asked


def _override_until(
    policy: Policy, on: datetime.date, valid_until: datetime.date, asked: datetime.date | None
) -> datetime.date:
    months = allowed(policy).months
    longest = min(add_months(on, months), valid_until)
    if asked is None:
        return longest
    no_earlier(asked, on, "the decision", "审定日")
    if asked > longest:
        raise _error(
            f"{asked} is too late: {policy.stamp} lets a manual override hold for {months} months, until {longest} here",
            f"{asked} 超出期限：制度 {policy.stamp} 规定人工调整最长有效 {months} 个月，此处至 {longest} 止",
        )
    return asked


def _error(en: str, zh: str) -> JournalError:
    return JournalError("rating", en, zh)
