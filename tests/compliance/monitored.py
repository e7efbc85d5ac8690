"""A journal with two years of grades to monitor: gradings on three days, ratings, overrides, what became of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from xlplugin.compliance.events import Event
from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import Journal

from .grading import compiled

POLICY = "credit_rating"
EARLIER, LATER = datetime.date(2025, 6, 1), datetime.date(2026, 6, 1)
"""The days on which all customers were graded."""


def customers(count: int, first: int = 1) -> list[str]:
    """Keys of customers."""
    return [f"C{number:05}" for number in range(first, first + count)]


def graded(
    journal: Journal, keys: Sequence[str], day: datetime.date, seed: int = 1, shift: float = 0.0, blanks: int = 0
) -> None:
    """Grade customers by credit_rating; ``shift`` moves their leverage, ``blanks`` of them have none."""
    random = np.random.default_rng(seed)
    size = len(keys)
    leverage: list[object] = [round(float(value), 4) for value in np.clip(random.normal(0.55 + shift, 0.15, size), 0.05, 1.5)]
    leverage[:blanks] = [None] * blanks
    cells: list[Sequence[object]] = [
        leverage,
        [round(float(value), 3) for value in random.uniform(0.6, 2.2, size)],
        [round(float(value), 3) for value in random.uniform(0.2, 1.5, size)],
        [round(float(value), 3) for value in random.uniform(-0.1, 0.3, size)],
        [("normal", "special_mention")[value] for value in random.integers(0, 2, size).tolist()],
        [float(value) for value in random.integers(0, 3, size).tolist()],
    ]
    places = [f"Ledger!A{number}" for number in range(2, size + 2)]
    with Recording(journal, "grade", "book.xlsx") as run:
        run.add(GradedRows(compiled(POLICY), cells, list(keys), places, day))


def rated(
    journal: Journal,
    customer: str,
    on: datetime.date,
    system: str,
    confirmed: str,
    *,
    notches: int | None = None,
    code: str = "MO1",
    inputs: Sequence[str] = (),
    until: datetime.date | None = None,
    override_until: datetime.date | None = None,
    decider: str = "paul",
) -> int:
    """Write a decided rating with the events of its steps; gives the number of the decision."""
    grading = journal.last(kind="grading", customer=customer)
    assert grading is not None
    changed = [
        {"input": name, "before": 0.5, "after": 0.4, "code": code, "comment": "audited", "evidence": ["report"]}
        for name in inputs
    ]
    fields: dict[str, object] = {"system_grade": system, "proposed_grade": confirmed, "on": on.isoformat()}
    fields |= {"comment": "", "input_overrides": changed}
    if notches is not None:
        fields["output_override"] = {
            "before": system, "after": confirmed, "notches": notches, "code": code, "comment": "=1+1", "evidence": ["minute"],
        }  # fmt: skip
    by_hand = bool(changed) or notches is not None
    stated = {"outcome": "confirmed", "body": "approver", "minute": "1", "on": on.isoformat()}
    stated["valid_until"] = (until or on + datetime.timedelta(days=365)).isoformat()
    if by_hand:
        stated["override_until"] = (override_until or until or on + datetime.timedelta(days=365)).isoformat()
    with journal.writing() as writing:
        common = {"customer": customer, "policy": grading.policy, "as_of": grading.as_of}
        proposed = writing.append(
            Event("rating.proposed", fields, {"of": "override" if by_hand else "system"}, refers=grading.seq, **common)
        )
        decision = {"confirmed_grade": confirmed, "comment": "", "who": decider}
        return writing.append(Event("rating.decided", decision, stated, refers=proposed, **common))


def ended(journal: Journal, decision: int, kind: str, on: datetime.date) -> None:
    """Withdraw a rating, or end its override."""
    entry = journal.entry(decision)
    terms = {"terms": "deposit"} if kind == "rating.withdrawn" else {}
    event = Event(kind, {"reason": "news"}, {"on": on.isoformat(), **terms}, customer=entry.customer, policy=entry.policy,
                  refers=decision)  # fmt: skip
    with journal.writing() as writing:
        writing.append(event)
