"""The sheet of a monitoring workbook on discrimination: Gini and KS of each ranking, the ROC and CAP curves."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.chart import Chart

from xlplugin.compliance.monitoring_discrimination import Discrimination
from xlplugin.policy.findings import Bilingual

from .forms.lines import Lines
from .forms.wording import both
from .monitoring_outcome_parts import NONE_GIVEN, outcome_notes, p_value
from .monitoring_parts import BLUE, GREY, GRID, INDEX, WHOLE, Report, sheet_pixels, titled

DISCRIMINATION = "Discrimination 区分能力"
_COLOURS = (BLUE, "#C55A11", "#548235")
_DATA = 12
"""The column of the curves' points, right of what is printed."""


def write_discrimination(report: Report) -> None:
    """Add the sheet of Gini, KS and the curves."""
    title = Bilingual("How well defaulters are told apart", "区分能力")
    lines = report.begun(DISCRIMINATION, title, (2, 26, 13, 12, 11, 11, 20, 11, 18, 18))
    found = report.found.validation
    if found is None:
        report.note(lines, NONE_GIVEN)
        report.ended(lines)
        return
    for text in outcome_notes(found):
        report.note(lines, text, "wrap", "top")
    heads = (
        Bilingual("Ranking", "排序依据"),
        Bilingual("Customers", "户数"),
        Bilingual("Defaulted", "违约户数"),
        Bilingual("AUC", "AUC"),
        Bilingual("Gini", "Gini"),
        Bilingual("Gini at 95% (DeLong)", "Gini 95%区间（DeLong）"),
        Bilingual("KS", "KS"),
        Bilingual("KS is at", "KS所在处"),
        Bilingual("KS: p-value", "KS检验p值"),
    )
    rows = [_ranking(report, one) for one in found.rankings]
    report.table(lines, heads, rows, ("", WHOLE, WHOLE, INDEX, INDEX, "text", INDEX, "text", "text"))
    for one in found.rankings:
        if one.why is not None:
            report.note(lines, Bilingual(f"{one.title.en}: {one.why.en}", f"{one.title.zh}：{one.why.zh}"), "wrap", "warning")
        elif one.without or one.ties:
            report.note(lines, Bilingual(
                f"{one.title.en}: {one.without:,} customers without one are left out; {one.ties:.1%} of the pairs are tied.",
                f"{one.title.zh}：无该项的 {one.without:,} 户未计入；排序相同的配对占 {one.ties:.1%}。",
            ))  # fmt: skip
    curved = [one for one in found.rankings if one.curve is not None]
    if curved:
        _curves(report, lines, curved)
    report.ended(lines, one_page=True)


def _ranking(report: Report, one: Discrimination) -> list[object]:
    bounds = one.gini_bounds
    between = f"{bounds[0]:.3f} – {bounds[1]:.3f}".replace("-", "−") if bounds else "–"
    parted = report.said(one.parted) if one.parted else "–"
    figures = [one.customers, one.defaulters, one.auc, one.gini, between, one.ks, parted]
    return [both(one.title), *figures, p_value(report, one.ks_p, one.ks)]


def _curves(report: Report, lines: Lines, curved: Sequence[Discrimination]) -> None:
    room = sheet_pixels(lines.widths[1:])
    roc, cap = (report.book.add_chart({"type": "scatter", "subtype": "straight"}) for _ in range(2))
    sheet, quiet = lines.sheet, report.styles("quiet", number_format="0.0000")
    sheet.write_string(0, _DATA, "Points of the curves 曲线数据", report.styles("quiet"))
    for number, one in enumerate(curved):
        assert one.curve is not None
        at = _DATA + 3 * number
        for place, text in enumerate(("others 未违约", "defaulted 违约", "all 全部")):
            sheet.write_string(1, at + place, f"{both(one.title)}: {text}", report.styles("quiet"))
        for place, values in enumerate((one.curve.others, one.curve.defaulters, one.curve.everybody)):
            for row, value in enumerate(values, 2):
                sheet.write_number(row, at + place, value, quiet)
        last = len(one.curve.others) + 1
        for chart, across in ((roc, at), (cap, at + 2)):
            chart.add_series({
                "name": both(one.title),
                "categories": [DISCRIMINATION, 2, across, last, across],
                "values": [DISCRIMINATION, 2, at + 1, last, at + 1],
                "line": {"color": _COLOURS[number % len(_COLOURS)], "width": 2},
                "marker": {"type": "none"},
            })  # fmt: skip
    diagonal = _DATA + 3 * len(curved)
    sheet.write_string(1, diagonal, "chance 随机", report.styles("quiet"))
    for row, value in ((2, 0.0), (3, 1.0)):
        sheet.write_number(row, diagonal, value, quiet)
    bad = Bilingual("defaulted", "违约客户累计占比")
    for chart, title, along in (
        (roc, Bilingual("ROC", "ROC"), Bilingual("others", "未违约客户累计占比")),
        (cap, Bilingual("CAP", "CAP"), Bilingual("all customers", "全部客户累计占比")),
    ):
        _diagonal(chart, diagonal)
        titled(chart, title)
        axis = {"min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%", "major_gridlines": GRID}
        chart.set_x_axis({**axis, "name": both(along), "name_font": {"size": 9, "bold": False}})
        chart.set_y_axis({**axis, "name": both(bad), "name_font": {"size": 9, "bold": False}})
    width = room // 2 - 8
    report.chart(lines, roc, 400, width, stay=True)
    report.chart(lines, cap, 400, width, offset=width + 16)


def _diagonal(chart: Chart, column: int) -> None:
    chart.add_series({
        "name": "chance 随机",
        "categories": [DISCRIMINATION, 2, column, 3, column],
        "values": [DISCRIMINATION, 2, column, 3, column],
        "line": {"color": GREY, "width": 1, "dash_type": "dash"},
        "marker": {"type": "none"},
    })  # fmt: skip
