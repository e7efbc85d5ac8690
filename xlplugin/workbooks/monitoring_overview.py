"""The first sheet of a monitoring workbook: what was monitored, by which versions, and the key figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlplugin.compliance.monitoring import Monitoring, Version
from xlplugin.compliance.monitoring_psi import SHIFTED, WATCH
from xlplugin.compliance.monitoring_texts import reference_text, window_text
from xlplugin.policy.findings import Bilingual

from .forms.wording import both
from .monitoring_parts import INDEX, SHARE, WHOLE, Report

NAME = "Overview 概览"
_WIDTHS = (2, 38, 22, 72)
Figure = tuple[Bilingual, float | None, str, Bilingual, bool]
"""What a figure is called, its value, its format, a remark, and whether it calls for attention."""


def write_overview(report: Report) -> None:
    """Add the sheet."""
    lines = report.begun(NAME, Bilingual("Monitoring of grades", "等级监测报告"), _WIDTHS)
    sheet, styles = lines.sheet, report.styles
    for label, text in facts(report):
        sheet.write_string(lines.row, 1, both(label), styles("label", "top"))
        lines.across(text, 2, "box", "wrap", "top")
    lines.section(Bilingual("Key figures", "关键指标"))
    lines.cells(["Figure\n指标", "Value\n数值", "Remark\n说明"], styles("result_heading"))
    for title, value, number_format, remark, alarming in key_figures(report.found):
        names = ("warning",) if alarming else ()
        shown = styles("box", "right", "top", *names, number_format=number_format)
        cells = [both(title), "–" if value is None else value, report.said(remark)]
        lines.cells(cells, styles("label", "top"), shown, styles("box", "wrap", "top", "left", "indent"))
    report.ended(lines, one_page=True)


def facts(report: Report) -> Iterator[tuple[Bilingual, str]]:
    """What the report is about."""
    found, about = report.found, report.about
    asked = found.asked
    yield Bilingual("Policy", "制度"), f"{both(found.policy.title)}  ({asked.policy_id})"
    yield Bilingual("As of", "基准日"), str(asked.day)
    since = str(asked.since) if asked.since else report.said(Bilingual("from the beginning", "自日志起始"))
    yield Bilingual("Period since", "期间起点"), since
    yield Bilingual("Reference of stability", "稳定性基准"), report.said(reference_text(found))
    if found.validation is not None:
        yield Bilingual("Outcomes", "违约结果"), report.said(window_text(found.validation.outcomes))
    for version in found.versions:
        yield Bilingual("Version that graded", "评级所用版本"), version_text(version, about.approvals, report.language)
    yield Bilingual("Journal", "评级日志"), about.journal
    yield Bilingual("Anchor of the journal", "日志锚点"), str(found.anchor)
    yield Bilingual("Made by", "制表人"), about.who


def version_text(version: Version, approvals: Mapping[str, Bilingual], language: str) -> str:
    """A version, how it is approved, and the hash of its text."""
    approval = approvals.get(version.stamp, Bilingual("approval not known", "审批状态未知"))
    count = Bilingual(f"{version.gradings:,} customers", f"{version.gradings:,} 户")
    said = Bilingual(f"{version.stamp}: {count.en}; {approval.en}", f"{version.stamp}：{count.zh}；{approval.zh}")
    return f"{said.in_language(language)}\nSHA-256 {version.digest}"


def key_figures(found: Monitoring) -> Iterator[Figure]:
    """The figures that a reader wants first, each with what it is made of."""
    system, held = found.system, found.in_force
    yield (
        Bilingual("Customers", "客户数"),
        found.customers,
        WHOLE,
        Bilingual(
            f"{system.graded:,} with a system grade, {system.without:,} that could not be graded",
            f"有系统等级 {system.graded:,} 户，无法评级 {system.without:,} 户",
        ),
        False,
    )
    yield (
        Bilingual("Customers with a grade in force", "有效等级客户数"),
        held.graded,
        WHOLE,
        Bilingual(f"{held.without:,} have none", f"{held.without:,} 户没有有效等级"),
        False,
    )
    yield from _moves(found)
    one = found.overrides
    yield (
        Bilingual("Override rate", "人工调整率"),
        one.rate,
        SHARE,
        Bilingual(
            f"{one.overridden:,} of {one.decided:,} ratings decided in the period",
            f"期间审定 {one.decided:,} 项，其中人工调整 {one.overridden:,} 项",
        ),
        False,
    )
    if found.reviews is not None:
        late = len(found.reviews.overdue)
        yield (
            Bilingual("Overdue reviews", "逾期重评"),
            late,
            WHOLE,
            Bilingual(
                f"of {found.reviews.open:,} tasks; {found.reviews.customers:,} customers",
                f"待办共 {found.reviews.open:,} 项；涉及 {found.reviews.customers:,} 户",
            ),
            late > 0,
        )
    yield from _stable(found)
    yield from _borne_out(found)


def _moves(found: Monitoring) -> Iterator[Figure]:
    moves = found.moves if found.has_ratings else found.system_moves
    if moves is None:
        return
    what = Bilingual("grades in force", "有效等级") if found.has_ratings else Bilingual("system grades", "系统等级")
    yield (
        Bilingual("Changed grade since", "期间等级变动"),
        moves.up + moves.down + moves.moved,
        WHOLE,
        Bilingual(
            f"{what.en}: {moves.up:,} better or milder, {moves.down:,} worse, {moves.unchanged:,} unchanged, "
            f"{moves.new:,} new, {moves.left:,} left",
            f"{what.zh}：上调（风险调低）{moves.up:,}，下调（风险调高）{moves.down:,}，不变 {moves.unchanged:,}，"
            f"新增 {moves.new:,}，退出 {moves.left:,}",
        ),
        False,
    )


def _stable(found: Monitoring) -> Iterator[Figure]:
    known = [one for one in found.stability if one.psi is not None]
    if not known:
        return
    worst = max(known, key=lambda one: one.psi or 0.0)
    first = known[0]
    for one in dict.fromkeys((first, worst)):
        en = "the policy's result" if one is first else "highest of all figures"
        zh = "制度结果" if one is first else "各项中最高"
        yield (
            _named("PSI", one.title),
            one.psi,
            INDEX,
            Bilingual(f"{en}; by convention {WATCH} and {SHIFTED} are the marks", f"{zh}；惯例界限为 {WATCH} 和 {SHIFTED}"),
            (one.psi or 0.0) >= WATCH,
        )


def _borne_out(found: Monitoring) -> Iterator[Figure]:
    if found.validation is None:
        return
    for one in found.validation.rankings:
        bounds, remark = one.gini_bounds, one.why
        if remark is None:
            ks = f"KS {one.ks:.3f}"
            said = f"95%: {bounds[0]:.3f} – {bounds[1]:.3f} (DeLong); {ks}" if bounds else ks
            remark = Bilingual(said, said)
        yield _named("Gini", one.title), one.gini, INDEX, remark, False
    title, fit = found.validation.calibrations[-1]
    outside = [one.grade for one in fit.grades if one.fits is False]
    tested = [one.grade for one in fit.grades if one.fits is not None]
    if tested:
        listed = ", ".join(outside)
        yield (
            Bilingual("Grades off their stated rate", "偏离所述违约率的等级"),
            len(outside),
            WHOLE,
            Bilingual(
                f"of {len(tested)} ({title.en.lower()}){': ' + listed if listed else ''}",
                f"共检验 {len(tested)} 个等级（{title.zh}）{'：' + listed if listed else ''}",
            ),
            bool(outside),
        )


def _named(figure: str, title: Bilingual) -> Bilingual:
    """A figure of something, which is called alike in both languages."""
    said = f"{figure}: {both(title)}"
    return Bilingual(said, said)
