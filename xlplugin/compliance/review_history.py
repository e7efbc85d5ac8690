"""Reviews that were triggered and done, as the journal has them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from xlplugin.policy.findings import Bilingual

from .events import Entry
from .rating_history import day_of, text
from .reading import Reading

TRIGGERED, DONE = "review.triggered", "review.done"
Why = Literal["new_information", "judicial_inquiry", "media", "list_change", "system_worse", "other"]
WHY: Mapping[str, Bilingual] = {
    "new_information": Bilingual("new information", "客户信息变更"),
    "judicial_inquiry": Bilingual("judicial inquiry", "司法机关调查"),
    "media": Bilingual("report in the media", "权威媒体报道"),
    "list_change": Bilingual("change of a list", "名单变动"),
    "system_worse": Bilingual("worse system grade", "系统等级变差"),
    "other": Bilingual("other reason", "其他原因"),
}
"""Why a review is triggered."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A review that was triggered; ``done`` is the entry that closed it.

    ``working_days`` says how many of them the review may take, where ``due`` was counted in them. ``list`` and
    ``digest`` name the changed list and its new text.
    """

    seq: int
    customer: str
    policy: str
    why: str
    on: datetime.date
    due: datetime.date
    text: str
    who: str
    working_days: int | None = None
    list: str = ""
    digest: str = ""
    done: int | None = None

    @property
    def policy_id(self) -> str:
        """The policy without its version, empty where the trigger concerns all."""
        return self.policy.partition("@")[0]


@dataclass(frozen=True, slots=True)
class ReviewHistory:
    """All triggers by their number, and the newest review of each decided rating by the decision's number."""

    triggers: Mapping[int, Trigger]
    reviewed: Mapping[int, datetime.date]

    @property
    def open(self) -> tuple[Trigger, ...]:
        """The triggers that nobody has closed."""
        return tuple(one for one in self.triggers.values() if one.done is None)


def review_history(reading: Reading, day: datetime.date, customer: str | None = None) -> ReviewHistory:
    """What was triggered and done for days up to ``day``, in two passes over these events alone."""
    triggers = {
        entry.seq: _trigger(entry)
        for entry in reading.entries(kind=TRIGGERED, customer=customer)
        if day_of(entry) <= day and entry.customer
    }
    reviewed: dict[int, datetime.date] = {}
    for entry in reading.entries(kind=DONE, customer=customer):
        on = day_of(entry)
        if on > day or entry.refers is None:
            continue
        if entry.refers in triggers:
            triggers[entry.refers] = replace(triggers[entry.refers], done=entry.seq)
        else:
            reviewed[entry.refers] = max(on, reviewed.get(entry.refers, on))
    return ReviewHistory(triggers, reviewed)


def _trigger(entry: Entry) -> Trigger:
    said, on = entry.open, day_of(entry)
    due, working = said.get("due"), said.get("working_days")
    return Trigger(
        seq=entry.seq,
        customer=entry.customer or "",
        policy=entry.policy,
        why=text(said.get("why")),
        on=on,
        due=datetime.date.fromisoformat(due) if isinstance(due, str) else on,
        text=text(entry.fields.get("text")),
        who=text(entry.fields.get("who")),
        working_days=int(working) if isinstance(working, int) else None,
        list=text(said.get("list")),
        digest=text(said.get("digest")),
    )
