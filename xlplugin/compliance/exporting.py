"""Export: the journal as JSON Lines that anybody can read and verify without this program."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from .access import EXPORT
from .events import Entry
from .journal import Journal
from .tables import texts


def exported(journal: Journal, entries: Iterator[Entry], with_texts: bool = True) -> Iterator[str]:
    """Lines: the texts, the entries with their salts, and last the anchor.

    Raises JournalError for a user who may not hand the journal out.
    """
    journal.access.require(journal.user, EXPORT)
    return _lines(journal, entries, with_texts)


def _lines(journal: Journal, entries: Iterator[Entry], with_texts: bool) -> Iterator[str]:
    anchor = journal.head
    if with_texts:
        with journal.reading() as connection:
            for row in connection.execute(select(texts).order_by(texts.c.kind, texts.c.name, texts.c.version)):
                yield _line({"text": row.text, "digest": row.digest, "kind": row.kind, "name": row.name})
    for entry in entries:
        yield _line(document(entry))
    yield _line({"anchor": str(anchor)})


def document(entry: Entry) -> dict[str, object]:
    """An entry with all that its hash is made of."""
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "recorded": entry.recorded.isoformat(),
        "run": entry.run,
        "refers": entry.refers,
        "policy": entry.policy,
        "as_of": entry.as_of.isoformat() if entry.as_of else None,
        "place": entry.place,
        "customer": entry.customer,
        "open": entry.open,
        "fields": json.loads(entry.body),
        "redacted": list(entry.redacted),
        "body": entry.body,
        "salts": entry.salts.hex(),
        "hash": entry.hash,
    }


def _line(said: object) -> str:
    return json.dumps(said, ensure_ascii=False)
