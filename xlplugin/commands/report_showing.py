"""Says what monitoring found: as tables for people, as a document for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlplugin.compliance.journal import Journal
from xlplugin.compliance.monitoring import Monitoring
from xlplugin.compliance.monitoring_counts import Migration
from xlplugin.compliance.monitoring_overrides import FATES, WAYS
from xlplugin.compliance.monitoring_psi import MARKS
from xlplugin.compliance.monitoring_texts import missing_library, observed_before, reference_text, window_text
from xlplugin.compliance.monitoring_validation import Validation
from xlplugin.compliance.rating import BASES
from xlplugin.policy.findings import Bilingual

from .printing import print_table, say
from .session import Session

NAMED = 10
"""Customers that are named on the screen."""


def show(
    session: Session,
    found: Monitoring,
    journal: Journal,
    approvals: Mapping[str, Bilingual],
    out: Path,
    recorded: Sequence[int],
) -> None:
    """Print the figures."""
    text, said, asked = session.text, session.said, found.asked
    since = f"{asked.since} – " if asked.since else ""
    say(f"{said(found.policy.title)}  {asked.policy_id}  {since}{asked.day}")
    for version in found.versions:
        approval = said(approvals.get(version.stamp, Bilingual("", "")))
        say(f"  {version.stamp}  {version.digest[:16]}…  {approval}")
    say(journal.name)
    _show_grades(session, found)
    _show_moves(session, found)
    _show_overrides(session, found)
    _show_reviews(session, found)
    _show_stability(session, found)
    if found.validation is not None:
        _show_validation(session, found.validation)
    missing = missing_library()
    if missing is not None:
        say()
        say(said(missing))
    say()
    say(text(f"Written: {out}", f"已写入：{out}"))
    if recorded:
        say(text(f"Recorded: entry {recorded[-1]}", f"已记入评级日志：第 {recorded[-1]} 条"))


def _show_grades(session: Session, found: Monitoring) -> None:
    text, system, held = session.text, found.system, found.in_force
    say()
    say(
        text(
            f"Customers: {found.customers:,}; graded by the system {system.graded:,}, not graded {system.without:,}; "
            f"with a grade in force {held.graded:,}.",
            f"客户 {found.customers:,} 户：系统已评级 {system.graded:,}，无法评级 {system.without:,}；"
            f"有效等级 {held.graded:,}。",
        )
    )
    if found.nameless or found.drafts:
        counts = f"{found.nameless:,}", f"{found.drafts:,}"
        say(text(
            f"Not counted: {counts[0]} gradings that name no customer, {counts[1]} by a draft policy.",
            f"未计入：没有客户号的评级 {counts[0]} 项，未审批制度的评级 {counts[1]} 项。",
        ))  # fmt: skip
    grades = list(dict.fromkeys((*system.grades, *held.grades)))
    if system.graded or held.graded:
        rows = [
            [grade, f"{system.counts.get(grade, 0):,}", _share(system.share(grade))]
            + ([f"{held.counts.get(grade, 0):,}", _share(held.share(grade))] if found.has_ratings else [])
            for grade in grades
        ]
        heads = text("Grade|System|Share", "等级|系统等级|占比").split("|")
        heads += text("In force|Share", "有效等级|占比").split("|") if found.has_ratings else []
        print_table(heads, rows, numbers=range(1, len(heads)), indent=2)
    if found.has_ratings:
        told = [f"{session.said(title)} {found.bases[basis]:,}" for basis, title in BASES.items() if found.bases.get(basis)]
        say("  " + text("; ", "；").join(told))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _show_moves(session: Session, found: Monitoring) -> None:
    for title, moves, shown in (
        (Bilingual("Migration of grades in force", "有效等级迁徙"), found.moves, found.has_ratings),
        (Bilingual("Migration of system grades", "系统等级迁徙"), found.system_moves, True),
    ):
        if moves is None or not shown:
            continue
        say()
        say(session.said(title) + session.text(": ", "：") + session.said(moves_text(moves)))
        _show_matrix(session, moves)


def moves_text(moves: Migration) -> Bilingual:
    """How customers moved, in a line."""
    changed = Bilingual(f"changed {moves.moved:,}, ", f"变动 {moves.moved:,}，") if moves.moved else Bilingual("", "")
    return Bilingual(
        f"better or milder {moves.up:,}, worse {moves.down:,}, {changed.en}unchanged {moves.unchanged:,}, new {moves.new:,}, "
        f"left {moves.left:,}",
        f"上调（风险调低）{moves.up:,}，下调（风险调高）{moves.down:,}，{changed.zh}不变 {moves.unchanged:,}，"
        f"新增 {moves.new:,}，退出 {moves.left:,}",
    )


def _show_matrix(session: Session, moves: Migration) -> None:
    grades = [*moves.grades, ""]
    names = [grade or session.text("none", "无等级") for grade in grades]
    rows = []
    for name, old in zip(names, grades, strict=True):
        counts = [moves.pairs.get((old, new), 0) for new in grades]
        rows.append([name, *(f"{count:,}" if count else "·" for count in counts)])
    corner = session.text("before ↓ now →", "期初 ↓ 期末 →")
    print_table([corner, *names], rows, numbers=range(1, len(names) + 1), indent=2)


def _show_overrides(session: Session, found: Monitoring) -> None:
    one, said, text = found.overrides, session.said, session.text
    if not one.decided and not one.ever:
        return
    say()
    say(text(
        f"Manual overrides: {one.overridden:,} of {one.decided:,} ratings decided ({_share(one.rate)}); inputs {one.inputs:,}, "
        f"grade {one.outputs:,}, both {one.both:,}.",
        f"人工调整：审定 {one.decided:,} 项，其中调整 {one.overridden:,} 项（{_share(one.rate)}）；修改输入 {one.inputs:,}，"
        f"修改等级 {one.outputs:,}，两者兼有 {one.both:,}。",
    ))  # fmt: skip
    ways = [f"{said(title)} {one.ways[way]:,}" for way, title in WAYS.items() if one.ways.get(way)]
    fates = [f"{said(title)} {one.fates[fate]:,}" for fate, title in FATES.items() if one.fates.get(fate)]
    for told in (ways, fates):
        if told:
            say("  " + text("; ", "；").join(told))
    if one.reasons:
        kinds = {"input": text("input", "输入"), "output": text("grade", "等级")}
        rows = [
            [by.code, said(by.title), kinds[by.what], f"{by.count:,}"]
            + [f"{by.ways.get(way, 0):,}" for way in ("better", "worse", "same")]  # type: ignore[call-overload]
            for by in one.reasons
        ]
        heads = text("Code|Reason|Changed|Overrides|Better|Worse|Same", "代码|原因|调整对象|项数|变好|变差|未变").split("|")
        print_table(heads, rows, numbers=(3, 4, 5, 6), indent=2)


def _show_reviews(session: Session, found: Monitoring) -> None:
    if found.reviews is None or not found.reviews.tasks:
        return
    say()
    say(session.text("Reviews due", "到期与逾期重评"))
    rows = [
        [session.said(task.title), f"{task.open:,}", f"{task.overdue:,}", *(f"{late:,}" for late in task.late)]
        for task in found.reviews.tasks
    ]
    heads = session.text("Task|Open|Overdue|1–30 days|31–90|over 90", "事项|待办|逾期|1–30天|31–90天|90天以上").split("|")
    print_table(heads, rows, numbers=range(1, 6), indent=2)


def _show_stability(session: Session, found: Monitoring) -> None:
    if not found.stability:
        return
    say()
    reference = session.said(reference_text(found))
    say(session.text(f"Stability against {reference}", f"稳定性（基准：{reference}）"))
    rows = [
        [session.said(one.title), _index(one.psi), _index(one.chance), session.said(one.why or MARKS[one.mark])]
        for one in found.stability
    ]
    heads = session.text("Figure|PSI|By chance|By convention", "指标|PSI|随机波动上限|惯例判断").split("|")
    print_table(heads, rows, numbers=(1, 2), indent=2)


def _show_validation(session: Session, found: Validation) -> None:
    text, said = session.text, session.said
    say()
    say(said(window_text(found.outcomes)))
    left = (len(found.unknown), found.outcomes.blank, found.absent)
    say(text(
        f"Compared: {found.customers:,} customers, {found.defaulters:,} defaulted; left out: {left[0]:,} without a grading, "
        f"{left[1]:,} without an outcome, {left[2]:,} not in the table.",
        f"对照 {found.customers:,} 户，违约 {found.defaulters:,} 户；未计入：无评级 {left[0]:,} 户，无结果 {left[1]:,} 户，"
        f"不在表中 {left[2]:,} 户。",
    ))  # fmt: skip
    if found.unknown:
        more = len(found.unknown) - NAMED
        listed = ", ".join(found.unknown[:NAMED]) + (f" … (+{more:,})" if more > 0 else "")
        say(text(f"  without a grading: {listed}", f"  无评级：{listed}"))
    if found.hindsight:
        say(text(
            f"  {found.hindsight:,} of the gradings were recorded after the window began: no test of foresight.",
            f"  {found.hindsight:,} 项评级在观察期开始后才记录，不能视为事前检验。",
        ))  # fmt: skip
    rows = []
    for one in found.rankings:
        bounds = one.gini_bounds
        between = "–" if bounds is None else f"{bounds[0]:.3f}–{bounds[1]:.3f}"
        figures = [_index(one.auc), _index(one.gini), between, _index(one.ks), _p(one.ks_p)]
        rows.append([said(one.title), *figures, said(one.why) if one.why else ""])
    heads = text("Ranking|AUC|Gini|95% (DeLong)|KS|p|", "排序依据|AUC|Gini|95%区间（DeLong）|KS|p值|").split("|")
    print_table(heads, rows, numbers=(1, 2, 3, 4, 5), indent=2)
    for title, fit in found.calibrations:
        say(said(title))
        rates = [
            [one.grade, f"{one.customers:,}", f"{one.defaulters:,}", _share(one.rate), _share(one.low), _share(one.high)]
            + [_share(one.expected), _p(one.p), text("outside", "区间外") if one.fits is False else ""]
            for one in fit.grades
        ]
        named = text("Grade|Customers|Defaulted|Rate|From|To|Stated|p|", "等级|户数|违约|违约率|95%下限|上限|所述|p值|")
        print_table(named.split("|"), rates, numbers=range(1, 8), indent=2)
        before = observed_before(fit.item)
        if before is not None:
            say(f"  {said(before)}")


def _index(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _p(value: float | None) -> str:
    return "–" if value is None else "<0.0001" if value < 0.0001 else f"{value:.4f}"


def document(
    session: Session,
    found: Monitoring,
    journal: Journal,
    approvals: Mapping[str, Bilingual],
    out: Path,
    recorded: Sequence[int],
) -> dict[str, object]:
    """The same figures for programs; texts in the language of the session."""
    from .report_document import figures

    said = session.said
    versions = [
        {"policy": one.stamp, "digest": one.digest, "customers": one.gradings}
        | {"approval": said(approvals[one.stamp]) if one.stamp in approvals else None}
        for one in found.versions
    ]
    head = {"policy": found.asked.policy_id, "as_of": found.asked.day, "since": found.asked.since}
    head |= {"reference": found.asked.reference, "versions": versions, "journal": journal.name}
    head |= {"anchor": str(found.anchor), "who": journal.user, "output": str(out), "recorded": list(recorded)}
    return {key: str(value) if hasattr(value, "isoformat") else value for key, value in head.items()} | figures(session, found)
