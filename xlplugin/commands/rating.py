"""``xlplugin rating``: a grade is proposed, reviewed and decided, withdrawn; what comes of it is in rating_views."""

from __future__ import annotations

from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import WhichJournal
from .options import Json, On, date_option
from .rating_options import (
    Comment,
    Customer,
    Customers,
    Everybody,
    Evidence,
    Grade,
    Policy,
    ReasonCode,
    Whom,
    Why,
    inputs_of,
    reason_of,
)
from .rating_views import app as views
from .session import day_option, session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "Propose, review and decide ratings, withdraw them, list them, and put them into books and forms.",
        "提出、复核、审定和撤回评级，查看评级，并填入台账和评级表。",
    ),
)


@app.command(
    help=both(
        "Propose the system's grade, another one (--grade), or the one from other inputs (--set).",
        "提出系统等级、另行指定的等级（--grade），或调整输入后的等级（--set）。",
    )
)
def propose(
    context: typer.Context,
    customers: Customers = None,
    policy: Policy = "",
    everybody: Everybody = False,
    run: Annotated[
        int | None,
        typer.Option(
            "--run", metavar="ENTRY", help=both("Everybody graded in this run of the journal.", "该评级批次中的所有客户。")
        ),
    ] = None,
    grade: Grade = None,
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="INPUT=VALUE",
            help=both("Another input, graded again; may be repeated.", "调整输入项并重新计算，可重复给出。"),
        ),
    ] = None,
    reason: ReasonCode = "",
    comment: Comment = "",
    evidence: Evidence = None,
    on: On = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Propose ratings."""
    from .rating_stepping import run_propose

    whom = Whom(customers or [], policy, everybody, run)
    changes, why = inputs_of(inputs or []), reason_of(reason, comment, evidence)
    return run_propose(session_of(context), journal, whom, grade, changes, why, day_option(on, "--on"), json)


@app.command(help=both("Agree with what another person proposed, or return it.", "复核他人提出的等级：同意或退回。"))
def review(
    context: typer.Context,
    customers: Customers = None,
    policy: Policy = "",
    everybody: Everybody = False,
    returned: Annotated[bool, typer.Option("--return", help=both("Return it to the proposer.", "退回提出人。"))] = False,
    step: Annotated[
        str,
        typer.Option(
            "--step", metavar="STEP", help=both("The step of the policy's approvals.", "制度规定的审批环节。")
        ),
    ] = "",
    comment: Comment = "",
    on: On = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Review ratings."""
    from xlplugin.compliance.rating_reviewing import Review

    from .rating_stepping import run_review

    said = Review(returned, step, comment, day_option(on, "--on"))
    return run_review(session_of(context), journal, Whom(customers or [], policy, everybody), said, json)


@app.command(
    help=both(
        "Confirm what was reviewed, for a time; or refuse it. Another grade than proposed is a manual override.",
        "审定已复核的等级及其有效期，或不予批准；与提出等级不同即为人工调整。",
    )
)
def decide(
    context: typer.Context,
    customers: Customers = None,
    policy: Policy = "",
    everybody: Everybody = False,
    grade: Grade = None,
    refuse: Annotated[bool, typer.Option("--refuse", help=both("Refuse it.", "不予批准。"))] = False,
    committee: Annotated[
        str, typer.Option("--committee", metavar="NAME", help=both("The committee that decided.", "审定的委员会。"))
    ] = "",
    minute: Annotated[
        str, typer.Option("--minute", metavar="NO", help=both("The number of its minutes.", "会议纪要编号。"))
    ] = "",
    valid_until: Annotated[
        str | None,
        date_option(
            "--valid-until",
            "The last day; as long as the policy allows without it.",
            "有效期截止日，默认为制度允许的最长期限。",
        ),
    ] = None,
    override_until: Annotated[
        str | None, date_option("--override-until", "The last day of a manual override.", "人工调整的截止日。")
    ] = None,
    reason: ReasonCode = "",
    comment: Comment = "",
    evidence: Evidence = None,
    on: On = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Decide ratings."""
    from xlplugin.compliance.rating_deciding import Decision

    from .rating_stepping import run_decide

    said = Decision(
        grade,
        refuse,
        committee,
        minute,
        comment,
        reason_of(reason, comment, evidence),
        day_option(on, "--on"),
        day_option(valid_until, "--valid-until"),
        day_option(override_until, "--override-until"),
    )
    return run_decide(session_of(context), journal, Whom(customers or [], policy, everybody), said, json)


@app.command(help=both("Withdraw the rating in force, and say on what terms.", "撤回现行评级，并注明办理条件。"))
def withdraw(
    context: typer.Context,
    customer: Customer,
    reason: Why,
    terms: Annotated[
        str,
        typer.Option(
            "--terms",
            metavar="pay_first|deposit|none",
            help=both("How the customer is served from now on.", "撤回后的办理条件：先款后货、交纳保证金或无。"),
        ),
    ],
    policy: Policy = "",
    on: On = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Withdraw a rating."""
    from .rating_stepping import run_withdraw

    return run_withdraw(session_of(context), journal, (customer, policy), reason, terms, day_option(on, "--on"), json)


@app.command("end-override", help=both("End a manual override: the system grade counts.", "终止人工调整，恢复系统等级。"))
def end_override(
    context: typer.Context,
    customer: Customer,
    reason: Why,
    policy: Policy = "",
    on: On = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """End a manual override."""
    from .rating_stepping import run_end_override

    return run_end_override(session_of(context), journal, (customer, policy), reason, day_option(on, "--on"), json)


app.add_typer(views)
