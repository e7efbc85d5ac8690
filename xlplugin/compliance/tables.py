"""The tables of a journal, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("uuid", String(36), nullable=False),
    Column("created", BigInteger, nullable=False),
)
"""One row: which journal this is."""

head = Table(
    "head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("recorded", BigInteger, nullable=False),
)
"""One row: where the chain ends. Whoever writes holds it."""

texts = Table(
    "texts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("version", String(40), nullable=False),
    Column("text", Text, nullable=False),
)
"""Policies, lists and what each run graded by, once each by their SHA-256."""

events = Table(
    "events",
    metadata,
    # SQLite numbers rows by itself only in a column of type INTEGER, which then is the table's own order
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("run", BigInteger),
    Column("refers", BigInteger),
    Column("policy", String(100), nullable=False),
    Column("as_of", String(10)),
    Column("place", Text),
    Column("customer", Text),
    Column("recorded", BigInteger, nullable=False),
    Column("open", Text),
    Column("body", Text, nullable=False),
    Column("salts", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""The chain. ``open`` and ``body`` are JSON; see ``sealing``."""

# Only what cannot be found along the chain itself: recorded times rise with the numbers.
Index("events_by_customer", events.c.customer)
Index(
    "events_but_gradings",
    events.c.kind,
    sqlite_where=events.c.kind != "grading",
    postgresql_where=events.c.kind != "grading",
)
Index(
    "events_that_refer",
    events.c.refers,
    sqlite_where=events.c.refers.is_not(None),
    postgresql_where=events.c.refers.is_not(None),
)
