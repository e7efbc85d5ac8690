"""Several people at one journal: each opens it under an own name, on a day that a test sets."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from xlplugin.compliance.access import Access
from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.manual_override_rules import Reason
from xlplugin.compliance.rating import Rating, Standing
from xlplugin.compliance.rating_history import ratings_of
from xlplugin.compliance.rating_steps import (
    Decision,
    Proposal,
    Review,
    Stepped,
    decide,
    end_override,
    propose,
    review,
    withdraw,
)
from xlplugin.compliance.standing import standing_of
from xlplugin.scoring.compile import Compiled

from .grading import compiled

FOLDER = Path(__file__).with_name("policies")
FIRST = datetime.date(2026, 6, 1)
WHY = Reason("M1", "the parent pays", ("letter of comfort",))
MAKER, CHECKER, APPROVER, OTHER = "mary", "li", "wang", "zhao"


def day(number: int) -> datetime.date:
    """The day so many days after the first one."""
    return FIRST + datetime.timedelta(days=number)


@cache
def policy(name: str) -> Compiled:
    return compiled(name, FOLDER)


class People:
    """Who works at one journal; ``today`` moves when a test says so."""

    def __init__(self, url: str, roles: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.url, self.today = url, FIRST
        self.access = Access(roles or {})
        self._open: dict[str, Journal] = {}

    def at(self, user: str) -> Journal:
        """The journal as one of them opens it."""
        if user not in self._open:
            self._open[user] = open_journal(
                self.url, create=True, user=user, clock=self._now, access=self.access
            )
        return self._open[user]

    def close(self) -> None:
        for journal in self._open.values():
            journal.close()

    def _now(self) -> datetime.datetime:
        return datetime.datetime.combine(self.today, datetime.time(12)).astimezone()

    def grade(self, rows: Mapping[str, Sequence[object]], name: str = "rated", draft: bool = False) -> int:
        """Grade customers as of today; gives the number of the run."""
        cells = list(zip(*rows.values(), strict=True))
        with Recording(self.at(MAKER), "grade", "book.csv", draft=draft) as run:
            run.add(GradedRows(policy(name), cells, list(rows), [""] * len(rows), self.today))
        newest = self.at(MAKER).last(kind="run")
        assert newest is not None
        return newest.seq

    def propose(self, customer: str = "C1", user: str = MAKER, **said: object) -> Stepped:
        return propose(self.at(user), [Proposal(customer, **said)])  # type: ignore[arg-type]

    def review(self, customer: str = "C1", user: str = CHECKER, policy: str = "", **said: object) -> Stepped:
        return review(self.at(user), [customer], policy, Review(**said))  # type: ignore[arg-type]

    def decide(self, customer: str = "C1", user: str = APPROVER, policy: str = "", **said: object) -> Stepped:
        return decide(self.at(user), [customer], policy, Decision(**said))  # type: ignore[arg-type]

    def withdraw(self, customer: str = "C1", user: str = APPROVER, **said: object) -> Stepped:
        given = {"reason": "in default", "terms": "deposit", **said}
        return withdraw(self.at(user), [customer], **given)  # type: ignore[arg-type]

    def end_override(self, customer: str = "C1", user: str = APPROVER, **said: object) -> Stepped:
        return end_override(self.at(user), [customer], **{"reason": "support ended", **said})  # type: ignore[arg-type]

    def rate(self, customer: str = "C1", **said: object) -> None:
        """A rating by three people, all today."""
        self.propose(customer, **said)
        self.review(customer)
        self.decide(customer)

    def standing(self, customer: str = "C1", on: datetime.date | None = None, name: str = "rated") -> Standing:
        return standing_of(self.at(MAKER), customer, name, on or self.today)

    def ratings(self, customer: str = "C1", name: str = "rated") -> tuple[Rating, ...]:
        return ratings_of(self.at(MAKER), customer, name)

    def said(self, customer: str = "C1", on: datetime.date | None = None, name: str = "rated") -> tuple[str | None, str]:
        """The grade in force and why."""
        found = self.standing(customer, on, name)
        return found.grade, found.basis
