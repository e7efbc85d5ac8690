"""The sheet of a monitoring workbook on stability: the PSI of score and inputs, their chart, and every bin."""

from __future__ import annotations

from xlplugin.compliance.monitoring_psi import MARKS, SHIFTED, WATCH, Stability
from xlplugin.compliance.monitoring_texts import reference_text
from xlplugin.policy.findings import Bilingual

from .forms.lines import Lines
from .forms.wording import both
from .monitoring_parts import (
    BLUE,
    GRID,
    INDEX,
    SHARE,
    WHOLE,
    Pages,
    Report,
    chart_points,
    table_points,
    titled,
)

NAME = "Stability 稳定性"
_DATA = 10
"""The column of the marks that the chart shows, right of what is printed; before it the names of the figures."""
_CHART = 320
"""The height of the chart, in pixels."""


def write_stability(report: Report) -> None:
    """Add the sheet."""
    found = report.found
    lines = report.begun(NAME, Bilingual("Stability of score and inputs (PSI)", "评分与输入的稳定性（PSI）"),
                         (2, 38, 15, 15, 13, 13, 15, 26))  # fmt: skip
    reference = reference_text(found)
    report.note(lines, Bilingual(f"Reference: {reference.en}", f"基准：{reference.zh}"))
    report.ended(lines, _write(report, lines, found.stability) if found.stability else ())


def _write(report: Report, lines: Lines, figures: tuple[Stability, ...]) -> list[int]:
    """Write all figures; gives the rows with which pages begin."""
    pages = Pages(lines)
    heads = (
        Bilingual("Figure", "指标"),
        Bilingual("Reference: cases", "基准户数"),
        Bilingual("Now: cases", "当前户数"),
        Bilingual("Bins", "分箱数"),
        Bilingual("PSI", "PSI"),
        Bilingual("By chance (95%)", "随机波动上限（95%）"),
        Bilingual("By convention", "惯例判断"),
    )
    rows: list[list[object]] = []
    for one in figures:
        said = report.said(one.why) if one.why else report.said(MARKS[one.mark])
        names = () if one.mark in ("", "stable") else ("warning",)
        style = report.styles("box", "wrap", "top", *names)
        chance: object = one.chance if one.chance is not None else "–" if one.psi is not None else None
        rows.append([both(one.title), one.before, one.after, len(one.bins) or None, one.psi, chance, (said, style)])
    first, last = report.table(lines, heads, rows, ("", WHOLE, WHOLE, WHOLE, INDEX, INDEX, ""))
    report.note(lines, Bilingual(
        f"The marks {WATCH} and {SHIFTED} are conventions, no test: see Notes.",
        f"{WATCH} 与 {SHIFTED} 为业界惯例，并非统计检验，见“说明”。",
    ))  # fmt: skip
    gone = sum(one.gone for one in figures)
    if gone:
        report.note(lines, Bilingual(
            f"{gone:,} values were redacted, or are not there under another version of the policy; no bin counts them.",
            f"{gone:,} 个值已依法删除或在其他制度版本中不存在，不计入分箱。",
        ))  # fmt: skip
    if any(one.psi is not None for one in figures):
        pages.keep(chart_points(_CHART))
        _chart(report, lines, figures, first, last)
    _bins(report, pages, [one for one in figures if one.bins])
    return pages.breaks


def _chart(report: Report, lines: Lines, figures: tuple[Stability, ...], first: int, last: int) -> None:
    sheet = lines.sheet
    for row, one in enumerate(figures, first):
        sheet.write_string(row, _DATA - 1, report.said(one.title), report.styles("quiet"))
    for place, mark in enumerate((WATCH, SHIFTED), _DATA):
        sheet.write_number(first - 1, place, mark, report.styles("quiet"))
        for row in range(first, last + 1):
            sheet.write_number(row, place, mark, report.styles("quiet"))
    chart = report.book.add_chart({"type": "column"})
    chart.add_series({
        "name": "PSI",
        "categories": [NAME, first, _DATA - 1, last, _DATA - 1],
        "values": [NAME, first, 5, last, 5],
        "fill": {"color": BLUE},
        "border": {"none": True},
        "data_labels": {"value": True, "num_format": "0.000", "font": {"size": 8}},
        "gap": 80,
    })  # fmt: skip
    marks = report.book.add_chart({"type": "line"})
    for place, colour, text in ((0, "#E0A030", f"{WATCH}"), (1, "#C0392B", f"{SHIFTED}")):
        marks.add_series({
            "name": text,
            "categories": [NAME, first, _DATA - 1, last, _DATA - 1],
            "values": [NAME, first, _DATA + place, last, _DATA + place],
            "line": {"color": colour, "width": 1.5, "dash_type": "dash"},
        })  # fmt: skip
    chart.combine(marks)
    titled(chart, Bilingual("Population stability index", "群体稳定性指数"))
    chart.set_y_axis({"num_format": "0.00", "major_gridlines": GRID, "line": {"none": True}, "min": 0})
    chart.set_x_axis({"num_font": {"size": 8}})
    report.chart(lines, chart, _CHART)


def _bins(report: Report, pages: Pages, figures: list[Stability]) -> None:
    lines = pages.lines
    heads = (
        Bilingual("Bin", "分箱"),
        Bilingual("Reference: cases", "基准户数"),
        Bilingual("Now: cases", "当前户数"),
        Bilingual("Reference: share", "基准占比"),
        Bilingual("Now: share", "当前占比"),
        Bilingual("Part of the PSI", "PSI贡献"),
    )
    for one in figures:
        pages.keep(table_points(len(one.bins)))
        lines.section(f"{both(one.title)}: PSI {one.psi:.3f}")
        rows: list[list[object]] = [
            [report.said(part.title), part.before, part.after, part.before / one.before, part.after / one.after, part.part]
            for part in one.bins
        ]
        report.table(lines, heads, rows, ("", WHOLE, WHOLE, SHARE, SHARE, "0.0000"))
