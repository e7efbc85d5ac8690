"""``xlplugin template``: builds entry forms from policies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies
from .printing import print_json, print_table, progress
from .session import GRADED, Failure, day_of, session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both("Build entry forms, workbooks in which customers are graded.", "生成录入表，即用于客户评级的工作簿。"),
)


@app.callback()
def template() -> None:
    """Keeps ``build`` a command of its own."""


@app.command(help=both("Build the entry form of each policy.", "为每项制度生成录入表。"))
def build(
    context: typer.Context,
    chosen: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="POLICY",
            help=both("Ids, id@version or files; all policies without any.", "制度标识、标识@版本或文件；默认全部制度。"),
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="DIR", help=both("The folder for the forms.", "录入表所在文件夹。")),
    ] = Path("."),
    rows: Annotated[
        int, typer.Option(metavar="N", help=both("Rows for customers in each form.", "每张表的客户行数。"))
    ] = 200,
    layout: Annotated[
        str,
        typer.Option(
            metavar="rows|block",
            help=both(
                "A formula per row, or one per column for long ledgers.", "每行一个公式，或整列一个公式（适合长台账）。"
            ),
        ),
    ] = "rows",
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Build entry forms."""
    from xlplugin.workbooks.forms import build as build_form

    session, day = session_of(context), day_of(as_of)
    if not 1 <= rows <= 100_000:
        raise Failure(f"--rows {rows}: choose 1 to 100000", f"--rows {rows}：请选择 1 至 100000")
    if layout not in ("rows", "block"):
        raise Failure(f"--layout {layout}: choose rows or block", f"--layout {layout}：可选 rows 或 block")
    serving = session.serving(policies)
    names = chosen or list(serving.library.ids())
    found = [serving.open(name, day).policy for name in names]
    if output.exists() and not output.is_dir():
        raise Failure(f"-o {output} is a file; name a folder", f"-o {output} 是文件；请指定文件夹")
    output.mkdir(parents=True, exist_ok=True)
    built = []
    with progress("") as tell:
        for place, policy in enumerate(found):
            tell(place / len(found), policy.id)
            path = build_form(
                policy,
                output / f"{policy.id}.xlsx",
                rows=rows,
                language=session.language,
                layout="block" if layout == "block" else "rows",
            )
            built.append({"policy": policy.stamp, "form": str(path)})
    if json:
        print_json(built)
    else:
        headings = session.text("Policy|Entry form", "制度|录入表").split("|")
        print_table(headings, [[one["policy"], one["form"]] for one in built])
    return GRADED
