"""Reads the book of an impact analysis in blocks of columns: a table, or the ledger of a filled entry form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from xlplugin.compliance.impact import Block, Comparison
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.scoring.headings import heading_key, match

from .printing import Progress
from .session import Failure
from .tables import Row, Table, kind_of, text_of

AT_ONCE = 65_536
MOST_FAULTS = 1000
_SERIALS = frozenset({"no.", "no.序号", "no", "#", "序号", "serial", "行号"})
"""Headings of columns that number the rows and tell no customer apart."""


@dataclass(slots=True)
class Reader:
    """A book on its way into blocks; ``empty`` and ``faults`` are known when all were read."""

    table: Table
    key: int | None
    empty: int = 0
    unreadable: int = 0
    faults: list[tuple[int, Bilingual]] = field(default_factory=list)

    def blocks(self, comparison: Comparison, tell: Progress) -> Iterator[Block]:
        """The rows that say something, in blocks of the size that the comparison wants."""
        rows = self._told(comparison.inputs)
        size = comparison.rows_at_once
        while block := list(islice(rows, size)):
            numbers = [row.number for row in block]
            columns = list(zip(*(row.cells for row in block), strict=True))
            yield Block(numbers, self._keys(numbers, columns), columns)
            tell(self.table.done())
        tell(1.0)

    def _keys(self, numbers: Sequence[int], columns: Sequence[Sequence[object]]) -> list[str]:
        if self.key is None:
            return list(map(str, numbers))
        return [cell.strip() if type(cell) is str else text_of(cell) for cell in columns[self.key]]

    def _told(self, inputs: Sequence[int]) -> Iterator[Row]:
        """The rows with a customer: in a form, rows below the last one hold formulas and are no customers."""
        places = inputs if self.key is None else (self.key, *inputs)
        for row in self.table.rows():
            if row.fault is not None:
                self.unreadable += 1
                if len(self.faults) < MOST_FAULTS:
                    self.faults.append((row.number, row.fault))
            elif any(_says_something(row.cells[place]) for place in places):
                yield row
            else:
                self.empty += 1


def _says_something(cell: object) -> bool:
    return cell is not None and (type(cell) is not str or bool(cell.strip()))


def open_book(path: Path, before: Policy, after: Policy, sheet: str | None, key: str | None) -> Reader:
    """The book, read by the inputs of both policies; ``key`` is the heading of the customers' column."""
    cells = tuple({item.name: item for item in (*before.cells, *after.cells)}.values())
    table: Table
    if kind_of(path) == "csv":
        from .csv_tables import CsvTable

        table = CsvTable(path, cells)
    else:
        from .xlsx_reading import XlsxTable

        table = XlsxTable(path, cells, sheet)
    return Reader(table, key_column(table.headings, cells, key))


def key_column(headings: Sequence[str], cells: Sequence[Input], asked: str | None) -> int | None:
    """The column that tells customers apart: the one asked for, else the first that is no input; or None.

    >>> key_column(["No.", "Customer", "Leverage"], [], None)
    1
    """
    keys = [heading_key(heading) for heading in headings]
    if asked is not None:
        wanted = heading_key(asked)
        found = [place for place, said in enumerate(keys) if said == wanted]
        found = found or [
            place
            for place, heading in enumerate(headings)
            if wanted in {heading_key(part) for part in heading.split()} or wanted and wanted in heading_key(heading)
        ]
        if len(found) != 1:
            listed = ", ".join(" ".join(heading.split()) for heading in headings if heading.strip())
            raise Failure(
                f"--key {asked}: {'several columns are' if found else 'no column is'} headed so; there are: {listed}",
                f"--key {asked}：{'有多列' if found else '没有'}以此为标题；现有：{listed}",
            )
        return found[0]
    taken = {place for places in match(cells, headings).found.values() for place in places}
    for place, said in enumerate(keys):
        if said and said not in _SERIALS and place not in taken:
            return place
    return None
