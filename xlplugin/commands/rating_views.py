"""``xlplugin rating list|show|fill|requests|form``: how customers stand, on the screen, in books and on a form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import WhichJournal
from .options import Json, Policies, date_option, output_option
from .rating_options import Customer, Policy
from .session import session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)
Books = Annotated[list[Path], typer.Argument(metavar="BOOK", help=both("Workbooks, .xlsx.", "工作簿（.xlsx）。"))]
AsOf = Annotated[
    str | None,
    date_option("--as-of", "How things stand on that day; today without it.", "截至日期，默认今天。"),
]


@app.command("list", help=both("How every customer stands, and what comes next.", "各客户的现行等级及下一步。"))
def list_(
    context: typer.Context,
    policy: Policy = "",
    as_of: AsOf = None,
    state: Annotated[
        str,
        typer.Option(
            "--state",
            metavar="STATE",
            help=both(
                "Only these: proposed, reviewed, returned, decided, refused, withdrawn, expired, none.",
                "仅列：proposed 已提出、reviewed 已复核、returned 已退回、decided 有效、refused 未批准、withdrawn 已撤回、"
                "expired 已到期、none 无评级。",
            ),
        ),
    ] = "",
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """List standings."""
    from .rating_listing import run_list

    return run_list(session_of(context), journal, policy, as_of, state, json)


@app.command(help=both("Everything about one customer's ratings.", "某一客户的全部评级记录。"))
def show(
    context: typer.Context,
    customer: Customer,
    policy: Policy = "",
    as_of: AsOf = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Show a customer."""
    from .rating_showing import run_show

    return run_show(session_of(context), journal, customer, policy, as_of, json)


@app.command(help=both("Write what was decided into the locked cells of books.", "将审定结果填入台账的锁定单元格。"))
def fill(
    context: typer.Context,
    books: Books,
    output: Annotated[Path | None, output_option("DIR", "The folder to write to.", "输出文件夹。")] = None,
    policies: Policies = None,
    as_of: AsOf = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Fill books."""
    from .rating_books import run_fill

    return run_fill(session_of(context), journal, books, output, policies, as_of, json)


@app.command(help=both("Propose what the Requests sheets of books ask for.", "按台账“调整申请”表提出等级。"))
def requests(
    context: typer.Context, books: Books, as_of: AsOf = None, journal: WhichJournal = None, json: Json = False
) -> int:
    """Propose what sheets request."""
    from .rating_books import run_requests

    return run_requests(session_of(context), journal, books, as_of, json)


@app.command(
    help=both(
        "Write the rating form of one customer, on one page, from the journal. Nothing is written to the journal.",
        "根据评级日志生成某一客户的评级表（一页）。不写入评级日志。",
    )
)
def form(
    context: typer.Context,
    customer: Customer,
    policy: Policy = "",
    output: Annotated[
        Path | None,
        output_option(
            "FILE",
            "The workbook (.xlsx), the PDF (.pdf, beside its workbook), or a folder.",
            "评级表（.xlsx）、PDF（.pdf，同时生成同名 .xlsx）或文件夹。",
        ),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help=both("As PDF, too (LibreOffice).", "同时生成 PDF（需 LibreOffice）。"))
    ] = False,
    customer_copy: Annotated[
        bool,
        typer.Option(
            "--customer-copy",
            help=both(
                "What the customer may see: the grade in force, the main reasons, the dates. Refused for money laundering.",
                "客户联：仅含有效等级、主要原因和日期。洗钱风险等级不得告知客户，不予生成。",
            ),
        ),
    ] = False,
    name: Annotated[
        str,
        typer.Option(
            "--name",
            metavar="NAME",
            help=both("The customer's name, which the journal does not hold.", "客户名称（评级日志不保存）。"),
        ),
    ] = "",
    book: Annotated[
        Path | None,
        typer.Option(
            "--book",
            metavar="FORM",
            help=both(
                "A filled entry form: name, identity and related parties are taken from it.",
                "已填写的录入表：从中取得名称、身份信息和关联人。",
            ),
        ),
    ] = None,
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            metavar="TEXT",
            help=both("Whom the customer may ask, for --customer-copy.", "客户可向谁查询，用于 --customer-copy。"),
        ),
    ] = "",
    as_of: AsOf = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Write a rating form."""
    from .rating_form import run_form

    session = session_of(context)
    return run_form(
        session, journal, customer, policy, output, pdf, customer_copy, as_of, session.language,
        book=book, name=name, contact=contact, json=json,
    )  # fmt: skip
