"""``xlplugin policy``: list, show, check, test, compare and edit policies; their JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies, PolicyName, output_option
from .policy_editing import app as editing
from .session import session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "List, show, check, test, compare and edit policies.", "列出、显示、检查、测试、比较和编辑制度。"
    ),
)
app.add_typer(editing)

_Several = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="POLICY",
        help=both(
            "Ids, id@version, policy files or folders; all policies without any.",
            "制度标识、标识@版本、制度文件或文件夹，可给出多个；默认全部制度。",
        ),
    ),
]


@app.command("list", help=both("List the policies that are found.", "列出可用的制度。"))
def list_policies(
    context: typer.Context, as_of: AsOf = None, policies: Policies = None, json: Json = False
) -> int:
    """List the policies."""
    from .policy_listing import print_list

    return print_list(session_of(context), as_of, policies, json)


@app.command(help=both("Show a policy as tables.", "以表格显示一项制度。"))
def show(
    context: typer.Context,
    policy: PolicyName,
    tests: Annotated[
        bool, typer.Option("--tests", help=both("Also the tests and list entries.", "同时显示测试和名单条目。"))
    ] = False,
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Show a policy."""
    from .policy_showing import show_policy

    return show_policy(session_of(context), policy, tests, as_of, policies, json)


@app.command(
    help=both(
        "Check policies: gaps, overlaps and the rest, and their own tests.", "检查制度：空档、重叠等，并运行其测试。"
    )
)
def check(
    context: typer.Context,
    chosen: _Several = None,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help=both("Explain what a code means, and stop.", "说明某个检查代码的含义后退出。"),
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=both("Warnings count as errors.", "警告也按错误处理。"))
    ] = False,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Check policies."""
    from .policy_checking import check_policies, explain_code

    session = session_of(context)
    if explain is not None:
        return explain_code(session, explain, json)
    return check_policies(session, chosen or [], policies, strict, json)


@app.command(help=both("Run the tests that stand in policies.", "运行制度自带的测试。"))
def test(
    context: typer.Context, chosen: _Several = None, policies: Policies = None, json: Json = False
) -> int:
    """Run the tests of policies."""
    from .policy_checking import run_tests

    return run_tests(session_of(context), chosen or [], policies, json)


@app.command(help=both("Say what changed between two policies.", "比较两项制度的差异。"))
def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=both("id@version or a file.", "标识@版本或文件。"))],
    after: Annotated[str, typer.Argument(metavar="B", help=both("id@version or a file.", "标识@版本或文件。"))],
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Compare two policies."""
    from .policy_showing import compare_policies

    return compare_policies(session_of(context), before, after, as_of, policies, json)


@app.command(
    help=both(
        "Write the JSON Schema by which editors complete policies and mark mistakes.",
        "输出 JSON Schema，供编辑器补全制度文件并标出错误。",
    )
)
def schema(
    context: typer.Context,
    output: Annotated[
        Path | None, output_option("FILE", "The file; printed without it.", "输出文件；默认打印到屏幕。")
    ] = None,
    of_lists: Annotated[
        bool, typer.Option("--list", help=both("The schema of shared lists.", "输出共用名单的 Schema。"))
    ] = False,
) -> int:
    """Write the JSON Schema of policies."""
    from .policy_schema import write_schema

    return write_schema(session_of(context), output, "list" if of_lists else "policy")
