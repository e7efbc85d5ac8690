"""The first tables: the chain of events, its head, and the texts of policies and lists."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

CHAINED = ("seq", "kind", "run", "refers", "policy", "as_of", "place", "recorded", "open", "hash")
"""Columns that nothing may change any more; a redaction changes customer, body and salts only."""


def upgrade() -> None:
    """Make the tables, and keep them from being changed by accident."""
    op.create_table(
        "journal",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("uuid", sa.String(36), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("recorded", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("run", sa.BigInteger),
        sa.Column("refers", sa.BigInteger),
        sa.Column("policy", sa.String(100), nullable=False),
        sa.Column("as_of", sa.String(10)),
        sa.Column("place", sa.Text),
        sa.Column("customer", sa.Text),
        sa.Column("recorded", sa.BigInteger, nullable=False),
        sa.Column("open", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("salts", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    other, referring = sa.text("kind <> 'grading'"), sa.text("refers IS NOT NULL")
    op.create_index("events_by_customer", "events", ["customer"])
    op.create_index("events_but_gradings", "events", ["kind"], sqlite_where=other, postgresql_where=other)
    op.create_index("events_that_refer", "events", ["refers"], sqlite_where=referring, postgresql_where=referring)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table, columns in (("events", CHAINED), ("texts", ("digest", "text"))):
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION xlplugin_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    for table, columns in (("events", CHAINED), ("texts", ("digest", "text"))):
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION xlplugin_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION xlplugin_append_only()"
        )
