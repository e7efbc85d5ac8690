"""Redaction: the value of a field goes, lawfully and told; its commitment stays, and the chain still verifies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from .database import in_words
from .errors import JournalError
from .events import REDACTION, Event, entry_redacted
from .journal import Journal, Writing
from .sealing import redact as without
from .sealing import split
from .tables import events

ALL = "all"
"""Instead of names: every field, the customer included."""
MOST = 20_000
"""Entries that one entry of the journal may say it redacted."""


def redact(journal: Journal, entries: Iterable[int], names: Sequence[str], reason: str) -> tuple[int, int]:
    """Take away the named fields of some entries for ever; gives the entry that says so, and how many lost a field.

    Names are those of the fields (``input.age``), ``customer``, a group such as ``input``, or ``all``.
    Raises JournalError where a reason is lacking or nothing is left to be redacted.
    """
    if not reason.strip():
        raise JournalError(
            "value",
            "a redaction needs a reason: the law, request or retention rule that it follows",
            "删除信息须说明理由：所依据的法规、申请或保存期限规定",
        )
    with journal.writing() as writing:
        done = [(seq, gone) for seq in sorted(set(entries)) if (gone := _redacted(writing, seq, names))]
        if not done:
            raise JournalError(
                "value",
                f"nothing to redact: no entry asked for holds {', '.join(names)} any more",
                f"没有可删除的内容：所选记录中已没有 {'、'.join(names)}",
            )
        last = 0
        for start in range(0, len(done), MOST):
            told = [[seq, gone] for seq, gone in done[start : start + MOST]]
            last = writing.append(Event(REDACTION, {"reason": reason.strip()}, {"entries": told}))
    forget(journal)
    return last, len(done)


def _redacted(writing: Writing, seq: int, names: Sequence[str]) -> list[str]:
    chosen = select(events.c.customer, events.c.body, events.c.salts).where(events.c.seq == seq)
    row = writing.connection.execute(chosen).first()
    if row is None:
        writing.entry(seq)  # raises
    assert row is not None
    salts = bytes(row.salts)
    there = _names(split(row.customer, row.body))
    before = entry_redacted(split(row.customer, row.body), salts)
    wanted = [name for name in there if name not in before and any(_meant(name, said) for said in names)]
    if not wanted:
        return []
    customer, body, kept, gone = without(row.customer, row.body, salts, wanted)
    values = {"customer": customer, "body": body, "salts": kept}
    writing.connection.execute(update(events).where(events.c.seq == seq).values(**values))
    return gone


def _meant(name: str, said: str) -> bool:
    return said in (ALL, name) or name.startswith(f"{said}.")


def _names(lines: Iterable[bytes]) -> list[str]:
    return [name for line in lines for name in json.loads(b"{" + line + b"}")]


def forget(journal: Journal) -> None:
    """Let SQLite's write-ahead log, which still holds what was redacted, be emptied; deleted pages are zeroed."""
    if journal.file is None:
        return
    with in_words(journal.url), journal.engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.close()
