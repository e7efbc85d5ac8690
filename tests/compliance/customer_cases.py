"""Customers who were graded and rated by three people on given days: for their records and forms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from xlplugin.compliance.approvals import Approval
from xlplugin.compliance.customer_record import CustomerRecord, customer_record
from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.rating_steps import (
    Decision,
    Proposal,
    Reason,
    Review,
    decide,
    propose,
    review,
    withdraw,
)
from xlplugin.compliance.redacting import redact

from .grading import compiled

RATER, REVIEWER, APPROVER = "zhang.wei", "li.na", "wang.fang"
APPROVED = Approval("approved", "release", "xlplugin", "release checks", release="0")
CLEAN = {
    "leverage": 0.62, "current_ratio": 1.05, "cash_content": 0.75, "sales_growth": None, "loan_class": "normal",
    "loss_periods": 0,
}  # fmt: skip
"""A row of credit_rating: AAA is out of reach, growth is missing."""
AML = {
    "customer_kind": "entity", "information_openness": "fully_public", "onboarding_channel": "counter",
    "id_document": "verified_online", "str_record": "one_report", "ownership_structure": "direct",
    "adverse_media": "nothing_found", "country": "CN; Iran", "existence_days": 400, "predicate_crime_region": "level_1",
    "address_match": "all_same_city", "largest_amount": 50, "transactions_per_year": 1, "industry_level": "level_1",
    "special_tie": "no_tie", "cash_intensity": "other_trades", "list_hit": False, "refuses_diligence": False,
}  # fmt: skip
"""A row of aml_pbc_2013: a suspicious transaction report, and a country of the FATF's call for action."""
WHY = Reason("M02", "the parent guarantees all loans", ("guarantee 2026-118", "statements of the parent"))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class Desk:
    """A journal at which three people work; each step is done on its day."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.now = datetime.datetime(2025, 1, 2, 9, tzinfo=datetime.UTC)
        self.open(RATER, create=True).close()

    def open(self, user: str, on: str = "", create: bool = False) -> Journal:
        if on:
            wanted = datetime.datetime.combine(day(on), datetime.time(12), datetime.UTC)
            self.now = max(self.now, wanted)
        return open_journal(self.url, create=create, clock=self.tick, user=user)

    def tick(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=1)
        return self.now

    def grade(self, stamp: str, customer: str, on: str, inputs: Mapping[str, object]) -> int:
        policy = compiled(stamp)
        cells = [(inputs.get(item.name),) for item in policy.cells]
        with self.open(RATER, on) as journal:
            with Recording(journal, "recalc", "ledger.xlsx", approvals=lambda policy: APPROVED) as run:
                run.add(GradedRows(policy, cells, [customer], ["Ledger!K6"], day(on)))
            found = journal.last(kind="grading", customer=customer)
        assert found is not None
        return found.seq

    def propose(self, customer: str, on: str, **said: object) -> int:
        with self.open(RATER, on) as journal:
            return propose(journal, [Proposal(customer, on=day(on), **said)]).done[0].seq  # type: ignore[arg-type]

    def review(self, customer: str, on: str, **said: object) -> int:
        with self.open(REVIEWER, on) as journal:
            return review(journal, [customer], "", Review(on=day(on), comment="checked", **said)).done[0].seq  # type: ignore[arg-type]

    def decide(self, customer: str, on: str, **said: object) -> int:
        with self.open(APPROVER, on) as journal:
            return decide(journal, [customer], "", Decision(on=day(on), **said)).done[0].seq  # type: ignore[arg-type]

    def rate(self, customer: str, on: str, minute: str = "", **said: object) -> int:
        """Propose, review and decide on one day; gives the number of the decision."""
        self.propose(customer, on, **said)
        self.review(customer, on)
        return self.decide(customer, on, minute=minute)

    def withdraw(self, customer: str, on: str) -> None:
        with self.open(APPROVER, on) as journal:
            withdraw(journal, [customer], "", reason="left the region", terms="pay_first", on=day(on))

    def redact(self, seq: int, *fields: str) -> None:
        with self.open("compliance") as journal:
            redact(journal, [seq], fields, "asked by the customer")

    def record(self, customer: str, policy: str, on: str) -> CustomerRecord:
        with self.open(RATER) as journal:
            return customer_record(journal, customer, policy, day(on))
