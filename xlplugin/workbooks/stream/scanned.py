"""A large sheet as scanned: its columns, and its formulas in runs that are one formula filled down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from xlplugin.functions.cell_columns import TEXT, cells_of

from ..addresses import Rect
from ..sheet import FormulaCell
from .columns import Column

PLACES = 4
"""Numbers kept of where a formula cell stands in its block: the attributes after ``r``, the ``>`` of its tag,
the end of its formula, the end of its value (that of the formula where it has none)."""


@dataclass(slots=True, eq=False)
class Run(Sequence[FormulaCell]):
    """The cells of one column that hold one formula filled down; the text is that of the first of them."""

    column: int
    text: str
    master: tuple[int, int] | None
    """Row and column of the cell whose text a shared formula repeats, if it is one."""
    rows: np.ndarray
    places: np.ndarray
    """For each cell, ``PLACES`` offsets in its block."""
    values: Column
    """The column it stands in, with the values stored in the file until they are calculated anew."""
    types: np.ndarray
    """What the ``t`` of each cell says in the file."""
    changed: np.ndarray
    """Which cells have another value than the one stored."""
    array: bool = False
    """Whether each is an array formula of one cell, as Excel stores a function it does not know."""
    dynamic: bool = False
    """Whether the cells refer to cell metadata (``cm``)."""
    before: tuple[np.ndarray, np.ndarray] | None = None
    """Kinds and numbers as stored, once cells are worked on one by one or somebody wants to compare them."""

    def put(self, chosen: slice, kinds: np.ndarray, numbers: np.ndarray) -> None:
        """Give some of the cells new values."""
        rows = self.rows[chosen]
        old_kinds, old_numbers = self.values.kinds[rows], self.values.numbers[rows]
        self.changed[chosen] |= (old_kinds != kinds) | (old_numbers != numbers)
        self.values.fill(rows, kinds, numbers)

    def keep_stored(self) -> None:
        """Keep what is stored, so that it can be told from what is calculated."""
        if self.before is None:
            self.values.reserve(int(self.rows[-1]))
            self.before = self.values.kinds[self.rows].copy(), self.values.numbers[self.rows].copy()

    def settle(self) -> None:
        """Find out which cells have changed that were worked on one by one."""
        if self.before is not None:
            kinds, numbers = self.before
            self.changed |= (kinds != self.values.kinds[self.rows]) | (numbers != self.values.numbers[self.rows])

    def text_counts(self) -> dict[str, int]:
        """How often each text is shown, empty ones left out."""
        kinds, numbers = self.values.kinds[self.rows], self.values.numbers[self.rows]
        codes, counts = np.unique(numbers[kinds == TEXT].astype(np.int64), return_counts=True)
        texts = [self.values.texts.values[code] for code in codes.tolist()]
        return {text: count for text, count in zip(texts, counts.tolist(), strict=True) if text}

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> FormulaCell: ...
    @overload
    def __getitem__(self, index: slice) -> list[FormulaCell]: ...
    def __getitem__(self, index: int | slice) -> FormulaCell | list[FormulaCell]:
        if isinstance(index, slice):
            return [self._cell(row) for row in self.rows[index].tolist()]
        return self._cell(int(self.rows[index]))

    def __iter__(self) -> Iterator[FormulaCell]:
        for start in range(0, len(self.rows), 4096):
            for row in self.rows[start : start + 4096].tolist():
                yield self._cell(row)

    def _cell(self, row: int) -> FormulaCell:
        self.keep_stored()
        assert self.before is not None
        place = int(np.searchsorted(self.rows, row))
        kinds, numbers = (array[place : place + 1] for array in self.before)
        [cached] = cells_of(kinds, numbers, self.values.texts.values)
        return FormulaCell(row, self.column, self.text, cached=cached)


@dataclass(slots=True)
class Scanned:
    """What a scan found, besides the values that are in the columns."""

    columns: dict[int, Column]
    runs: list[Run]
    merges: list[Rect]
    block_rows: np.ndarray
    """The last row of each block."""
    last_row: int
    last_column: int
    parts: list[bytes] | None = None
    """The part as it was taken apart: what stands before the rows, the blocks, what stands after them; None where
    that is too much to keep."""
