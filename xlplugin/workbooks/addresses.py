"""Cell addresses: A1 text to row and column numbers (from 1) and back, rectangles, sheet-qualified names."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?", re.IGNORECASE)
PLAIN_SHEET_NAME = re.compile(r"[^\W\d][\w.]*")


class Rect(NamedTuple):
    """Cells from ``top``, ``left`` to ``bottom``, ``right``, all included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Count of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Count of columns."""
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        """Count of cells."""
        return self.height * self.width

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies within."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Rect) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        first = address(self.top, self.left)
        return first if self.size == 1 else f"{first}:{address(self.bottom, self.right)}"


def column_number(letters: str) -> int:
    """``"A"`` → 1; 0 where the letters are no column."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number if number <= MAX_COLUMN else 0


def column_letters(number: int) -> str:
    """1 → ``"A"``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """2, 7 → ``"G2"``."""
    return f"{column_letters(column)}{row}"


def read_rect(text: str) -> Rect | None:
    """``"G2:G501"`` or ``"G2"`` as a rectangle; None where it is neither."""
    match = AREA.fullmatch(text.strip())
    if match is None:
        return None
    left, top = column_number(match[1]), int(match[2])
    right = column_number(match[3]) if match[3] else left
    bottom = int(match[4]) if match[4] else top
    if not (left and right) or max(top, bottom) > MAX_ROW:
        return None
    return Rect(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def full_address(sheet: str, cell: str) -> str:
    """``Sheet1!G2``, with quotes where the name of the sheet wants them."""
    if PLAIN_SHEET_NAME.fullmatch(sheet):
        return f"{sheet}!{cell}"
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


class ColumnNumbers(dict[str, int]):
    """Column letters to numbers, remembered; 0 for letters that are no column."""

    def __missing__(self, letters: str) -> int:
        number = column_number(letters) if 0 < len(letters) <= 3 and letters.isascii() else 0
        if number:
            self[letters] = number
        return number
