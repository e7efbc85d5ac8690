"""Which customer a row is of: the columns whose heading names a customer's number, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .addresses import Rect
from .book import Book
from .sheet import Sheet

KEY_HEADINGS = re.compile(
    r"客户号|客户编号|客户编码|客户代码|持卡人编?号|信用代码|^\s*id\s*$|card[\s_]*holder[\s_]*(?:number|no\b|id\b)"
    r"|customer[\s_]*(?:number|no\b|id\b|code)|cust[\s_]*(?:no|id)\b|credit code",
    re.IGNORECASE,
)
HEADING_ROWS = 30
LONGEST = 200
"""Characters of a key that are told."""


def key_columns(sheet: Sheet, first_row: int) -> Iterator[tuple[int, str]]:
    """The columns whose heading, above the graded rows, names a customer's number."""
    for column in sorted(sheet.grid):
        values = sheet.grid[column]
        for row in range(first_row - 1, max(0, first_row - HEADING_ROWS), -1):
            text = values.get(row)
            if isinstance(text, str) and KEY_HEADINGS.search(text):
                yield column, " ".join(text.split())
                break


class CustomerKeys:
    """The keys of the customers of a book, by sheet and row; ``graded`` are the areas that were graded."""

    def __init__(self, book: Book, graded: Iterable[tuple[int, Rect]]) -> None:
        self._sheets = book.sheets
        self._first: dict[int, int] = {}
        for number, rect in graded:
            self._first[number] = min(rect.top, self._first.get(number, rect.top))
        self._columns: dict[int, int] = {}

    def of(self, sheet: int, row: int) -> str:
        """The key in a row; an empty text where the sheet names none."""
        if sheet not in self._columns:
            first = self._first.get(sheet) or _first_formula(self._sheets[sheet])
            self._columns[sheet] = next((column for column, _ in key_columns(self._sheets[sheet], first)), 0)
        return key_of(self._sheets[sheet].grid.value(row, self._columns[sheet]))

    def of_rows(self, sheet: int, rows: Sequence[int]) -> list[str]:
        """The keys in several rows."""
        if not rows:
            return []
        first = self.of(sheet, rows[0])
        column = self._columns[sheet]
        if not column:
            return [""] * len(rows)
        return [first, *map(key_of, map(self._sheets[sheet].grid[column].get, rows[1:]))]


def key_of(value: object) -> str:
    """A cell as the key of a customer."""
    if isinstance(value, str):
        plain = len(value) <= LONGEST and value.isalnum()
        return value if plain else " ".join(value.split())[:LONGEST]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return ""


def _first_formula(sheet: Sheet) -> int:
    rows = [cell.row for cell in sheet.formulas]
    rows += [int(run.rows[0]) for run in (sheet.scanned.runs if sheet.scanned else ())]
    return min(rows, default=1)
