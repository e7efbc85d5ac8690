"""The option ``--journal``, which may stand without a value: then it means the user's own journal."""

from __future__ import annotations

from typing import Annotated

import typer

from .bilingual_help import both
from .printing import say
from .session import Session

OPTION = "--journal"
FILES = (".db", ".sqlite", ".sqlite3")


def as_address(value: str | None) -> str | None:
    """What was given as an address: the name of a file, such as bank.db, is one of SQLite."""
    return f"sqlite:///{value}" if value and "://" not in value and value.lower().endswith(FILES) else value


JournalAddress = Annotated[
    str | None,
    typer.Option(
        OPTION,
        metavar="[URL]",
        callback=as_address,
        help=both(
            "Record every grading in a journal: a file such as journal.db, or postgresql://user@host/database; without a "
            "value in the one that is configured, else in the user's own. Passwords belong into PGPASSWORD or "
            "~/.pgpass.",
            "将每项评级记入评级日志：文件（如 journal.db）或 postgresql://用户@主机/数据库；不带值时为配置中的日志，"
            "未配置则为当前用户的日志。"
            "密码请放在 PGPASSWORD 或 ~/.pgpass 中。",
        ),
    ),
]
Draft = Annotated[
    bool,
    typer.Option(
        "--draft",
        help=both(
            "With --journal: also record gradings by policies that are not approved, marked as such.",
            "与 --journal 同用：未审批制度的评级也记入日志，并注明为草稿。",
        ),
    ),
]
WhichJournal = Annotated[
    str | None,
    typer.Option(
        OPTION,
        metavar="[URL]",
        callback=as_address,
        help=both(
            "The journal: a file such as journal.db, or postgresql://user@host/database; without it the configured one, else "
            "the user's own.",
            "评级日志：文件（如 journal.db）或 postgresql://用户@主机/数据库；默认为配置中的日志，未配置则为当前用户的日志。",
        ),
    ),
]


def without_value(arguments: list[str]) -> list[str]:
    """The arguments with ``--journal`` made ``--journal=`` where what follows is no address of a journal."""
    found: list[str] = []
    for place, argument in enumerate(arguments):
        if argument == "--":
            return [*found, *arguments[place:]]
        following = arguments[place + 1] if place + 1 < len(arguments) else ""
        is_value = "://" in following or following.lower().endswith(FILES) and not following.startswith("-")
        found.append(f"{OPTION}=" if argument == OPTION and not is_value else argument)
    return found


def check_journal(url: str) -> None:
    """Open the journal once, and make it where there is none: what is wrong with it is told before any work."""
    from xlplugin.compliance.journal import open_journal

    open_journal(url, create=True).close()


def say_recorded(session: Session, url: str, count: int) -> None:
    """Say how many gradings the journal has now."""
    from xlplugin.compliance.database import address, masked

    name = masked(address(url or session.settings.journal))
    say(session.text(f"Recorded: {count:,} gradings in {name}", f"已记入评级日志：{count:,} 项，{name}"))
