"""The first sheet of an impact workbook: what was compared, the migration matrix as a heat map, a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xlsxwriter import Workbook

from xlplugin.compliance.impact import Impact, grades_of
from xlplugin.compliance.impact_counts import Chosen
from xlplugin.compliance.impact_texts import (
    NONE,
    better_and_worse,
    headline,
    shown_grades,
    split_findings,
    tests_text,
)
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .forms.lines import LINE_HEIGHT, Lines
from .forms.page import titled_page
from .forms.palette import colours
from .forms.styles import Styles
from .forms.wording import both, heading
from .migration_matrix import BETTER, MOVED, NARROW, WORSE, Matrix, write_matrix

OVERVIEW, GRADES = "Overview 概览", "Grades 等级分布"
LABEL = 30
FEWEST_COLUMNS = 9
CHART_ROWS = 17


def write_overview(
    book: Workbook,
    impact: Impact,
    styles: Styles,
    head: Bilingual,
    name: str,
    language: str,
    empty: int,
    faults: int,
    approvals: Callable[[Policy], Bilingual] | None = None,
) -> None:
    """Add the sheet."""
    sheet = book.add_worksheet(OVERVIEW)
    before, after = shown_grades(impact)
    columns = max(len(after) + 1, FEWEST_COLUMNS)
    lines = Lines(sheet, styles, (2, LABEL, *(NARROW for _ in range(columns))))
    lines.title(both(head))
    for label, text in _facts(impact, name, empty, faults, approvals):
        sheet.write_string(lines.row, 1, both(label), styles("label", "top"))
        lines.across(text, 2, "box", "wrap", "top")
    _write_findings(lines, impact, language)
    if impact.matrix:
        _write_matrix(lines, impact, styles, before, after)
    titled_page(sheet, both(impact.after.title), compared(impact))
    sheet.print_area(0, 0, lines.row, columns + 1)


def compared(impact: Impact) -> str:
    """Both policies, for the foot of a page."""
    said = " what if 假设" if impact.settings else ""
    return f"{impact.before.stamp} → {impact.after.stamp}{said}"


def _facts(
    impact: Impact, name: str, empty: int, faults: int, approvals: Callable[[Policy], Bilingual] | None
) -> Iterator[tuple[Bilingual, str]]:
    yield Bilingual("Policy", "制度"), both(impact.after.title)
    yield Bilingual("Before", "变更前"), _stamp(impact.before, approvals)
    yield Bilingual("After", "变更后"), "What if 假设" if impact.settings else _stamp(impact.after, approvals)
    for setting in impact.settings:
        yield Bilingual("Set", "设置"), f"{setting.path}: {setting.before} → {setting.after}"
    yield Bilingual("Book", "客户数据"), f"{name}, as of 基准日 {impact.as_of}"
    said = headline(impact)
    yield Bilingual("Customers", "客户"), f"{said.en}\n{said.zh}"
    only_after, only_before, neither = (
        impact.count(one) for one in (Chosen.ONLY_BEFORE, Chosen.ONLY_AFTER, Chosen.NEITHER)
    )
    if only_after + only_before + neither:
        yield NONE, (
            f"only after 仅变更后 {only_after:,}; only before 仅变更前 {only_before:,}; both 前后均 {neither:,}"
        )
    if empty or faults:
        yield Bilingual("Left out", "未计入"), f"empty rows 空行 {empty:,}; unreadable 无法读取 {faults:,}"


def _stamp(policy: Policy, approvals: Callable[[Policy], Bilingual] | None) -> str:
    said = f"{policy.stamp}, in force from 生效日 {policy.effective}, SHA-256 {policy.digest[:16]}…"
    return said if approvals is None else f"{said}\n{both(approvals(policy))}"


def _write_findings(lines: Lines, impact: Impact, language: str) -> None:
    others, failed = split_findings(impact)
    if not others and not failed:
        return
    lines.section(Bilingual("What the checks find in the policy after", "变更后制度的检查结果"))
    for finding in others:
        said = f"{finding.severity} {finding.code}: {finding.message.in_language(language)}"
        lines.across(f"{said} → {finding.mend.in_language(language)}", 1, "box", "wrap", "top")
    if failed:
        lines.across(both(tests_text(impact, failed)), 1, "box", "wrap", "top", "warning")


def _write_matrix(lines: Lines, impact: Impact, styles: Styles, before: list[str], after: list[str]) -> None:
    lines.section(Bilingual("Migration of customers", "客户等级迁徙矩阵"))
    up, down = better_and_worse(impact.after)
    if impact.order:
        note = (
            f"Rows: grade before; columns: grade after. Red: {down.en}, green: {up.en}, grey: unchanged. "
            f"行为变更前等级，列为变更后等级；红色为{down.zh}，绿色为{up.zh}，灰色为不变。"
        )
    else:
        note = "Rows: grade before; columns: grade after. 行为变更前等级，列为变更后等级。"
    lines.across(note, 1, "quiet", "wrap")
    matrix = Matrix(
        "Before ↓ After → 变更前 ↓ 变更后 →",
        both(NONE),
        before,
        after,
        impact.matrix,
        _fills(impact.before),
        _fills(impact.after),
        lambda old, new: _colour(impact, old, new),
    )
    write_matrix(lines, styles, matrix)


def _colour(impact: Impact, old: str, new: str) -> str:
    notches = impact.notches(old, new)
    if notches is None:
        return WORSE if not new else BETTER if not old else MOVED
    return WORSE if notches > 0 else BETTER


def _fills(policy: Policy) -> dict[str, str]:
    """The colours of a policy's grades."""
    name = policy.result.get("grade") or next(iter(policy.result.values()))
    grades = policy.grades(name) if grades_of(policy) else None
    return colours(grades, policy.scale) if grades else {}


def write_distribution(book: Workbook, impact: Impact, styles: Styles) -> None:
    """Add the sheet of customers per grade before and after, with their chart."""
    if not impact.matrix:
        return
    sheet = book.add_worksheet(GRADES)
    lines = Lines(sheet, styles, (2, LABEL, *(NARROW + 5 for _ in range(5))))
    lines.title("Customers per grade 各等级户数")
    before, after = shown_grades(impact)
    grades = list(dict.fromkeys([*after, *before]))
    grades.sort(key=lambda grade: not grade)  # those that cannot be graded last
    heads = (
        Bilingual("Grade", "等级"),
        Bilingual("Before", "变更前"),
        Bilingual("After", "变更后"),
        Bilingual("Change", "变动"),
        Bilingual("Share before", "变更前占比"),
        Bilingual("Share after", "变更后占比"),
    )
    for place, text in enumerate(heads, 1):
        sheet.write_string(lines.row, place, heading(text), styles("result_heading"))
    sheet.set_row(lines.row, LINE_HEIGHT * 2 + 3)
    lines.row += 1
    first, fills = lines.row, {**_fills(impact.before), **_fills(impact.after)}
    count, change = styles("box", "right", number_format="#,##0"), styles("box", "right", number_format="+#,##0;-#,##0;0")
    share = styles("box", "right", number_format="0.0%")
    for grade in grades:
        sides = [sum(n for pair, n in impact.matrix.items() if pair[side] == grade) for side in (0, 1)]
        style = styles("box", "bold", "centre", fill=fills.get(grade, ""))
        sheet.write_string(lines.row, 1, grade or both(NONE), style)
        for place, side in enumerate(sides, 2):
            sheet.write_number(lines.row, place, side, count)
        row = lines.row + 1
        sheet.write_formula(lines.row, 4, f"=D{row}-C{row}", change, sides[1] - sides[0])
        for place, side in enumerate(sides, 5):
            sheet.write_number(lines.row, place, side / impact.rows, share)
        lines.row += 1
    last = lines.row - 1
    chart = book.add_chart({"type": "column"})
    for place, colour in ((2, "#A6A6A6"), (3, "#1F3864")):
        chart.add_series({
            "name": [GRADES, first - 1, place],
            "categories": [GRADES, first, 1, last, 1],
            "values": [GRADES, first, place, last, place],
            "fill": {"color": colour},
            "border": {"none": True},
            "data_labels": {"value": True, "font": {"size": 8}},
            "gap": 70,
            "overlap": -5,
        })  # fmt: skip
    chart.set_title({"name": "Customers per grade 各等级户数", "name_font": {"size": 12, "bold": True}})
    chart.set_legend({"position": "bottom"})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": grid, "line": {"none": True}})
    chart.set_size({"width": 760, "height": 360})
    lines.row += 1
    sheet.insert_chart(lines.row, 1, chart)
    titled_page(sheet, both(impact.after.title), compared(impact))
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, lines.row + CHART_ROWS, 6)
