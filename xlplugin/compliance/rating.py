"""The vocabulary of a rating: what was proposed, reviewed and decided of a customer's grade, as frozen values.

A rating is one customer's grade under one policy on its way from the system's proposal to a confirmed grade. Everything
here is read from the journal's events; nothing is stored beside them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xlplugin.policy.findings import Bilingual

PROPOSED, REVIEWED, RETURNED, DECIDED, REFUSED = "proposed", "reviewed", "returned", "decided", "refused"
WITHDRAWN, SUPERSEDED, EXPIRED = "withdrawn", "superseded", "expired"
State = Literal["proposed", "reviewed", "returned", "decided", "refused", "withdrawn", "superseded", "expired"]
"""Where a rating stands; ``decided`` is in force."""
Basis = Literal[
    "none", "confirmed", "override_expired", "override_ended", "system_worse", "expired", "withdrawn", "redacted"
]
"""Why a grade counts, or why none does."""
STATES: Mapping[State, Bilingual] = {
    "proposed": Bilingual("proposed", "已提出"),
    "reviewed": Bilingual("reviewed", "已复核"),
    "returned": Bilingual("returned", "已退回"),
    "decided": Bilingual("in force", "有效"),
    "refused": Bilingual("refused", "未批准"),
    "withdrawn": Bilingual("withdrawn", "已撤回"),
    "superseded": Bilingual("superseded", "已被取代"),
    "expired": Bilingual("expired", "已到期"),
}
BASES: Mapping[Basis, Bilingual] = {
    "none": Bilingual("no decision yet", "尚未审定"),
    "confirmed": Bilingual("confirmed", "已审定"),
    "override_expired": Bilingual("manual override expired: the system grade counts", "人工调整已到期，恢复系统等级"),
    "override_ended": Bilingual("manual override ended: the system grade counts", "人工调整已终止，恢复系统等级"),
    "system_worse": Bilingual("the system graded worse since: its grade counts", "其后系统评级更差，按系统等级执行"),
    "expired": Bilingual("the rating expired", "评级已到期"),
    "withdrawn": Bilingual("the rating was withdrawn", "评级已撤回"),
    "redacted": Bilingual("the confirmed grade was redacted", "审定等级已依法删除"),
}
TERMS: Mapping[str, Bilingual] = {
    "pay_first": Bilingual("pay first", "先款后货"),
    "deposit": Bilingual("deposit", "交纳保证金"),
    "none": Bilingual("no terms", "无附加条件"),
}
"""On what terms a customer whose rating was withdrawn is still served."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step of a person: its number in the journal, who, when it was recorded, and for which day.

    ``step`` names the step of the policy's ``approvals`` that it was. What was redacted is an empty text.
    """

    seq: int
    who: str
    recorded: datetime.datetime
    on: datetime.date
    comment: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class InputOverride:
    """A person's change of an input: the grade was worked out again from the value given here."""

    input: str
    before: object
    after: object
    code: str
    comment: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutputOverride:
    """A person's change of the grade itself; ``notches`` towards the better or milder grade are positive.

    ``before`` is what the policy gives, from changed inputs where there are any.
    """

    before: str
    after: str
    notches: int
    code: str
    comment: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating with all of its steps.

    ``grading`` is the entry that the proposal rests on (the one worked out from changed inputs where there are any);
    ``system_grade`` what the system gave from the data as they were, ``proposed_grade`` what the first rater asks
    for, ``confirmed_grade`` what was decided. ``valid_until`` and ``override_until`` are the last days that count.
    ``output_override`` is the one that counts; where the decision changed the grade once more, ``asked_override`` is
    what had been asked for. A grade that was redacted is an empty text.
    """

    seq: int
    customer: str
    policy: str
    as_of: datetime.date
    grading: int
    system_grade: str
    proposed_grade: str
    proposed: Act
    score: float | None = None
    input_overrides: tuple[InputOverride, ...] = ()
    output_override: OutputOverride | None = None
    reviews: tuple[Act, ...] = ()
    returned: Act | None = None
    decided: Act | None = None
    refused: Act | None = None
    confirmed_grade: str | None = None
    body: str = ""
    minute: str = ""
    valid_until: datetime.date | None = None
    override_until: datetime.date | None = None
    override_ended: Act | None = None
    withdrawn: Act | None = None
    terms: str = ""
    committee: str = ""
    asked_override: OutputOverride | None = None
    by_hand: bool = False

    @property
    def policy_id(self) -> str:
        """The policy without its version."""
        return self.policy.partition("@")[0]

    @property
    def is_override(self) -> bool:
        """True where a person changed an input or the grade; ``by_hand`` says so where the fields were redacted."""
        return self.by_hand or bool(self.input_overrides) or self.output_override is not None


@dataclass(frozen=True, slots=True)
class SystemGrade:
    """The newest grading of a customer by the system; those from inputs that a person changed are none.

    ``forced`` is True where a hard rule of the policy (floor or set) made the grade what it is.
    """

    seq: int
    policy: str
    as_of: datetime.date
    grade: str | None
    score: float | None
    recorded: datetime.datetime
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The one grade of a customer under one policy on a day, and why it counts.

    ``grade`` is None where none is in force. ``rating`` is the newest decided one, whether it is still in force or not;
    ``pending`` one that is on its way; ``system`` the newest grading; ``previous`` the confirmed rating before;
    ``last`` the newest of all ratings, whatever became of it.
    """

    customer: str
    policy_id: str
    day: datetime.date
    grade: str | None
    basis: Basis
    rating: Rating | None = None
    pending: Rating | None = None
    system: SystemGrade | None = None
    previous: Rating | None = None
    last: Rating | None = None
