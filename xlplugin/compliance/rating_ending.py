"""How a rating ends before its time: withdrawn, with terms for the customer, or its manual override ended."""

from __future__ import annotations

import datetime

from .errors import JournalError
from .events import Event
from .rating import STATES, TERMS, Rating
from .rating_cases import Case, Cases, no_earlier
from .rating_history import OVERRIDE_ENDED, WITHDRAWN
from .standing import state_of


def withdraw_one(
    cases: Cases, customer: str, policy: str, reason: str, terms: str, on: datetime.date | None
) -> tuple[Case, int]:
    """Withdraw the rating in force."""
    case, day = cases.of(customer, policy), cases.day(on)
    if terms not in TERMS:
        raise _error(
            f"{terms or 'no terms'}: say on what terms the customer is served, {', '.join(TERMS)}",
            f"{terms or '未给出条件'}：请给出撤回后的办理条件，{'、'.join(TERMS)}",
        )
    rating = _in_force(case, cases)
    _reasoned(reason)
    return _ended(cases, case, rating, WITHDRAWN, day, reason, {"terms": terms})


def end_override_one(
    cases: Cases, customer: str, policy: str, reason: str, on: datetime.date | None
) -> tuple[Case, int]:
    """End the manual override of the rating in force; the system grade counts again."""
    case, day = cases.of(customer, policy), cases.day(on)
    rating = _in_force(case, cases)
    if not rating.is_override:
        raise _error("the rating in force is no manual override", "现行评级未作人工调整")
    if rating.override_ended is not None:
        raise _error(
            f"the manual override was ended on {rating.override_ended.on} already",
            f"该人工调整已于 {rating.override_ended.on} 终止",
        )
    if rating.override_until is not None and cases.today > rating.override_until:
        raise _error(
            f"the manual override expired after {rating.override_until} already",
            f"该人工调整已于 {rating.override_until} 到期",
        )
    _reasoned(reason)
    return _ended(cases, case, rating, OVERRIDE_ENDED, day, reason, {})


def _ended(
    cases: Cases, case: Case, rating: Rating, kind: str, on: datetime.date, reason: str, more: dict[str, object]
) -> tuple[Case, int]:
    assert rating.decided is not None
    no_earlier(on, rating.decided.on, "the decision", "审定日")
    event = Event(
        kind,
        {"reason": reason.strip()},
        {"on": on.isoformat(), **more},
        customer=case.customer,
        policy=rating.policy,
        as_of=rating.as_of,
        refers=rating.decided.seq,
    )
    return case, cases.writing.append(event)


def _in_force(case: Case, cases: Cases) -> Rating:
    rating = case.decided
    state = None if rating is None else state_of(rating, cases.today)
    if rating is None or state != "decided":
        said = f" ({STATES[state].en})" if state else ""
        gesagt = f"（{STATES[state].zh}）" if state else ""
        raise _error(f"no rating by {case.policy_id} is in force{said}", f"按制度 {case.policy_id} 没有现行有效的评级{gesagt}")
    return rating


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise _error("say why with --reason", "请用 --reason 说明原因")


def _error(en: str, zh: str) -> JournalError:
    return JournalError("rating", en, zh)
