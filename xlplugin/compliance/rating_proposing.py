"""The first step of a rating: a person proposes a grade, the system's or another one with its reasons."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplugin.policy.notches import notches

from .errors import JournalError
from .events import Entry, Event
from .graded_by import grades_of
from .grading_fields import ERROR, OUTPUTS
from .manual_override_rules import Reason, binding, check_change, check_reason
from .rating import STATES
from .rating_cases import Case, Cases, no_earlier
from .rating_history import PROPOSED
from .rating_regrading import by_hand, keep, regrade
from .rating_reviewing import way
from .standing import state_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: the system's grade; or another ``grade``, or other ``inputs``, each for a ``reason``.

    ``policy`` is an id (empty: the only one the customer was graded by), ``grading`` the entry to rest on (None: the
    newest one), ``on`` the day (None: today). ``inputs`` are cells by the name of the input.
    """

    customer: str
    policy: str = ""
    grading: int | None = None
    grade: str | None = None
    inputs: Mapping[str, object] = field(default_factory=dict)
    reason: Reason = field(default_factory=Reason)
    on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class _Graded:
    """The grading that a proposal rests on."""

    seq: int
    policy: str
    as_of: datetime.date
    grade: str
    score: float | None


def propose_one(cases: Cases, proposal: Proposal) -> tuple[Case, int]:
    """Check and append one proposal; JournalError where it is refused."""
    case, on = cases.of(proposal.customer, proposal.policy), cases.day(proposal.on)
    waiting = case.pending
    if waiting is not None:
        state = STATES[state_of(waiting, cases.today)]
        raise JournalError(
            "rating",
            f"a rating is on its way already ({state.en}, entry {waiting.seq}): it is decided or returned first",
            f"已有评级在办理中（{state.zh}，第 {waiting.seq} 条）：请先审定或退回",
        )
    graded = _graded(cases, case, proposal.grading, on)
    no_earlier(on, graded.as_of, "the as-of date", "评级基准日")
    _no_newer_worse(cases, case, graded)
    fields: dict[str, object] = {"system_grade": graded.grade, "score": graded.score}
    rests_on, grade = graded.seq, graded.grade
    changed = bool(proposal.inputs) or proposal.grade is not None
    if changed:
        rests_on, grade = _changed(cases, graded, proposal, fields)
    elif proposal.reason.said:
        raise JournalError(
            "override",
            "reason and evidence belong to a change: say which grade (--grade) or which input (--set)",
            "原因代码和依据仅用于人工调整：请同时给出等级（--grade）或输入项（--set）",
        )
    steps = way(cases.policies.newest(graded.policy), grade)
    event = Event(
        PROPOSED,
        {
            **fields,
            "proposed_grade": grade,
            "comment": proposal.reason.comment.strip(),
            "on": on.isoformat(),
        },
        {"of": "override" if changed else "system", **({"step": steps[0].step} if steps else {})},
        customer=case.customer,
        policy=graded.policy,
        as_of=graded.as_of,
        refers=rests_on,
    )
    return case, cases.writing.append(event)


def _changed(cases: Cases, graded: _Graded, proposal: Proposal, fields: dict[str, object]) -> tuple[int, str]:
    """Check a manual override: the grading to rest on and the grade; what was changed is added to the fields."""
    grading = cases.grading(graded.seq)
    policy = cases.policies.of(grading)
    check_reason(policy, proposal.reason)
    base, regraded = graded.grade, None
    if proposal.inputs:
        regraded = regrade(cases.policies, grading, proposal.inputs, proposal.reason)
        base = regraded.grade
        fields["input_overrides"] = list(regraded.changes)
    grade = base if proposal.grade is None else proposal.grade
    rules = binding(policy, grading.fields, None if regraded is None else regraded.fields)
    check_change(policy, rules, graded.grade, grade)
    if proposal.grade is not None:
        grades = grades_of(policy)
        assert grades is not None
        if grade == base:
            raise JournalError(
                "override",
                f"{grade} is what the policy gives: propose it without a grade of your own",
                f"{grade} 就是系统等级：无需另行指定等级",
            )
        said = {"before": base, "after": grade, "notches": notches(grades, base, grade)}
        fields["output_override"] = {**said, **proposal.reason.fields}
    # appended last: a refusal after it would leave a grading that nobody asked for, where others go on
    return (graded.seq if regraded is None else keep(cases.writing, cases.policies, grading, regraded)), grade


def _no_newer_worse(cases: Cases, case: Case, graded: _Graded) -> None:
    """Refuse an older grading, by its run or by an early day, where the system has graded worse since."""
    newest = cases.system(case, cases.today)
    if newest is None or newest.grade is None or (newest.as_of, newest.seq) <= (graded.as_of, graded.seq):
        return
    policy = cases.policies.newest(newest.policy)
    grades = grades_of(policy)
    if grades is None or policy.scale == "none" or not {newest.grade, graded.grade} <= set(grades.ids):
        return
    if notches(grades, graded.grade, newest.grade) < 0:
        raise JournalError(
            "rating",
            f"the system has graded worse since: {newest.grade} as of {newest.as_of} (entry {newest.seq}), not "
            f"{graded.grade} as of {graded.as_of}: propose from the newest grading",
            f"其后系统评级更差：{newest.as_of} 为 {newest.grade}（第 {newest.seq} 条），而非 {graded.as_of} 的 "
            f"{graded.grade}：请以最近一次系统评级为依据",
        )


def _graded(cases: Cases, case: Case, seq: int | None, on: datetime.date) -> _Graded:
    if seq is not None:
        return _of_entry(cases, case, cases.grading(seq))
    found = cases.system(case, on)
    if found is not None and found.seq in cases.doubled(case):  # which of the rows is right nobody can say
        raise JournalError(
            "rating",
            f"graded more than once in one run (as of {found.as_of}): leave one row of the customer and grade again",
            f"在同一批次中重复评级（基准日 {found.as_of}）：请只保留该客户的一行并重新评级",
        )
    if found is not None and found.grade is not None:
        return _Graded(found.seq, found.policy, found.as_of, found.grade, found.score)
    if found is not None:
        return _of_entry(cases, case, cases.grading(found.seq))
    for entry in cases.writing.entries(
        kind="grading", customer=case.customer, policy=case.policy_id, newest_first=True, limit=1
    ):
        if cases.policies.draft(entry):
            return _of_entry(cases, case, entry)
    raise JournalError(
        "rating",
        f"there is no grading by {case.policy_id} as of {on} or before: grade the customer first",
        f"截至 {on} 没有按制度 {case.policy_id} 的系统评级：请先评级",
    )


def _of_entry(cases: Cases, case: Case, entry: Entry) -> _Graded:
    if entry.customer != case.customer or entry.policy.partition("@")[0] != case.policy_id:
        raise JournalError(
            "rating",
            f"entry {entry.seq} is no grading of {case.customer} by {case.policy_id}",
            f"第 {entry.seq} 条不是客户 {case.customer} 按制度 {case.policy_id} 的评级",
        )
    if cases.policies.draft(entry):
        raise JournalError(
            "rating",
            f"grading {entry.seq} was made by a draft of {entry.policy}: approve the policy and grade again",
            f"第 {entry.seq} 条评级使用的是制度 {entry.policy} 的草案：请批准该制度后重新评级",
        )
    if by_hand(cases.policies, entry):
        raise JournalError(
            "rating",
            f"grading {entry.seq} is from inputs that a person changed: propose from the system's own",
            f"第 {entry.seq} 条评级使用了人工调整的输入：请以系统评级为依据",
        )
    fields = entry.fields
    outputs, error = fields.get(OUTPUTS), fields.get(ERROR)
    if isinstance(error, dict):
        raise JournalError(
            "rating",
            f"grading {entry.seq} gave no grade: {error['en']}",
            f"第 {entry.seq} 条评级未得出等级：{error['zh']}",
        )
    grade = outputs.get("grade") if isinstance(outputs, dict) else None
    if not isinstance(grade, str) or entry.as_of is None:
        raise JournalError(
            "rating",
            f"grading {entry.seq} has no grade, or it was redacted: grade the customer again",
            f"第 {entry.seq} 条评级没有等级，或等级已依法删除：请重新评级",
        )
    score = outputs.get("score") if isinstance(outputs, dict) else None
    number = float(score) if isinstance(score, int | float) else None
    return _Graded(entry.seq, entry.policy, entry.as_of, grade, number)
