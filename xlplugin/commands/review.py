"""``xlplugin review``: what has to be looked at again, asking for it out of turn, and saying that it was done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import WhichJournal
from .options import Json, On, Policies, date_option, output_option
from .session import session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "List the reviews that are due, trigger one out of turn, close one.",
        "列出到期的复评，触发重评，办结重评。",
    ),
)

AsOf = Annotated[str | None, date_option("--as-of", "The day of the list; today without it.", "清单基准日，默认今天。")]
OnlyPolicies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy", metavar="POLICY", help=both("Only this policy; may be repeated.", "仅限该制度，可重复给出。")
    ),
]
OnePolicy = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="POLICY",
        help=both(
            "The policy; without it the only one the customer was graded by.", "制度；默认为该客户唯一适用的制度。"
        ),
    ),
]


@app.command(
    help=both(
        "List what is overdue or due: first ratings, periodic reviews, expired ratings and overrides, worse system "
        "grades, triggered reviews, proposals that wait. Exit status 1 where something is overdue.",
        "列出逾期和到期事项：首次评级、定期复评、到期的评级和人工调整、系统等级变差、触发的重评、待审批的等级。有逾期时退出码为1。",
    )
)
def due(
    context: typer.Context,
    as_of: AsOf = None,
    within: Annotated[
        int,
        typer.Option(
            "--within",
            metavar="DAYS",
            min=0,
            max=36_600,
            help=both("Also what falls due in so many days.", "一并列出若干天内到期的事项。"),
        ),
    ] = 0,
    policy: OnlyPolicies = None,
    undated: Annotated[
        bool,
        typer.Option("--undated", help=both("Also what has no fixed day.", "一并列出无固定日期的事项。")),
    ] = False,
    show: Annotated[
        int,
        typer.Option("--show", metavar="N", min=0, help=both("How many of each kind are printed.", "每类显示的条数。")),
    ] = 20,
    output: Annotated[
        Path | None,
        output_option("FILE", "The whole list: .xlsx, .csv or .json.", "完整清单：.xlsx、.csv 或 .json。"),
    ] = None,
    policies: Policies = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """List what is due."""
    from .review_listing import Asked, run_due

    asked = Asked(as_of, within, tuple(policy or ()), undated, show)
    return run_due(session_of(context), journal, asked, output, policies, json)


@app.command(
    help=both(
        "Ask for a review out of turn: of customers, for a reason, or with --lists of everybody whose data name what "
        "a list got or lost since the newest grading.",
        "触发重评：指定客户及原因；或用 --lists 对数据涉及名单新增、删除项目的客户触发。",
    )
)
def trigger(
    context: typer.Context,
    customers: Annotated[
        list[str] | None, typer.Argument(metavar="CUSTOMER...", help=both("Customers.", "客户号。"))
    ] = None,
    why: Annotated[
        str,
        typer.Option(
            "--why",
            metavar="REASON",
            help=both(
                "new_information, judicial_inquiry, media, list_change, system_worse or other.",
                "new_information（信息变更）、judicial_inquiry（司法调查）、media（媒体报道）、list_change（名单变动）、"
                "system_worse（系统等级变差）或 other（其他）。",
            ),
        ),
    ] = "",
    text: Annotated[
        str, typer.Option("--text", metavar="TEXT", help=both("What happened.", "情况说明。"))
    ] = "",
    lists: Annotated[
        bool,
        typer.Option(
            "--lists", help=both("Compare the lists in use now with those graded by.", "比较现行名单与评级所用名单。")
        ),
    ] = False,
    within_days: Annotated[
        int | None,
        typer.Option(
            "--within-days",
            metavar="DAYS",
            min=0,
            max=3_660,
            help=both("The days that the review may take; at once without it.", "办理期限（天），默认立即。"),
        ),
    ] = None,
    working_days: Annotated[
        bool, typer.Option("--working-days", help=both("Those are working days.", "按工作日计算期限。"))
    ] = False,
    on: On = None,
    policy: OnlyPolicies = None,
    policies: Policies = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Trigger reviews."""
    from .review_writing import Asking, run_trigger

    asking = Asking(tuple(customers or ()), why, text, lists, within_days, working_days, on, tuple(policy or ()))
    return run_trigger(session_of(context), journal, asking, policies, json)


@app.command(
    help=both(
        "Close the triggered reviews of customers; where none is open, record that the rating in force was reviewed.",
        "办结客户的触发重评；没有未办结的，则记录对有效评级的复评。",
    )
)
def done(
    context: typer.Context,
    customers: Annotated[
        list[str], typer.Argument(metavar="CUSTOMER...", help=both("Customers.", "客户号。"))
    ],
    comment: Annotated[
        str, typer.Option("--comment", metavar="TEXT", help=both("What the review found.", "重评结论。"))
    ],
    on: On = None,
    policy: OnePolicy = "",
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Close reviews."""
    from .review_writing import run_done

    return run_done(session_of(context), journal, customers, comment, on, policy, json)
