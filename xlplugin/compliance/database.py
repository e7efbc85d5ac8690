"""The database of a journal: SQLite for one machine, PostgreSQL for a team; what fails becomes words."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from .errors import JournalError
from .network import share_of

WRITES = "xlplugin_writes"
"""The option of a connection that will write: its transactions take SQLite's write lock at once."""
WAIT_SECONDS = 60
PAGE = 16384
FILE = "journal.db"


def default_path() -> Path:
    """The journal of this user, in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("xlplugin", appauthor=False) / FILE


def address(url: str | None) -> URL:
    """The address that a person gave as SQLAlchemy takes it; without one, that of the user's own journal.

    Raises JournalError for what is none.
    """
    if not url:
        return URL.create("sqlite", database=str(default_path()))
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise _no_address(url) from None  # the cause would show the password
    name = found.get_backend_name()
    if name == "sqlite" and found.database and found.database != ":memory:" and not found.host and not found.query:
        return URL.create("sqlite", database=found.database)
    # An @ that stands in a password as it is would make the rest of the password part of the host's name.
    if name in ("postgresql", "postgres") and found.database and "@" not in (found.host or ""):
        return found.set(drivername="postgresql+psycopg")
    raise _no_address(url)


def masked(url: URL | str) -> str:
    """An address without its password."""
    if isinstance(url, URL):
        url = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
    return re.sub(r"(password=)[^&\s]*", r"\1***", re.sub(r"(//[^/@:]*:).*@", r"\1***@", url), flags=re.IGNORECASE)


def told(url: str) -> str:
    """What was given as an address and is none, without what may be a password in it.

    >>> told("postgresql:u:secret@host/db"), told("postgresql://u:sec/ret@@host/db")
    ('postgresql:***@host/db', 'postgresql://u:***@host/db')
    """
    shown = masked(url)
    return shown if "***" in shown else re.sub(r":(?!//).*@", ":***@", shown)


def open_engine(url: URL, create: bool, wait: float = WAIT_SECONDS) -> Engine:
    """The engine for an address; a new file is made only with ``create``. Raises JournalError."""
    try:
        return _sqlite(url, create, wait) if url.get_backend_name() == "sqlite" else _postgresql(url, wait)
    except NoSuchModuleError as error:  # pragma: no cover
        raise _no_address(masked(url)) from error


def _sqlite(url: URL, create: bool, wait: float) -> Engine:
    assert url.database is not None
    path = Path(url.database).absolute()
    share = share_of(path)
    if share is not None:
        raise JournalError(
            "network",
            f"{path} lies on a network share ({share}), where SQLite can lose entries of several writers; "
            "put the journal on a disk of this machine, or use PostgreSQL: --journal postgresql://user@host/database",
            f"{path} 位于网络共享（{share}），多人写入时 SQLite 可能丢失记录；"
            "请把评级日志放在本机磁盘，或改用 PostgreSQL：--journal postgresql://用户@主机/数据库",
        )
    if path.is_dir():
        raise JournalError(
            "absent",
            f"{path} is a folder: name the file of the journal in it, such as {path / 'journal.db'}",
            f"{path} 是文件夹：请指定其中的评级日志文件，例如 {path / 'journal.db'}",
        )
    if not path.is_file():
        if not create:
            raise JournalError(
                "absent",
                f"there is no journal {path}; recalc or grade with --journal makes it",
                f"没有评级日志 {path}；使用 recalc 或 grade 的 --journal 选项可建立",
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # grades are confidential: whoever else is to write is let in by hand
        except OSError as error:
            raise JournalError(
                "read-only",
                f"{path} cannot be made: {error.strerror}; name another place with --journal",
                f"无法建立 {path}：{error.strerror}；请用 --journal 指定其他位置",
            ) from error
    engine = sqlalchemy.create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": wait, "check_same_thread": False},
        poolclass=sqlalchemy.NullPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by Python's driver
        # larger pages than usual: entries are about as large as a quarter of a usual page
        connection.execute(f"PRAGMA page_size={PAGE}")
        _patiently(lambda: connection.execute("PRAGMA journal_mode=WAL"), wait)
        for pragma in ("synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _patiently(work: Callable[[], object], wait: float) -> None:
    """Do what SQLite itself does not wait for: to turn a new file's journal mode while others turn it, too."""
    end = time.monotonic() + wait
    while True:
        try:
            work()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _postgresql(url: URL, wait: float) -> Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise JournalError(
            "driver",
            "PostgreSQL needs the extra postgres: pip install 'xlplugin[postgres]'",
            "使用 PostgreSQL 需安装附加组件：pip install 'xlplugin[postgres]'",
        ) from None
    return sqlalchemy.create_engine(
        url,
        connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={int(wait * 1000)}"},
        poolclass=sqlalchemy.NullPool,
        hide_parameters=True,
    )


@contextmanager
def in_words(url: URL) -> Iterator[None]:
    """What a database says of its troubles, as a JournalError that hides passwords."""
    try:
        yield
    except DBAPIError as error:
        raise _said(error, url) from None  # the chain of causes would print the statement
    except SQLAlchemyError as error:
        raise _other(str(error), url) from None


_TROUBLES: tuple[tuple[str, str, str, str], ...] = (
    (
        r"database is locked|database table is locked|lock timeout|could not obtain lock",
        "locked",
        "is being written by another program for too long; try again when that has ended",
        "正被其他程序长时间写入；请待其结束后重试",
    ),
    (
        r"disk is full|No space left|could not extend|exceeds.*file size|File too large",
        "full",
        "cannot grow: the disk is full; make room and repeat the command, of which nothing was written",
        "无法继续写入：磁盘空间不足；请清理后重新执行，本次操作未写入任何内容",
    ),
    (
        r"readonly database|read-only transaction|permission denied|unable to open database",
        "read-only",
        "cannot be written by this user; ask for the right to, or name another journal",
        "当前用户无权写入；请申请权限，或改用其他日志",
    ),
    (
        r"file is not a database|malformed|disk image",
        "not-a-journal",
        "is no journal, or its file is damaged; restore it from a backup and verify it",
        "不是评级日志，或文件已损坏；请从备份恢复后核验",
    ),
    (
        r"disk I/O error",
        "full",
        "cannot be written: the disk fails, is full, or the file may not grow; nothing was written",
        "无法写入：磁盘出错、已满或文件大小受限；本次操作未写入任何内容",
    ),
    (
        r"append-only",
        "broken",
        "is append-only: entries are never changed or deleted",
        "只能追加：已有记录不得修改或删除",
    ),
)


def _said(error: DBAPIError, url: URL) -> JournalError:
    said = str(error.orig or error)
    for pattern, kind, en, zh in _TROUBLES:
        if re.search(pattern, said, re.IGNORECASE):
            return JournalError(kind, f"the journal {masked(url)} {en}", f"评级日志 {masked(url)} {zh}")
    if error.connection_invalidated or re.search(r"connection|resolve|translate|authentication|does not exist|time", said):
        first = _hidden(said, url)
        return JournalError(
            "unreachable",
            f"the journal {masked(url)} cannot be reached: {first}; nothing was written",
            f"无法连接评级日志 {masked(url)}：{first}；本次操作未写入任何内容",
        )
    return _other(said, url)


def _other(said: str, url: URL) -> JournalError:
    first = _hidden(said, url)
    return JournalError(
        "failed",
        f"the journal {masked(url)} failed: {first}; nothing was written",
        f"评级日志 {masked(url)} 出错：{first}；本次操作未写入任何内容",
    )


def _hidden(said: str, url: URL) -> str:
    line = said.strip().splitlines()[0] if said.strip() else "?"
    return masked(line.replace(url.password, "***") if url.password else line)


def _no_address(url: str) -> JournalError:
    shown = told(url)
    return JournalError(
        "address",
        f"{shown} is not the address of a journal; write sqlite:///journal.db or postgresql://user@host/database, and @ in a "
        "password as %40",
        f"{shown} 不是评级日志的地址；请写 sqlite:///journal.db 或 postgresql://用户@主机/数据库，密码中的 @ 写作 %40",
    )
