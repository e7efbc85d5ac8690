"""What a policy says of its own use: reviews, provisional grades, movements, who approves, who may change a grade.

Nothing here makes a grade. ``of`` is always the name whose grades are meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .findings import Bilingual, Where
from .status import Status

Decider: TypeAlias = Literal["approver", "compliance"]
"""The roles of the configuration that may approve a manual override."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a month in which, every year, grades are set; both ends belong to it."""

    month: int
    from_day: int
    to_day: int


@dataclass(frozen=True, slots=True)
class Review:
    """When grades are looked at again; None stands for what the policy does not say.

    ``months`` holds for each grade whose treatment states no interval of its own, but for the
    ``irregular`` ones. ``first_within_days`` counts working days where ``working_days`` says so.
    """

    of: str
    status: Status
    where: Where
    months: int | None = None
    irregular: tuple[str, ...] = ()
    first_within_days: int | None = None
    working_days: bool = False
    window: Window | None = None
    apply_months_before: int | None = None
    for_life: bool | None = None
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Provisional:
    """For how many months a new customer's grade is provisional; the full assessment follows."""

    of: str
    months: int
    status: Status
    where: Where
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A movement from one grade to another: when it happens, and within how many days it has to be made."""

    of: str
    start: str
    end: str
    when: Bilingual
    status: Status
    where: Where
    within_days: int | None = None
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """One step of the way to a confirmed grade: who does what; without ``grades`` it holds for all."""

    step: str
    of: str
    role: Bilingual
    does: Bilingual
    status: Status
    where: Where
    grades: tuple[str, ...] = ()
    when: Bilingual | None = None
    within_days: int | None = None
    note: Bilingual | None = None

    def holds_for(self, grade: str) -> bool:
        """True where this step is part of the way to ``grade``."""
        return not self.grades or grade in self.grades


@dataclass(frozen=True, slots=True)
class ManualOverrides:
    """How far a person may change a grade, why, who approves it, and for how many months it holds.

    ``better`` and ``worse`` count notches on the ordered grades; ``worse`` None sets no limit. ``reasons`` are the
    reason codes that may be given, with their texts. ``approved_by`` is the role that the decider has to hold.
    """

    of: str
    better: int
    reasons: Mapping[str, Bilingual]
    approved_by: Decider
    months: int
    status: Status
    where: Where
    worse: int | None = None
    note: Bilingual | None = None

    def allows(self, change: int) -> bool:
        """True where a change by so many notches, positive towards the better or milder grade, is within the limits."""
        return change <= self.better and (self.worse is None or -change <= self.worse)
