"""Says what became of recalculated workbooks: grades, rows without one, cells that need a look."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .book_results import KINDS, Done, Job
from .book_rows import LISTED, Rows
from .printing import complain, print_table, say
from .session import Session


def document(done: Done, job: Job) -> dict[str, object]:
    """All that is known of a book, for programs; lists of rows are read when they are written."""
    if done.error:
        return {"book": str(done.book), "status": done.status, "error": done.error}
    lists: dict[str, object] = {kind: done.rows(kind) for kind in KINDS}
    if not job.dry_run:
        lists["changes"] = None
    return {
        "book": str(done.book),
        "status": done.status,
        "error": None,
        "output": str(done.output) if done.output else None,
        "backup": str(done.backup) if done.backup else None,
        "changed": done.changed,
        "sheets": list(done.sheets),
        "rows": done.row_count,
        "seconds": round(done.seconds, 3),
        "calculated": done.calculated,
        "ours": done.ours,
        "grades": done.grades,
        "policies": done.policies,
        **lists,
        "cautions": done.cautions,
    }


def totals(all_done: Sequence[Done], seconds: float) -> dict[str, object]:
    """The same of all books together, as numbers."""
    return {
        "books": len(all_done),
        "not_read": sum(bool(one.error) for one in all_done),
        "not_written": sum(not one.error and one.output is None for one in all_done),
        "rows": sum(one.row_count for one in all_done),
        "graded": sum(one.graded for one in all_done),
        "not_graded": sum(one.rows("ungraded").count for one in all_done),
        "not_calculated": sum(one.rows("not_calculated").count for one in all_done),
        "changes": sum(one.rows("changes").count for one in all_done),
        "seconds": round(seconds, 3),
    }


def show(session: Session, all_done: Sequence[Done], job: Job, seconds: float) -> None:
    """Print what became of each book, and of all where there are several."""
    for place, done in enumerate(all_done):
        if done.error:
            complain(done.error if done.book.name in done.error else f"{done.book}: {done.error}")
            continue
        if place:
            say()
        _show_book(session, done, job)
    if len(all_done) > 1:
        say()
        _show_all(session, totals(all_done, seconds), job)


def _show_all(session: Session, of_all: dict[str, object], job: Job) -> None:
    rows, seconds = int(str(of_all["rows"])), float(str(of_all["seconds"]))
    en = (
        f"Books: {of_all['books']}. Graded: {of_all['graded']}, not graded: {of_all['not_graded']}, "
        f"books not read: {of_all['not_read']}."
    )
    zh = (
        f"工作簿 {of_all['books']} 个：已评级 {of_all['graded']}，无法评级 {of_all['not_graded']}，"
        f"未能读取的工作簿 {of_all['not_read']} 个。"
    )
    if job.dry_run:
        en, zh = f"{en} Grades that would change: {of_all['changes']}.", f"{zh}将变动的等级 {of_all['changes']} 个。"
    elif of_all["not_written"]:
        en = f"{en} Unchanged and not written: {of_all['not_written']}."
        zh = f"{zh}数值无变化而未写入的工作簿 {of_all['not_written']} 个。"
    rate = rows / max(seconds, 0.001)
    say(
        session.text(
            f"{en} {rows:,} rows in {seconds:.1f} s, {rate:,.0f} rows a second.",
            f"{zh}共 {rows:,} 行，用时 {seconds:.1f} 秒，每秒 {rate:,.0f} 行。",
        )
    )


def _show_book(session: Session, done: Done, job: Job) -> None:
    text = session.text
    say(_heading(done, job, text))
    if done.backup:
        say(text(f"  backup: {done.backup}", f"  备份：{done.backup}"))
    ungraded = done.rows("ungraded")
    say(
        text(
            f"  Formulas of ours: {done.ours}. Graded: {done.graded}, not graded: {ungraded.count}. "
            f"{done.row_count:,} rows in {done.seconds:.1f} s.",
            f"  本插件公式 {done.ours} 个：已评级 {done.graded}，无法评级 {ungraded.count}。"
            f"共 {done.row_count:,} 行，用时 {done.seconds:.1f} 秒。",
        )
    )
    for stamp, approval in done.policies.items():
        say(text(f"  Policy {stamp}: {approval}", f"  制度 {stamp}：{approval}"))
    if done.grades:
        counted = [[grade, str(count), f"{count / done.graded:.1%}"] for grade, count in done.grades.items()]
        print_table(text("Grade|Cells|Share", "等级|单元格数|占比").split("|"), counted, numbers=(1, 2), indent=4)
    wrong = text("Where|Customer|Shows|Cannot be graded", "位置|客户|显示|无法评级的原因")
    _listed(session, wrong, ungraded, "customer", "error", "message")
    _listed(
        session, text("Where|Not calculated, shows #N/A", "位置|未能计算，显示 #N/A"), done.rows("not_calculated"), "reason"
    )
    _listed(
        session, text("Where|Not calculated, left as it was", "位置|未能计算，保留原值"), done.rows("left"), "reason"
    )
    if job.dry_run:
        would = text("Grade would change in|Customer|Before|After", "等级将变动|客户|原等级|新等级")
        _listed(session, would, done.rows("changes"), "customer", "before", "after")
    for caution in done.cautions[:LISTED]:
        place = f"{caution['sheet']}: " if caution["sheet"] else ""
        say(f"  ! {place}{caution['message']}")
    _more(session, len(done.cautions))


def _heading(done: Done, job: Job, text: Callable[[str, str], str]) -> str:
    if done.output is not None:
        return f"{done.book} → {done.output}"
    if job.dry_run:
        changes = done.rows("changes").count
        return text(
            f"{done.book}: nothing written; grades that would change: {changes}",
            f"{done.book}：未写入任何文件；将变动的等级 {changes} 个",
        )
    said = text(f"{done.book}: no value changes, not written", f"{done.book}：数值无变化，未写入")
    if done.earlier is not None:
        said += text(
            f"; {done.earlier} is the result of an earlier run", f"；{done.earlier} 为以前运行的结果"
        )
    return said


def _listed(session: Session, headings: str, rows: Rows, *fields: str) -> None:
    if not rows.count:
        return
    say()
    table = [[f"{row['sheet']}!{row['cell']}", *(_shown(row[name]) for name in fields)] for row in rows.first]
    print_table(headings.split("|"), table, indent=4)
    _more(session, rows.count)


def _more(session: Session, count: int) -> None:
    if count > LISTED:
        more = count - LISTED
        say(session.text(f"    … and {more} more, see --report", f"    ……另有 {more} 条，见 --report"))


def _shown(value: object) -> str:
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
