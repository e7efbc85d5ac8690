"""What the sheets of a monitoring workbook share: their beginning and end, tables, figures, room for charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format

from xlplugin.compliance.monitoring import Monitoring
from xlplugin.policy.findings import Bilingual

from .forms.book import Book, Sheet
from .forms.formats import TEXT
from .forms.lines import LINE_HEIGHT, Lines
from .forms.page import titled_page
from .forms.palette import colours
from .forms.put import put
from .forms.styles import NAVY, Styles
from .forms.text_width import display_width, line_count
from .forms.wording import both, heading

WIDER = 1.2
"""By how much columns are wider than their texts ask for: a page then takes more rows."""
WHOLE, SHARE, INDEX, SCORE, SIGNED = "#,##0", "0.0%", "0.000", "0.00", "+#,##0;-#,##0;0"
ROW = LINE_HEIGHT + 3
"""The usual height of a row, in points."""
GREY, BLUE = "#A6A6A6", NAVY
GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
NO_GRADE = Bilingual("no grade", "无等级")


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of itself: who made it, from which journal, and how each version of the policy is approved."""

    who: str
    journal: str
    approvals: Mapping[str, Bilingual] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """A workbook in the making."""

    book: Book
    found: Monitoring
    about: About
    language: str

    @cached_property
    def styles(self) -> Styles:
        """The formats of the workbook."""
        return Styles(self.book)

    @cached_property
    def fills(self) -> Mapping[str, str]:
        """The colour of each grade."""
        policy, steps = self.found.policy, self.found.steps
        grades = policy.grades(steps.decision) if steps.grades else None
        return colours(grades, policy.scale) if grades else {}

    def said(self, text: Bilingual) -> str:
        """A text in the language of the run."""
        return text.in_language(self.language)

    def begun(self, name: str, title: Bilingual, widths: Sequence[float]) -> Lines:
        """A new sheet with its title; the first of ``widths`` is the margin's."""
        wide = tuple(width * WIDER for width in widths)
        lines = Lines(self.book.add_worksheet(name), self.styles, wide)
        lines.title(both(title))
        return lines

    def ended(self, lines: Lines, breaks: Sequence[int] = (), one_page: bool = False) -> None:
        """How the sheet prints: on one page, or with a page from each of the rows ``breaks`` on."""
        asked, sheet = self.found.asked, lines.sheet
        titled_page(sheet, both(self.found.policy.title), f"{asked.policy_id}  {asked.day}")
        if one_page:
            sheet.fit_to_pages(1, 1)
        elif breaks:
            sheet.set_h_pagebreaks(list(breaks))
        sheet.print_area(0, 0, lines.row - 1, len(lines.widths) - 1)

    def note(self, lines: Lines, text: Bilingual, *names: str) -> None:
        """A text across the sheet, in the language of the run."""
        lines.across(self.said(text), 1, *(names or ("quiet", "wrap", "top")))

    def table(
        self,
        lines: Lines,
        heads: Sequence[Bilingual],
        rows: Sequence[Sequence[object]],
        formats: Sequence[str] = (),
        starts: Sequence[int] = (),
    ) -> tuple[int, int]:
        """A table with headings in both languages; gives its first and last row.

        ``formats`` are the number formats of the columns, "" for text; a cell may bring its own ``Format`` in a pair.
        ``starts`` are the columns in which the cells begin, which then reach to the next one or to the last column.
        """
        head = self.styles("result_heading")
        lines.cells([heading(one) for one in heads], head, starts=starts)
        first = lines.row
        for row in rows:
            self._row(lines, row, formats, starts)
        if not rows:
            lines.across(self.said(Bilingual("none", "无")), 1, "box", "quiet")
        return first, lines.row - 1

    def _row(self, lines: Lines, row: Sequence[object], formats: Sequence[str], starts: Sequence[int]) -> None:
        height = 1
        places = list(starts or range(1, len(row) + 1))
        ends = [*(place - 1 for place in places[1:]), len(lines.widths) - 1 if starts else places[-1]]
        as_text = self.styles("box", "wrap", "top", "left", "indent", number_format=TEXT)
        for number, (cell, place, end) in enumerate(zip(row, places, ends, strict=True)):
            own = isinstance(cell, tuple)
            value, style = cell if isinstance(cell, tuple) else (cell, self._style(cell, formats, number))
            if end > place:
                lines.sheet.merge_range(lines.row, place, lines.row, end, "", style)
            put(lines.sheet, lines.row, place, value, style, None if own else as_text)
            if isinstance(value, str):
                height = max(height, line_count(value, sum(lines.widths[place : end + 1]) - 2))
        if height > 1:
            lines.sheet.set_row(lines.row, LINE_HEIGHT * height + 3)
        lines.row += 1

    def _style(self, cell: object, formats: Sequence[str], place: int) -> Format:
        wanted = formats[place] if place < len(formats) else ""
        if isinstance(cell, str) or not wanted:
            return self.styles("box", "wrap", "top", *(("right",) if wanted else ("left", "indent")))
        return self.styles("box", "right", "top", number_format=wanted)

    def grade(self, grade: str) -> tuple[str, Format]:
        """A grade as a cell in its colour."""
        style = self.styles("box", "bold", "centre", "wrap", "top", fill=self.fills.get(grade, ""))
        return grade or both(NO_GRADE), style

    def chart(
        self, lines: Lines, chart: Chart, height: int, width: int = 0, offset: int = 0, stay: bool = False
    ) -> None:
        """Put a chart below the lines; with ``stay`` the next one stands beside it, ``offset`` pixels to the right."""
        room = sheet_pixels(lines.widths[1:])
        chart.set_size({"width": width or room, "height": height})
        if not offset:
            lines.row += 1
        lines.sheet.insert_chart(lines.row, 1, chart, {"x_offset": offset, "object_position": 1})
        if not stay:
            lines.row += math.ceil(height * 0.75 / ROW) + 1


def sheet_pixels(widths: Sequence[float]) -> int:
    """How wide columns are on the screen."""
    return sum(int(width * 7 + 5) for width in widths)


PAGE_PIXELS, PAGE_POINTS = 1026, 502
"""What an A4 page in landscape has room for between its margins, at full size."""


class MeasuredSheet(Sheet):
    """A sheet that knows how high its rows are."""

    def __init__(self) -> None:
        super().__init__()
        self.heights: dict[int, float] = {}

    def set_row(self, row: int, height: float | None = None, *rest: Any, **options: Any) -> int:
        """Set the height of a row."""
        if height is not None:
            self.heights[row] = height
        return int(super().set_row(row, height, *rest, **options))


class ReportBook(Book):
    """A workbook of such sheets."""

    worksheet_class = MeasuredSheet


@dataclass(slots=True)
class Pages:
    """Where the pages of a sheet begin, so that no chart and no short table is parted."""

    lines: Lines
    breaks: list[int] = field(default_factory=list)
    start: int = 0

    def keep(self, points: float) -> None:
        """Begin a page here where something so high does not fit on this one any more."""
        scale = min(1.0, PAGE_PIXELS / sheet_pixels(self.lines.widths))
        heights = self.lines.sheet.heights  # type: ignore[attr-defined]
        used = sum(heights.get(row, ROW) for row in range(self.start, self.lines.row))
        if used and used + points > PAGE_POINTS / scale:
            self.start = self.lines.row
            self.breaks.append(self.start)


def table_points(rows: int) -> float:
    """How high a table of rows of one line each is, with its section and headings."""
    return ROW + 22 + 2 * LINE_HEIGHT + 3 + rows * ROW


def chart_points(height: int) -> float:
    """How high a chart of some pixels is, with the space around it."""
    return height * 0.75 + 2 * ROW


def titled(chart: Chart, title: Bilingual, legend: bool = True) -> None:
    """The title of a chart in both languages, its legend below."""
    chart.set_title({"name": both(title), "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"} if legend else {"none": True})


def clipped(text: str, width: float) -> str:
    """A text from outside that would make its row higher than a few lines, cut."""
    most = int(width * 4)
    return text if display_width(text) <= most else f"{text[: most // 2]}…"

