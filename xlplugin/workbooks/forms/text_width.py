"""How wide a text is in a cell and how many lines it takes: Chinese characters are two columns wide."""

from __future__ import annotations

import math
import re
import unicodedata

_WORDS = re.compile(r"[!-~À-ɏ]+|\s|.", re.DOTALL)


_LATIN, _WIDE = 0.87, 2.0
"""Widths of letters, counted in digits as column widths are, with a little to spare."""


def display_width(text: str) -> float:
    """The columns that the widest line of a text takes.

    >>> display_width("评分"), round(display_width("Score\\n评分"), 1)
    (4.0, 4.3)
    """
    return max(sum(map(_width, line)) for line in text.split("\n"))


def line_count(text: str, columns: float) -> int:
    """The lines that a text takes in a wrapped cell; words stay whole where they fit.

    >>> line_count("Liabilities / assets\\n资产负债率 (%)", 14)
    3
    """
    return sum(_lines(line, max(columns, 2.0)) for line in text.split("\n"))


def _lines(line: str, columns: float) -> int:
    lines, used = 1, 0.0
    for piece in _WORDS.findall(line):
        width = sum(map(_width, piece))
        if used + width <= columns:
            used += width
        elif piece.isspace():
            used = columns
        elif width > columns:
            lines += math.ceil(width / columns) - (used == 0)
            used = width % columns
        else:
            lines, used = lines + 1, width
    return lines


def _width(char: str) -> float:
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _LATIN


def excel_length(text: str) -> int:
    """The length of a text as Excel's limits count it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
