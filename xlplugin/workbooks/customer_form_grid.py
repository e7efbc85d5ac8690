"""The page of a customer's form while it is written: twelve columns, rows as high as their texts, a fit to A4."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.findings import Bilingual

from .forms.book import Book
from .forms.formats import TEXT
from .forms.page import titled_page
from .forms.put import put
from .forms.styles import Styles
from .forms.text_width import excel_length, line_count
from .forms.wording import both

COLUMNS, WIDTHS = 12, (8.6, 9.2, 9.8, 10.4, 11.0, 11.6, 12.2, 12.8)
"""The columns, and how wide each may be: a long form is printed smaller anyway, and wider cells hold more."""
FONT, FONT_SIZE = "Microsoft YaHei", 10
FINE = 10 / 9
"""What more of a column's width the small type holds."""
LINE, PADDING = 13.0, 2.5
LEGIBLE = 0.615
"""The smallest scale of print: the small type is then 5.5 points high, 七号, the smallest of Chinese print."""
_PIXELS, _POINTS = 7, 0.75
_MARGIN, _TOP, _BOTTOM = 0.45, 0.45, 0.6
_A4_WIDTH, _A4_HEIGHT, _INCH = 8.27, 11.69, 72.0
LONGEST = 600
"""Characters of an outside text that a cell of the page shows."""

Value = str | float | datetime.date | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell over ``span`` columns."""

    value: Value
    span: int
    styles: tuple[str, ...] = ("box", "fine", "wrap")
    fill: str = ""
    number_format: str = ""
    factor: float = FINE

    def lines(self, width: float) -> int:
        """The lines that its text takes in columns of a width."""
        if not isinstance(self.value, str) or "wrap" not in self.styles:
            return 1
        return line_count(self.value, self.span * width * self.factor - 1)


def text(value: str, span: int, *more: str, fill: str = "") -> Piece:
    """A text in small type."""
    return Piece(value, span, ("box", "fine", "wrap", *more), fill)


def label(title: Bilingual, span: int, *more: str) -> Piece:
    """A title in both languages."""
    return Piece(both(title), span, ("label", "fine", "wrap", *more))


def number(value: float | None, span: int, *more: str, number_format: str = "0.##;-0.##;0") -> Piece:
    """A figure, a dash where there is none."""
    if value is None:
        return Piece("–", span, ("box", "fine", "centre", *more))
    plain = "0" if float(value).is_integer() else number_format
    return Piece(value, span, ("box", "fine", "centre", *more), number_format=plain)


def day(value: datetime.date | None, span: int, *more: str) -> Piece:
    """A date, a dash where there is none."""
    return Piece(value or "–", span, ("box", "fine", "left", *more), number_format="yyyy-mm-dd" if value else "")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side; ``least`` is the least height, ``line`` that of a line of text."""

    pieces: tuple[Piece, ...]
    least: float = 0.0
    line: float = LINE

    def height(self, width: float) -> float:
        """The points that it takes with columns of a width, as whole pixels."""
        lines = max((piece.lines(width) for piece in self.pieces), default=0)
        wanted = max(self.least, self.line * lines + PADDING) if lines else self.least
        return math.ceil(wanted / _POINTS) * _POINTS


class Page:
    """The rows of a page; the sheet is written at the end, when it is known how wide its columns are best."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.sections: list[int] = []

    def row(self, *pieces: Piece, least: float = 0.0, line: float = LINE) -> None:
        """Add a row of cells side by side; it is as high as the longest text needs."""
        self.rows.append(Row(tuple(_cut(piece) for piece in pieces), least, line))

    def beside(self, left: Sequence[Sequence[Piece]], right: Sequence[Sequence[Piece]]) -> None:
        """Two tables side by side, each of half the columns; the shorter one is filled up."""
        blank = (Piece(None, COLUMNS // 2, ()),)
        for place in range(max(len(left), len(right))):
            sides = [side[place] if place < len(side) else blank for side in (left, right)]
            self.row(*sides[0], *sides[1])

    def section(self, title: Bilingual, note: str = "") -> None:
        """A heading across the page, a note in small type on its right."""
        self.gap(5)
        self.sections.append(len(self.rows))
        split = COLUMNS // 2 if note else COLUMNS
        pieces = [Piece(both(title), split, ("section",))]
        if note:
            pieces.append(Piece(note, COLUMNS - split, ("section", "aside")))
        self.row(*pieces, least=17.25)

    def gap(self, height: float = 6.0) -> None:
        """An empty row."""
        self.rows.append(Row((), height))

    def write(self, book: Book, styles: Styles, name: str, title: str, stamp: str) -> None:
        """Add the sheet: A4 upright, one page wide; one page tall where that can still be read."""
        width = max(WIDTHS, key=self.scale)
        one = self.scale(width) >= LEGIBLE
        if not one:
            width = min(WIDTHS, key=lambda wide: (len(self.breaks(wide)), wide))
        _measure(book)
        sheet = book.add_worksheet(name)
        sheet.set_column(0, COLUMNS - 1, width)
        for number, row in enumerate(self.rows):
            sheet.set_row(number, row.height(width))
            place = 0
            for piece in row.pieces:
                _write(sheet, styles, number, place, piece)
                place += piece.span
        titled_page(sheet, title, stamp)
        sheet.set_portrait()
        sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_TOP, bottom=_BOTTOM)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1 if one else 0)
        sheet.print_area(0, 0, len(self.rows) - 1, COLUMNS - 1)
        if not one:
            sheet.repeat_rows(0)
            sheet.set_h_pagebreaks(self.breaks(width))
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def scale(self, width: float) -> float:
        """How small the page is printed with columns of a width, on one sheet of paper."""
        down = sum(row.height(width) for row in self.rows)
        return min(_across(width), _DOWN / max(down, 1.0))

    def breaks(self, width: float) -> list[int]:
        """The rows that begin a further sheet of paper, where one is filled across: sections stay whole."""
        room, found, used = _DOWN / _across(width), [], 0.0
        starts = [0, *self.sections, len(self.rows)]
        for start, end in pairwise(starts):
            height = sum(row.height(width) for row in self.rows[start:end])
            if used and used + height > room:
                found.append(start)
                used = 0.0
            used += height
        return found


_DOWN = (_A4_HEIGHT - _TOP - _BOTTOM) * _INCH


def _across(width: float) -> float:
    """How small columns of a width are printed to fill the paper across."""
    taken = COLUMNS * (round(width * _PIXELS) + 5) * _POINTS
    return min(1.0, (_A4_WIDTH - 2 * _MARGIN) * _INCH / taken)


def _measure(book: Book) -> None:
    """Let columns be measured in the digits of the page's own font: where the usual one is missing, what stands in
    for it may be wider by a third, and the page would be printed as much smaller."""
    plain = book.formats[0]
    plain.set_font_name(FONT)
    plain.set_font_size(FONT_SIZE)
    plain.set_font_scheme("")


def _write(sheet: Worksheet, styles: Styles, row: int, place: int, piece: Piece) -> None:
    if not piece.styles:
        return
    style = styles(*piece.styles, fill=piece.fill, number_format=piece.number_format)
    if piece.span > 1:
        sheet.merge_range(row, place, row, place + piece.span - 1, "", style)
    as_text = styles(*piece.styles, fill=piece.fill, number_format=TEXT)
    put(sheet, row, place, piece.value, style, as_text)


def _cut(piece: Piece) -> Piece:
    """A text from outside that no page could hold (the name of a committee, of a customer) is cut."""
    if not isinstance(piece.value, str) or excel_length(piece.value) <= LONGEST:
        return piece
    return replace(piece, value=f"{piece.value[:LONGEST]}…")


def strong(piece: Piece) -> Piece:
    """The same in bold."""
    return replace(piece, styles=(*piece.styles, "bold"))
