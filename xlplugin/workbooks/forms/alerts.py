"""The alerts 预警: customers that need attention, counted and listed by built-ins alone, and what the journal says."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.journal_areas import DUE

from .book import Book
from .calls import literal
from .columns import Column, grades_of
from .form import Form
from .formats import DATE, TEXT
from .grid import ALERTS, Grid
from .lines import LINE_HEIGHT
from .page import page
from .palette import colours
from .styles import Styles
from .text_width import line_count
from .wording import both, heading
from .workings import STALE_MONTHS, Workings

LISTED = 100
"""Alerts that the sheet lists; it counts all of them."""
KIND_ROW, _LIST_GAP = 4, 3
_WIDTHS = (2, 8, 18, 30, 18, 40)
_HEADINGS = (
    Bilingual("No.", "序号"),
    Bilingual("Customer", "客户"),
    Bilingual("Name", "名称"),
    Bilingual("Grade", "等级"),
    Bilingual("Alert", "预警事项"),
)
_LIST = Bilingual(f"Customers with an alert (the first {LISTED})", f"预警客户（最多列出{LISTED}户）")
DUE_ROWS = 40
"""Items that the journal's list has room for."""
_DUE_HEADINGS = (
    Bilingual("No.", "序号"),
    Bilingual("Customer", "客户"),
    Bilingual("What is due", "到期事项"),
    Bilingual("Due on", "到期日"),
    Bilingual("Detail", "说明"),
)
_DUE_NAMES = ("customer", "what", "on", "detail")
_DUE_TITLE = Bilingual("From the journal: what is due", "来自评级日志：到期事项")
_UNFILLED = Bilingual("filled by xlplugin rating fill", "由 xlplugin rating fill 填写")
_MONTHS = Bilingual("Months after which a statement is stale", "报表超过几个月视为过期")


def write_alerts(book: Book, form: Form, styles: Styles, workings: Workings) -> None:
    """Add the alerts sheet."""
    sheet = book.add_worksheet(ALERTS)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 1, both(Bilingual("Alerts", "预警")), styles("title"))
    sheet.set_row(0, 28)
    as_of = styles("quiet", "left", number_format='"As of 评级基准日 "yyyy-mm-dd')
    sheet.merge_range(1, 1, 1, 3, "", as_of)
    sheet.write_formula(1, 1, f"={workings.day}", as_of, "")
    _write_counts(sheet, styles, workings)
    last = _write_list(sheet, form, styles, workings)
    last = _write_due(book, sheet, styles, last + 3)
    sheet.print_area(0, 1, last, len(_WIDTHS) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    page(sheet, form.policy)
    sheet.set_portrait()


def _write_counts(sheet: Worksheet, styles: Styles, workings: Workings) -> None:
    for place, title in ((1, Bilingual("Count", "户数")), (2, Bilingual("Alert", "预警事项"))):
        sheet.write_string(KIND_ROW - 1, place, both(title), styles("result_heading"))
    for place in range(3, len(_WIDTHS)):
        sheet.write_blank(KIND_ROW - 1, place, None, styles("result_heading"))
    for row, alert in enumerate(workings.alerts, KIND_ROW):
        sheet.write_formula(row, 1, f"=SUM({workings.flags(alert)})", styles("box", "centre", "bold"), 0)
        text = f"{both(alert.title)}: {both(alert.meaning)}"
        sheet.merge_range(row, 2, row, len(_WIDTHS) - 1, "", styles("box", "wrap"))
        sheet.write_string(row, 2, text, styles("box", "wrap"))
        sheet.set_row(row, LINE_HEIGHT * line_count(text, sum(_WIDTHS[2:])) + 3)
        warned = {"type": "cell", "criteria": ">", "value": 0, "format": styles.over("warning")}
        sheet.conditional_format(row, 1, row, 1, warned)
    if STALE_MONTHS.name in {alert.name for alert in workings.alerts}:
        row = KIND_ROW + len(workings.alerts)
        sheet.write_number(row, 1, STALE_MONTHS.months, styles("entry", "centre"))
        sheet.write_string(row, 2, both(_MONTHS), styles("quiet"))
        whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 120}
        sheet.data_validation(row, 1, row, 1, whole | {"error_type": "warning"})


def _write_list(sheet: Worksheet, form: Form, styles: Styles, workings: Workings) -> int:
    """The customers with an alert; gives the last row."""
    grid = Grid(form)
    head = KIND_ROW + len(workings.alerts) + _LIST_GAP
    sheet.write_string(head - 1, 1, both(_LIST), styles("section"))
    for place in range(2, len(_WIDTHS)):
        sheet.write_blank(head - 1, place, None, styles("section"))
    sheet.set_row(head - 1, 22)
    for place, title in enumerate(_HEADINGS, 1):
        sheet.write_string(head, place, heading(title), styles("result_heading"))
    sheet.set_row(head, 34)
    name = next((column for column in form.columns if column.key == "customer_name"), None)
    shown: tuple[Column | None, ...] = (grid.key, name, grid.main)
    last = head + min(form.height, LISTED)
    for number, row in enumerate(range(head + 1, last + 1), 1):
        here = f"$B{row + 1}"
        sheet.write_formula(
            row, 1, f'=IFERROR(SMALL({workings.numbers},{number}),"")', styles("box", "centre", "quiet"), ""
        )
        for place, column in enumerate(shown, 2):
            found = "" if column is None else f"INDEX({grid.cells(column)},{here})"
            style = styles("box", "centre", "bold") if column == grid.main else styles("box", "wrap")
            if not found:
                sheet.write_blank(row, place, None, style)
                continue
            formula = f'=IF({here}="","",{found}&"")'
            if column == grid.main:
                formula = f'=IF({here}="","",IF(ISERROR({found}),"—",{found}))'
            sheet.write_formula(row, place, formula, style, "")
        said = "&".join(
            f'IF(INDEX({workings.flags(alert)},{here})=1,{literal("; " + alert.title.in_language(form.language))},"")'
            for alert in workings.alerts
        )
        sheet.write_formula(row, 5, f'=IF({here}="","",MID({said},3,200))', styles("box", "wrap"), "")
    main = (head + 1, _WIDTHS.index(18, 3), last, _WIDTHS.index(18, 3))
    grades = grades_of(form.policy, "grade")
    for grade, fill in (colours(grades, form.policy.scale) if grades else {}).items():
        rule = {"type": "cell", "criteria": "==", "value": literal(grade)}
        sheet.conditional_format(*main, rule | {"format": styles.over_fill(fill)})
    sheet.autofilter(head, 1, last, len(_WIDTHS) - 1)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    return last


def _write_due(book: Book, sheet: Worksheet, styles: Styles, top: int) -> int:
    """Room for what the journal says is due: nothing but a heading until it is filled; gives the last row."""
    for place in range(1, len(_WIDTHS)):
        sheet.write_blank(top, place, None, styles("section"))
    sheet.write_string(top, 1, both(_DUE_TITLE), styles("section"))
    sheet.set_row(top, 22)
    sheet.write_blank(top + 1, 2, None, styles("quiet", "left", number_format='"As of 截至 "yyyy-mm-dd'))
    sheet.write_string(top + 1, 3, both(_UNFILLED), styles("quiet"))
    book.define_name(f"{DUE}as_of", f"='{ALERTS}'!$C${top + 2}")
    book.define_name(f"{DUE}note", f"='{ALERTS}'!$D${top + 2}")
    head, first, last = top + 2, top + 3, top + 2 + DUE_ROWS
    for place, title in enumerate(_DUE_HEADINGS, 1):
        sheet.write_string(head, place, heading(title), styles("result_heading"))
    sheet.set_row(head, 34)
    for place, name in enumerate(_DUE_NAMES, 2):
        column = "ABCDEF"[place]
        book.define_name(f"{DUE}{name}", f"='{ALERTS}'!${column}${first + 1}:${column}${last + 1}")
        dated = name == "on"
        style = styles("wrap", *(("centre",) if dated else ()), number_format=DATE if dated else TEXT)
        for row in range(first, last + 1):
            sheet.write_blank(row, place, None, style)
    for row in range(first, last + 1):
        number = f'=IF(LEN($C{row + 1})=0,"",{row - first + 1})'
        sheet.write_formula(row, 1, number, styles("centre", "quiet"), "")
    filled = {"type": "formula", "criteria": f"=LEN($C{first + 1})>0", "format": styles.over("box")}
    sheet.conditional_format(first, 1, last, len(_WIDTHS) - 1, filled)
    late = f"=IF(ISNUMBER($E{first + 1}),$E{first + 1}<$C${top + 2},FALSE)"
    warned = {"type": "formula", "criteria": late, "format": styles.over("warning")}
    sheet.conditional_format(first, 4, last, 4, warned)
    customers = f"$C${first + 1}:$C${last + 1}"
    said = literal(f"Due by the journal, see row {top + 1} 评级日志到期事项，见第{top + 1}行: ")
    shown = f'=IF(COUNTA({customers})=0,"",{said}&COUNTA({customers}))'
    sheet.write_formula(1, 4, shown, styles("quiet", "left"), "")
    return last