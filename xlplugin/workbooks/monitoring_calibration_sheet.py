"""The sheets of a monitoring workbook on calibration: the default rate of each grade against the stated one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from xlplugin.compliance.monitoring_calibration import Calibration, GradeRate
from xlplugin.compliance.monitoring_scipy import NEEDED, distributions
from xlplugin.compliance.monitoring_texts import observed_before
from xlplugin.policy.findings import Bilingual

from .forms.lines import Lines
from .forms.wording import both
from .monitoring_outcome_parts import NONE_GIVEN, outcome_notes, p_value
from .monitoring_parts import BLUE, GRID, SHARE, WHOLE, Report, titled

CALIBRATION, CALIBRATION_IN_FORCE = "Calibration 校准", "Calibration in force 有效等级校准"
_DATA = 12
"""The column of the lengths of the error bars, right of what is printed."""


def write_calibration(report: Report) -> None:
    """Add the sheet of observed against stated rates: of system grades, and another of grades in force."""
    found = report.found.validation
    if found is None:
        lines = _calibration_begun(report, CALIBRATION)
        report.note(lines, NONE_GIVEN)
        report.ended(lines)
        return
    for number, (title, fit) in enumerate(found.calibrations):
        lines = _calibration_begun(report, CALIBRATION if number == 0 else CALIBRATION_IN_FORCE)
        for text in outcome_notes(found)[:2]:
            report.note(lines, text, "wrap", "top")
        lines.section(title)
        _fit(report, lines, fit)
        report.ended(lines, one_page=True)


def _calibration_begun(report: Report, name: str) -> Lines:
    title = Bilingual("Observed and stated default rates", "校准：实际与所述违约率")
    return report.begun(name, title, (2, 22, 14, 14, 14, 14, 14, 15, 24))


def _fit(report: Report, lines: Lines, fit: Calibration) -> None:
    if fit.why is not None:
        report.note(lines, fit.why, "wrap", "warning")
        return
    heads = (
        Bilingual("Grade", "等级"),
        Bilingual("Customers", "户数"),
        Bilingual("Defaulted", "违约户数"),
        Bilingual("Observed rate", "实际违约率"),
        Bilingual("From (95%)", "95%下限"),
        Bilingual("To (95%)", "95%上限"),
        Bilingual("Stated rate", "所述违约率"),
        Bilingual("p-value", "p值"),
    )
    rows = [_rate(report, one) for one in fit.grades]
    total = report.styles("label", "right", number_format=WHOLE)
    share = report.styles("label", "right", number_format=SHARE)
    whole, expected = fit.whole, fit.expected
    stated = None if expected is None or not whole.customers else expected / whole.customers
    rows.append([
        (both(Bilingual("Total", "合计")), report.styles("label", "centre")), (whole.customers, total), (whole.defaulters, total),
        *((value, share) for value in (whole.rate, whole.low, whole.high, stated)), (None, total),
    ])  # fmt: skip
    first, _ = report.table(lines, heads, rows, ("", WHOLE, WHOLE, SHARE, SHARE, SHARE, SHARE, "text"))
    for text in calibration_notes(report, fit):
        report.note(lines, text)
    _rates_chart(report, lines, fit, first)


def _rate(report: Report, one: GradeRate) -> list[object]:
    names = ("warning",) if one.fits is False else ()
    style = report.styles("box", "right", "top", *names)
    p = (p_value(report, one.p, one.rate if one.expected is not None else None), style)
    return [report.grade(one.grade), one.customers, one.defaulters, one.rate, one.low, one.high, one.expected, p]


def calibration_notes(report: Report, fit: Calibration) -> list[Bilingual]:
    """What the rates are measured against, and what does not fit."""
    notes = []
    if fit.item:
        notes.append(Bilingual(
            f"Stated rates: {fit.item} of the policy's treatments. Marked: the stated rate lies outside the bounds.",
            f"所述违约率取自制度处置措施的 {fit.item}。标色者：所述违约率落在区间之外。",
        ))  # fmt: skip
        before = observed_before(fit.item)
        if before is not None:
            notes.append(before)
    else:
        notes.append(Bilingual(
            "The policy's treatments state no default rate, so that nothing is tested.",
            "制度处置措施未载明违约率，故不作检验。",
        ))  # fmt: skip
    if fit.expected is not None:
        notes.append(Bilingual(
            f"Defaults expected by the stated rates: {fit.expected:,.1f}; observed: {fit.whole.defaulters:,}.",
            f"按所述违约率预计违约 {fit.expected:,.1f} 户，实际 {fit.whole.defaulters:,} 户。",
        ))  # fmt: skip
    if fit.out_of_order:
        listed = ", ".join(f"{better} > {worse}" for better, worse in fit.out_of_order)
        notes.append(Bilingual(f"Rates that fall where they should rise: {listed}.", f"违约率次序颠倒：{listed}。"))
    else:
        notes.append(Bilingual("The rates rise from grade to grade.", "违约率随等级逐级上升。"))
    if distributions() is None:
        notes.append(Bilingual(f"Bounds and p-values: {NEEDED.en}.", f"区间与p值：{NEEDED.zh}。"))
    return notes


def _rates_chart(report: Report, lines: Lines, fit: Calibration, first: int) -> None:
    sheet, last = lines.sheet, first + len(fit.grades) - 1
    bars: dict[str, object] = {}
    if all(one.low is not None for one in fit.grades if one.customers):
        for row, one in enumerate(fit.grades, first):
            ends = (0.0, 0.0) if one.rate is None else ((one.high or 0.0) - one.rate, one.rate - (one.low or 0.0))
            for place, value in enumerate(ends, _DATA):
                sheet.write_number(row, place, value, report.styles("quiet", number_format="0.0000"))
        plus, minus = ([lines.sheet.get_name(), first, _DATA + side, last, _DATA + side] for side in (0, 1))
        bars = {"y_error_bars": {
            "type": "custom", "plus_values": _range(plus), "minus_values": _range(minus), "line": {"color": BLUE, "width": 1.25},
            "plus_data": [_end(one, True) for one in fit.grades], "minus_data": [_end(one, False) for one in fit.grades],
        }}  # fmt: skip
    chart = report.book.add_chart({"type": "line"})
    categories = [lines.sheet.get_name(), first, 1, last, 1]
    if fit.item:
        chart.add_series({
            "name": both(Bilingual("Stated", "所述违约率")),
            "categories": categories,
            "values": [lines.sheet.get_name(), first, 7, last, 7],
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 13, "fill": {"color": "#F4B183"}, "border": {"color": "#C55A11"}},
        })  # fmt: skip
    chart.add_series({
        "name": both(Bilingual("Observed, 95%", "实际违约率及95%区间")),
        "categories": categories,
        "values": [lines.sheet.get_name(), first, 4, last, 4],
        "line": {"none": True},
        "marker": {"type": "circle", "size": 6, "fill": {"color": BLUE}, "border": {"color": BLUE}},
        **bars,
    })  # fmt: skip
    titled(chart, Bilingual("Default rate per grade", "各等级违约率"))
    shown = [one for one in fit.grades if one.customers]
    highest = max([max(one.high or one.rate or 0.0, one.expected or 0.0) for one in shown], default=1.0)
    axis = {"num_format": "0%", "major_gridlines": GRID, "line": {"none": True}, "min": 0}
    chart.set_y_axis({**axis, "max": max(math.ceil(highest * 10), 1) / 10})
    chart.show_blanks_as("gap")
    report.chart(lines, chart, 300)


def _end(one: GradeRate, upper: bool) -> float:
    if one.rate is None or one.low is None or one.high is None:
        return 0.0
    return one.high - one.rate if upper else one.rate - one.low


def _range(place: Sequence[object]) -> str:
    name, row, column, last, _ = place
    start, end = (xl_rowcol_to_cell(int(str(at)), int(str(column)), True, True) for at in (row, last))
    return f"='{name}'!{start}:{end}"
