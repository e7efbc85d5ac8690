"""Graded rows into the journal: one run for a table or workbook, an entry for each row, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256
from operator import add, methodcaller
from types import TracebackType

import numpy as np

from xlplugin import __version__
from xlplugin.policy.model import Policy
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.pausing_collector import collector_paused
from xlplugin.scoring.result import Graded, cell_at

from . import sealing
from .approved_only import APPROVAL, ApprovalOf, machine_approvals, recorded, require_approved
from .events import GRADING, RUN, Entry, Event
from .graded_rows import GradedRows
from .grading_columns import GradingColumns
from .grading_fields import RULES, STEPS, GradingFields
from .journal import Journal, Sealed, Writing
from .reading import Reading
from .sealing import SALT, body_of, commitments, customer_line, lines_of, salts_for
from .texts import Basis, keep, read_basis

ROWS = 8192
"""Rows that are written together."""
BREAK = sealing.BREAK.encode()
_DIGEST = methodcaller("digest")
BASIS, ENGINE, SOURCE = "basis", "engine", "source"


class Recording:
    """Writes one run into a journal: open it, ``add`` books, and what was added is acknowledged at the end.

    An exception inside the block writes nothing. ``command`` is what graded, ``source`` the file that was graded.
    ``approvals`` says of a policy whether it is approved: without it, what this machine's configuration and the
    files beside the policy say. Only with ``draft`` are gradings by drafts taken, and the run says so.
    """

    def __init__(
        self,
        journal: Journal,
        command: str,
        source: str = "",
        *,
        approvals: ApprovalOf | None = None,
        draft: bool = False,
    ) -> None:
        self.journal, self.command, self.source = journal, command, source
        self._approvals, self._draft = approvals, draft
        self.rows = 0
        self._stack = ExitStack()
        self.writing: Writing | None = None
        self._runs: dict[str, int] = {}
        self._fields: dict[int, tuple[Compiled, GradingFields, GradingColumns]] = {}

    def __enter__(self) -> Recording:
        self._stack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._stack.__exit__(kind, error, trace)

    def approved(self, policy: Policy) -> Mapping[str, str]:
        """What the run says of a policy's approval. Raises JournalError where it may not grade into the journal."""
        if self._approvals is None:
            self._approvals = machine_approvals()
        approval = self._approvals(policy)
        require_approved(policy, approval, self._draft)
        return recorded(approval)

    def add(self, book: GradedRows) -> None:
        """Write the entries of some rows. Raises JournalError for a policy that is not approved."""
        count = len(book.customers)
        if not count:
            return
        if id(book.compiled) not in self._fields:
            known = book.compiled, GradingFields(book.compiled), GradingColumns(book.compiled)
            self._fields[id(book.compiled)] = known
        _, fields, columns = self._fields[id(book.compiled)]
        writing, run = self._begun(book)
        event = Event(GRADING, policy=book.compiled.policy.stamp, as_of=book.as_of, run=run)
        with collector_paused():
            for batch in _sealed(book, count, fields, columns):
                writing.append_sealed(event, batch)
        self.rows += count

    def _begun(self, book: GradedRows) -> tuple[Writing, int]:
        """The transaction, and the run of a policy in it, which says by what was graded."""
        policy = book.compiled.policy
        # what is ranked was compared within its own book only
        if self.writing is not None and policy.stamp in self._runs and not book.compiled.ranks_within:
            return self.writing, self._runs[policy.stamp]
        approval = self.approved(policy)
        if self.writing is None:
            self.writing = self._stack.enter_context(self.journal.writing())
        basis = keep(self.writing.connection, policy)
        said = {"command": self.command, ENGINE: __version__, BASIS: basis, APPROVAL: approval}
        run = Event(RUN, {SOURCE: self.source}, said, policy=policy.stamp, as_of=book.as_of)
        self._runs[policy.stamp] = self.writing.append(run)
        return self.writing, self._runs[policy.stamp]


def _sealed(
    book: GradedRows, count: int, fields: GradingFields, columns: GradingColumns
) -> Iterator[list[Sealed]]:
    if columns.able and fields.cells:
        blanks = columns.blanks(book.cells)
        graded = Graded(book.compiled, book.cells, {}, count, book.as_of)
        for start, stop, block in book.compiled.blocks(book.cells, count, book.as_of, ROWS):
            part = {name: blank[start:stop] for name, blank in blanks.items()}

            def rules(row: int, start: int = start) -> Sequence[object]:
                steps = _row_fields(book, fields, graded, start + row).get(STEPS, {})
                return steps.get(RULES, ())  # type: ignore[attr-defined]

            lines, otherwise = columns.columns(block, part, rules)
            batch = _by_columns(book, start, stop, lines)
            for row in otherwise.nonzero()[0].tolist():
                batch[row] = _by_row(book, start + row, _row_fields(book, fields, graded, start + row))
            yield batch
        return
    graded = book.compiled.grade_columns(list(book.cells), count, book.as_of)
    for start in range(0, count, ROWS):
        rows = range(start, min(start + ROWS, count))
        yield [_by_row(book, row, _row_fields(book, fields, graded, row)) for row in rows]


def _row_fields(book: GradedRows, fields: GradingFields, graded: Graded, row: int) -> dict[str, object]:
    values = [cell_at(column, row) for column in book.cells]
    inputs = book.compiled.canonical(values, book.as_of)
    return fields.of(values, inputs, graded.row(row))


def _by_row(book: GradedRows, row: int, fields: Mapping[str, object]) -> Sealed:
    return sealed_row(book.customers[row], book.places[row], fields)


def sealed_row(customer: str, place: str, fields: Mapping[str, object]) -> Sealed:
    """One graded row, ready to be appended; customer and place are empty texts where they are not known."""
    lines = lines_of(fields)
    every = [*([customer_line(customer)] if customer else []), *lines]
    salts = salts_for(len(every))
    sealed = commitments([line.encode() for line in every], salts)
    return customer or None, place or None, body_of(lines), salts, sealed


def _by_columns(book: GradedRows, start: int, stop: int, lines: list[list[bytes]]) -> list[Sealed]:
    """The same for many rows: loops over one column at a time are what Python does fastest."""
    customers = [customer or None for customer in book.customers[start:stop]]
    places = [place or None for place in book.places[start:stop]]
    named = [customer_line(customer) if customer else "" for customer in customers]
    width = len(lines) + 1
    random = os.urandom(SALT * width * len(customers))
    salts = np.frombuffer(random, dtype=f"V{SALT}").tolist()
    committed = [
        [
            sha256(salt + line.encode()).digest() if line else b""
            for salt, line in zip(salts[::width], named, strict=True)
        ],
        *(
            map(_DIGEST, map(sha256, map(add, salts[place::width], column)))
            for place, column in enumerate(lines, 1)
        ),
    ]
    sealed = map(b"".join, zip(*committed, strict=True))
    bodies = [f"{{{row.decode()}}}" for row in map(BREAK.join, zip(*lines, strict=True))]
    every = np.frombuffer(random, dtype=f"V{SALT * width}").tolist()
    kept = [salt if customer else salt[SALT:] for salt, customer in zip(every, customers, strict=True)]
    return list(zip(customers, places, bodies, kept, sealed, strict=True))


def run_of(reading: Reading, entry: Entry) -> Entry:
    """The run that a grading belongs to: who, with which engine, from which file."""
    return reading.entry(entry.run or 0)


def basis(reading: Reading, entry: Entry) -> Basis:
    """What the policy of a grading is made of: id, version, hash, lists with their dates, engine."""
    digest = str(run_of(reading, entry).open[BASIS])
    with reading.reading() as connection:
        return read_basis(connection, digest)
