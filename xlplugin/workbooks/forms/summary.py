"""The summary 汇总: customers per grade, their shares and measures, with a chart."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.findings import Bilingual

from .book import Book
from .form import Form
from .formats import PERCENT
from .grid import SUMMARY, Grid
from .lines import LINE_HEIGHT
from .page import page
from .palette import colours
from .styles import Styles
from .summary_grid import COUNT, FIRST_MEASURE, FIRST_ROW, GRADE, HEADING_ROW, SHARE, TITLE, SummaryGrid
from .text_width import line_count
from .wording import both, heading

CHART_ROWS, CHART_COLUMNS = 18, 5
"""What the chart covers, with room to spare: rows, and columns from the left edge of the sheet."""
_TOTAL = Bilingual("Graded", "已评级合计")
_MIGRATION = Bilingual("Migration", "等级迁徙")
_PREVIOUS, _NOW = Bilingual("Previous", "上次等级"), Bilingual("now →", "本次等级 →")
_HEADINGS = (
    Bilingual("Grade", "等级"),
    Bilingual("Meaning", "含义"),
    Bilingual("Customers", "户数"),
    Bilingual("Share", "占比"),
)


def write_summary(book: Book, form: Form, styles: Styles) -> None:
    """Add the summary sheet, for a policy that makes grades."""
    where = SummaryGrid(form)
    if where.grades is None:
        return
    sheet = book.add_worksheet(SUMMARY)
    moved = len(where.grades.ids) - 2 - 2 * len(form.measures) if where.migration_rows else 0
    widths = (2, 14, 44, 13, 13, *(15 for _ in form.measures for _ in range(2)), *(13 for _ in range(moved)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    last, width = len(widths) - 1, sum(widths[GRADE:])
    head = both(form.policy.title)
    sheet.merge_range(0, GRADE, 0, last, "", styles("title", "wrap"))
    sheet.write_string(0, GRADE, head, styles("title", "wrap"))
    sheet.set_row(0, 24 * line_count(head, width / 1.7) + 4)
    if form.notice.en:
        notice, style = both(form.notice), styles("warning", "bold", "wrap", "box")
        sheet.merge_range(1, GRADE, 1, last, "", style)
        sheet.write_string(1, GRADE, notice, style)
        sheet.set_row(1, LINE_HEIGHT * line_count(notice, width) + 3)
    titles = [*_HEADINGS, *(text for measure in form.measures for text in (measure.total, measure.rate))]
    for place, title in enumerate(titles, GRADE):
        sheet.write_string(HEADING_ROW, place, heading(title), styles("result_heading"))
    most = max(line_count(heading(title), widths[place]) for place, title in enumerate(titles, GRADE))
    sheet.set_row(HEADING_ROW, LINE_HEIGHT * most + 3)
    fills = colours(where.grades, form.policy.scale)
    for row, grade in enumerate(where.grades.ids, FIRST_ROW):
        sheet.write_string(row, GRADE, grade, styles("box", "bold", "centre", fill=fills[grade]))
        meaning = where.grades.titles.get(grade)
        sheet.write_string(row, TITLE, both(meaning) if meaning else "", styles("box", "wrap"))
    sheet.write_string(where.total_row, GRADE, both(_TOTAL), styles("label"))
    sheet.write_blank(where.total_row, TITLE, None, styles("label"))
    _write_figures(sheet, where, styles)
    if where.migration_rows:
        _write_migration(sheet, where, styles, fills)
    _write_chart(book, sheet, where, fills)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    page(sheet, form.policy)
    sheet.fit_to_pages(1, 1)


def _write_figures(sheet: Worksheet, where: SummaryGrid, styles: Styles) -> None:
    form, grid = where.form, Grid(where.form)
    grades, total = grid.cells(grid.main), where.total_row
    sums = [(COUNT, f"COUNTIF({grades},$B{{row}})")]
    rates = [(SHARE, f"$D${total + 1}")]
    for number, measure in enumerate(form.measures):
        place = FIRST_MEASURE + 2 * number
        name = xl_col_to_name(place)
        sums.append((place, f"SUMIFS({grid.cells(grid.entry(measure.key))},{grades},$B{{row}})"))
        rates.append((place + 1, f"${name}${total + 1}" if measure.of_total else "$D{row}"))
    for row in range(FIRST_ROW, total + 1):
        last = row == total
        name = "label" if last else "box"
        for place, formula in sums:
            column = xl_col_to_name(place)
            whole = f"SUM({column}{FIRST_ROW + 1}:{column}{total})"
            text = whole if last else formula.format(row=row + 1)
            sheet.write_formula(row, place, f"={text}", styles(name, "right", number_format="#,##0"), "")
        for place, divisor in rates:
            above, below = f"{xl_col_to_name(place - 1)}{row + 1}", divisor.format(row=row + 1)
            text = f'=IF({below}=0,"",{above}/{below})'
            sheet.write_formula(row, place, text, styles(name, "right", number_format=PERCENT), "")


def _write_migration(sheet: Worksheet, where: SummaryGrid, styles: Styles, fills: dict[str, str]) -> None:
    """How many customers moved from which grade to which."""
    grid, top = Grid(where.form), where.total_row + 2
    previous, grades = grid.own("previous_grade"), where.grades
    assert previous is not None and grades is not None
    sheet.write_string(top, GRADE, both(_MIGRATION), styles("section"))
    for place in range(TITLE, COUNT + len(grades.ids)):
        sheet.write_blank(top, place, None, styles("section"))
    sheet.set_row(top, 22)
    sheet.write_string(top + 1, GRADE, heading(_PREVIOUS), styles("result_heading"))
    sheet.write_string(top + 1, TITLE, both(_NOW), styles("result_heading", "right"))
    sheet.set_row(top + 1, 32)
    for number, now in enumerate(grades.ids):
        place = COUNT + number
        sheet.write_string(top + 1, place, now, styles("result_heading", fill=fills[now]))
        for row, before in enumerate(grades.ids, top + 2):
            here, above = f"$B{row + 1}", f"{xl_col_to_name(place)}${top + 2}"
            text = f"=COUNTIFS({grid.cells(previous)},{here},{grid.cells(grid.main)},{above})"
            same = ("bold",) if before == now else ()
            sheet.write_formula(row, place, text, styles("box", "centre", *same, number_format='0;-0;"–"'), "")
    for row, before in enumerate(grades.ids, top + 2):
        sheet.write_string(row, GRADE, before, styles("box", "bold", "centre", fill=fills[before]))
        meaning = grades.titles.get(before)
        sheet.write_string(row, TITLE, both(meaning) if meaning else "", styles("box", "wrap"))


def _write_chart(book: Book, sheet: Worksheet, where: SummaryGrid, fills: dict[str, str]) -> None:
    """Columns in the colours of the grades: customers, or the first measure's rate."""
    measured = next((item for item in where.form.measures if not item.of_total), None)
    place = FIRST_MEASURE + 1 if measured else COUNT
    last = where.total_row - 1
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "name": [SUMMARY, HEADING_ROW, place],
        "categories": [SUMMARY, FIRST_ROW, GRADE, last, GRADE],
        "values": [SUMMARY, FIRST_ROW, place, last, place],
        "points": [{"fill": {"color": fill}, "border": {"color": "#7F7F7F"}} for fill in fills.values()],
        "data_labels": {"value": True, "font": {"size": 9}},
        "gap": 60,
    })  # fmt: skip
    title = both(measured.rate if measured else _HEADINGS[2])
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}})
    chart.set_legend({"none": True})
    grid_lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    number_format = "0%" if measured else "#,##0"
    chart.set_y_axis({"num_format": number_format, "major_gridlines": grid_lines, "line": {"none": True}})
    chart.set_size({"width": 690, "height": 300})
    first = where.total_row + 2 + where.migration_rows
    sheet.insert_chart(first, GRADE, chart)
    # Stated, because a program that fits the rows to their texts would cut the chart's foot off.
    right = max(CHART_COLUMNS, SHARE + 2 * len(where.form.measures), COUNT + len(fills) - 1 if where.migration_rows else 0)
    sheet.print_area(0, 0, first + CHART_ROWS, right)
