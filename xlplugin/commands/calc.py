"""``xlplugin calc``: puts the functions into LibreOffice Calc, and takes them out again."""

from __future__ import annotations

from typing import Annotated

import typer

from .bilingual_help import both
from .options import Json
from .printing import print_json, say
from .session import GRADED, session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "Install the functions into LibreOffice Calc, or uninstall them.", "在 LibreOffice Calc 中安装或卸载函数。"
    ),
)

DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help=both("Say what would be done, and do nothing.", "只说明将要执行的操作，不作任何更改。")
    ),
]


@app.command(help=both("Install the functions, or install them anew.", "安装函数；已安装时重新安装。"))
def install(context: typer.Context, dry_run: DryRun = False, json: Json = False) -> int:
    """Install the add-in."""
    from xlplugin.hosts.calc.installing import try_out, usual
    from xlplugin.hosts.calc.office import usable_office

    session = session_of(context)
    settings = session.settings
    office = usable_office()
    installation = usual(office)
    version = "" if dry_run else try_out(office, settings.default_policy)
    if not dry_run:
        installation.add()
    if json:
        print_json(
            {
                "libreoffice": str(office.program),
                "version": ".".join(map(str, office.version)),
                "for_all_users": installation.shared,
                "installed": not dry_run,
                "command": installation.command("add", "--force", "xlplugin.oxt"),
            }
        )
        return GRADED
    whose = session.text("for all users", "（所有用户）") if installation.shared else session.text("for you", "（当前用户）")
    where = f"LibreOffice {'.'.join(map(str, office.version))} ({office.program.parent})"
    if dry_run:
        say(session.text(f"Would install into {where}, {whose}:", f"将安装到 {where}{whose}："))
        say("  " + " ".join(installation.command("add", "--force", "xlplugin.oxt")))
        return GRADED
    say(session.text(f"Installed into {where}, {whose}.", f"已安装到 {where}{whose}。"))
    stamp = f"{settings.default_policy.partition('@')[0]}@{version}"
    say(
        session.text(
            f"Start Calc anew and type =GRADE(A2:F2); the policy is {stamp}. To undo: xlplugin calc uninstall",
            f"请重新启动 Calc 并输入 =GRADE(A2:F2)；所用制度为 {stamp}。撤销：xlplugin calc uninstall",
        )
    )
    return GRADED


@app.command(help=both("Take the functions out of LibreOffice.", "从 LibreOffice 中卸载函数。"))
def uninstall(context: typer.Context, dry_run: DryRun = False, json: Json = False) -> int:
    """Uninstall the add-in."""
    from xlplugin.hosts.calc.installing import usual
    from xlplugin.hosts.calc.office import find_office

    session = session_of(context)
    installation = usual(find_office())
    there = installation.present() if dry_run else installation.remove()
    if json:
        print_json({"installed": there and dry_run, "removed": there and not dry_run})
    elif not there:
        say(session.text("There is nothing to uninstall.", "没有需要卸载的内容。"))
    elif dry_run:
        say(session.text("Would run:", "将运行：") + " " + " ".join(installation.command("remove", "org.xlplugin.calc")))
    else:
        say(session.text("Uninstalled; start Calc anew.", "已卸载；请重新启动 Calc。"))
    return GRADED
