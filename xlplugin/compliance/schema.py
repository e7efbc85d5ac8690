"""The version of a journal's tables: a new journal gets them, an older one is migrated, a newer one is refused."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from .errors import JournalError

REVISIONS = ("0001",)
"""Every version of the tables that this program knows, oldest first."""
LOCK = 0x786C706C
"""The number of PostgreSQL's advisory lock for migrations."""


def revision(connection: Connection) -> str | None:
    """The version of the tables; None where there are no tables at all. Raises JournalError for other tables."""
    names = set(inspect(connection).get_table_names())
    if "alembic_version" not in names:
        if names & {"events", "journal", "head", "texts"}:
            raise _not_ours()
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(found) != 1 or "events" not in names:
        if not found and "events" not in names:
            return None
        raise _not_ours()
    return str(found[0])


def check(found: str) -> None:
    """Raise JournalError for tables that a newer program made."""
    if found not in REVISIONS:
        raise JournalError(
            "newer",
            f"the journal has tables of version {found}, which this program does not know (it knows "
            f"{REVISIONS[-1]}): a newer xlplugin made it; update xlplugin on this machine",
            f"该评级日志的表结构版本为 {found}，本程序最高支持 {REVISIONS[-1]}："
            "它由更新版本的 xlplugin 建立，请升级本机的 xlplugin",
        )


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, within the transaction of ``connection``, which holds the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
    found = revision(connection)  # again: another process may have been quicker
    if found == REVISIONS[-1]:
        return
    if found is not None:
        check(found)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, REVISIONS[-1])


def _not_ours() -> JournalError:
    return JournalError(
        "not-a-journal",
        "this database holds tables of something else; give the journal a database of its own",
        "该数据库中已有其他数据表；请为评级日志使用单独的数据库",
    )
