"""How ratings are put into words: grades, people, days, what comes next."""

from __future__ import annotations

import dataclasses
import datetime

from xlplugin.compliance.graded_by import Policies
from xlplugin.compliance.rating import BASES, Rating, Standing
from xlplugin.compliance.rating_reviewing import open_steps
from xlplugin.policy.findings import Bilingual

from .session import Session

_REDACTED = Bilingual("(redacted)", "（已删除）")


def grade_text(session: Session, grade: str | None) -> str:
    """A grade; an empty text is one that was redacted."""
    return "" if grade is None else grade or session.said(_REDACTED)


def person(session: Session, who: str) -> str:
    """Who took a step."""
    return who or session.said(_REDACTED)


def why_text(session: Session, standing: Standing) -> str:
    """Why a grade counts, or none does."""
    rating, said = standing.rating, session.said(BASES[standing.basis])
    if standing.basis == "confirmed" and rating is not None and rating.is_override:
        return session.text(
            f"{said}, manual override until {rating.override_until}", f"{said}，人工调整至 {rating.override_until}"
        )
    if standing.basis == "override_expired" and rating is not None:
        return session.text(f"{said} (after {rating.override_until})", f"{said}（{rating.override_until}）")
    if standing.basis == "expired" and rating is not None:
        return session.text(f"{said} after {rating.valid_until}", f"{said}（{rating.valid_until}）")
    if standing.basis == "system_worse" and rating is not None and rating.is_override:
        return session.text(
            f"{said}; the manual override to {rating.confirmed_grade} does not mask it",
            f"{said}；人工调整（{rating.confirmed_grade}）不得掩盖",
        )
    return said


def next_step(standing: Standing, policies: Policies) -> Bilingual:
    """What comes next for a customer."""
    waiting, system, rating = standing.pending, standing.system, standing.rating
    if waiting is not None:
        steps = open_steps(policies.newest(waiting.policy), waiting, waiting.proposed_grade)
        if steps:
            return Bilingual(f"review: {steps[0].role.en}", f"复核：{steps[0].role.zh}")
        return Bilingual("decision", "审定") if waiting.reviews else Bilingual("review", "复核")
    if standing.last is not None and standing.last.returned is not None:
        return Bilingual("returned: propose anew", "已退回：重新提出")
    if standing.basis == "none":
        graded = system is not None and system.grade is not None
        return Bilingual("propose", "提出等级") if graded else Bilingual("grade", "评级")
    if standing.basis != "confirmed":
        return Bilingual("propose anew", "重新提出")
    assert rating is not None
    later = system is not None and (system.as_of, system.seq) > (rating.as_of, rating.grading)
    if later and system is not None and system.grade not in (None, rating.system_grade):
        return Bilingual("propose the new system grade", "提出新的系统等级")
    return Bilingual("", "")


def plain(value: object) -> object:
    """Ratings and standings as JSON can say them."""
    if isinstance(value, Rating):
        return {**_fields(value), "is_override": value.is_override}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, datetime.date):  # datetimes, too
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _fields(value: object) -> dict[str, object]:
    return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}  # type: ignore[arg-type]
