"""Says what the impact of a change is: as tables for people, as a document for programs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from xlplugin.compliance.impact import ATTRIBUTION, Customer, Impact
from xlplugin.compliance.impact_counts import Chosen, PartCount, RuleCount
from xlplugin.compliance.impact_texts import (
    FOLLOWS,
    INSEPARABLE,
    NONE,
    SEVERAL,
    UNDONE,
    better_and_worse,
    followers,
    headline,
    name_after,
    part_title,
    points_of,
    points_title,
    rule_does,
    rule_state,
    shown_grades,
    split_findings,
    tests_text,
    ungraded,
    why_teller,
)
from xlplugin.policy.numbers import format_number

from .impact_reading import Reader
from .policy_checking import print_finding
from .printing import print_table, say, width
from .session import Session
from .text_tables import wrapped


def show(session: Session, impact: Impact, book: Path, reader: Reader, out: Path | None, most: int) -> None:
    """Print an impact; of the customers the first ``most``."""
    said, text = session.said, session.text
    say(f"{said(impact.after.title)}  {impact.before.stamp} → {said(name_after(impact))}")
    for setting in impact.settings:
        say(f"  {setting.path}: {setting.before} → {setting.after}")
    say(f"{book.name}  {impact.as_of}")
    _show_findings(session, impact)
    say()
    say(said(headline(impact)))
    if ungraded(impact).en:
        say(said(ungraded(impact)))
    if reader.unreadable or reader.empty:
        say(
            text(
                f"Left out: {reader.empty} empty rows, {reader.unreadable} that cannot be read.",
                f"未计入：空行 {reader.empty} 行，无法读取 {reader.unreadable} 行。",
            )
        )
    faults = [[str(row), said(why)] for row, why in reader.faults[:most]]
    _table(session, text("Row|Cannot be read", "行|无法读取的原因"), faults, (0,))
    _show_matrix(session, impact)
    _show_parts(session, impact)
    _show_rules(session, impact)
    _show_customers(session, impact, most)
    if out is not None:
        say()
        say(text(f"Written: {out}", f"已写入：{out}"))


def _table(session: Session, headings: str, rows: list[list[str]], numbers: tuple[int, ...] = ()) -> None:
    if rows:
        say()
        print_table(headings.split("|"), rows, numbers, indent=2)


def _show_findings(session: Session, impact: Impact) -> None:
    others, failed = split_findings(impact)
    if others or failed:
        say()
    for finding in others:
        print_finding(session, finding)
    if failed:
        say(session.said(tests_text(impact, failed)))


def _show_matrix(session: Session, impact: Impact) -> None:
    before, after = shown_grades(impact)
    if not impact.matrix:
        return
    named = [grade or session.said(NONE) for grade in after]
    rows = []
    for old in before:
        counts = [impact.matrix[old, new] for new in after]
        rows.append([old or session.said(NONE), *(str(count) if count else "·" for count in counts), str(sum(counts))])
    sums = [sum(impact.matrix[old, new] for old in before) for new in after]
    total = session.text("Total", "合计")
    rows.append([total, *map(str, sums), str(sum(sums))])
    corner = session.text("before ↓ after →", "变更前 ↓ 变更后 →")
    say()
    print_table([corner, *named, total], rows, tuple(range(1, len(after) + 2)), indent=2)


def _show_parts(session: Session, impact: Impact) -> None:
    if not impact.parts:
        return
    said = session.said
    rows = [_part_row(session, impact, part) for part in impact.parts]
    up, down = better_and_worse(impact.after)
    for label, count in ((SEVERAL, impact.together), (UNDONE, impact.undone)):
        if count:
            rows.append([said(label), "", "", "", "", str(count), "", ""])
    for other in followers(impact):
        figures = [_number(other.mean_before), _number(other.mean_after), str(other.changed)]
        rows.append([said(points_title(impact, other.key)), said(FOLLOWS), *figures, "", "", ""])
    headings = session.text(
        f"What changed|How|Mean points before|after|Other points|Moved alone|{up.en}|{down.en}",
        f"变更内容|如何变更|变更前平均得分|变更后|得分变动户数|单独影响户数|{up.zh}|{down.zh}",
    )
    _table(session, headings, rows, (2, 3, 4, 5, 6, 7))
    for line in wrapped(said(ATTRIBUTION), width() - 4):
        say(f"  {line}")


def _part_row(session: Session, impact: Impact, part: PartCount) -> list[str]:
    said = session.said
    count = points_of(impact, part)
    figures = ["", "", ""] if count is None else [_number(count.mean_before), _number(count.mean_after), str(count.changed)]
    moved = [str(part.moved), str(part.better), str(part.worse)] if part.separable else [said(INSEPARABLE), "", ""]
    return [said(part_title(part)), said(part.change.said), *figures, *moved]


def _number(value: float | None) -> str:
    return "–" if value is None else format_number(round(value, 2))


def _show_rules(session: Session, impact: Impact) -> None:
    rows = [_rule_row(session, rule) for rule in impact.moved_rules()]
    headings = session.text(
        "Rules that began or ceased to fire||Does|Fired before|after|Began|Ceased|Grade changed",
        "开始或停止触发的规则||作用|变更前触发|变更后|开始触发|停止触发|等级变动",
    )
    _table(session, headings, rows, (3, 4, 5, 6, 7))
    if impact.highest is not None:
        direct = [_rule_row(session, rule) for rule in impact.rules.values() if rule.rule.highest]
        count = impact.highest
        figures = [count.fired_before, count.fired_after, count.began, count.ceased, count.moved]
        direct.append([session.text("Customers hit by any", "命中任一规则的客户"), "", "", *map(str, figures)])
        headings = session.text(
            "Direct to the highest tier||Does|Hit before|after|Began|Ceased|Grade changed",
            "直接评为最高风险等级||作用|变更前命中|变更后|新命中|不再命中|等级变动",
        )
        _table(session, headings, direct, (3, 4, 5, 6, 7))


def _rule_row(session: Session, rule: RuleCount) -> list[str]:
    said, found = session.said, rule.rule
    figures = [rule.fired_before, rule.fired_after, rule.began, rule.ceased, rule.moved]
    return [f"{rule.key[1]} {said(found.text)}", said(rule_state(rule)), said(rule_does(rule)), *map(str, figures)]


def _show_customers(session: Session, impact: Impact, most: int) -> None:
    text = session.text
    tell = why_teller(impact, session.language)
    rows = [
        [str(one.row), one.key, f"{one.before} → {one.after}", _scores(one), tell(one)]
        for one in islice(impact.customers(), most)
    ]
    _table(session, text("Row|Customer|Grade|Score|Why", "行|客户|等级|评分|原因"), rows, (0,))
    _say_more(session, impact.count(Chosen.CHANGED) - len(rows), bool(most))
    rows = [
        [str(one.row), one.key, f"{one.before or '–'} → {one.after or '–'}", session.said(one.why) if one.why else ""]
        for one in islice(impact.customers(graded=False), most)
    ]
    headings = text("Row|Customer|Grade|Cannot be graded under the other", "行|客户|等级|另一版本下无法评级的原因")
    _table(session, headings, rows, (0,))
    _say_more(session, impact.count(Chosen.ONLY_BEFORE) + impact.count(Chosen.ONLY_AFTER) - len(rows), bool(most))


def _say_more(session: Session, more: int, said: bool) -> None:
    if more > 0 and said:
        en, zh = f"  … and {more} more: -o FILE.xlsx and --json have all", f"  ……另有 {more} 户：-o 文件.xlsx 或 --json 列出全部"
        say(session.text(en, zh))


def _scores(one: Customer) -> str:
    if one.score_before is None and one.score_after is None:
        return ""
    return f"{_number(one.score_before)} → {_number(one.score_after)}"


def document(session: Session, impact: Impact, book: Path, reader: Reader, out: Path | None) -> dict[str, object]:
    """All of an impact, for programs; texts in the language of the session."""
    said = session.said
    before, after = shown_grades(impact)
    return {
        "before": {"policy": impact.before.stamp, "digest": impact.before.digest},
        "after": {"policy": impact.after.stamp, "digest": impact.after.digest}
        | {"set": [{"path": one.path, "before": one.before, "after": one.after} for one in impact.settings]},
        "as_of": impact.as_of.isoformat(),
        "book": str(book),
        "output": str(out) if out else None,
        "customers": impact.rows,
        "empty": reader.empty,
        "unreadable": [{"row": row, "text": said(why)} for row, why in reader.faults],
        **{one.value: impact.count(one) for one in Chosen},
        "findings": [
            {"code": one.code, "severity": str(one.severity), "where": str(one.where)}
            | {"message": said(one.message), "mend": said(one.mend)}
            for one in impact.findings
        ],
        "matrix": {
            "before": [grade or None for grade in before],
            "after": [grade or None for grade in after],
            "counts": [[impact.matrix[old, new] for new in after] for old in before],
        },
        "attribution": said(ATTRIBUTION),
        "changes": [_part_document(session, impact, part) for part in impact.parts],
        "moved_together": impact.together,
        "undone": impact.undone,
        "points": [
            {"decision": count.key[0], "characteristic": count.key[1], "title": said(points_title(impact, count.key))}
            | {"mean_before": count.mean_before, "mean_after": count.mean_after, "changed": count.changed}
            | {"gained": count.gained, "lost": count.lost}
            for count in impact.points.values()
        ],
        "rules": [_rule_document(session, rule) for rule in impact.rules.values()],
        "direct_highest": None if impact.highest is None else _counts(impact.highest),
        "changed_customers": [_customer_document(impact, one) for one in impact.customers()],
        "not_graded": [
            _customer_document(impact, one) | {"reason": said(one.why) if one.why else None}
            for one in impact.customers(graded=False)
        ],
    }


def _part_document(session: Session, impact: Impact, part: PartCount) -> dict[str, object]:
    change = part.change
    alone = {"moved": part.moved, "better": part.better, "worse": part.worse} if part.separable else None
    named = {"kind": change.kind, "path": change.path, "title": session.said(change.title)}
    return named | {"change": session.said(change.said), "alone": alone}


def _rule_document(session: Session, rule: RuleCount) -> dict[str, object]:
    found = rule.rule
    named = {"decision": rule.key[0], "code": rule.key[1], "text": session.said(found.text)}
    sides: Mapping[str, object] = {
        name: None if one is None else {"action": one.action or None, "grade": one.grade}
        for name, one in (("before", rule.before), ("after", rule.after))
    }
    return named | {"rule": sides, "highest": found.highest} | _counts(rule)


def _counts(rule: RuleCount) -> dict[str, int]:
    fired = {"fired_before": rule.fired_before, "fired_after": rule.fired_after}
    return fired | {"began": rule.began, "ceased": rule.ceased, "moved": rule.moved}


def _customer_document(impact: Impact, one: Customer) -> dict[str, object]:
    return {
        "row": one.row,
        "customer": one.key,
        "before": one.before,
        "after": one.after,
        "score_before": one.score_before,
        "score_after": one.score_after,
        "notches": one.notches,
        "points": {name: round(change, 6) for (_, name), change in one.points},
        "began": [code for _, code in one.began],
        "ceased": [code for _, code in one.ceased],
        "alone": [impact.parts[place].change.path for place in one.alone],
    }

