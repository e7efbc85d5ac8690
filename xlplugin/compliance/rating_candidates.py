"""Whom a step for all customers is about: who can be proposed, reviewed, decided, and who is left, and why."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .errors import JournalError
from .events import GRADING, RUN
from .graded_by import Policies
from .rating import STATES, Rating, Standing
from .rating_cases import only_policy
from .rating_history import all_ratings
from .rating_proposing import Proposal
from .rating_regrading import BY_HAND
from .rating_reviewing import open_steps
from .rating_steps import Left
from .reading import Reading
from .standing import pending, standings, state_of

WAITING = "waiting"
"""The kind of what is left in good order: it is on its way, in force, or waits for another step."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Whom a step is for, and who is left before it was tried."""

    proposals: tuple[Proposal, ...] = ()
    customers: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()


def policy_for_all(reading: Reading, policy: str) -> str:
    """The id of the policy that a step for all is about; JournalError where several were graded by."""
    policies, policy_id = Policies(reading), policy.partition("@")[0]
    if not policy_id:
        return only_policy(list(policies.ids()))
    policies.newest_run(policy_id)
    return policy_id


def to_propose(reading: Reading, policy_id: str, day: datetime.date) -> Candidates:
    """Everybody with a grade that is neither on its way nor in force already."""
    left: list[Left] = []
    proposals: list[Proposal] = []
    for customer, standing in standings(reading, policy_id, day).items():
        why = _settled(standing) or _ungraded(standing)
        if why is None:
            proposals.append(Proposal(customer, policy_id, on=day))
        else:
            left.append(Left(customer, *why))
    return Candidates(tuple(proposals), left=tuple(left))


def of_run(reading: Reading, run: int, policy: str, day: datetime.date) -> tuple[str, Candidates]:
    """The same for the gradings of one run; and the id of the policy that it graded by."""
    start = reading.entry(run)
    policy_id = start.policy.partition("@")[0]
    if start.kind != RUN or start.open.get("command") == BY_HAND:
        raise JournalError(
            "unknown-entry",
            f"entry {run} is no run that graded a book: xlplugin journal show --kind run lists them",
            f"第 {run} 条不是评级批次：可用 xlplugin journal show --kind run 查看",
        )
    if policy and policy.partition("@")[0] != policy_id:
        raise JournalError("rating", f"run {run} graded by {policy_id}", f"第 {run} 条批次所用制度为 {policy_id}")
    known = standings(reading, policy_id, day)
    rows = [(entry.seq, entry.customer) for entry in reading.entries(kind=GRADING, run=run)]
    counts = Counter(customer for _, customer in rows)
    proposals: list[Proposal] = []
    left: list[Left] = []
    for seq, customer in rows:
        why = None if customer is None else _of_row(known, customer, seq, counts[customer])
        if customer is None:
            nameless = Bilingual("the row has no customer number", "该行没有客户号")
            left.append(Left(f"#{seq}", nameless, "rating"))
        elif why is not None:
            left.append(Left(customer, *why))
        else:
            proposals.append(Proposal(customer, policy_id, seq, on=day))
    return policy_id, Candidates(tuple(proposals), left=tuple(left))


def _of_row(known: Mapping[str, Standing], customer: str, seq: int, count: int) -> tuple[Bilingual, str] | None:
    if count > 1:
        return Bilingual(f"graded {count} times in this run", f"在该批次中评级 {count} 次"), "rating"
    standing = known.get(customer)
    if standing is None:
        return None
    rating = standing.rating
    if rating is not None and standing.basis == "confirmed" and rating.grading == seq:
        return _IN_FORCE
    return None if standing.pending is None else _on_its_way(standing)


_IN_FORCE = Bilingual("in force from this grading", "按该次评级已生效"), WAITING


def _settled(standing: Standing) -> tuple[Bilingual, str] | None:
    if standing.pending is not None:
        return _on_its_way(standing)
    rating, system = standing.rating, standing.system
    if rating is None or system is None or standing.basis != "confirmed":
        return None
    newer = (system.as_of, system.seq) > (rating.as_of, rating.grading)
    return None if newer else _IN_FORCE


def _on_its_way(standing: Standing) -> tuple[Bilingual, str]:
    assert standing.pending is not None
    state = STATES[state_of(standing.pending, standing.day)]
    return Bilingual(f"on its way already ({state.en})", f"已在办理中（{state.zh}）"), WAITING


def _ungraded(standing: Standing) -> tuple[Bilingual, str] | None:
    if standing.system is not None and standing.system.grade is not None:
        return None
    if standing.system is None:
        return Bilingual("not graded by an approved policy", "尚无按已批准制度作出的评级"), "rating"
    seq = standing.system.seq
    return Bilingual(f"grading {seq} gave no grade", f"第 {seq} 条评级未得出等级"), "rating"


def to_review(reading: Reading, policy_id: str, day: datetime.date) -> Candidates:
    """Everybody whose proposal waits for a review, or for the next one."""
    policies = Policies(reading)
    chosen: list[str] = []
    left: list[Left] = []
    for customer, rating in _on_the_way(reading, policy_id, day):
        if rating.reviews and not open_steps(policies.newest(rating.policy), rating, rating.proposed_grade):
            left.append(Left(customer, Bilingual("waits for a decision", "待审定"), WAITING))
        else:
            chosen.append(customer)
    return Candidates(customers=tuple(chosen), left=tuple(left))


def to_decide(reading: Reading, policy_id: str, day: datetime.date) -> Candidates:
    """Everybody whose proposal was reviewed, by all steps that the policy names."""
    policies = Policies(reading)
    chosen: list[str] = []
    left: list[Left] = []
    for customer, rating in _on_the_way(reading, policy_id, day):
        steps = open_steps(policies.newest(rating.policy), rating, rating.proposed_grade)
        if not rating.reviews or steps:
            left.append(Left(customer, Bilingual("waits for a review", "待复核"), WAITING))
        else:
            chosen.append(customer)
    return Candidates(customers=tuple(chosen), left=tuple(left))


def _on_the_way(reading: Reading, policy_id: str, day: datetime.date) -> Iterator[tuple[str, Rating]]:
    for (customer, _), ratings in sorted(all_ratings(reading, policy_id).items()):
        rating = pending(ratings, day)
        if rating is not None:
            yield customer, rating
