"""The steps of a rating as a record tells them: who did what on which day; what was redacted says so."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .rating import Act, Rating
from .reading import Reading
from .record_parts import REDACTED, Step

_TITLES = {
    "proposed": Bilingual("Proposed", "初评"),
    "reviewed": Bilingual("Reviewed", "复核"),
    "returned": Bilingual("Returned", "退回"),
    "decided": Bilingual("Decided", "审定"),
    "refused": Bilingual("Refused", "未批准"),
    "withdrawn": Bilingual("Withdrawn", "撤回"),
    "override_ended": Bilingual("Override ended", "调整终止"),
}


def steps_of(reading: Reading, policy: Policy, rating: Rating) -> Iterator[Step]:
    """What persons did, in order; what was redacted of it says so."""
    names = {step.step: step for step in policy.approvals}

    def step(kind: str, act: Act, grade: str = "", minute: str = "") -> Step:
        gone = reading.entry(act.seq).redacted
        title = _TITLES[kind]
        if act.step in names:
            known = names[act.step]
            title = Bilingual(f"{known.role.en}: {known.does.en}", f"{known.role.zh}：{known.does.zh}")
        said = f"{REDACTED.en} {REDACTED.zh}"
        who = said if "who" in gone else act.who
        comment = said if {"comment", "reason"} & set(gone) else act.comment
        return Step(kind, title, who, act.on, act.recorded, act.seq, grade, comment, minute, act.step)  # type: ignore[arg-type]

    yield step("proposed", rating.proposed, rating.proposed_grade)
    for review in rating.reviews:
        yield step("reviewed", review)
    if rating.returned is not None:
        yield step("returned", rating.returned)
    if rating.refused is not None:
        yield step("refused", rating.refused, minute=rating.minute)
    if rating.decided is not None:
        yield step("decided", rating.decided, rating.confirmed_grade or "", rating.minute)
    if rating.override_ended is not None:
        yield step("override_ended", rating.override_ended)
    if rating.withdrawn is not None:
        yield step("withdrawn", rating.withdrawn)
