"""What has to be done for a customer, and by when: one line of a work list."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xlplugin.policy.findings import Bilingual

from .working_days import MARK

What = Literal[
    "valid_until",
    "override_masked",
    "system_worse",
    "override_expired",
    "trigger",
    "transition",
    "first_rating",
    "review",
    "pending",
    "provisional_ends",
    "application",
]
TITLES: Mapping[What, Bilingual] = {
    "valid_until": Bilingual("Rating expired", "评级已到期"),
    "override_masked": Bilingual("System grade worse than under the manual override", "人工调整后系统等级变差"),
    "system_worse": Bilingual("System grade worse by a hard rule", "触发硬性规则，系统等级变差"),
    "override_expired": Bilingual("End of a manual override", "人工调整到期"),
    "trigger": Bilingual("Triggered review", "触发重评"),
    "transition": Bilingual("Change of grade", "等级变动待办"),
    "first_rating": Bilingual("First rating", "首次评级"),
    "review": Bilingual("Periodic review", "定期复评"),
    "pending": Bilingual("Proposal waiting", "等级待审批"),
    "provisional_ends": Bilingual("End of a provisional grade", "临时等级到期"),
    "application": Bilingual("Application for the next rating", "续评申请"),
}
"""What each kind is called, the most urgent first."""
_ORDER = {what: place for place, what in enumerate(TITLES)}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do. ``due`` is the last day for it, None where no day is fixed.

    ``overdue_days`` counts the days since then. ``policy`` is an id, empty for a trigger that names none; ``grade``
    the one in force, for a first rating the system's. ``refers`` is the entry of the journal that it rests on.
    ``note`` is there where the day rests on a year for which there is no calendar of working days yet.
    """

    customer: str
    policy: str
    what: What
    title: Bilingual
    due: datetime.date | None
    overdue_days: int
    grade: str | None
    detail: Bilingual
    refers: int | None
    note: Bilingual | None = None

    @property
    def shown_due(self) -> str:
        """The day as people read it, with a mark where it is not certain; empty where no day is fixed."""
        if self.due is None:
            return ""
        return f"{MARK}{self.due.isoformat()}" if self.note else self.due.isoformat()

    @property
    def is_overdue(self) -> bool:
        """True where the last day for it has passed."""
        return self.overdue_days > 0

    @property
    def urgency(self) -> tuple[bool, datetime.date, int, str, str, int]:
        """What work lists are sorted by: the longest overdue first, what has no day last."""
        day = self.due or datetime.date.max
        return self.due is None, day, _ORDER[self.what], self.customer, self.policy, self.refers or 0
