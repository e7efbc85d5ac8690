"""The steps of ratings, for one customer or many: each in one transaction, all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from xlplugin.policy.findings import Bilingual

from .errors import JournalError
from .journal import Journal
from .manual_override_rules import Reason
from .rating_cases import Case, Cases
from .rating_deciding import Decision, decide_one
from .rating_ending import end_override_one, withdraw_one
from .rating_history import DECIDED, OVERRIDE_ENDED, PROPOSED, REVIEWED, WITHDRAWN
from .rating_proposing import Proposal, propose_one
from .rating_reviewing import Review, review_one

__all__ = [
    "Decision", "Done", "Left", "Proposal", "Reason", "Review", "Stepped", "decide", "end_override", "propose",
    "review", "withdraw",
]  # fmt: skip
NAMED = 20
"""Of so many customers an error says what is wrong with each; of more it gives the number."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken: whose, under which policy, and its number in the journal."""

    customer: str
    policy_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Left:
    """A customer who was left, and why."""

    customer: str
    why: Bilingual
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Stepped:
    """What was done, and who was left (only where that was asked for)."""

    done: tuple[Done, ...]
    left: tuple[Left, ...] = ()


def propose(journal: Journal, proposals: Sequence[Proposal], *, leave: bool = False) -> Stepped:
    """Propose grades. Raises JournalError, and nothing is written; with ``leave`` who is refused is left instead."""
    return _step(journal, PROPOSED, proposals, lambda one: one.customer, propose_one, leave)


def review(
    journal: Journal, customers: Sequence[str], policy: str = "", review: Review | None = None, *, leave: bool = False
) -> Stepped:
    """Agree with what was proposed, or return it; the same about errors."""
    said = review or Review()
    return _each(journal, REVIEWED, customers, lambda cases, one: review_one(cases, one, policy, said), leave)


def decide(
    journal: Journal,
    customers: Sequence[str],
    policy: str = "",
    decision: Decision | None = None,
    *,
    leave: bool = False,
) -> Stepped:
    """Confirm or refuse what was reviewed; the same about errors."""
    said = decision or Decision()
    return _each(journal, DECIDED, customers, lambda cases, one: decide_one(cases, one, policy, said), leave)


def withdraw(
    journal: Journal,
    customers: Sequence[str],
    policy: str = "",
    *,
    reason: str,
    terms: str,
    on: datetime.date | None = None,
) -> Stepped:
    """Withdraw ratings in force, on terms (``pay_first``, ``deposit`` or ``none``)."""
    return _each(
        journal, WITHDRAWN, customers, lambda cases, one: withdraw_one(cases, one, policy, reason, terms, on), False
    )


def end_override(
    journal: Journal, customers: Sequence[str], policy: str = "", *, reason: str, on: datetime.date | None = None
) -> Stepped:
    """End manual overrides that are in force."""
    return _each(
        journal, OVERRIDE_ENDED, customers, lambda cases, one: end_override_one(cases, one, policy, reason, on), False
    )


def _each(
    journal: Journal,
    kind: str,
    customers: Sequence[str],
    take: Callable[[Cases, str], tuple[Case, int]],
    leave: bool,
) -> Stepped:
    named = [customers] if isinstance(customers, str) else list(dict.fromkeys(customers))
    return _step(journal, kind, named, lambda one: one, take, leave)


def _step(
    journal: Journal,
    kind: str,
    items: Sequence[Item],
    customer_of: Callable[[Item], str],
    take: Callable[[Cases, Item], tuple[Case, int]],
    leave: bool,
) -> Stepped:
    """Take a step for each; what is read is read under the lock, and an error of one undoes all."""
    done: dict[str, Done] = {}
    left: list[Left] = []
    with journal.writing() as writing:
        journal.access.require(journal.user, kind)
        cases = Cases(writing, len(items))
        for item in items:
            customer = customer_of(item)
            try:
                if customer in done:
                    raise _twice()
                case, seq = take(cases, item)
            except JournalError as error:
                left.append(Left(customer, error.message, error.kind))
            else:
                done[customer] = Done(customer, case.policy_id, seq)
        if left and not leave:
            raise _refused(left, len(items))
    return Stepped(tuple(done.values()), tuple(left))


def _twice() -> JournalError:
    return JournalError("rating", "the customer is in the list twice", "该客户在名单中重复出现")


def _refused(left: Sequence[Left], count: int) -> JournalError:
    """One error for all customers that were refused."""
    lines = [(f"{one.customer}: {one.why.en}", f"{one.customer}：{one.why.zh}") for one in left[:NAMED]]
    en, zh = "\n".join(line for line, _ in lines), "\n".join(line for _, line in lines)
    more = len(left) - len(lines)
    if more:
        en, zh = f"{en}\nand {more:,} more", f"{zh}\n另有 {more:,} 户"
    if count > 1:
        verb = "is" if len(left) == 1 else "are"
        en = f"{len(left):,} of {count:,} customers {verb} refused:\n{en}"
        zh = f"{count:,} 户中有 {len(left):,} 户被拒绝：\n{zh}"
    if "othing was written" not in en:
        en, zh = f"{en}\nNothing was written", f"{zh}\n本次未写入任何内容"
    return JournalError(left[0].kind, en, zh)
