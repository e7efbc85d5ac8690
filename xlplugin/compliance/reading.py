"""Reading a journal: events by number, kind, customer, policy and time, a block at a time."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from .anchors import Anchor
from .errors import JournalError
from .events import Entry, microseconds, moment
from .tables import events, head, journal

BLOCK = 2000
"""Entries that are fetched together."""


class Reading:
    """What can be asked of a journal, and of a transaction that writes to it."""

    def reading(self) -> AbstractContextManager[Connection]:
        """The connection to read from."""
        raise NotImplementedError

    def entries(
        self,
        *,
        kind: str = "",
        customer: str | None = None,
        policy: str = "",
        since: datetime.datetime | None = None,
        until: datetime.datetime | None = None,
        refers: int | None = None,
        run: int | None = None,
        after: int = 0,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """The events that fit, oldest first.

        ``kind`` is one, or a family of them (``rating`` finds ``rating.proposed``); ``policy`` a stamp, or an id for
        all of its versions; ``since`` and ``until`` include the moment itself; ``after`` is a number.
        """
        with self.reading() as connection:
            chosen = select(events)
            for condition in _conditions(kind, customer, policy, refers):
                chosen = chosen.where(condition)
            if after:
                chosen = chosen.where(events.c.seq > after)
            if run is not None:  # the gradings of a run follow it
                chosen = chosen.where(events.c.run == run, events.c.seq > run)
            if since is not None:
                chosen = chosen.where(events.c.seq >= first_since(connection, microseconds(since)))
            if until is not None:
                chosen = chosen.where(events.c.seq < first_since(connection, microseconds(until) + 1))
            yield from _in_blocks(connection, chosen, newest_first, limit)

    def entry(self, seq: int) -> Entry:
        """The event of a number; raises JournalError where there is none."""
        with self.reading() as connection:
            row = connection.execute(select(events).where(events.c.seq == seq)).first()
        if row is None:
            raise JournalError(
                "unknown-entry",
                f"the journal has no entry {seq}; xlplugin journal show lists those that there are",
                f"评级日志中没有第 {seq} 条记录；可用 xlplugin journal show 查看",
            )
        return entry_of(row)

    def last(self, *, kind: str = "", customer: str | None = None, policy: str = "") -> Entry | None:
        """The newest event that fits, None where there is none."""
        return next(self.entries(kind=kind, customer=customer, policy=policy, newest_first=True, limit=1), None)

    def customers(self) -> list[str]:
        """The keys of all customers, sorted."""
        with self.reading() as connection:
            keys = connection.execute(select(events.c.customer).where(events.c.customer.is_not(None)).distinct())
            return sorted(keys.scalars())

    def known_customer(self, customer: str) -> str:
        """The key itself; raises JournalError for one that no event concerns."""
        if not customer.strip():
            raise JournalError("unknown-customer", "the customer's number is blank", "客户号为空")
        if self.last(customer=customer) is None:
            raise JournalError(
                "unknown-customer",
                f"the journal has no entry of the customer {customer}; check the number",
                f"评级日志中没有客户 {customer} 的记录；请核对客户号",
            )
        return customer

    @property
    def head(self) -> Anchor:
        """Where the chain ends."""
        with self.reading() as connection:
            name = connection.execute(select(journal.c.uuid)).scalar_one()
            found = connection.execute(select(head.c.seq, head.c.hash, head.c.recorded)).one()
        return Anchor(name, found.seq, bytes(found.hash).hex(), moment(found.recorded))


def _conditions(kind: str, customer: str | None, policy: str, refers: int | None) -> Iterator[ColumnElement[bool]]:
    if kind:
        # the index of the other kinds serves only who says that gradings are not among them
        other = events.c.kind != "grading"
        step = events.c.kind.startswith(f"{kind}.", autoescape=True)
        yield events.c.kind == kind if kind == "grading" else other & or_(events.c.kind == kind, step)
    if customer is not None:
        yield events.c.customer == customer
    if policy:
        version = events.c.policy.startswith(f"{policy}@", autoescape=True)
        yield events.c.policy == policy if "@" in policy else or_(events.c.policy == policy, version)
    if refers is not None:
        yield events.c.refers == refers


def _in_blocks(
    connection: Connection, chosen: Select[Any], newest_first: bool, limit: int | None
) -> Iterator[Entry]:
    order = events.c.seq.desc() if newest_first else events.c.seq
    last: int | None = None
    left = limit
    while left is None or left > 0:
        size = BLOCK if left is None else min(left, BLOCK)
        block = chosen
        if last is not None:
            block = block.where(events.c.seq < last if newest_first else events.c.seq > last)
        rows = connection.execute(block.order_by(order).limit(size)).all()
        for row in rows:
            yield entry_of(row)
        if len(rows) < size:
            return
        last = rows[-1].seq
        left = None if left is None else left - size


def first_since(connection: Connection, when: int) -> int:
    """The number of the first event recorded at a moment or later: recorded times rise with the numbers."""
    low, high = 1, int(connection.execute(select(head.c.seq)).scalar_one()) + 1
    while low < high:
        middle = (low + high) // 2
        at = select(events.c.recorded).where(events.c.seq >= middle).order_by(events.c.seq).limit(1)
        found = connection.execute(at).scalar()
        if found is None or found >= when:
            high = middle
        else:
            low = middle + 1
    return low


def entry_of(row: Any) -> Entry:
    """A row of the table as an entry."""
    return Entry(
        row.seq,
        row.kind,
        row.run,
        row.refers,
        row.policy,
        datetime.date.fromisoformat(row.as_of) if row.as_of else None,
        row.place,
        row.customer,
        moment(row.recorded),
        json.loads(row.open) if row.open else {},
        row.body,
        bytes(row.salts),
        bytes(row.hash).hex(),
    )
