"""Sheets of a monitoring workbook on what people did: manual overrides, and reviews that are due."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.chart import Chart

from xlplugin.compliance.monitoring_overrides import FATES, WAYS, Overrides
from xlplugin.compliance.monitoring_reviews import SPANS, Reviews
from xlplugin.policy.findings import Bilingual

from .forms.lines import Lines
from .forms.wording import both
from .monitoring_parts import GRID, SHARE, WHOLE, Pages, Report, chart_points, clipped, table_points, titled

OVERRIDES, REVIEWS = "Overrides 人工调整", "Reviews 重评"
LISTED = 500
"""Overdue tasks that the sheet lists; the work list has them all."""
_DATA = 8
"""The column of what a chart's reasons are called, right of what is printed."""
_GREEN, _RED, _QUIET = "#8CCB93", "#F08A80", "#BFBFBF"
_KINDS = {"input": Bilingual("input", "输入"), "output": Bilingual("grade", "等级")}


def write_overrides(report: Report) -> None:
    """Add the sheet of manual overrides."""
    one = report.found.overrides
    lines = report.begun(OVERRIDES, Bilingual("Manual overrides", "人工调整"), (2, 34, 40, 15, 15, 15, 15))
    if not one.decided and not one.ever:
        text = Bilingual("No rating was decided until the day.", "截至基准日没有审定的评级。")
        report.note(lines, text)
        report.ended(lines)
        return
    _counts(report, lines, one)
    lines.section(Bilingual("By reason code", "按原因代码"))
    heads = (
        Bilingual("Reason", "原因"),
        Bilingual("What was changed", "调整对象"),
        Bilingual("Overrides", "调整项数"),
        *(WAYS[way] for way in ("better", "worse", "same")),
    )
    rows: list[list[object]] = [
        [f"{by.code} {report.said(by.title)}" if by.title.en != by.code else by.code, report.said(_KINDS[by.what]), by.count]
        + [by.ways.get(way, 0) for way in ("better", "worse", "same")]  # type: ignore[call-overload]
        for by in one.reasons
    ]
    first, last = report.table(lines, heads, rows, ("", "", *(WHOLE,) * 4))
    if rows:
        report.note(lines, Bilingual(
            "A rating with several changed inputs counts once under each of their codes.",
            "一项评级修改多个输入时，按各原因代码分别计一次。",
        ))  # fmt: skip
    pages = Pages(lines)
    if rows:
        height = min(150 + 30 * len(rows), 600)
        pages.keep(chart_points(height))
        _override_chart(report, lines, one, first, last, height)
    pages.keep(table_points(len(FATES)) + table_points(len(one.deciders)))
    lines.section(Bilingual("What became of all overrides until the day", "截至基准日全部人工调整的状态"))
    fates: list[list[object]] = [
        [report.said(text), one.fates.get(fate, 0), one.fates.get(fate, 0) / one.ever if one.ever else None]
        for fate, text in FATES.items()
    ]
    heads = (Bilingual("State", "状态"), Bilingual("Overrides", "调整项数"), Bilingual("Share", "占比"))
    report.table(lines, heads, fates if one.ever else [], ("", WHOLE, SHARE), starts=(1, 3, 4))
    lines.section(Bilingual("Decided by, as counts only", "按审定人统计（仅列数量）"))
    heads = (Bilingual("Person", "审定人"), Bilingual("Decided", "审定"), Bilingual("Overrides", "人工调整"))
    people = [[by.who, by.decided, by.overridden] for by in one.deciders]
    report.table(lines, heads, people, ("", WHOLE, WHOLE), starts=(1, 3, 4))
    report.ended(lines, pages.breaks)


def _counts(report: Report, lines: Lines, one: Overrides) -> None:
    said: list[tuple[Bilingual, object, str]] = [
        (Bilingual("Ratings decided in the period", "期间审定评级"), one.decided, WHOLE),
        (Bilingual("of those with a manual override", "其中人工调整"), one.overridden, WHOLE),
        (Bilingual("Override rate", "人工调整率"), one.rate, SHARE),
        (Bilingual("Inputs changed", "修改输入"), one.inputs, WHOLE),
        (Bilingual("Grade changed", "修改等级"), one.outputs, WHOLE),
        (Bilingual("Both", "两者兼有"), one.both, WHOLE),
        *((title, one.ways.get(way, 0), WHOLE) for way, title in WAYS.items() if way != "unordered" or one.ways.get(way)),
        (Bilingual("Confirmed at another grade without an override", "未作人工调整而审定为其他等级"), one.departed, WHOLE),
        (Bilingual("Share of all overrides that expired by time", "全部人工调整中到期失效占比"), one.expired, SHARE),
    ]
    if one.untold:
        said.append((Bilingual("Overrides whose fields were redacted", "内容已依法删除的人工调整"), one.untold, WHOLE))
    label = report.styles("label", "top")
    for title, value, number_format in said:
        style = report.styles("box", "right", number_format=number_format)
        lines.cells([both(title), "–" if value is None else value], label, style, starts=(1, 4))  # type: ignore[list-item]


def _override_chart(report: Report, lines: Lines, one: Overrides, first: int, last: int, height: int) -> None:
    for row, by in enumerate(one.reasons, first):
        named = f"{by.code} ({report.said(_KINDS[by.what])})"
        lines.sheet.write_string(row, _DATA, named, report.styles("quiet"))
    bars = [(4, WAYS["better"], _GREEN), (5, WAYS["worse"], _RED), (6, WAYS["same"], _QUIET)]
    chart = _bars(report, (OVERRIDES, first, last, _DATA), bars)
    titled(chart, Bilingual("Overrides by reason and direction", "按原因和方向统计的人工调整"))
    report.chart(lines, chart, height)


def _bars(report: Report, where: tuple[str, int, int, int], bars: Iterable[tuple[int, Bilingual, str]]) -> Chart:
    """Stacked bars of the rows of a sheet (its name, first and last row, column of their names): column, title, colour."""
    sheet, first, last, named = where
    chart = report.book.add_chart({"type": "bar", "subtype": "stacked"})
    for place, title, colour in bars:
        chart.add_series({
            "name": both(title),
            "categories": [sheet, first, named, last, named],
            "values": [sheet, first, place, last, place],
            "fill": {"color": colour},
            "border": {"none": True},
            "gap": 60,
        })  # fmt: skip
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": GRID, "min": 0})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    return chart


def write_reviews(report: Report) -> None:
    """Add the sheet of reviews that are due, with the overdue ones by name."""
    found = report.found.reviews
    widths = (2, 40, 20, 12, 14, 14, 14, 30)
    lines = report.begun(REVIEWS, Bilingual("Reviews due and overdue", "到期与逾期重评"), widths)
    if found is None:
        report.note(lines, Bilingual("The work list was not asked for.", "未生成待办清单。"))
        report.ended(lines)
        return
    heads = (Bilingual("Task", "事项"), Bilingual("Open", "待办"), Bilingual("Overdue", "逾期"), *SPANS)
    rows: list[list[object]] = [
        [report.said(task.title), task.open, task.overdue, *task.late] for task in found.tasks
    ]
    first, last = report.table(lines, heads, rows, ("", *(WHOLE,) * 5))
    if rows:
        _review_chart(report, lines, first, last)
    _overdue(report, lines, found)
    report.ended(lines)


def _review_chart(report: Report, lines: Lines, first: int, last: int) -> None:
    bars = zip((4, 5, 6), SPANS, ("#F9D9A8", "#F5B971", _RED), strict=True)
    chart = _bars(report, (REVIEWS, first, last, 1), bars)
    titled(chart, Bilingual("Overdue tasks by days", "按逾期天数统计"))
    report.chart(lines, chart, 150 + 30 * (last - first + 1))


def _overdue(report: Report, lines: Lines, found: Reviews) -> None:
    lines.section(Bilingual("Overdue, the latest first", "逾期事项（逾期最久者在前）"))
    heads = (
        Bilingual("Task", "事项"),
        Bilingual("Customer", "客户"),
        Bilingual("Grade", "等级"),
        Bilingual("Due", "应办日期"),
        Bilingual("Days late", "逾期天数"),
        Bilingual("Detail", "说明"),
    )
    listed: list[list[object]] = []
    for one in found.overdue[:LISTED]:
        detail = clipped(report.said(one.detail), lines.widths[6] + lines.widths[7])
        named = [report.said(one.title), clipped(one.customer, lines.widths[2]), one.grade or ""]
        listed.append([*named, one.shown_due, one.overdue_days, detail])
    report.table(lines, heads, listed, ("", "", "", "", WHOLE, ""), starts=(1, 2, 3, 4, 5, 6))
    more = len(found.overdue) - len(listed)
    if more > 0:
        text = Bilingual(f"… and {more:,} more: xlplugin review due lists all.", f"……另有 {more:,} 项，见 xlplugin review due。")
        report.note(lines, text)
