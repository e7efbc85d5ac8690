"""``xlplugin template``: builds entry forms from policies."""

from __future__ import annotations

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies, output_option
from .printing import print_json, print_table, progress
from .session import GRADED, Failure, day_of, session_of

if TYPE_CHECKING:
    from xlplugin.policy.model import Policy
    from xlplugin.scoring.serving import Serving

HOSTS = ("file", "excel", "standalone", "calc")

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both("Build entry forms, workbooks in which customers are graded.", "生成录入表，即用于客户评级的工作簿。"),
)


@app.callback()
def template() -> None:
    """Keeps ``build`` a command of its own."""


@app.command(help=both(
    "Build the entry form of each policy; those that only look one value up share lookups.xlsx.",
    "为每项制度生成录入表；仅按一项取值查表的制度共用 lookups.xlsx。",
))
def build(
    context: typer.Context,
    chosen: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="POLICY",
            help=both("Ids, id@version or files; all policies without any.", "制度标识、标识@版本或文件；默认全部制度。"),
        ),
    ] = None,
    output: Annotated[Path, output_option("DIR", "The folder for the forms.", "录入表所在文件夹。")] = Path("."),
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
    host: Annotated[
        str,
        typer.Option(
            metavar="file|excel|standalone|calc",
            help=both(
                "Where the forms are used. file, calc: plain formulas, for all programs; excel: bound to the add-in; "
                "standalone: .xlsm with the functions inside.",
                "录入表的使用环境。file、calc：普通公式，各程序通用；excel：绑定到加载项；standalone：内含函数的 .xlsm。",
            ),
        ),
    ] = "file",
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Build entry forms."""
    from xlplugin.workbooks.forms import build as build_form
    from xlplugin.workbooks.forms import lookups

    session, day = session_of(context), day_of(as_of)
    if not 1 <= rows <= 100_000:
        raise Failure(f"--rows {rows}: choose 1 to 100000", f"--rows {rows}：请选择 1 至 100000")
    if layout not in ("rows", "block"):
        raise Failure(f"--layout {layout}: choose rows or block", f"--layout {layout}：可选 rows 或 block")
    if host not in HOSTS:
        raise Failure(f"--host {host}: choose {', '.join(HOSTS)}", f"--host {host}：可选 {'、'.join(HOSTS)}")
    serving = session.serving(policies)
    names = chosen or list(serving.library.ids())
    found = [serving.open(name, day).policy for name in names]
    shared = _lookups(serving, found, day)
    if output.exists() and not output.is_dir():
        raise Failure(f"-o {output} is a file; name a folder", f"-o {output} 是文件；请指定文件夹")
    output.mkdir(parents=True, exist_ok=True)
    built = []
    with TemporaryDirectory(prefix="xlplugin-") as name, progress("") as tell:
        # The plain form that an .xlsm is made from must not lie over a form that is in use.
        folder = Path(name) if host == "standalone" else output
        for place, policy in enumerate(found):
            tell(place / len(found), policy.id)
            if policy in shared:
                continue
            path = build_form(
                policy,
                folder / f"{policy.id}.xlsx",
                rows=rows,
                language=session.language,
                layout="block" if layout == "block" else "rows",
            )
            built.append({"policy": policy.stamp, "form": str(_for_host(path, host, output))})
        if shared:
            path = lookups.build(shared, folder / f"{lookups.FORM}.xlsx", rows=rows, language=session.language)
            path = _for_host(path, host, output)
            built += [{"policy": policy.stamp, "form": str(path)} for policy in shared]
    if json:
        print_json(built)
    else:
        headings = session.text("Policy|Entry form", "制度|录入表").split("|")
        print_table(headings, [[one["policy"], one["form"]] for one in built])
    return GRADED


def _for_host(form: Path, host: str, output: Path) -> Path:
    """A form in the output folder as its host wants it."""
    if host not in ("excel", "standalone"):
        return form
    from xlplugin.hosts.excel.form_files import for_add_in, with_macros
    from xlplugin.hosts.excel.installing_addin import ExcelError

    if host == "excel":
        return for_add_in(form, form)
    try:
        return with_macros(form, output / f"{form.stem}.xlsm")
    except ExcelError as error:
        raise Failure(error.message.en, error.message.zh) from error


def _lookups(serving: Serving, found: list[Policy], day: datetime.date) -> list[Policy]:
    """The policies of the shared form: all lookups that there are, once one of them is to be built."""
    from xlplugin.workbooks.forms.lookups import is_lookup

    wanted = [policy for policy in found if is_lookup(policy)]
    ids = [policy.id for policy in wanted]
    for twice in {id for id in ids if ids.count(id) > 1}:
        raise Failure(
            f"{twice}: the shared form of lookups holds one version of a policy; name only one",
            f"{twice}：查表类制度共用的录入表只含一个版本，请只指定一个",
        )
    others = [name for name in serving.library.ids() if name not in {policy.id for policy in found}] if wanted else []
    wanted += [policy for name in others if is_lookup(policy := serving.open(name, day).policy)]
    return sorted(wanted, key=lambda policy: policy.id)
