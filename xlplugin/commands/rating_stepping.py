"""Takes the steps of ratings, and tells what was done and who was left."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.manual_override_rules import Reason
from xlplugin.compliance.rating_candidates import (
    WAITING,
    Candidates,
    of_run,
    policy_for_all,
    to_decide,
    to_propose,
    to_review,
)
from xlplugin.compliance.rating_cases import today
from xlplugin.compliance.rating_deciding import Decision
from xlplugin.compliance.rating_history import ratings_of
from xlplugin.compliance.rating_proposing import Proposal
from xlplugin.compliance.rating_reviewing import Review
from xlplugin.compliance.rating_steps import Left, Stepped, decide, end_override, propose, review, withdraw
from xlplugin.policy.findings import Bilingual

from .printing import print_json, print_table, say
from .rating_options import Whom
from .rating_words import grade_text
from .session import GRADED, NOT_ALL, Failure, Session

SHOWN = 20
"""Of so many customers each is shown; of more, how many there were."""
_PROPOSED = Bilingual("Proposed", "已提出")
_REVIEWED = Bilingual("Reviewed", "已复核")
_RETURNED = Bilingual("Returned", "已退回")
_DECIDED = Bilingual("Decided", "已审定")
_REFUSED = Bilingual("Refused", "不予批准")
_WITHDRAWN = Bilingual("Withdrawn", "已撤回")
_ENDED = Bilingual("Manual override ended", "已终止人工调整")


def run_propose(
    session: Session,
    url: str | None,
    whom: Whom,
    grade: str | None,
    changes: Mapping[str, object],
    reason: Reason,
    on: datetime.date | None,
    json: bool,
) -> int:
    """Propose grades."""
    whom.check()
    if whom.many and (grade is not None or changes):
        raise Failure(
            "--grade and --set change the grade of customers that are named: give their numbers",
            "--grade 和 --set 仅用于指定的客户：请给出客户号",
        )
    with open_journal(url) as journal:
        before: tuple[Left, ...] = ()
        if whom.many:
            day = on or today(journal.clock())
            if whom.run is not None:
                _, found = of_run(journal, whom.run, whom.policy, day)
            else:
                found = to_propose(journal, policy_for_all(journal, whom.policy), day)
            proposals = [replace(one, reason=reason, on=on) for one in found.proposals]
            before = found.left
        else:
            proposals = [Proposal(one, whom.policy, None, grade, changes, reason, on) for one in whom.customers]
        stepped = propose(journal, proposals, leave=whom.many)
        return _tell(session, journal, _PROPOSED, stepped, before, json)


def run_review(session: Session, url: str | None, whom: Whom, said: Review, json: bool) -> int:
    """Review ratings."""
    with open_journal(url) as journal:
        customers, policy, before = _whom(journal, whom, to_review)
        stepped = review(journal, customers, policy, said, leave=whom.many)
        return _tell(session, journal, _RETURNED if said.returned else _REVIEWED, stepped, before, json)


def run_decide(session: Session, url: str | None, whom: Whom, said: Decision, json: bool) -> int:
    """Decide ratings."""
    if said.refused and said.grade is not None:
        raise Failure("give either --grade or --refuse", "--grade 与 --refuse 不能同时使用")
    with open_journal(url) as journal:
        customers, policy, before = _whom(journal, whom, to_decide)
        stepped = decide(journal, customers, policy, said, leave=whom.many)
        return _tell(session, journal, _REFUSED if said.refused else _DECIDED, stepped, before, json)


def run_withdraw(
    session: Session,
    url: str | None,
    whom: tuple[str, str],
    reason: str,
    terms: str,
    on: datetime.date | None,
    json: bool,
) -> int:
    """Withdraw a rating."""
    with open_journal(url) as journal:
        stepped = withdraw(journal, [whom[0]], whom[1], reason=reason, terms=terms, on=on)
        return _tell(session, journal, _WITHDRAWN, stepped, (), json)


def run_end_override(
    session: Session, url: str | None, whom: tuple[str, str], reason: str, on: datetime.date | None, json: bool
) -> int:
    """End a manual override."""
    with open_journal(url) as journal:
        stepped = end_override(journal, [whom[0]], whom[1], reason=reason, on=on)
        return _tell(session, journal, _ENDED, stepped, (), json)


def _whom(
    journal: Journal, whom: Whom, candidates: Callable[[Journal, str, datetime.date], Candidates]
) -> tuple[list[str], str, tuple[Left, ...]]:
    whom.check()
    if not whom.many:
        return list(whom.customers), whom.policy, ()
    policy = policy_for_all(journal, whom.policy)
    found = candidates(journal, policy, today(journal.clock()))
    return list(found.customers), policy, found.left


def _tell(
    session: Session, journal: Journal, what: Bilingual, stepped: Stepped, before: tuple[Left, ...], json: bool
) -> int:
    """Say what was done; status 1 where somebody was left with a problem."""
    left = (*before, *stepped.left)
    status = NOT_ALL if any(one.kind != WAITING for one in left) else GRADED
    if json:
        done = [{"customer": one.customer, "policy": one.policy_id, "entry": one.seq} for one in stepped.done]
        kept = [{"customer": one.customer, "kind": one.kind, "why": session.said(one.why)} for one in left]
        print_json({"done": done, "left": kept})
        return status
    count = len(stepped.done)
    say(session.text(f"{what.en}: {count:,} ratings" if count != 1 else f"{what.en}: 1 rating", f"{what.zh}：{count:,} 项评级"))
    if 0 < count <= SHOWN:
        _show(session, journal, stepped)
    if left:
        _show_left(session, left)
    return status


def _show(session: Session, journal: Journal, stepped: Stepped) -> None:
    headings = session.text(
        "Customer|Policy|System|Proposed|Confirmed|Valid until|Override until|Entry",
        "客户|制度|系统等级|提出等级|审定等级|有效期至|人工调整至|记录",
    ).split("|")
    rows = []
    for one in stepped.done:
        rating = ratings_of(journal, one.customer, one.policy_id)[-1]
        days = [day.isoformat() if day else "" for day in (rating.valid_until, rating.override_until)]
        grades = [rating.system_grade, rating.proposed_grade, rating.confirmed_grade]
        shown = [grade_text(session, grade) for grade in grades]
        rows.append([one.customer, rating.policy, *shown, *days, str(one.seq)])
    print_table(headings, rows, numbers=[7])


def _show_left(session: Session, left: tuple[Left, ...]) -> None:
    """Name those with a problem, up to a number; count the reasons of the others."""
    waiting = Counter(session.said(one.why) for one in left if one.kind == WAITING)
    for why, count in waiting.items():
        say(session.text(f"Left: {count:,}, {why}", f"未办理：{count:,} 户，{why}"))
    problems = [one for one in left if one.kind != WAITING]
    if not problems:
        return
    say(session.text(f"Left with a problem: {len(problems):,}", f"有问题未办理：{len(problems):,} 户"))
    for one in problems[:SHOWN]:
        say(session.text(f"  {one.customer}: {one.why.en}", f"  {one.customer}：{one.why.zh}"))
    if len(problems) > SHOWN:
        more = len(problems) - SHOWN
        say(session.text(f"  and {more:,} more; all with --json", f"  另有 {more:,} 户；使用 --json 查看全部"))
