"""Sets of cells across the sheets of a workbook: those that changed, those without a value to go by."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .addresses import Rect


class Marks:
    """Marked cells, found by area."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._areas: dict[str, list[Rect]] = defaultdict(list)
        self._arrays: dict[str, list[tuple[int, np.ndarray]]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._areas or self._arrays) or any(rows for columns in self._rows.values() for rows in columns.values())

    def column(self, tab: str, column: int) -> set[int]:
        """The rows marked in a column, to add to."""
        return self._rows[tab][column]

    def add_area(self, tab: str, rect: Rect) -> None:
        """Mark all cells of an area."""
        self._areas[tab].append(rect)

    def add_rows(self, tab: str, column: int, rows: np.ndarray) -> None:
        """Mark many rows of a column, in ascending order."""
        if len(rows):
            self._arrays[tab].append((column, rows))

    def first_within(self, tab: str, rect: Rect) -> tuple[int, int] | None:
        """Row and column of a marked cell in an area, if there is one."""
        for area in self._areas.get(tab, ()):
            if area.meets(rect):
                return max(area.top, rect.top), max(area.left, rect.left)
        for column, marked in self._arrays.get(tab, ()):
            place = int(np.searchsorted(marked, rect.top))
            if rect.left <= column <= rect.right and place < len(marked) and marked[place] <= rect.bottom:
                return int(marked[place]), column
        columns = self._rows.get(tab)
        if not columns:
            return None
        for column, rows in columns.items():
            if not rows or not rect.left <= column <= rect.right:
                continue
            if rect.height <= len(rows):
                found = next((row for row in range(rect.top, rect.bottom + 1) if row in rows), None)
            else:
                found = next((row for row in rows if rect.top <= row <= rect.bottom), None)
            if found is not None:
                return found, column
        return None
