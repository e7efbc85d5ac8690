"""The journal: opened, appended to under one lock, read. Nothing that was acknowledged is ever lost or changed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, func, insert, select, update

from xlplugin.policy.settings import load_settings

from . import schema
from .access import Access
from .anchors import Anchor
from .canonical import canonical
from .database import WAIT_SECONDS, WRITES, address, in_words, masked, open_engine
from .errors import JournalError
from .events import Event, head_hash, microseconds, moment
from .reading import Reading
from .sealing import (
    CUSTOMER,
    body_of,
    commitments,
    customer_line,
    first_link,
    lines_of,
    link,
    salts_for,
    stamp,
)
from .tables import events, head, journal
from .user import current_user

Clock = Callable[[], datetime.datetime]
BACKWARDS = 5_000_000
"""Microseconds by which the clocks of a team's machines may differ."""

Sealed = tuple[str | None, str | None, str, bytes, bytes]
"""An event that waits for its number: customer, place, body, salts, commitments."""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def open_journal(
    url: str | None = None,
    create: bool = False,
    *,
    clock: Clock = _now,
    user: str | None = None,
    access: Access | None = None,
    wait: float = WAIT_SECONDS,
) -> Journal:
    """The journal at ``sqlite:///path.db`` or ``postgresql://user@host/database``.

    Without a URL it is the one that the machine's configuration names, else the user's own.
    With ``create`` it is made where there is none. ``access`` says who may write what: without it, whom the
    machine's configuration lets. Raises JournalError, and PolicyError where the configuration cannot be read.
    """
    settings = load_settings()
    place = address(url or settings.journal)
    engine = open_engine(place, create, wait)
    try:
        with in_words(place):
            with engine.connect() as connection:
                found = schema.revision(connection)
            if found is None and not create:
                raise JournalError(
                    "absent",
                    f"there is no journal in {masked(place)}; recalc or grade with --journal makes it",
                    f"{masked(place)} 中没有评级日志；使用 recalc 或 grade 的 --journal 选项可建立",
                )
            if found is not None:
                schema.check(found)
            if found != schema.REVISIONS[-1]:
                _prepare(engine, clock)
        return Journal(place, engine, clock, user or current_user(), access or Access(settings.roles))
    except BaseException:
        engine.dispose()
        raise


def _prepare(engine: Engine, clock: Clock) -> None:
    """Make or migrate the tables, whole or not at all."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        schema.migrate(connection)
        if connection.execute(select(journal.c.uuid)).first() is None:
            name, now = str(uuid.uuid4()), microseconds(clock())
            connection.execute(insert(journal), {"id": 1, "uuid": name, "created": now})
            connection.execute(insert(head), {"id": 1, "seq": 0, "hash": first_link(name), "recorded": now})


class Journal(Reading):
    """An open journal. Reading sees what was acknowledged when it begins; writing is done in ``writing()``."""

    def __init__(self, url: URL, engine: Engine, clock: Clock, user: str, access: Access) -> None:
        self.url, self.engine, self.clock, self.user, self.access = url, engine, clock, user, access

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @property
    def name(self) -> str:
        """Where the journal is, without a password."""
        return masked(self.url)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite journal."""
        return Path(str(self.url.database)) if self.url.get_backend_name() == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which the journal stands still while it is read."""
        with in_words(self.url), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the journal's write lock; what was appended is acknowledged when the block ends without an error.

        Raises JournalError, and then nothing of the block was written.
        """
        with in_words(self.url), self.engine.connect().execution_options(**{WRITES: True}) as connection:
            with connection.begin():
                writing = Writing(self, connection)
                yield writing
                writing.finish()


class Writing(Reading):
    """One transaction under the write lock; read what you decide on here, not before."""

    def __init__(self, journal: Journal, connection: Connection) -> None:
        self.journal, self.connection = journal, connection
        found = connection.execute(select(head.c.seq, head.c.hash, head.c.recorded).with_for_update()).one()
        self.seq, self.hash, last = found.seq, bytes(found.hash), found.recorded
        self._first = self.seq
        self.recorded = self._time(last)
        newest = connection.execute(select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)).first()
        if (newest.seq, bytes(newest.hash)) != (self.seq, self.hash) if newest else self.seq != 0:
            raise JournalError(
                "broken",
                f"the chain of {journal.name} does not end where it should (entry {self.seq}): entries were removed "
                "or added behind its back; nothing was written. Run xlplugin journal verify, restore a backup",
                f"评级日志 {journal.name} 的链尾与记录不符（第 {self.seq} 条）：有记录被删除或绕过程序添加；"
                "本次未写入任何内容。请运行 xlplugin journal verify 核验并从备份恢复",
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection of this transaction."""
        yield self.connection

    def append(self, event: Event) -> int:
        """Append one event, with who does it, and give its number."""
        fields = dict(event.fields)
        if CUSTOMER in fields:
            raise JournalError(
                "value",
                "customer is not a field: give it as the event's customer",
                "customer 不是字段名：请作为事件的 customer 给出",
            )
        self.journal.access.require(self.journal.user, event.kind)
        if event.refers is not None:
            self.entry(event.refers)
        fields.setdefault("who", self.journal.user)
        lines = lines_of(fields)
        every = [*([customer_line(event.customer)] if event.customer is not None else []), *lines]
        salts = salts_for(len(every))
        sealed = commitments([line.encode() for line in every], salts)
        return self.append_sealed(event, [(event.customer, event.place, body_of(lines), salts, sealed)])

    def append_sealed(self, event: Event, batch: Sequence[Sealed]) -> int:
        """Append many events that differ in customer, place and fields only; gives the number of the last."""
        if not batch:
            return self.seq
        kind, run, refers, policy, as_of, said = _head(event)
        seq, before, recorded = self.seq, self.hash, self.recorded
        alike = stamp(recorded, head_hash(kind, run, refers, policy, as_of, said))
        # in the table's order, without what is empty in all of them
        first = {"kind": kind, "run": run, "refers": refers, "policy": policy, "as_of": as_of}
        second = {"recorded": recorded, "open": said}
        first, second = ({n: v for n, v in part.items() if v is not None} for part in (first, second))
        names = ("seq", *first, "place", "customer", *second, "body", "salts", "hash")
        left, right = tuple(first.values()), tuple(second.values())
        rows = []
        for customer, place, body, salts, sealed in batch:
            seq += 1
            before = link(before, seq, alike, sealed, place)
            rows.append((seq, *left, place, customer, *right, body, salts, before))
        if len(rows) > 1 and self.connection.dialect.name == "sqlite":
            # bound as they are: SQLAlchemy would make a mapping of every row first
            statement = insert(events).compile(dialect=self.connection.dialect, column_keys=list(names))
            assert statement.positiontup == list(names)
            self.connection.exec_driver_sql(str(statement), rows)
        else:
            self.connection.execute(insert(events), [dict(zip(names, row, strict=True)) for row in rows])
        self.seq, self.hash = seq, before
        return seq

    def finish(self) -> None:
        """Put the head where the chain ends now."""
        if self.seq != self._first:
            values = {"seq": self.seq, "hash": self.hash, "recorded": self.recorded}
            self.connection.execute(update(head).values(**values))

    @property
    def anchor(self) -> Anchor:
        """Where the chain ends, once this transaction is acknowledged."""
        name = self.connection.execute(select(journal.c.uuid)).scalar_one()
        return Anchor(name, self.seq, self.hash.hex(), moment(self.recorded))

    def _time(self, last: int) -> int:
        now = microseconds(self.journal.clock())
        if now < last - BACKWARDS:
            before, here = moment(last), moment(now)
            raise JournalError(
                "clock",
                f"the clock of this machine says {here:%Y-%m-%d %H:%M:%S} UTC, but the journal was last written at "
                f"{before:%Y-%m-%d %H:%M:%S} UTC; set the clock right. Nothing was written",
                f"本机时钟为 {here:%Y-%m-%d %H:%M:%S}（UTC），而评级日志最近一次写入于 {before:%Y-%m-%d %H:%M:%S}（UTC）；"
                "请先校准时钟。本次未写入任何内容",
            )
        return max(now, last)


def _head(event: Event) -> tuple[str, int | None, int | None, str, str | None, str | None]:
    day = event.as_of.isoformat() if event.as_of else None
    return event.kind, event.run, event.refers, event.policy, day, canonical(event.open) if event.open else None


def count(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(events)).scalar_one())
