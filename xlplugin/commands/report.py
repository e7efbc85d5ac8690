"""``xlplugin report``: monitors the grades of a journal, and writes the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import WhichJournal
from .options import Json, Policies, date_option, output_option
from .session import session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Monitor the grades of a journal: distribution, migration, manual overrides, overdue reviews, stability and, "
        "with --outcomes, discrimination and calibration. Prints the figures and writes a workbook.",
        "监测评级日志中的等级：分布、迁徙、人工调整、逾期重评、稳定性；给出 --outcomes 时另含区分能力与校准。"
        "在屏幕上列出数字，并生成工作簿。",
    )
)
def report(
    context: typer.Context,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            metavar="POLICY",
            help=both("The id of the policy; without it the only one that graded.", "制度标识，默认日志中唯一的制度。"),
        ),
    ] = None,
    as_of: Annotated[
        str | None, date_option("--as-of", "The day to report on; today without it.", "报告基准日，默认今天。")
    ] = None,
    since: Annotated[
        str | None,
        date_option(
            "--since",
            "The day to compare with: migration from then on, overrides decided after it.",
            "对比日期：自该日起的等级迁徙，及其后审定的人工调整。",
        ),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar="RUN|DATE",
            help=both(
                "What stability is measured against: the number of a run, or a day; without it the day of --since.",
                "稳定性的基准：评级批次的记录编号，或日期；默认为 --since 的日期。",
            ),
        ),
    ] = None,
    outcomes: Annotated[
        Path | None,
        typer.Option(
            "--outcomes",
            metavar="TABLE",
            help=both(
                "A table, .csv or .xlsx, of customers and whether they defaulted (1 or 0, yes or no).",
                "客户是否违约的表格（.csv 或 .xlsx；1或0，是或否）。",
            ),
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome",
            metavar="COLUMN",
            help=both("The heading of its outcomes; default without it.", "结果所在列的标题，默认 default。"),
        ),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option(
            "--customer",
            metavar="COLUMN",
            help=both(
                "The heading of its customers; the first other column without it.", "客户号所在列的标题，默认第一个其他列。"
            ),
        ),
    ] = None,
    outcome_from: Annotated[
        str | None,
        date_option(
            "--outcome-from",
            "The first day on which a default counts: compared are the grades as of that day; the day of --as-of "
            "without it.",
            "违约观察期首日：与该日的等级对照，默认为 --as-of 的日期。",
        ),
    ] = None,
    outcome_until: Annotated[
        str | None,
        date_option("--outcome-until", "The last such day; today without it.", "违约观察期末日，默认今天。"),
    ] = None,
    definition: Annotated[
        str | None,
        typer.Option(
            "--definition",
            metavar="TEXT",
            help=both(
                "What counts as a default, such as \"90 days past due\"; nothing personal.",
                "违约定义，例如“逾期90天以上”；不得含个人信息。",
            ),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        output_option(
            "FILE.xlsx",
            "The workbook, or a folder for it; POLICY-report-DATE.xlsx here without it.",
            "工作簿或存放文件夹，默认在当前文件夹生成 制度-report-日期.xlsx。",
        ),
    ] = None,
    no_record: Annotated[
        bool,
        typer.Option(
            "--no-record",
            help=both(
                "Do not write to the journal that this report was made, nor which outcomes were used.",
                "不将本次报告及所用违约结果记入评级日志。",
            ),
        ),
    ] = False,
    policies: Policies = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Make a report."""
    from .report_making import Wanted, make_report

    window = (outcome_from, outcome_until, definition)
    wanted = Wanted(policy, as_of, since, reference, outcomes, outcome, customer, window, output, not no_record)
    return make_report(session_of(context), journal, wanted, policies, json)
