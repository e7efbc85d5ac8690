"""Since when customers are graded, and since when the system gives the grade that it gives now."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from .grading_fields import OUTPUTS
from .reading import Reading
from .system_grades import counted
from .tables import events

TOGETHER = 500
"""Customers that one question names."""


def first_graded(reading: Reading, policy_id: str, day: datetime.date) -> Mapping[str, datetime.date]:
    """The day of the first grading of every customer under a policy, drafts and changed inputs left out."""
    asked = select(events.c.customer, func.min(events.c.as_of).label("first"))
    asked = asked.where(*counted(policy_id, day), events.c.customer.is_not(None)).group_by(events.c.customer)
    with reading.reading() as connection:
        return {row.customer: datetime.date.fromisoformat(row.first) for row in connection.execute(asked)}


def unchanged_since(
    reading: Reading, policy_id: str, day: datetime.date, grades: Mapping[str, str]
) -> Mapping[str, datetime.date]:
    """Since when the system gives some customers the grade that is named for each of them, without a break."""
    found: dict[str, datetime.date] = {}
    closed: set[str] = set()
    for row in _newest_first(reading, policy_id, day, sorted(grades)):
        if row.customer in closed:
            continue
        outputs = json.loads(row.body).get(OUTPUTS) or {}
        if outputs.get("grade") == grades[row.customer]:
            found[row.customer] = datetime.date.fromisoformat(row.as_of)
        else:
            closed.add(row.customer)
    return found


def _newest_first(reading: Reading, policy_id: str, day: datetime.date, customers: list[str]) -> Iterator[Any]:
    columns = events.c.customer, events.c.as_of, events.c.body
    asked = select(*columns).where(*counted(policy_id, day))
    asked = asked.order_by(events.c.customer, events.c.as_of.desc(), events.c.seq.desc())
    with reading.reading() as connection:
        for start in range(0, len(customers), TOGETHER):
            yield from connection.execute(asked.where(events.c.customer.in_(customers[start : start + TOGETHER])))


def stored_gradings(reading: Reading, seqs: Collection[int]) -> Iterator[Any]:
    """The rows of some gradings, many at a time: seq, customer, policy, run, as_of, body."""
    chosen, table = sorted(seqs), events.c
    with reading.reading() as connection:
        for start in range(0, len(chosen), TOGETHER):
            part = chosen[start : start + TOGETHER]
            columns = table.seq, table.customer, table.policy, table.run, table.as_of, table.body
            yield from connection.execute(select(*columns).where(table.seq.in_(part)).order_by(table.seq))
