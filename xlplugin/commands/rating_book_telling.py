"""Says what became of forms that were filled from the journal, and of the requests that stood in forms."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xlplugin.policy.findings import Bilingual

from .book_results import Done, Job
from .book_rows import LISTED
from .printing import complain, print_table, say
from .recalc_report import document
from .session import Session

if TYPE_CHECKING:
    from xlplugin.workbooks.confirming import Confirmed

Outcome = Literal["proposed", "known", "refused"]
OUTCOMES = {
    "proposed": Bilingual("proposed", "已提出"),
    "known": Bilingual("in the journal already", "评级日志中已有"),
    "refused": Bilingual("refused", "被拒绝"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row of a requests sheet; ``entry`` is the proposal's number, ``state`` where that stands."""

    place: str
    customer: str
    outcome: Outcome
    grade: str = ""
    entry: int | None = None
    message: Bilingual | None = None
    state: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class BookAsked:
    """The requests of one form; ``error`` says why it could not be read."""

    book: Path
    answers: tuple[Answer, ...] = ()
    error: str = ""

    def count(self, outcome: Outcome) -> int:
        """How many requests ended so."""
        return sum(one.outcome == outcome for one in self.answers)


def asked_document(session: Session, book: BookAsked) -> dict[str, object]:
    """All that is known of a form's requests, for programs."""
    requests = [
        {
            "cell": one.place, "customer": one.customer, "grade": one.grade or None, "outcome": one.outcome,
            "entry": one.entry, "state": session.said(one.state) if one.state else None,
            "message": session.said(one.message) if one.message else None,
        }
        for one in book.answers
    ]  # fmt: skip
    return {"book": str(book.book), "error": book.error or None, "requests": requests}


def show_asked(session: Session, asked: Sequence[BookAsked]) -> None:
    """Print what became of the requests of each form."""
    for place, book in enumerate(asked):
        if book.error:
            complain(book.error if book.book.name in book.error else f"{book.book}: {book.error}")
            continue
        if place:
            say()
        proposed, known, refused = (book.count(one) for one in ("proposed", "known", "refused"))
        say(
            session.text(
                f"{book.book}: {proposed} proposed, {known} in the journal already, {refused} refused",
                f"{book.book}：已提出 {proposed} 项，评级日志中已有 {known} 项，被拒绝 {refused} 项",
            )
        )
        if not book.answers:
            continue
        lines = [
            [one.place, one.customer, one.grade, _outcome(session, one), _entry(session, one)]
            for one in book.answers
        ]
        headings = session.text("Where|Customer|Grade|Outcome|Entry, or why not", "位置|客户|等级|结果|编号或原因")
        print_table(headings.split("|"), lines, indent=2)


def _outcome(session: Session, one: Answer) -> str:
    said = session.said(OUTCOMES[one.outcome])
    return said if one.state is None else session.text(f"{said}: {one.state.en}", f"{said}：{one.state.zh}")


def _entry(session: Session, one: Answer) -> str:
    return session.said(one.message) if one.message is not None else str(one.entry)


def filled_document(done: Done, found: Confirmed | None, job: Job) -> dict[str, object]:
    """All that is known of a form that was filled, for programs."""
    if found is None:
        return {"book": str(done.book), "status": done.status, "error": done.error, "output": None}
    return {
        "book": str(done.book),
        "status": done.status,
        "error": None,
        "output": str(done.output) if done.output else None,
        "customers": found.customers,
        "confirmed": found.confirmed,
        "not_in_force": [
            {"cell": cell, "customer": key, "status": state} for cell, key, state in found.not_in_force
        ],
        "unknown": _cells(found.unknown),
        "elsewhere": _cells(found.elsewhere),
        "other_version": found.other_version,
        "requests": {"answered": found.decisions, "not_in_journal": found.waiting},
        "due": {"items": found.due, "listed": found.due_listed},
        "formulas": found.formulas,
        "recalculated": document(done, job),
    }


def _cells(found: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"cell": cell, "customer": key} for cell, key in found]


def show_filled(
    session: Session, parts: Sequence[tuple[Done, Confirmed | None]], day: datetime.date
) -> None:
    """Print what the journal has filled into each form."""
    for place, (done, found) in enumerate(parts):
        if found is None:
            complain(done.error if done.book.name in done.error else f"{done.book}: {done.error}")
            continue
        if place:
            say()
        _show_filled(session, done, found, day)


def _show_filled(session: Session, done: Done, found: Confirmed, day: datetime.date) -> None:
    text = session.text
    say(
        text(
            f"{done.book} → {done.output}, as the journal stood on {day}",
            f"{done.book} → {done.output}，截至 {day} 的评级日志",
        )
    )
    say(
        text(
            f"  Customers filled: {found.customers}, with a grade in force: {found.confirmed}. "
            f"Requests answered: {found.decisions}, not in the journal: {found.waiting}. Due: {found.due}.",
            f"  已填写客户 {found.customers} 户，其中等级有效 {found.confirmed} 户；申请已有结果 {found.decisions} 项，"
            f"尚未进入评级日志 {found.waiting} 项；到期事项 {found.due} 项。",
        )
    )
    if found.waiting:
        say(
            text(
                f"  To put the requests into the journal: xlplugin rating requests {done.book}",
                f"  将申请提交评级日志：xlplugin rating requests {done.book}",
            )
        )
    _listed(
        session,
        text("Where|Customer|No grade in force", "位置|客户|无有效等级"),
        [[cell, key, state] for cell, key, state in found.not_in_force],
    )
    unknown = text("Where|Not known to the journal, left as it was", "位置|评级日志中没有的客户，保留原值")
    _listed(session, unknown, [list(pair) for pair in found.unknown])
    elsewhere = text(
        "Where|Not graded by this policy up to that day, left as it was", "位置|截至该日未按本制度评级的客户，保留原值"
    )
    _listed(session, elsewhere, [list(pair) for pair in found.elsewhere])
    for stamp, customers in found.other_version.items():
        named = ", ".join(customers[:LISTED]) + (" …" if len(customers) > LISTED else "")
        say(
            text(
                f"  ! rated under {stamp}, while the form names another version: {named}",
                f"  ! 以下客户按 {stamp} 评级，与录入表的制度版本不同：{named}",
            )
        )
    if found.formulas:
        said = ", ".join(found.formulas[:LISTED])
        say(text(f"  ! a formula stands in the way, not filled: {said}", f"  ! 单元格中有公式，未填写：{said}"))
    ungraded, lost = done.rows("ungraded").count, done.rows("not_calculated").count
    if ungraded or lost:
        say(
            text(
                f"  Not graded: {ungraded}, not calculated: {lost}; xlplugin recalc says which.",
                f"  无法评级 {ungraded} 行，未能计算 {lost} 个单元格；详见 xlplugin recalc。",
            )
        )


def _listed(session: Session, headings: str, lines: list[list[str]]) -> None:
    if not lines:
        return
    print_table(headings.split("|"), lines[:LISTED], indent=4)
    if len(lines) > LISTED:
        more = len(lines) - LISTED
        say(session.text(f"    … and {more} more, see --json", f"    ……另有 {more} 条，见 --json"))
