"""Sheets of a monitoring workbook on grades: how customers are spread over them, and how they moved."""

from __future__ import annotations

from collections.abc import Mapping

from xlplugin.compliance.monitoring_counts import Migration
from xlplugin.compliance.rating import BASES
from xlplugin.policy.findings import Bilingual

from .forms.lines import Lines
from .forms.wording import both
from .migration_matrix import BETTER, MOVED, NARROW, WORSE, Matrix, write_matrix
from .monitoring_parts import BLUE, GREY, GRID, NO_GRADE, SHARE, WHOLE, Report, titled

DISTRIBUTION, MIGRATION = "Distribution 分布", "Migration 迁徙"
_LABEL, _FEWEST = 30, 9
_ONE_PAGE = 12
"""Grades that fit on one page with their chart, and twice as a matrix."""
IN_FORCE, SYSTEM = Bilingual("Grade in force", "有效等级"), Bilingual("System grade", "系统等级")


def write_distribution(report: Report) -> None:
    """Add the sheet of customers per grade, by the system and in force."""
    found = report.found
    lines = report.begun(DISTRIBUTION, Bilingual("Customers per grade", "各等级客户数"), (2, 20, 40, 18, 18, 18, 18))
    system, held = found.system, found.in_force
    grades = list(dict.fromkeys((*system.grades, *held.grades)))
    titles = _titles(report)
    rows: list[list[object]] = [
        [report.grade(one), titles.get(one, ""), system.counts.get(one, 0), system.share(one), held.counts.get(one, 0)]
        + [held.share(one)]
        for one in grades
    ]
    total = report.styles("label", "right", number_format=WHOLE)
    rows.append([report.grade(""), "", system.without, None, held.without, None])
    summed = [(value, total) for value in (system.graded + system.without, None, held.graded + held.without, None)]
    rows.append([(both(Bilingual("Total", "合计")), report.styles("label", "centre")), ("", total), *summed])
    heads = (
        Bilingual("Grade", "等级"),
        Bilingual("Meaning", "含义"),
        Bilingual("System: customers", "系统等级：户数"),
        Bilingual("System: share", "系统等级：占比"),
        Bilingual("In force: customers", "有效等级：户数"),
        Bilingual("In force: share", "有效等级：占比"),
    )
    first, _ = report.table(lines, heads, rows, ("", "", WHOLE, SHARE, WHOLE, SHARE))
    report.note(lines, Bilingual("Shares are of the customers with a grade.", "占比以有等级的客户为分母。"))
    lines.section(Bilingual("Why a grade counts, or none does", "有效等级的依据"))
    bases = [[report.said(text), found.bases[basis]] for basis, text in BASES.items() if found.bases.get(basis)]
    report.table(lines, (Bilingual("Basis", "依据"), Bilingual("Customers", "户数")), bases, ("", WHOLE), starts=(1, 6))
    if grades:
        _chart(report, lines, first, len(grades))
    report.ended(lines, one_page=len(grades) <= _ONE_PAGE)


def _titles(report: Report) -> Mapping[str, str]:
    policy, steps = report.found.policy, report.found.steps
    grades = policy.grades(steps.decision) if steps.grades else None
    return {grade: report.said(title) for grade, title in grades.titles.items()} if grades else {}


def _chart(report: Report, lines: Lines, first: int, count: int) -> None:
    chart = report.book.add_chart({"type": "column"})
    series = [(3, SYSTEM, GREY)]
    if report.found.has_ratings:
        series.append((5, IN_FORCE, BLUE))
    for place, title, colour in series:
        chart.add_series({
            "name": both(title),
            "categories": [DISTRIBUTION, first, 1, first + count - 1, 1],
            "values": [DISTRIBUTION, first, place, first + count - 1, place],
            "fill": {"color": colour if len(series) > 1 else BLUE},
            "border": {"none": True},
            "data_labels": {"value": True, "font": {"size": 8}, "num_format": "#,##0"},
            "gap": 70,
            "overlap": -5,
        })  # fmt: skip
    titled(chart, Bilingual("Customers per grade", "各等级客户数"))
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": GRID, "line": {"none": True}})
    report.chart(lines, chart, 300)


def write_migration(report: Report) -> None:
    """Add the sheet of how customers moved since the earlier day: as many heat maps as there are kinds of grades."""
    found = report.found
    shown = [
        (title, moves) for title, moves in ((IN_FORCE, found.moves), (SYSTEM, found.system_moves)) if moves is not None
    ]
    if not found.has_ratings:
        shown = [one for one in shown if one[0] is SYSTEM]
    columns = max([len(moves.grades) + 2 for _, moves in shown] + [_FEWEST])
    lines = report.begun(
        MIGRATION, Bilingual("Migration between grades", "等级迁徙"), (2, _LABEL, *(NARROW for _ in range(columns)))
    )
    if not shown:
        report.note(
            lines,
            Bilingual("Name an earlier day with --since to see who moved.", "用 --since 指定较早的日期，即可查看等级变动。"),
        )
    for title, moves in shown:
        lines.section(Bilingual(f"{title.en}: {found.asked.since} to {found.asked.day}",
                                f"{title.zh}：{found.asked.since} 至 {found.asked.day}"))  # fmt: skip
        _summary(report, lines, moves)
        _matrix(report, lines, moves)
    report.ended(lines, one_page=columns - 2 <= _ONE_PAGE)


def _summary(report: Report, lines: Lines, moves: Migration) -> None:
    ordered = report.found.steps.scale != "none"
    both_days = moves.both or 1
    said = [
        (Bilingual("better or milder", "上调（风险调低）"), moves.up, ordered),
        (Bilingual("worse", "下调（风险调高）"), moves.down, ordered),
        (Bilingual("changed", "变动"), moves.moved, not ordered or moves.moved),
        (Bilingual("unchanged", "不变"), moves.unchanged, True),
    ]
    texts = [f"{report.said(text)} {count:,} ({count / both_days:.1%})" for text, count, wanted in said if wanted]
    tail = report.said(Bilingual(f"new {moves.new:,}; left {moves.left:,}", f"新增 {moves.new:,}；退出 {moves.left:,}"))
    lines.across("; ".join([*texts, tail]) if report.language == "en" else "；".join([*texts, tail]), 1, "wrap")


def _matrix(report: Report, lines: Lines, moves: Migration) -> None:
    note = Bilingual(
        "Rows: grade before; columns: grade now. Green: better, red: worse, grey: unchanged.",
        "行为期初等级，列为期末等级；绿色为上调，红色为下调，灰色为不变。",
    )
    if report.found.steps.scale == "none":
        note = Bilingual("Rows: grade before; columns: grade now.", "行为期初等级，列为期末等级。")
    report.note(lines, note)
    grades = [*moves.grades, ""]
    matrix = Matrix(
        "Before ↓ Now → 期初 ↓ 期末 →",
        both(NO_GRADE),
        grades,
        grades,
        moves.pairs,
        report.fills,
        report.fills,
        lambda old, new: _colour(report, old, new),
        neither=False,
    )
    write_matrix(lines, report.styles, matrix)


def _colour(report: Report, old: str, new: str) -> str:
    notches = report.found.steps.notches(old, new) if old and new else None
    return MOVED if notches is None else BETTER if notches > 0 else WORSE
