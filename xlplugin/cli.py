"""The command line, ``xlplugin``: finds the command that is called, and turns what goes wrong into words."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .commands.bilingual_help import both, speak
from .commands.failing import run_guarded
from .commands.journal_option import without_value
from .commands.session import LANGUAGES, Failure, Session

COMMANDS = (
    "recalc", "grade", "explain", "policy", "template", "impact", "approve",
    "rating", "review", "journal", "report", "calc", "excel", "doctor",
)  # fmt: skip
"""The commands in the order in which people need them; the module of each in ``commands`` has its name."""


class Commands(TyperGroup):
    """The group of all commands; ``--language`` may stand anywhere, because it concerns every text."""

    def main(self, args: Any = None, prog_name: str | None = None, *rest: Any, **extra: Any) -> Any:
        """Run a command line and end the program with its status."""
        session = Session()
        extra |= {"standalone_mode": False, "obj": session}
        run = super().main
        sys.exit(run_guarded(session, lambda: run(args, prog_name or "xlplugin", *rest, **extra)))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the language out of the arguments, which the commands then need not know."""
        if isinstance(ctx.obj, Session):
            ctx.obj.asked_language, args = spoken(args)
            args = without_value(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands, for the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command that is called; its help speaks the language of this run."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"xlplugin.commands.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return speak(command, ctx.obj.language if isinstance(ctx.obj, Session) else "en")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help, in the language of this run."""
        if isinstance(ctx.obj, Session):
            speak(self, ctx.obj.language)
        super().format_help(ctx, formatter)


def spoken(arguments: list[str]) -> tuple[str, list[str]]:
    """The language that the arguments ask for, ``""`` for none, and the other arguments."""
    language = ""
    others: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return language, [*others, argument, *waiting]
        if argument == "--language" or argument.startswith("--language="):
            language = argument[11:] if "=" in argument else next(waiting, "")
            if language not in LANGUAGES:
                raise Failure(f"--language {language}: write en or zh", f"--language {language}：请写 en 或 zh")
        else:
            others.append(argument)
    return language, others


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    invoke_without_command=True,
    help=both(
        "Grades customers inside the spreadsheet, by policies a risk committee can read.",
        "在电子表格中按风险委员会可读的制度给客户评级。",
    ),
    epilog=both(
        "Exit status: 0 all graded; 1 some rows could not be graded, a check found errors or a test failed; "
        "2 wrong usage or a file that cannot be used; 3 a defect of xlplugin, which its log file describes.",
        "退出码：0 全部完成；1 有行无法评级、检查有错误或测试未通过；2 用法有误或文件无法使用；"
        "3 xlplugin 自身缺陷，详见日志文件。",
    ),
)


@app.callback()
def xlplugin(
    context: typer.Context,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="en|zh",
            help=both("Language of all texts; may stand anywhere.", "所有文字的语言，可放在任何位置。"),
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help=both("Print the version and stop.", "显示版本后退出。"))
    ] = False,
) -> None:
    """Print the version or, without a command, the help."""
    from . import __version__

    if version:
        print(__version__)
        raise typer.Exit()
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


def main() -> None:
    """Run the command line of this process."""
    gc.set_threshold(100_000)  # what is imported and loaded stays: to search it for garbage costs a tenth of a start
    typer.main.get_command(app)()


if __name__ == "__main__":
    main()
