"""A migration matrix on a sheet: customers by their grade before and after, with totals, as a heat map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range

from xlplugin.policy.findings import Bilingual

from .forms.lines import LINE_HEIGHT, Lines
from .forms.styles import Styles
from .forms.text_width import line_count
from .forms.wording import both

WORSE, BETTER, MOVED = "#F08A80", "#8CCB93", "#F5B971"
NARROW = 11
"""The width of a column of counts."""
_STAYED = "#E7E6E6"
_COUNT, _SUM = '#,##0;-#,##0;"·"', "#,##0"
_TOTAL = Bilingual("Total", "合计")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of customers by the grade before and after, "" for none, and how they are shown.

    ``corner`` and ``none`` are texts of cells; the fills are the colours of grades as headings. ``colour`` says how
    those who moved from one grade to another are marked. Without ``neither`` nobody counts who has no grade at all.
    """

    corner: str
    none: str
    before: Sequence[str]
    after: Sequence[str]
    counts: Mapping[tuple[str, str], int]
    fills_before: Mapping[str, str]
    fills_after: Mapping[str, str]
    colour: Callable[[str, str], str]
    neither: bool = True

    def sum(self, before: Sequence[str], after: Sequence[str]) -> int:
        """The customers of some rows and columns."""
        return sum(self.counts.get((old, new), 0) for old in before for new in after)


def write_matrix(lines: Lines, styles: Styles, matrix: Matrix) -> None:
    """Write the matrix from the second column on: a row for each grade before, a column for each grade after."""
    sheet, before, after = lines.sheet, matrix.before, matrix.after
    sheet.write_string(lines.row, 1, matrix.corner, styles("result_heading"))
    for place, grade in enumerate(after, 2):
        style = styles("result_heading", fill=matrix.fills_after.get(grade, ""))
        sheet.write_string(lines.row, place, grade or matrix.none, style)
    sheet.write_string(lines.row, len(after) + 2, both(_TOTAL), styles("result_heading"))
    longest = max(line_count(grade or matrix.none, NARROW - 1) for grade in after)
    sheet.set_row(lines.row, LINE_HEIGHT * max(longest, 2) + 3)
    lines.row += 1
    first = lines.row
    summed = styles("label", "centre", number_format=_SUM)
    for old in before:
        _write_row(lines, styles, matrix, old)
        text = f"=SUM({xl_range(lines.row, 2, lines.row, len(after) + 1)})"
        sheet.write_formula(lines.row, len(after) + 2, text, summed, matrix.sum([old], after))
        lines.row += 1
    sheet.write_string(lines.row, 1, both(_TOTAL), styles("label", "centre"))
    for place, added in enumerate([*([new] for new in after), after], 2):
        text = f"=SUM({xl_range(first, place, lines.row - 1, place)})"
        sheet.write_formula(lines.row, place, text, summed, matrix.sum(before, added))
    lines.row += 1
    _heat(lines, matrix, first)


def _write_row(lines: Lines, styles: Styles, matrix: Matrix, old: str) -> None:
    figure = styles("box", "centre", number_format=_COUNT)
    stayed = styles("box", "centre", "bold", number_format=_COUNT, fill=_STAYED)
    style = styles("box", "bold", "centre", "wrap", fill=matrix.fills_before.get(old, ""))
    lines.sheet.write_string(lines.row, 1, old or matrix.none, style)
    for place, new in enumerate(matrix.after, 2):
        if old or new or matrix.neither:
            count = matrix.counts.get((old, new), 0)
            lines.sheet.write_number(lines.row, place, count, stayed if old == new else figure)
        else:
            lines.sheet.write_blank(lines.row, place, None, figure)


def _heat(lines: Lines, matrix: Matrix, first: int) -> None:
    """Colours that follow the counts: one scale for each direction, the same highest count for both."""
    most = max((count for (old, new), count in matrix.counts.items() if old != new), default=0)
    if not most:
        return
    areas: dict[str, list[str]] = {}
    for row, old in enumerate(matrix.before, first):
        run: tuple[str, int] | None = None
        for place, new in enumerate([*matrix.after, old], 2):  # one more column ends the last run
            colour = None if new == old else matrix.colour(old, new)
            if run is not None and colour != run[0]:
                areas.setdefault(run[0], []).append(xl_range(row, run[1], row, place - 1))
                run = None
            if run is None and colour is not None:
                run = (colour, place)
    for colour, ranges in areas.items():
        rule = {
            "type": "2_color_scale",
            "min_type": "num",
            "min_value": 0,
            "min_color": "#FFFFFF",
            "max_type": "num",
            "max_value": most,
            "max_color": colour,
            "multi_range": " ".join(ranges),
        }
        lines.sheet.conditional_format(ranges[0], rule)
