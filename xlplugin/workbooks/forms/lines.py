"""The lines of a sheet that is read from top to bottom: sections, and label, value and remark."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.findings import Bilingual

from .put import put
from .styles import Styles
from .text_width import line_count
from .wording import both

LINE_HEIGHT = 15.0


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it shows until it is calculated."""

    text: str
    shown: str = ""


Cell = Formula | str | float | datetime.date | None


@dataclass(slots=True)
class Lines:
    """Writes a sheet line by line; ``row`` is the next one, ``widths`` are those of the columns from A."""

    sheet: Worksheet
    styles: Styles
    widths: tuple[float, ...]
    row: int = 0

    def __post_init__(self) -> None:
        self.sheet.set_default_row(LINE_HEIGHT + 3)
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)

    def title(self, text: str) -> None:
        """The heading of the sheet."""
        self.sheet.write_string(self.row, 1, text, self.styles("title"))
        self.sheet.set_row(self.row, 28)
        self.row += 1

    def section(self, title: Bilingual | str) -> None:
        """A heading across the sheet, a line below the last text."""
        self.row += 1
        text = title if isinstance(title, str) else both(title)
        self.sheet.write_string(self.row, 1, text, self.styles("section"))
        for place in range(2, len(self.widths)):
            self.sheet.write_blank(self.row, place, None, self.styles("section"))
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def across(self, text: str, first: int, *names: str) -> None:
        """A text over several columns up to the last one, in the current row."""
        last, style = len(self.widths) - 1, self.styles(*names)
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
        self.sheet.write_string(self.row, first, text, style)
        self._fit(line_count(text, sum(self.widths[first:])))
        self.row += 1

    def cells(self, values: Sequence[Cell], *styles: Format, starts: Sequence[int] = ()) -> None:
        """One row of cells; the last style holds for the rest.

        ``starts`` are their columns, from the second on where left out; a cell reaches to the next one.
        """
        lines, places = 1, starts or range(1, len(values) + 1)
        ends = [*(place - 1 for place in places[1:]), len(self.widths) - 1 if starts else places[-1]]
        for number, (value, place, end) in enumerate(zip(values, places, ends, strict=True), 1):
            style = styles[min(number, len(styles)) - 1]
            if end > place:
                self.sheet.merge_range(self.row, place, self.row, end, "", style)
            if isinstance(value, Formula):
                self.sheet.write_formula(self.row, place, value.text, style, value.shown)
            else:
                put(self.sheet, self.row, place, value, style)
            if isinstance(value, str):
                lines = max(lines, line_count(value, sum(self.widths[place : end + 1])))
        self._fit(lines)
        self.row += 1

    def _fit(self, lines: int) -> None:
        if lines > 1:
            self.sheet.set_row(self.row, LINE_HEIGHT * lines + 3)
