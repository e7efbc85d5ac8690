"""Which cell of the workbook says what stands at a line and column of its draft."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlplugin.policy.findings import Finding

from .apply import Placed
from .remarks import Remark
from .tree import Entry

_LINE_START = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class _Span:
    """Part of the draft, and the cell that says it."""

    start: int
    end: int
    sheet: str
    row: int
    column: int


class Places:
    """The cells of a draft; ``twins`` are its entries by those that the lines speak of."""

    def __init__(self, text: str, placed: Sequence[Placed], twins: Mapping[Entry, Entry]) -> None:
        self._starts = [0, *(found.end() for found in _LINE_START.finditer(text))]
        spans = [span for one in placed for span in _spans(one, twins[one.entry])]
        self._spans = sorted(spans, key=lambda span: span.end - span.start)
        self._items = {one.line.cells.get("item", ""): one for one in placed if one.kind.id == "head"}

    def remark(self, finding: Finding) -> Remark:
        """A finding about the draft at the cell that is closest around its place."""
        where = finding.where
        if not where.line:
            return Remark(finding)
        place = self._starts[min(where.line, len(self._starts)) - 1] + where.column - 1
        span = next((one for one in self._spans if one.start <= place <= one.end), None)
        if span is None:
            return Remark(finding, line=where.line)
        return Remark(finding, span.sheet, span.row, span.column, where.line)

    def at_item(self, finding: Finding, item: str) -> Remark:
        """A finding at the value of an item of the sheet Policy."""
        one = self._items.get(item)
        if one is None:
            return Remark(finding)
        return Remark(finding, one.page.title, one.line.number, one.page.column("value"))


def _spans(one: Placed, entry: Entry) -> list[_Span]:
    """What a line says: its name, its cells, and all of the record for the rest."""
    page, row = one.page, one.line.number
    found: list[_Span] = []
    for column, field in one.kind.fields.items():
        node = field.find(entry.value, one.kind.shape)
        if node is not None and node.start >= 0 and column in page.places:
            found.append(_Span(node.start, node.end, page.title, row, page.places[column]))
    first = next((column for column in one.kind.columns if one.line.cells.get(column)), one.kind.columns[0])
    if entry.key is not None and one.kind.named:
        first = one.kind.names[-1]
        found.append(_Span(entry.key.start, entry.key.end, page.title, row, page.column(first)))
    return [*found, _Span(entry.start, entry.end, page.title, row, page.column(first))]
