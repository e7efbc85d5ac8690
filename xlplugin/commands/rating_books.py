"""Between entry forms and the journal: requests go in as proposals, ratings come back into the locked cells."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .failing import words_of
from .finding_books import FILLED, Found, found_books, targets
from .session import GRADED, NOT_ALL, UNUSABLE, Failure, Session, day_of

if TYPE_CHECKING:
    from xlplugin.compliance.journal import Journal
    from xlplugin.workbooks.confirming import Confirming, FromJournal, Item
    from xlplugin.workbooks.requested import Request, Requested

    from .rating_book_telling import Answer, BookAsked


def run_fill(
    session: Session,
    journal_url: str | None,
    books: Sequence[Path],
    output: Path | None,
    policies: Sequence[Path] | None,
    as_of: str | None,
    json: bool,
) -> int:
    """Write what the journal says on a day (today without ``as_of``) into copies of forms; gives the exit status.

    The copies are recalculated in the same go: each form by its own as-of date, as ``recalc`` does.
    """
    from xlplugin.compliance.journal import open_journal
    from xlplugin.workbooks.confirming import Confirming

    from .book_results import Job
    from .rating_book_telling import filled_document, show_filled
    from .recalc_run import run_all
    from .recalculating import Recalculation

    day = day_of(as_of)
    found = found_books(books, (output,))
    written = targets(found, output, ending=FILLED)
    for one, target in zip(found, written, strict=True):
        if target is not None and target.exists() and one.book.exists() and target.samefile(one.book):
            raise Failure(
                f"{target} would take the place of the form itself: name another folder with -o, or leave -o out",
                f"结果会覆盖录入表 {target} 本身：请用 -o 指定其他文件夹，或不加 -o",
            )
    job = Job(tuple(policies or ()), freeze=False)
    confirming: dict[Path, Confirming] = {}
    with open_journal(journal_url) as journal:
        ask = cache(lambda policy_id: _from_journal(session, journal, policy_id, day, job.folders))

        def filling(book: Path) -> Confirming:
            confirming[book] = Confirming(book.name, ask, session.language)
            return confirming[book]

        work = Recalculation(session, job, filling, day)
        done = run_all(session, job, found, written, None, work)
        name = journal.name
    parts = [(one, confirming[one.book].found if one.book in confirming and not one.error else None) for one in done]
    status = max((one.status for one in done), default=GRADED)
    if any(part is not None and part.formulas for _, part in parts):
        status = max(status, NOT_ALL)
    if json:
        from .printing import print_document

        books_said = [filled_document(one, part, job) for one, part in parts]
        print_document({"status": status, "as_of": day.isoformat(), "journal": name, "books": books_said})
    else:
        show_filled(session, parts, day)
    return status


def run_requests(
    session: Session, journal_url: str | None, books: Sequence[Path], as_of: str | None, json: bool
) -> int:
    """Propose what the requests sheets of forms ask for; gives the exit status: 1 where a request was refused.

    A request without a date is one of ``as_of``, today without it. Each is proposed whole or not at all.
    """
    from xlplugin.compliance.journal import open_journal

    from .rating_book_telling import BookAsked, asked_document, show_asked

    day = day_of(as_of) if as_of is not None else None
    found = found_books(books)
    asked: list[BookAsked] = []
    with open_journal(journal_url) as journal:
        for one in found:
            try:
                sheet = _requested(one)
            except Exception as error:
                said = words_of(error, session)
                if said is None:
                    raise
                asked.append(BookAsked(one.book, error=said))
                continue
            asked.append(BookAsked(one.book, tuple(_answers(journal, sheet, day))))
        name = journal.name
    refused = any(answer.outcome == "refused" for book in asked for answer in book.answers)
    status = UNUSABLE if any(book.error for book in asked) else NOT_ALL if refused else GRADED
    if json:
        from .printing import print_json

        books_said = [asked_document(session, book) for book in asked]
        print_json({"status": status, "journal": name, "books": books_said})
    else:
        show_asked(session, asked)
    return status


def _requested(one: Found) -> Requested:
    from xlplugin.workbooks.requested import requested

    return requested(one.book)


def _answers(journal: Journal, sheet: Requested, day: datetime.date | None) -> Iterator[Answer]:
    """What becomes of each row of a requests sheet, in their order."""
    from .rating_book_telling import Answer

    for fault in sheet.faults:
        yield Answer(fault.place, fault.customer, "refused", message=fault.message)
    for request in sheet.requests:
        yield _answer(journal, sheet.policy.partition("@")[0], request, day)


def _answer(journal: Journal, policy_id: str, request: Request, day: datetime.date | None) -> Answer:
    from xlplugin.compliance.rating import STATES
    from xlplugin.compliance.rating_cases import today
    from xlplugin.compliance.rating_history import ratings_of
    from xlplugin.compliance.rating_steps import Proposal, Reason, propose
    from xlplugin.compliance.standing import state_of
    from xlplugin.compliance.system_grades import system_grade

    from .rating_book_telling import Answer

    now = today(journal.clock())
    ratings = ratings_of(journal, request.customer, policy_id)
    known = next((one for one in reversed(ratings) if request.answered_by(one)), None)
    if known is not None:
        later = next((one for one in ratings if one.seq > known.seq and one.decided is not None), None)
        state = STATES[state_of(known, now, later)]
        return Answer(request.place, request.customer, "known", request.grade, known.seq, state=state)
    on = request.on or day
    system = system_grade(journal, request.customer, policy_id, on or now)
    if system is not None and system.grade == request.grade:  # the system's grade, which takes no reason
        asked = Proposal(request.customer, policy_id, reason=Reason(comment=request.comment), on=on)
    else:
        reason = Reason(request.code, request.comment, (request.evidence,))
        asked = Proposal(request.customer, policy_id, grade=request.grade, reason=reason, on=on)
    stepped = propose(journal, [asked], leave=True)
    if stepped.left:
        return Answer(request.place, request.customer, "refused", request.grade, message=stepped.left[0].why)
    return Answer(request.place, request.customer, "proposed", request.grade, stepped.done[0].seq)


def _from_journal(
    session: Session, journal: Journal, policy_id: str, day: datetime.date, folders: Sequence[Path]
) -> FromJournal:
    from xlplugin.compliance.rating_history import all_ratings
    from xlplugin.compliance.review_history import review_history
    from xlplugin.compliance.standing import standings
    from xlplugin.workbooks.confirming import FromJournal

    found = standings(journal, policy_id, day)
    ratings = {customer: said for (customer, _), said in all_ratings(journal, policy_id, day).items()}
    return FromJournal(
        day,
        found,
        ratings,
        review_history(journal, day).reviewed,
        _due(session, journal, policy_id, day, folders) if found else lambda language: (),
        frozenset(journal.customers()) - found.keys(),
    )


def _due(
    session: Session, journal: Journal, policy_id: str, day: datetime.date, folders: Sequence[Path]
) -> Callable[[str], Sequence[Item]]:
    """What is due, in a language."""
    from xlplugin.compliance.errors import JournalError
    from xlplugin.compliance.work_list import due
    from xlplugin.workbooks.confirming import Item

    try:
        items = due(journal, day, [policy_id], session.serving(folders))
    except JournalError as error:
        if error.kind != "unknown-policy":
            raise
        items = ()  # rated, but not graded up to that day

    def said(language: str) -> Sequence[Item]:
        return [
            Item(
                one.customer,
                one.title.in_language(language),
                one.due,
                "; ".join(text.in_language(language) for text in (one.detail, one.note) if text is not None),
            )
            for one in items
        ]

    return said
