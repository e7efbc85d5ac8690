"""How a form says where a customer's rating stands, and what became of a request."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from xlplugin.compliance.rating import BASES, STATES, Rating, Standing
from xlplugin.compliance.standing import state_of
from xlplugin.policy.findings import Bilingual

_OVERRIDE = Bilingual("manual override", "人工调整")
_UNTIL = Bilingual("until", "至")
_PENDING = {
    "proposed": Bilingual("proposed, waits for review", "已提出，待复核"),
    "reviewed": Bilingual("reviewed, waits for decision", "已复核，待审定"),
}
_APPROVED, _OTHERWISE = Bilingual("approved", "同意"), Bilingual("another grade approved", "同意调整为其他等级")
_SINCE = Bilingual("since then", "其后")


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a request."""

    words: str
    reviewer: str
    approver: str
    grade: str
    on: datetime.date | None
    entry: int


def state_words(standing: Standing, language: str) -> str:
    """Where the rating of a customer stands; an empty text where nobody has proposed one yet."""
    rating, said = standing.rating, []
    if rating is not None:
        said.append(_basis(standing, rating, language))
    if standing.pending is not None:
        said.append(_PENDING[state_of(standing.pending, standing.day)].in_language(language))
    return ("；" if language == "zh" else "; ").join(said)


def _basis(standing: Standing, rating: Rating, language: str) -> str:
    words = BASES[standing.basis].in_language(language)
    day: datetime.date | None = None
    if standing.basis == "withdrawn" and rating.withdrawn is not None:
        day = rating.withdrawn.on
    elif standing.basis == "expired":
        day = rating.valid_until
    elif standing.basis == "confirmed" and rating.is_override:
        override = _OVERRIDE.in_language(language)
        if rating.override_until is not None:
            blank = "" if language == "zh" else " "
            override += f"{blank}{_UNTIL.in_language(language)}{blank}{rating.override_until}"
        return f"{words}（{override}）" if language == "zh" else f"{words} ({override})"
    if day is None:
        return words
    return f"{words}（{day}）" if language == "zh" else f"{words} ({day})"


def entry_of(standing: Standing) -> float | None:
    """The entry of the journal that the words rest on: a decision, else a proposal, else the grading."""
    rating, waiting = standing.rating, standing.pending
    if rating is not None and rating.decided is not None:
        return float((rating.withdrawn or rating.decided).seq if standing.basis == "withdrawn" else rating.decided.seq)
    if waiting is not None:
        return float(waiting.seq)
    return float(standing.system.seq) if standing.system is not None else None


def decided(rating: Rating, ratings: Sequence[Rating], day: datetime.date, language: str) -> Decided:
    """What became of the request that a rating was proposed on; ``ratings`` are all of the customer."""
    later = next((one for one in ratings if one.seq > rating.seq and one.decided is not None), None)
    state = state_of(rating, day, later)
    end = rating.decided or rating.refused
    reviewer = "、".join(dict.fromkeys(act.who for act in rating.reviews if act.who))
    comment, entry, on = "", rating.seq, None
    if rating.decided is not None and rating.decided.on <= day:
        same = rating.confirmed_grade == rating.proposed_grade
        words = (_APPROVED if same else _OTHERWISE).in_language(language)
        if state != "decided":
            words += f"; {_SINCE.in_language(language)} {STATES[state].en}" if language == "en" else f"；其后{STATES[state].zh}"
        comment, entry, on = rating.decided.comment, rating.decided.seq, rating.decided.on
    elif state == "refused" and rating.refused is not None:
        words, comment = STATES[state].in_language(language), rating.refused.comment
        entry, on = rating.refused.seq, rating.refused.on
    elif state == "returned" and rating.returned is not None:
        words, comment = STATES[state].in_language(language), rating.returned.comment
        reviewer, entry, on = rating.returned.who, rating.returned.seq, rating.returned.on
    else:
        return Decided(_PENDING[state].in_language(language), reviewer, "", "", None, rating.seq)
    if comment:
        words += f"：{comment}" if language == "zh" else f": {comment}"
    grade = rating.confirmed_grade or "" if rating.decided is not None and end is rating.decided else ""
    return Decided(words, reviewer, _approver(rating, language) if end is not None else "", grade, on, entry)


def _approver(rating: Rating, language: str) -> str:
    """Who decided: a person, or a committee with its minute."""
    end = rating.decided or rating.refused
    assert end is not None
    if rating.body != "committee":
        return end.who
    name = rating.committee or Bilingual("committee", "审批委员会").in_language(language)
    return f"{name} ({rating.minute})" if rating.minute else name
