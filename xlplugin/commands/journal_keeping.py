"""Exports, anchors and redacts a journal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import typer

from xlplugin.compliance.exporting import exported
from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.redacting import redact

from .journal_showing import Asked, asked_entries
from .printing import complain, say
from .session import GRADED, Failure, Session
from .tables import appearing


def run_export(session: Session, url: str | None, asked: Asked, output: Path) -> int:
    """Write entries as JSON Lines; the file appears when it is whole, and is its maker's alone, as the journal is."""
    count = 0
    with open_journal(url) as journal, appearing(output, private=True) as part, open(part, "w", encoding="utf-8") as file:
        for line in exported(journal, asked_entries(journal, asked)):
            file.write(f"{line}\n")
            count += 1
        anchor = journal.head
    say(str(anchor))
    say(session.text(f"Written: {output} ({count:,} lines)", f"已写入：{output}（{count:,} 行）"))
    return GRADED


def run_anchor(session: Session, url: str | None, output: Path | None) -> int:
    """Print the anchor, and add it to a file."""
    with open_journal(url) as journal:
        anchor = journal.head
    if output is not None:
        with open(output, "a", encoding="utf-8") as file:
            file.write(f"{anchor}\n")
    say(str(anchor))
    return GRADED


def run_redact(
    session: Session,
    url: str | None,
    chosen: tuple[Sequence[int], str | None, str | None],
    fields: Sequence[str],
    reason: str,
    yes: bool,
) -> int:
    """Redact fields of the entries that are named, of a customer, or recorded until a day."""
    with open_journal(url) as journal:
        numbers = _numbers(journal, *chosen)
        if not yes:
            listed = ", ".join(fields)
            complain(
                session.text(
                    f"{listed} of {len(numbers):,} entries will be gone for ever, from this journal though not from its backups.",
                    f"将永久删除 {len(numbers):,} 条记录中的 {listed}；备份中的内容不受影响。",
                )
            )
            typer.confirm(session.text("Redact", "确认删除"), abort=True, err=True)
        seq, count = redact(journal, numbers, fields, reason)
    say(session.text(f"Redacted: {count:,} entries, told in entry {seq}", f"已删除 {count:,} 条记录中的信息，见第 {seq} 条"))
    return GRADED


def _numbers(journal: Journal, entries: Sequence[int], customer: str | None, until: str | None) -> list[int]:
    if not entries and customer is None and until is None:
        raise Failure(
            "say which entries: their numbers, --customer KEY or --until DATE",
            "请指定记录：编号、--customer 客户号 或 --until 日期",
        )
    if entries:
        if customer is not None or until is not None:
            raise Failure(
                "give either numbers of entries, or --customer and --until",
                "记录编号与 --customer、--until 不能同时使用",
            )
        return list(entries)
    if until is not None and _is_future(until):
        raise Failure(f"--until {until} lies in the future", f"--until {until} 是将来的日期")
    asked: Asked = (customer, "", "", None, until)
    return [entry.seq for entry in asked_entries(journal, asked)]


def _is_future(day: str) -> bool:
    from .session import day_of

    return day_of(day) > datetime.date.today()
