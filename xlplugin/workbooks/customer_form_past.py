"""The past on a customer's form: the ratings so far, and what changed since the last of them."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.compliance.rating import STATES, Rating
from xlplugin.compliance.record_grading import score_text
from xlplugin.compliance.record_parts import REDACTED, Altered, Changes
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.numbers import format_number

from .customer_form_grid import Page, Piece, day, label, strong, text
from .customer_form_head import fills
from .forms.wording import both

HISTORY, CHANGED = Bilingual("Ratings so far", "历次评级"), Bilingual("Changes since the last rating", "较上次评级的变动")
LATER = Bilingual("Since this rating the system graded anew", "本次评级后系统重新评级")
_HISTORY_HEADS = (
    Bilingual("Date", "日期"),
    Bilingual("System", "系统"),
    Bilingual("Proposed", "建议"),
    Bilingual("Confirmed", "认定"),
    Bilingual("Until", "有效至"),
    Bilingual("State", "状态"),
)
_CHANGE_HEADS = ((Bilingual("What", "内容"), 2), (Bilingual("From → to", "变动"), 3), (Bilingual("Points", "得分"), 1))
MOST_PAST, MOST_CHANGES = 5, 8
_NONE, _FIRST = Bilingual("none", "无"), Bilingual("no earlier rating", "无以前评级")
_SAME = Bilingual("nothing changed", "无变动")


def write_past(page: Page, record: CustomerRecord, language: str) -> None:
    """Write the ratings so far beside what changed since the last of them."""
    page.section(Bilingual(f"{HISTORY.en} · {CHANGED.en.lower()}", f"{HISTORY.zh} · {CHANGED.zh}"))
    page.beside(list(_history(record, language)), list(_changes(record, language)))


def _history(record: CustomerRecord, language: str) -> Iterator[tuple[Piece, ...]]:
    yield tuple(label(head, 1, "centre") for head in _HISTORY_HEADS)
    known = fills(record)
    for past in record.history[:MOST_PAST]:
        rating = past.rating
        act = rating.decided or rating.refused or rating.proposed
        grades = [rating.system_grade, rating.proposed_grade, _confirmed(rating)]
        yield (
            day(act.on, 1),
            *(text(grade, 1, "centre", fill=known.get(grade, "")) for grade in grades),
            day(rating.valid_until, 1),
            text(STATES[past.state].in_language(language), 1),
        )
    more = len(record.history) - MOST_PAST
    if more > 0:
        yield (text(f"and {more} earlier 另有更早 {more} 次", 6, "quiet"),)
    if not record.history:
        yield (text(both(_NONE), 6, "quiet"),)


def _confirmed(rating: Rating) -> str:
    if rating.decided is None:
        return "–"
    return rating.confirmed_grade or both(REDACTED)


def _changes(record: CustomerRecord, language: str) -> Iterator[tuple[Piece, ...]]:
    yield tuple(label(head, span, "centre") for head, span in _CHANGE_HEADS)
    if record.changes is None:
        yield (text(both(_FIRST), 6, "quiet"),)
    else:
        yield from _told(record.changes, language, record.grading.score_unit)
    if record.later is not None and record.newer is not None:
        stated = f"{both(LATER)}: {record.newer.as_of}, entry 记录 {record.newer.seq}"
        yield (strong(text(stated, 6, "warning")),)
        yield from _told(record.later, language, record.grading.score_unit)


def _told(changes: Changes, language: str, unit: str) -> Iterator[tuple[Piece, ...]]:
    """The grade, the score and the policy where they changed, then each input."""
    yield (text(f"since 自 {changes.since}: entries 记录 {changes.entries[0]} → {changes.entries[1]}", 6, "quiet"),)
    if not changes:
        yield (text(both(_SAME), 6, "quiet"),)
    scores = tuple("–" if score is None else score_text(score, unit) for score in changes.scores)
    whole = (
        (Bilingual("Grade", "等级"), changes.grades),
        (Bilingual("Score", "得分"), scores),
        (Bilingual("Policy", "制度"), changes.policies),
    )
    for title, (before, after) in whole:
        if before != after:
            yield text(both(title), 2, "bold"), text(f"{before} → {after}", 4, "bold")
    for one in changes.lines[:MOST_CHANGES]:
        yield text(one.title.in_language(language), 2), text(_moved(one, language), 3), text(_points(one), 1, "centre")
    more = len(changes.lines) - MOST_CHANGES
    if more > 0:
        yield (text(f"and {more} more 另有 {more} 项", 6, "quiet"),)


def _moved(one: Altered, language: str) -> str:
    before, after = one.before.in_language(language), one.after.in_language(language)
    return before if before == after else f"{before or '–'} → {after or '–'}"


def _points(one: Altered) -> str:
    sides = ["–" if points is None else format_number(round(points, 2)) for points in (one.points_before, one.points_after)]
    return "" if sides == ["–", "–"] else sides[0] if sides[0] == sides[1] else " → ".join(sides)
