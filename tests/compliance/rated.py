"""Customers who were graded, rated and reviewed on given days, written to a journal event by event."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from xlplugin.compliance.events import Event
from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import Journal
from xlplugin.compliance.system_grades import system_grade
from xlplugin.scoring.compile import Compiled

from .grading import compiled

POINTS = {"A": 160.0, "B": 120.0, "C": 90.0, "D": 10.0}
"""Points that give each grade of ``reviewed``."""


def day(text: str | datetime.date) -> datetime.date:
    return text if isinstance(text, datetime.date) else datetime.date.fromisoformat(text)


def grade(journal: Journal, grades: Mapping[str, str], as_of: str | datetime.date, stamp: str = "reviewed") -> None:
    """Grade customers by ``reviewed`` so that each gets the grade named."""
    rows = [[POINTS[wanted], True] for wanted in grades.values()]
    record(journal, compiled(stamp), list(grades), rows, as_of)


def record(
    journal: Journal, policy: Compiled, customers: Sequence[str], rows: Sequence[Sequence[object]], as_of: str | datetime.date
) -> None:
    places = [f"Ledger!A{number}" for number in range(2, len(customers) + 2)]
    with Recording(journal, "recalc", "book.xlsx") as run:
        run.add(GradedRows(policy, list(zip(*rows, strict=True)), customers, places, day(as_of)))


def propose(journal: Journal, customer: str, on: str | datetime.date, proposed: str = "", policy: str = "reviewed") -> int:
    """Propose the system's grade as of a day, or another one by a person's override."""
    on = day(on)
    system = system_grade(journal, customer, policy, on)
    assert system is not None and system.grade is not None
    fields: dict[str, object] = {
        "system_grade": system.grade,
        "score": system.score,
        "proposed_grade": proposed or system.grade,
        "comment": "",
        "on": on.isoformat(),
    }
    if proposed:
        said = {"before": system.grade, "after": proposed, "notches": 1, "code": "M1", "comment": "x", "evidence": ["y"]}
        fields["output_override"] = said
    of = {"of": "override" if proposed else "system"}
    event = Event(
        "rating.proposed", fields, of, customer=customer, policy=system.policy, as_of=system.as_of, refers=system.seq
    )
    with journal.writing() as writing:
        return writing.append(event)


def review(journal: Journal, proposal: int, on: str | datetime.date, step: str = "", outcome: str = "agreed") -> int:
    proposed = journal.entry(proposal)
    said = {"outcome": outcome, **({"step": step} if step else {})}
    fields = {"comment": "", "on": day(on).isoformat()}
    return _answer(journal, Event("rating.reviewed", fields, said, proposed.customer, proposed.policy, refers=proposal))


def decide(
    journal: Journal,
    proposal: int,
    on: str | datetime.date,
    valid_until: str | datetime.date | None = None,
    override_until: str | datetime.date | None = None,
    outcome: str = "confirmed",
) -> int:
    proposed = journal.entry(proposal)
    said = {"outcome": outcome, "body": "approver", "on": day(on).isoformat()}
    for name, value in (("valid_until", valid_until), ("override_until", override_until)):
        said |= {name: day(value).isoformat()} if value else {}
    fields = {"confirmed_grade": proposed.fields["proposed_grade"], "comment": ""}
    return _answer(journal, Event("rating.decided", fields, said, proposed.customer, proposed.policy, refers=proposal))


def rate(
    journal: Journal,
    customer: str,
    on: str | datetime.date,
    valid_until: str | datetime.date | None = None,
    override: str = "",
    override_until: str | datetime.date | None = None,
    policy: str = "reviewed",
) -> int:
    """Propose and decide in one go; gives the number of the decision."""
    return decide(journal, propose(journal, customer, on, override, policy), on, valid_until, override_until)


def withdraw(journal: Journal, decision: int, on: str | datetime.date) -> int:
    decided = journal.entry(decision)
    said = {"on": day(on).isoformat(), "terms": "pay_first"}
    event = Event("rating.withdrawn", {"reason": "x"}, said, decided.customer, decided.policy, refers=decision)
    return _answer(journal, event)


def _answer(journal: Journal, event: Event) -> int:
    with journal.writing() as writing:
        return writing.append(event)
