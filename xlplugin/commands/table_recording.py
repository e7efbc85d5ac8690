"""Hands the graded rows of a table to the journal, some thousand at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.compliance.approved_only import ApprovalOf
from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.scoring.compile import Compiled

from .tables import Row, text_of

if TYPE_CHECKING:
    from xlplugin.compliance.gradings import Recording

AT_ONCE = 8192


class TableRecording:
    """Takes rows one by one; a policy that ranks has them all together."""

    def __init__(
        self, run: Recording, compiled: Compiled, headings: Sequence[str], day: datetime.date
    ) -> None:
        from xlplugin.workbooks.customer_keys import KEY_HEADINGS, key_of

        self._key_of = key_of
        self.run, self.compiled, self.day = run, compiled, day
        self.key = next((place for place, text in enumerate(headings) if KEY_HEADINGS.search(text)), None)
        self.nameless = 0
        """Rows without a customer's number: nobody can be rated by them."""
        self._rows: list[tuple[str, str, Sequence[object]]] = []

    def __call__(self, row: Row, cells: Sequence[object]) -> None:
        """Take a row and the cells that were graded."""
        key = "" if self.key is None else self._key_of(text_of(row.cells[self.key]))
        self.nameless += not key
        self._rows.append((key, str(row.number), cells))
        if len(self._rows) >= AT_ONCE and not self.compiled.ranks_within:
            self.flush()

    def flush(self) -> None:
        """Hand on what was taken."""
        if self._rows:
            customers, places, cells = zip(*self._rows, strict=True)
            by_column = list(zip(*cells, strict=True))
            self._rows = []
            self.run.add(GradedRows(self.compiled, by_column, customers, places, self.day))

    @property
    def rows(self) -> int:
        """How many rows were handed on."""
        return self.run.rows


@contextmanager
def recording(
    url: str | None,
    compiled: Compiled,
    headings: Sequence[str],
    day: datetime.date,
    table: Path,
    approvals: ApprovalOf,
    draft: bool,
) -> Iterator[TableRecording | None]:
    """What takes the rows of a table, None where no journal is wanted; all or nothing is in the journal at the end."""
    if url is None:
        yield None
        return
    from xlplugin.compliance.gradings import Recording
    from xlplugin.compliance.journal import open_journal

    with (
        open_journal(url, create=True) as journal,
        Recording(journal, "grade", str(table), approvals=approvals, draft=draft) as run,
    ):
        record = TableRecording(run, compiled, headings, day)
        yield record
        record.flush()
