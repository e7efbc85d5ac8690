"""Says what became of recalculated workbooks: grades, rows without one, cells that need a look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .printing import complain, print_table, say
from .recalculating import Done
from .session import Session

if TYPE_CHECKING:
    from xlplugin.workbooks.report import CellReason, Report

LISTED = 20
"""Rows and cells that are printed of each kind; ``--json`` has them all."""


def document(session: Session, done: Done) -> dict[str, object]:
    """All that is known of a book, for programs."""
    report, said = done.report, session.said
    if report is None:
        return {"book": str(done.book), "status": done.status, "error": done.error}
    return {
        "book": str(report.book),
        "status": done.status,
        "error": None,
        "output": str(report.output),
        "backup": str(report.backup) if report.backup else None,
        "changed": report.changed,
        "sheets": list(report.sheets),
        "calculated": report.calculated,
        "ours": report.ours,
        "grades": dict(in_order(done)),
        "ungraded": [
            {"sheet": row.sheet, "cell": row.cell, "error": row.error, "message": said(row.message)}
            for row in report.ungraded
        ],
        "not_calculated": [_of_cell(session, cell) for cell in report.not_calculated],
        "left": [_of_cell(session, cell) for cell in report.left],
        "cautions": [
            {"kind": one.kind, "sheet": one.sheet or None, "cells": list(one.cells), "message": said(one.message)}
            for one in report.cautions
        ],
    }


def _of_cell(session: Session, cell: CellReason) -> dict[str, object]:
    return {"sheet": cell.sheet, "cell": cell.cell, "reason": session.said(cell.reason)}


def in_order(done: Done) -> list[tuple[str, int]]:
    """The grades that cells show with their numbers, in the order of the policies that gave them."""
    grades = done.report.grades if done.report else {}
    return sorted(grades.items(), key=lambda item: (done.order.get(item[0], len(done.order)), item[0]))


def show(session: Session, all_done: Sequence[Done]) -> None:
    """Print what became of each book, and of all where there are several."""
    for place, done in enumerate(all_done):
        if done.report is None:
            complain(done.error if done.book.name in done.error else f"{done.book}: {done.error}")
            continue
        if place:
            say()
        _show_report(session, done, done.report)
    if len(all_done) > 1:
        graded = sum(sum(done.report.grades.values()) for done in all_done if done.report)
        not_graded = sum(len(done.report.ungraded) for done in all_done if done.report)
        failed = sum(done.report is None for done in all_done)
        say()
        say(
            session.text(
                f"Books: {len(all_done)}. Graded: {graded}, not graded: {not_graded}, books not read: {failed}.",
                f"工作簿 {len(all_done)} 个：已评级 {graded}，无法评级 {not_graded}，未能读取的工作簿 {failed} 个。",
            )
        )


def _show_report(session: Session, done: Done, report: Report) -> None:
    text = session.text
    say(f"{report.book} → {report.output}")
    if report.backup:
        say(text(f"  backup: {report.backup}", f"  备份：{report.backup}"))
    graded = sum(report.grades.values())
    say(
        text(
            f"  Formulas of ours: {report.ours}. Graded: {graded}, not graded: {len(report.ungraded)}.",
            f"  本插件公式 {report.ours} 个：已评级 {graded}，无法评级 {len(report.ungraded)}。",
        )
    )
    if report.grades:
        counted = [[grade, str(count), f"{count / graded:.1%}"] for grade, count in in_order(done)]
        print_table(text("Grade|Cells|Share", "等级|单元格数|占比").split("|"), counted, numbers=(1, 2), indent=4)
    _listed(
        session,
        text("Where|Shows|Cannot be graded", "位置|显示|无法评级的原因"),
        [[f"{row.sheet}!{row.cell}", row.error, session.said(row.message)] for row in report.ungraded],
    )
    for heading, cells in (
        (text("Where|Not calculated, shows #N/A", "位置|未能计算，显示 #N/A"), report.not_calculated),
        (text("Where|Not calculated, left as it was", "位置|未能计算，保留原值"), report.left),
    ):
        _listed(session, heading, [[f"{c.sheet}!{c.cell}", session.said(c.reason)] for c in cells])
    for caution in report.cautions:
        place = f"{caution.sheet}: " if caution.sheet else ""
        say(f"  ! {place}{session.said(caution.message)}")


def _listed(session: Session, headings: str, rows: list[list[str]]) -> None:
    if not rows:
        return
    say()
    print_table(headings.split("|"), rows[:LISTED], indent=4)
    if len(rows) > LISTED:
        more = len(rows) - LISTED
        say(session.text(f"    … and {more} more, see --json", f"    ……另有 {more} 条，见 --json"))
