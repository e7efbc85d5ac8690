"""``xlplugin policy edit`` and ``import``: a policy as a workbook, and a changed workbook as a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies, PolicyName, output_option
from .session import session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Write a workbook in which a policy can be edited, one sheet for each of its parts.",
        "生成用于编辑制度的工作簿，制度的每一部分各占一张工作表。",
    )
)
def edit(
    context: typer.Context,
    policy: PolicyName,
    output: Annotated[
        Path | None,
        output_option(
            "X.xlsx",
            "The workbook; ID.edit.xlsx without it.",
            "工作簿的文件名，默认为 标识.edit.xlsx。",
        ),
    ] = None,
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Write an editing workbook."""
    from .editing_workbooks import write_workbook

    return write_workbook(session_of(context), policy, output, as_of, policies, json)


@app.command(
    "import",
    help=both(
        "Make a draft of an edited workbook: what is wrong with it by cell, and what it changes.",
        "由编辑后的工作簿生成制度草稿，按单元格列出问题，并列出改动。",
    ),
)
def import_(
    context: typer.Context,
    workbook: Annotated[
        Path,
        typer.Argument(
            metavar="X.xlsx", help=both("A workbook of policy edit.", "由 policy edit 生成的工作簿。")
        ),
    ],
    output: Annotated[
        Path | None,
        output_option(
            "DRAFT.yaml",
            "The draft; id@version.yaml beside the workbook without it.",
            "草稿文件，默认为工作簿旁的 标识@版本.yaml。",
        ),
    ] = None,
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Import an editing workbook."""
    from .editing_workbooks import import_workbook

    return import_workbook(session_of(context), workbook, output, as_of, policies, json)
