"""``xlplugin impact``: what a change of policy, or a what-if, does to a book of customers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies, Sheet, output_option
from .printing import print_json, progress
from .session import GRADED, NOT_ALL, Failure, Session, day_of, session_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from xlplugin.compliance.impact import Impact
    from xlplugin.compliance.impact_what_if import Setting
    from xlplugin.policy.findings import Finding
    from xlplugin.policy.model import Policy

    from .impact_reading import Reader

SHOWN = 20
"""Customers that are printed without ``--show``; the workbook and the document name them all."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Show who changes grade when a policy changes, and which part of the change moves them. With --set, what "
        "if one policy said something else. Nothing but the output is written.",
        "说明制度变更后哪些客户的等级会变动、由哪一项变更引起。用 --set 可对一项制度作假设分析。"
        "除输出文件外不写入任何内容。",
    )
)
def impact(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="POLICY [POLICY] BOOK",
            help=both(
                "The policy before and the one after (with --set one will do): an id, id@version or a file; then the "
                "book, .csv or .xlsx, a table as grade takes it or a filled entry form.",
                "变更前、变更后的制度（用 --set 时给出一项即可）：标识、标识@版本或文件；然后是客户数据 .csv 或 .xlsx，"
                "可为 grade 所用的表格或已填写的录入模板。",
            ),
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help=both(
                "Set a place of the policy file, such as grade.bands.AAA=\">= 88\" or parameters.a_from.value=65; "
                "may be repeated.",
                "设置制度文件中的一处，例如 grade.bands.AAA=\">= 88\" 或 parameters.a_from.value=65，可重复给出。",
            ),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        output_option("OUT", "A workbook (.xlsx) with all of it.", "写入全部结果的工作簿（.xlsx）。"),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="HEADING",
            help=both(
                "The column that names the customers; without it the first that is no input.",
                "客户编号所在列的标题，默认第一个非输入项的列。",
            ),
        ),
    ] = None,
    sheet: Sheet = None,
    show: Annotated[
        int,
        typer.Option(
            "--show", min=0, metavar="N", help=both("How many customers are printed.", "屏幕上列出的客户数。")
        ),
    ] = SHOWN,
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Show the impact of a change."""
    from xlplugin.compliance.impact import Comparison
    from xlplugin.compliance.impact_texts import EMBEDDED_TEST
    from xlplugin.policy.findings import Severity
    from xlplugin.scoring.headings import HeadingError

    from .impact_reading import open_book
    from .impact_showing import document
    from .impact_showing import show as show_impact
    from .tables import appearing

    session, day = session_of(context), day_of(as_of)
    old, new, book = _named(names, bool(settings))
    before, after, made, findings = _policies(session, old, new, settings or [], policies, day)
    out = None if output is None else _output(output, book)
    reader = open_book(book, before, after, sheet, key)
    try:
        comparison = Comparison(before, after, reader.table.headings, day)
    except HeadingError as error:
        raise Failure(
            f"{book.name}: {error.message.en} (both policies must find their inputs)",
            f"{book.name}：{error.message.zh}（两项制度的输入项都须齐全）",
        ) from error
    with progress(book.name) as tell:
        found = comparison.impact(reader.blocks(comparison, tell), None if json or out else show)
    found.settings, found.findings = made, findings
    if out is not None:
        from xlplugin.compliance.approvals import Approvals
        from xlplugin.workbooks.impact_book import write_impact

        approvals = Approvals.of(session.serving(policies).library, session.settings).words
        with appearing(out) as part:
            write_impact(part, found, book.name, session.language, reader.empty, reader.faults, approvals)
    if json:
        print_json(document(session, found, book, reader, out))
    else:
        show_impact(session, found, book, reader, out, show)
    # What is set aside for a moment always breaks tests: of a what-if they do not count.
    counted = [one for one in findings if not (made and one.code == EMBEDDED_TEST)]
    wrong = any(one.severity is Severity.ERROR for one in counted)
    return NOT_ALL if wrong or _is_open(found, reader) else GRADED


def _is_open(found: Impact, reader: Reader) -> bool:
    """True where a row has no grade under one of the two policies."""
    return bool(reader.unreadable) or any("" in pair for pair in found.matrix)


def _named(names: Sequence[str], is_what_if: bool) -> tuple[str, str, Path]:
    if len(names) == 3:
        return names[0], names[1], Path(names[2])
    if len(names) == 2 and is_what_if:
        return names[0], names[0], Path(names[1])
    raise Failure(
        "give the policy before, the policy after and the book; with --set one policy and the book",
        "请依次给出变更前制度、变更后制度和客户数据；用 --set 时给出一项制度和客户数据",
    )


def _policies(
    session: Session,
    old: str,
    new: str,
    asked: Sequence[str],
    folders: Sequence[Path] | None,
    day: datetime.date,
) -> tuple[Policy, Policy, tuple[Setting, ...], tuple[Finding, ...]]:
    """Both policies, what was set in the second, and what is wrong with it and not with the first.

    The second may be a draft that fails its checks or tests: what it would do is shown with what is wrong.
    """
    from xlplugin.compliance.impact_what_if import what_if
    from xlplugin.scoring.serving import findings

    from .unproved import Unproved

    opened = Unproved(session, folders)
    before, after = (opened.policy(name, day) for name in (old, new))
    made: tuple[Setting, ...] = ()
    if asked:
        after, made = what_if(after, asked, opened.library.get)
    known = {(one.code, one.message.en) for one in findings(before)}
    fresh = [] if after is before else [one for one in findings(after) if (one.code, one.message.en) not in known]
    return before, after, made, tuple(fresh)


def _output(asked: Path, book: Path) -> Path:
    """Where the workbook goes: the file asked for, or one in the folder asked for."""
    import os

    from .tables import check_output

    out = asked / f"{book.stem}-impact.xlsx" if asked.is_dir() else asked
    check_output(out, (".xlsx",))
    if out.exists() and book.exists() and os.path.samefile(out, book):
        raise Failure(f"{out} is the book itself; name another file", f"{out} 就是客户数据本身；请指定其他文件")
    return out
