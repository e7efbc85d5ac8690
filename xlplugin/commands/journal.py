"""``xlplugin journal``: verify, replay, show, export, anchor and redact what the journal holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import WhichJournal
from .options import Json, date_option, output_option
from .session import session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "Verify, replay, show, export, anchor and redact the journal of gradings.",
        "核验、重算、查看、导出评级日志，建立锚点，依法删除信息。",
    ),
)

EntryNumber = Annotated[
    int | None, typer.Argument(metavar="ENTRY", help=both("One entry by its number.", "某一条记录的编号。"))
]
Customer = Annotated[
    str | None,
    typer.Option("--customer", metavar="KEY", help=both("Only this customer.", "仅限该客户。")),
]
Policy = Annotated[
    str,
    typer.Option("--policy", metavar="POLICY", help=both("Only this id or id@version.", "仅限该制度标识或 标识@版本。")),
]
Kind = Annotated[
    str,
    typer.Option("--kind", metavar="KIND", help=both("Only this kind, such as grading.", "仅限该类记录，例如 grading。")),
]
Since = Annotated[str | None, date_option("--since", "Recorded on this day or later.", "该日及以后记录的。")]
Until = Annotated[str | None, date_option("--until", "Recorded on this day or before.", "该日及以前记录的。")]


@app.command(
    help=both(
        "Work out the whole chain again and name every entry that was changed, removed, inserted, moved or cut off.",
        "重新计算整条链，指出被改动、删除、插入、调换或截断的每条记录。",
    )
)
def verify(
    context: typer.Context,
    anchors: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor",
            metavar="LINE|FILE",
            help=both(
                "An anchor that was kept elsewhere, or the file with it: proves that nothing before it was cut off.",
                "另行保存的锚点或其文件：证明此前的记录未被截断。",
            ),
        ),
    ] = None,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Verify a journal."""
    from .journal_checking import run_verify

    return run_verify(session_of(context), journal, anchors or [], json)


@app.command(
    help=both(
        "Grade again what the journal holds, with nothing else, and report every difference.",
        "仅凭日志内容重新评级，并报告每处差异。",
    )
)
def replay(
    context: typer.Context,
    entry: EntryNumber = None,
    customer: Customer = None,
    policy: Policy = "",
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Replay gradings."""
    from .journal_checking import run_replay

    return run_replay(session_of(context), journal, entry, customer, policy, json)


@app.command(help=both("Show one entry in full, or list the newest ones.", "显示某一条记录的全部内容，或列出最近的记录。"))
def show(
    context: typer.Context,
    entry: EntryNumber = None,
    customer: Customer = None,
    policy: Policy = "",
    kind: Kind = "",
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help=both("At most so many.", "最多条数。"))
    ] = 20,
    journal: WhichJournal = None,
    json: Json = False,
) -> int:
    """Show entries."""
    from .journal_showing import list_entries, show_entry

    session = session_of(context)
    if entry is not None:
        return show_entry(session, journal, entry, json)
    return list_entries(session, journal, (customer, policy, kind, since, until), limit, json)


@app.command(
    help=both(
        "Write entries as JSON Lines, with the texts of the policies and the anchor.",
        "以 JSON Lines 导出记录，附制度文本和锚点。",
    )
)
def export(
    context: typer.Context,
    output: Annotated[Path, output_option("FILE.jsonl", "The file.", "输出文件。")],
    customer: Customer = None,
    policy: Policy = "",
    kind: Kind = "",
    since: Since = None,
    until: Until = None,
    journal: WhichJournal = None,
) -> int:
    """Export entries."""
    from .journal_keeping import run_export

    return run_export(session_of(context), journal, (customer, policy, kind, since, until), output)


@app.command(
    help=both(
        "Print where the chain ends. Kept elsewhere, the line proves later that nothing before it was cut off.",
        "输出链的末端。将此行另行保存，日后可证明此前的记录未被截断。",
    )
)
def anchor(
    context: typer.Context,
    output: Annotated[Path | None, output_option("FILE", "Also add it to a file.", "同时追加到文件。")] = None,
    journal: WhichJournal = None,
) -> int:
    """Anchor a journal."""
    from .journal_keeping import run_anchor

    return run_anchor(session_of(context), journal, output)


@app.command(
    help=both(
        "Take the values of fields away for ever, as the law or a retention rule asks; the chain still verifies.",
        "依法或按保存期限永久删除字段内容；链仍可核验。",
    )
)
def redact(
    context: typer.Context,
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="TEXT", help=both("The law, request or rule that is followed.", "所依据的法规、申请或规定。")
        ),
    ],
    fields: Annotated[
        list[str],
        typer.Option(
            "--field",
            metavar="NAME",
            help=both(
                "customer, input.leverage, input (all inputs), steps, who …, or all; may be repeated.",
                "customer、input.leverage、input（全部输入）、steps、who 等，或 all；可重复给出。",
            ),
        ),
    ],
    entries: Annotated[
        list[int] | None,
        typer.Argument(metavar="ENTRY", help=both("Entries by their numbers.", "记录编号。")),
    ] = None,
    customer: Customer = None,
    until: Until = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=both("Do it without asking.", "不再询问，直接执行。"))
    ] = False,
    journal: WhichJournal = None,
) -> int:
    """Redact fields."""
    from .journal_keeping import run_redact

    return run_redact(session_of(context), journal, (entries or [], customer, until), fields, reason, yes)
