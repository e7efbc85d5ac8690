"""``xlplugin grade``: grades every row of a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .bilingual_help import both
from .journal_option import Draft, JournalAddress, say_recorded
from .options import AsOf, Json, Policies, PolicyName, Sheet, output_option
from .printing import print_json, print_table, progress, say
from .session import GRADED, NOT_ALL, Session, day_of, session_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from xlplugin.compliance.approvals import Approvals
    from xlplugin.scoring.compile import Compiled

    from .table_grading import Summary

LISTED = 20
"""Rows without a grade that are printed; the output names them all."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Grade every row of a .csv or .xlsx table. The columns are found by id, title or alias; the output has "
        "all of them and then the policy's outputs, reasons, overrides and error.",
        "对 .csv 或 .xlsx 表格逐行评级。列按标识、标题或别名对应；"
        "输出保留全部原有列，并增加制度的各项输出、原因、硬性规则和错误说明。",
    )
)
def grade(
    context: typer.Context,
    policy: PolicyName,
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE",
            help=both(
                ".csv (UTF-8 or GB18030) or .xlsx, with headings.", ".csv（UTF-8 或 GB18030）或 .xlsx，首行为标题。"
            ),
        ),
    ],
    output: Annotated[
        Path | None,
        output_option(
            "OUT",
            "The graded table, .csv or .xlsx; TABLE-graded beside the table without it. In a .csv, text "
            "that begins like a formula gets an apostrophe.",
            "评级后的表格，.csv 或 .xlsx；默认在原表旁生成 TABLE-graded。.csv 中形似公式的文字前会加撇号。",
        ),
    ] = None,
    sheet: Sheet = None,
    as_of: AsOf = None,
    policies: Policies = None,
    journal: JournalAddress = None,
    draft: Draft = False,
    json: Json = False,
) -> int:
    """Grade a table."""
    from xlplugin.compliance.approvals import Approvals
    from xlplugin.compliance.approved_only import require_approved

    from .table_grading import grade_table, result_names
    from .table_recording import recording
    from .tables import Table, TableWriter, appearing, kind_of, output_path, result_headings

    session, day = session_of(context), day_of(as_of)
    kind, out = kind_of(table), output_path(table, output)
    serving = session.serving(policies)
    compiled = serving.open(policy, day)
    approvals = Approvals.of(serving.library, session.settings)
    if journal is not None:
        require_approved(compiled.policy, approvals.state(compiled.policy), draft)
    read: Table
    if kind == "csv":
        from .csv_tables import CsvTable

        read = CsvTable(table, compiled.policy.cells)
    else:
        from .xlsx_reading import XlsxTable

        read = XlsxTable(table, compiled.policy.cells, sheet)
    added = result_headings(read.headings, result_names(compiled))
    writer: TableWriter
    with appearing(out) as part:
        if kind_of(out) == "csv":
            from .csv_tables import CsvWriter

            writer = CsvWriter(part, read.headings, added, read)
        else:
            from .xlsx_writing import XlsxWriter

            writer = XlsxWriter(part, read.headings, added, compiled.policy.cells)
        # the journal has what was graded before the result appears under its name
        with recording(journal, compiled, read.headings, day, table, approvals.state, draft) as record:
            with writer, progress(table.name) as tell:
                summary = grade_table(compiled, read, writer, day, session.language, tell, record)
    if json:
        said = {**_document(session, compiled, summary, day, table, out), "approval": _state(session, approvals, compiled)}
        print_json(said if record is None else {**said, "recorded": record.rows})
    else:
        _show(session, compiled, summary, day, out, _state(session, approvals, compiled))
        if journal is not None and record is not None:
            say_recorded(session, journal, record.rows)
            if record.nameless:
                say(session.text(
                    f"{record.nameless:,} of them name no customer: rating needs a column such as customer_no",
                    f"其中 {record.nameless:,} 项没有客户号：提出评级须有“客户号”等列",
                ))  # fmt: skip
    return NOT_ALL if summary.not_graded else GRADED


def _state(session: Session, approvals: Approvals, compiled: Compiled) -> str:
    return session.said(approvals.words(compiled.policy))


def _document(
    session: Session, compiled: Compiled, summary: Summary, day: datetime.date, table: Path, out: Path
) -> Mapping[str, object]:
    return {
        "policy": compiled.policy.stamp,
        "as_of": day.isoformat(),
        "table": str(table),
        "output": str(out),
        "rows": summary.rows,
        "graded": summary.graded,
        "not_graded": summary.not_graded,
        "empty": summary.empty,
        "grades": dict(in_order(compiled, summary)),
        "errors": [{"row": number, "text": session.said(text)} for number, text in summary.errors],
    }


def in_order(compiled: Compiled, summary: Summary) -> list[tuple[str, int]]:
    """The grades that occur, best or least risky first, with their numbers of rows."""
    policy = compiled.policy
    name = policy.result.get("grade", "")
    grades = policy.grades(name) if name and name not in policy.inputs else None
    place = {grade: i for i, grade in enumerate(grades.ids)} if grades else {}
    return sorted(summary.grades.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))


def _show(
    session: Session, compiled: Compiled, summary: Summary, day: datetime.date, out: Path, approval: str
) -> None:
    text = session.text
    say(f"{session.said(compiled.policy.title)}  {compiled.policy.stamp} ({approval})  {day}")
    say(
        text(
            f"Rows: {summary.rows}. Graded: {summary.graded}, not graded: {summary.not_graded}, "
            f"empty: {summary.empty}.",
            f"共 {summary.rows} 行：已评级 {summary.graded}，无法评级 {summary.not_graded}，空行 {summary.empty}。",
        )
    )
    if summary.grades:
        say()
        counted = [
            [grade, str(count), f"{count / summary.graded:.1%}"] for grade, count in in_order(compiled, summary)
        ]
        headings = [text("Grade", "等级"), text("Rows", "行数"), text("Share", "占比")]
        print_table(headings, counted, numbers=(1, 2), indent=2)
    if summary.errors:
        say()
        listed = [[str(number), session.said(why)] for number, why in summary.errors[:LISTED]]
        print_table([text("Row", "行"), text("Cannot be graded", "无法评级的原因")], listed, numbers=(0,), indent=2)
        if summary.not_graded > LISTED:
            more = summary.not_graded - LISTED
            say(text(f"  … and {more} more, in the column error", f"  ……另有 {more} 行，见 error 列"))
    say()
    say(text(f"Written: {out}", f"已写入：{out}"))
