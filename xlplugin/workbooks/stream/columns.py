"""The cells of one column of a large sheet: a kind and a number for each row, texts as numbers of theirs.

It can be used as the mapping from row to value that a column of a small sheet is.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlplugin.functions.cell_columns import BOOLEAN, EMPTY, ERROR, ERRORS, NUMBER, TEXT, CellColumn, cells_of

from ..cell_values import Value
from .texts import Texts

WINDOW = 4096
"""Rows that are turned into values together when they are asked for one by one."""


class Column:
    """Values by row number, as arrays; row 0 is never used."""

    __slots__ = ("kinds", "numbers", "texts", "_window", "_start", "_stop")

    def __init__(self, texts: Texts, rows: int = 0) -> None:
        self.texts = texts
        self.kinds = np.zeros(rows + 1, dtype=np.uint8)
        self.numbers = np.zeros(rows + 1)
        self._forget()

    def reserve(self, rows: int) -> None:
        """Make room for rows up to this number."""
        if rows >= len(self.kinds):
            size = max(rows + 1, len(self.kinds) * 5 // 4)
            kinds, numbers = np.zeros(size, dtype=np.uint8), np.zeros(size)
            kinds[: len(self.kinds)], numbers[: len(self.numbers)] = self.kinds, self.numbers
            self.kinds, self.numbers = kinds, numbers

    def fill(self, rows: np.ndarray, kinds: np.ndarray | int, numbers: np.ndarray) -> None:
        """Put values into rows; they have to be in ascending order."""
        if len(rows):
            self.reserve(int(rows[-1]))
            self.kinds[rows], self.numbers[rows] = kinds, numbers
            self._forget()

    def values(self, first: int, last: int) -> list[Value]:
        """The values from row ``first`` to row ``last``, None for empty ones."""
        stop = min(last + 1, len(self.kinds))
        found: list[Value] = self._values(max(first, 0), stop) if first < stop else []
        return found + [None] * (last + 1 - first - len(found))

    def cells(self, rows: np.ndarray) -> CellColumn:
        """The cells in these rows, in ascending order."""
        inside = rows[rows < len(self.kinds)]
        kinds, numbers = np.zeros(len(rows), dtype=np.uint8), np.zeros(len(rows))
        kinds[: len(inside)], numbers[: len(inside)] = self.kinds[inside], self.numbers[inside]
        return CellColumn(kinds, numbers, self.texts.values)

    def get(self, row: int, default: Value = None) -> Value:
        """The value in a row."""
        if not self._start <= row < self._stop:
            if not 0 <= row < len(self.kinds):
                return default
            self._start, self._stop = row, min(row + WINDOW, len(self.kinds))
            self._window = self._values(self._start, self._stop)
        value = self._window[row - self._start]
        return default if value is None else value

    def __getitem__(self, row: int) -> Value:
        value = self.get(row)
        if value is None:
            raise KeyError(row)
        return value

    def __setitem__(self, row: int, value: Value) -> None:
        kind, number = self.coded(value)
        self.reserve(row)
        self.kinds[row], self.numbers[row] = kind, number
        if self._start <= row < self._stop:
            self._window[row - self._start] = value

    def __contains__(self, row: int) -> bool:
        return 0 <= row < len(self.kinds) and self.kinds[row] != EMPTY

    def __iter__(self) -> Iterator[int]:
        return iter(np.flatnonzero(self.kinds).tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(self.kinds))

    def items(self) -> Iterator[tuple[int, Value]]:
        """Rows that hold something, and what."""
        for start in range(0, len(self.kinds), WINDOW):
            values = self._values(start, min(start + WINDOW, len(self.kinds)))
            yield from ((row, value) for row, value in enumerate(values, start) if value is not None)

    def pop(self, row: int, default: Value = None) -> Value:
        """Empty a row; gives what was there."""
        value = self.get(row)
        if value is None:
            return default
        self.kinds[row] = EMPTY
        self.numbers[row] = 0.0
        if self._start <= row < self._stop:
            self._window[row - self._start] = None
        return value

    def coded(self, value: Value) -> tuple[int, float]:
        """A value as kind and number."""
        kind = type(value)
        if kind is float:
            return NUMBER, value  # type: ignore[return-value]
        if kind is str:
            return TEXT, self.texts.number(value)  # type: ignore[arg-type]
        if kind is bool:
            return BOOLEAN, float(value)  # type: ignore[arg-type]
        return (EMPTY, 0.0) if value is None else (ERROR, ERRORS.index(value))  # type: ignore[arg-type]

    def _values(self, start: int, stop: int) -> list[Value]:
        return cells_of(self.kinds[start:stop], self.numbers[start:stop], self.texts.values)

    def _forget(self) -> None:
        self._window: list[Value] = []
        self._start = self._stop = 0
