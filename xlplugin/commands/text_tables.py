"""Tables of text in a given width: columns by what characters show, long cells wrapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

# A table is laid out here and not by rich, whose import alone takes a tenth of every start.
GAP = "  "
LEAST, LONGEST_WORD = 4, 24
"""The narrowest column of text, and the longest word that is kept whole while there is another way."""


def visible(text: str) -> str:
    """The text without characters that steer a terminal: what a file holds must not move the cursor."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == "\n" else " " if char in "\t\r" else "�" for char in text
    )


def width_of(text: str) -> int:
    """How many columns a text takes; Chinese characters take two.

    >>> width_of("AA级")
    4
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def table_lines(
    headings: Sequence[str], rows: Sequence[Sequence[str]], most: int, numbers: Collection[int] = ()
) -> Iterator[str]:
    """The lines of a table; columns that hold nothing are left out, long cells are wrapped."""
    shown = [[visible(str(cell)) for cell in row] for row in rows]
    kept = [i for i in range(len(headings)) if not shown or any(row[i] for row in shown)]
    titled = any(headings)
    body = [[headings[i] for i in kept]] * titled + [[row[i] for i in kept] for row in shown]
    if not body:
        return
    right = [i in numbers for i in kept]
    columns = [[row[i] for row in body] for i in range(len(kept))]
    widths = [max(map(_widest, column)) for column in columns]
    words = [min(max(map(_longest_piece, column)), LONGEST_WORD) for column in columns]
    for least in (words, [LEAST] * len(words)):  # words are broken only where nothing else helps
        widths = _fitted(widths, least, right, most)
    for at, row in enumerate(body):
        cells = [wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
        for line in range(max(map(len, cells), default=0)):
            parts = [
                _padded(cell[line] if line < len(cell) else "", size, to_right)
                for cell, size, to_right in zip(cells, widths, right, strict=True)
            ]
            yield GAP.join(parts).rstrip()
        if at == 0 and titled:
            yield GAP.join("─" * size for size in widths)


def _widest(cell: str) -> int:
    return max(map(width_of, cell.split("\n")))


def _longest_piece(cell: str) -> int:
    return max((width_of(piece.rstrip()) for piece in _pieces(cell)), default=0)


def _fitted(widths: list[int], least: list[int], fixed: Sequence[bool], most: int) -> list[int]:
    """The widths of the columns, the widest made narrower until the table fits; numbers are not broken."""
    room = most - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        loose = [i for i, stays in enumerate(fixed) if not stays and widths[i] > least[i]]
        if not loose:
            break
        widest = max(loose, key=widths.__getitem__)
        second = max([widths[i] for i in loose if i != widest], default=0)
        needed = widths[widest] - (sum(widths) - room)
        widths[widest] = max(least[widest], min(widths[widest] - 1, max(second, needed)))
    return widths


def wrapped(text: str, most: int) -> list[str]:
    """The lines of a text within a width; Chinese breaks between any two characters, else at blanks."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and width_of(line + piece.rstrip()) > most:
                lines.append(line.rstrip())
                line = ""
            while width_of(piece.rstrip()) > most:
                head = _head(piece, most)
                lines.append(head)
                piece = piece[len(head) :]
            line = line + piece if line else piece.lstrip()
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word with the blanks after it, or one wide character."""
    piece = ""
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        closing = unicodedata.category(char) in ("Pe", "Pf", "Po")
        if piece and not closing and (wide or (piece[-1] == " " and char != " ") or width_of(piece[-1]) == 2):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _head(text: str, most: int) -> str:
    taken = 0
    for i, char in enumerate(text):
        taken += width_of(char)
        if taken > most:
            return text[: max(i, 1)]
    return text


def _padded(text: str, size: int, to_right: bool) -> str:
    blanks = " " * (size - width_of(text))
    return blanks + text if to_right else text + blanks
