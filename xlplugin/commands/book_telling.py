"""What is told of a recalculated workbook: its report in the language of the run; the workbook can be forgotten then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.report import Caution

from .book_results import Done, Job
from .book_rows import Row, Rows, kept
from .session import Session

if TYPE_CHECKING:
    from xlplugin.workbooks.report import CellReason, Report


def told(
    report: Report, session: Session, job: Job, order: Mapping[str, int], instead: Mapping[str, str], number: int
) -> Done:
    """All that is told of a report.

    ``order`` is the place of each grade, ``instead`` has the versions that the book names and those that were used for
    them; ``number`` tells the book apart from the others.
    """
    said = session.said

    def rows(kind: str, count: int, found: Iterator[Row]) -> Rows:
        folder = job.keep_rows
        return kept(count, found, None if folder is None else folder / f"{number}-{kind}.jsonl")

    def cells(kind: str, found: Sequence[CellReason]) -> Rows:
        reasons: Iterator[Row] = ({"sheet": one.sheet, "cell": one.cell, "reason": said(one.reason)} for one in found)
        return rows(kind, len(found), reasons)

    ungraded: Iterator[Row] = (
        {"sheet": one.sheet, "cell": one.cell, "customer": one.key, "error": one.error, "message": said(one.message)}
        for one in report.ungraded
    )
    changes: Iterator[Row] = (
        {"sheet": one.sheet, "cell": one.cell, "customer": one.key, "before": _plain(one.before),
         "after": _plain(one.after)}
        for one in report.changes
    )  # fmt: skip
    grades = sorted(report.grades.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return Done(
        report.book,
        report.status,
        output=report.output,
        backup=report.backup,
        changed=report.changed,
        sheets=report.sheets,
        row_count=report.rows,
        calculated=report.calculated,
        ours=report.ours,
        grades=dict(grades),
        lists={
            "ungraded": rows("ungraded", len(report.ungraded), ungraded),
            "not_calculated": cells("not_calculated", report.not_calculated),
            "left": cells("left", report.left),
            "changes": rows("changes", len(report.changes), changes),
        },
        cautions=[
            {"kind": one.kind, "sheet": one.sheet or None, "cells": list(one.cells), "message": said(one.message)}
            for one in (*report.cautions, *_instead(instead))
        ],
    )


def _plain(value: object) -> object:
    """The value of a cell for a document: an error as its text."""
    return value if value is None or isinstance(value, (bool, float, str)) else str(value)


def _instead(stamps: Mapping[str, str]) -> Iterator[Caution]:
    """What is said of versions that a book names and that others were used for."""
    for asked, used in sorted(stamps.items()):
        yield Caution(
            "in_force",
            "",
            (),
            Bilingual(
                f"the workbook names {asked}; graded by {used}, the version in force, as --policy-version asks",
                f"工作簿指定 {asked}；已按 --policy-version 的要求改用现行版本 {used} 评级",
            ),
        )
