"""Prints the work list of a journal, and writes it as a workbook, a CSV table or a JSON document."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.compliance.due_item import TITLES, Due
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.work_list import due
from xlplugin.compliance.working_days import days_after

from .csv_tables import guarded
from .printing import print_json, print_table, say, width
from .session import GRADED, NOT_ALL, Session, day_of
from .tables import appearing, check_output
from .text_tables import wrapped

if TYPE_CHECKING:
    from xlplugin.workbooks.work_list_book import WorkList

FORMS = (".xlsx", ".csv", ".json")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: the day, how far ahead, which policies, what has no day, how many of each kind are printed."""

    as_of: str | None
    within: int
    policies: tuple[str, ...]
    undated: bool
    show: int


def run_due(
    session: Session, url: str | None, asked: Asked, output: Path | None, folders: Sequence[Path] | None, json: bool
) -> int:
    """Print the work list and write it; the status says whether something is overdue."""
    day = day_of(asked.as_of)
    if output is not None:
        check_output(output, FORMS)
    serving = session.serving(folders)
    with open_journal(url) as journal:
        name = journal.name
        tasks = due(journal, day, asked.policies, serving, within=asked.within, undated=asked.undated)
    document = _document(session, day, asked, name, tasks)
    if output is not None:
        _write(session, output, day, asked, name, tasks, document)
    if json:
        print_json(document | {"output": str(output) if output else None})
    else:
        _show(session, day, asked, tasks)
        if output is not None:
            say()
            say(session.text(f"Written: {output}", f"已写入：{output}"))
    return NOT_ALL if any(one.is_overdue for one in tasks) else GRADED


def _show(session: Session, day: datetime.date, asked: Asked, tasks: Sequence[Due]) -> None:
    text = session.text
    late = sum(one.is_overdue for one in tasks)
    until = days_after(day, asked.within)
    ahead = text(f", up to {until}", f"，截至 {until}") if asked.within else ""
    customers = len({one.customer for one in tasks})
    say(
        text(
            f"As of {day}{ahead}: {_count(len(tasks), 'task')} of {_count(customers, 'customer')}, {late:,} overdue",
            f"基准日 {day}{ahead}：{customers:,} 户共 {len(tasks):,} 项，其中逾期 {late:,} 项",
        )
    )
    headings = text("Customer|Policy|Due|Overdue|Grade|Why", "客户|制度|截止日|逾期天数|等级|说明").split("|")
    for overdue in (True, False):
        for what, title in TITLES.items():
            chosen = [one for one in tasks if one.what == what and one.is_overdue is overdue]
            if not chosen:
                continue
            state = text("overdue", "已逾期") if overdue else text("due", "待办")
            say()
            say(f"{session.said(title)} – {state} {len(chosen):,}")
            rows = [_row(session, one) for one in chosen[: asked.show]]
            if rows:
                print_table(headings, rows, (3,), indent=2)
            if len(chosen) > len(rows):
                more = len(chosen) - len(rows)
                say(
                    text(f"  … and {more:,} more: -o FILE has all", f"  ……另有 {more:,} 项：-o 文件 列出全部")
                )
    for note in dict.fromkeys(one.note for one in tasks if one.note):
        say()
        for line in wrapped(f"≈ {session.said(note)}", width() - 2):
            say(line)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _row(session: Session, one: Due) -> list[str]:
    late = str(one.overdue_days) if one.is_overdue else ""
    return [one.customer, one.policy, one.shown_due, late, one.grade or "", session.said(one.detail)]


def _document(
    session: Session, day: datetime.date, asked: Asked, journal: str, tasks: Sequence[Due]
) -> dict[str, object]:
    return {
        "as_of": day.isoformat(),
        "until": days_after(day, asked.within).isoformat(),
        "policies": list(asked.policies),
        "journal": journal,
        "tasks": len(tasks),
        "overdue": sum(one.is_overdue for one in tasks),
        "customers": len({one.customer for one in tasks}),
        "due": [_task(session, one) for one in tasks],
    }


def _task(session: Session, one: Due) -> dict[str, object]:
    return {
        "customer": one.customer,
        "policy": one.policy,
        "what": one.what,
        "title": session.said(one.title),
        "due": one.due.isoformat() if one.due else None,
        "certain": one.note is None,
        "overdue_days": one.overdue_days,
        "grade": one.grade,
        "detail": session.said(one.detail),
        "note": session.said(one.note) if one.note else None,
        "entry": one.refers,
    }


def _write(
    session: Session,
    output: Path,
    day: datetime.date,
    asked: Asked,
    journal: str,
    tasks: Sequence[Due],
    document: dict[str, object],
) -> None:
    with appearing(output) as part:
        if output.suffix.lower() == ".xlsx":
            from xlplugin.workbooks.work_list_book import WorkList, write_work_list

            work: WorkList = WorkList(day, asked.within, journal, asked.policies, tasks)
            write_work_list(part, work, session.language)
        elif output.suffix.lower() == ".csv":
            _write_csv(session, part, tasks)
        else:
            from .book_rows import write_json

            with open(part, "w", encoding="utf-8") as file:
                write_json(document, file.write)
                file.write("\n")


def _write_csv(session: Session, part: Path, tasks: Sequence[Due]) -> None:
    headings = session.text(
        "Customer|Policy|Task|Due|Certain|Days overdue|Grade|Why|Entry",
        "客户|制度|事项|截止日|日期确定|逾期天数|等级|说明|日志编号",
    ).split("|")
    yes, no = session.text("yes", "是"), session.text("no", "否")
    with open(part, "w", encoding="utf-8-sig", newline="") as file:  # with its mark Excel shows Chinese rightly
        writer = csv.writer(file)
        writer.writerow(headings)
        for one in tasks:
            cells = [one.customer, one.policy, session.said(one.title), one.due.isoformat() if one.due else ""]
            cells += [no if one.note else yes, str(one.overdue_days), one.grade or "", session.said(one.detail)]
            writer.writerow([guarded(cell) for cell in [*cells, str(one.refers or "")]])
