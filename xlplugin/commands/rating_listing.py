"""Lists how customers stand."""

from __future__ import annotations

import datetime

from xlplugin.compliance.graded_by import Policies
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.rating import STATES, Standing
from xlplugin.compliance.standing import standings, state_of

from .printing import print_json, print_table, say
from .rating_words import grade_text, next_step, why_text
from .session import GRADED, Failure, Session, day_of

NONE = "none"


def run_list(
    session: Session, url: str | None, policy: str, as_of: str | None, state: str, json: bool
) -> int:
    """List the standing of every customer."""
    day = day_of(as_of)
    if state and state not in (*STATES, NONE):
        known = (*STATES, NONE)
        raise Failure(f"--state {state}: choose {', '.join(known)}", f"--state {state}：可选 {'、'.join(known)}")
    with open_journal(url) as journal:
        policies = Policies(journal)
        ids = [policies.newest(policy).id] if policy else list(policies.ids())
        found = [one for name in ids for one in standings(journal, name, day).values()]
        found = [one for one in found if not state or state in _states(one, day)]
        if json:
            print_json([_document(session, one, policies) for one in found])
            return GRADED
        headings = session.text(
            "Customer|Policy|System|Proposed|In force|Why|Valid until|Next step",
            "客户|制度|系统等级|提出等级|现行等级|说明|有效期至|下一步",
        ).split("|")
        print_table(headings, [_row(session, one, policies) for one in found])
        graded = sum(one.grade is not None for one in found)
        say(session.text(f"{len(found):,} customers, {graded:,} with a grade in force on {day}",
                         f"共 {len(found):,} 户，{day} 有现行等级的 {graded:,} 户"))  # fmt: skip
    return GRADED


def _states(standing: Standing, day: datetime.date) -> set[str]:
    if standing.last is None:
        return {NONE}
    return {state_of(one, day) for one in (standing.pending, standing.rating, standing.last) if one is not None}


def _row(session: Session, standing: Standing, policies: Policies) -> list[str]:
    system, pending, rating = standing.system, standing.pending, standing.rating
    proposed = pending or rating
    valid = rating.valid_until if rating is not None and standing.grade is not None else None
    return [
        standing.customer,
        standing.policy_id,
        grade_text(session, system.grade) if system else "",
        grade_text(session, proposed.proposed_grade) if proposed else "",
        standing.grade or "",
        why_text(session, standing),
        valid.isoformat() if valid else "",
        session.said(next_step(standing, policies)),
    ]


def _document(session: Session, standing: Standing, policies: Policies) -> dict[str, object]:
    system, pending, rating = standing.system, standing.pending, standing.rating
    return {
        "customer": standing.customer,
        "policy": standing.policy_id,
        "system_grade": system.grade if system else None,
        "proposed_grade": (pending or rating).proposed_grade if pending or rating else None,  # type: ignore[union-attr]
        "confirmed_grade": standing.grade,
        "basis": standing.basis,
        "why": why_text(session, standing),
        "states": sorted(_states(standing, standing.day)),
        "valid_until": rating.valid_until.isoformat() if rating and rating.valid_until else None,
        "override_until": rating.override_until.isoformat() if rating and rating.override_until else None,
        "manual_override": bool(rating and rating.is_override),
        "next_step": session.said(next_step(standing, policies)),
    }
