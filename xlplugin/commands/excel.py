"""``xlplugin excel``: puts the functions into Excel, takes them out, and says why they do not work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .options import Json, output_option
from .printing import print_json, say
from .session import GRADED, NOT_ALL, Failure, session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "Install the functions into Excel for Windows, uninstall them, or find out why they do not work.",
        "在 Windows 版 Excel 中安装或卸载函数，或查找函数无法工作的原因。",
    ),
)

DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help=both("Say what would be done, and do nothing.", "只说明将要执行的操作，不作任何更改。")
    ),
]


@app.command(help=both("Install the functions, or install them anew.", "安装函数；已安装时重新安装。"))
def install(
    context: typer.Context,
    attach: Annotated[
        bool,
        typer.Option(
            "--attach",
            help=both(
                "For locked-down PCs: Python starts when you log on, and Excel starts no program.",
                "用于受限电脑：登录时启动 Python，Excel 不启动任何程序。",
            ),
        ),
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Install the add-in."""
    from xlplugin.hosts.excel.installing import Installation, this_interpreter
    from xlplugin.hosts.excel.installing_places import usual_places
    from xlplugin.hosts.excel.macro_security import ABOUT

    from .excel_telling import Examination, tell_steps

    session = session_of(context)
    installation = Installation(usual_places(session.environ), this_interpreter(), attach)
    steps = installation.steps() if dry_run else installation.install()
    if json:
        print_json(tell_steps(session, steps, dry_run, json=True))
        return GRADED
    tell_steps(session, steps, dry_run)
    if dry_run:
        return GRADED
    say()
    for words in ABOUT:
        say(session.said(words))
    say()
    if attach:
        say(
            session.text(
                "Log off and on, or run once: xlplugin excel serve",
                "请注销后重新登录，或先运行一次：xlplugin excel serve",
            )
        )
    say(
        session.text(
            "Start Excel anew and type =GRADE(A2:F2). If it does not work: xlplugin excel doctor. "
            "To undo: xlplugin excel uninstall",
            "请重新启动 Excel 并输入 =GRADE(A2:F2)。如无法工作：xlplugin excel doctor。撤销：xlplugin excel uninstall",
        )
    )
    examination = Examination(session)
    examination.of_machine()
    return GRADED if examination.tell_after_installing() else NOT_ALL


@app.command(help=both("Take the functions out of Excel; every file is put back.", "从 Excel 中卸载函数，恢复所有文件。"))
def uninstall(context: typer.Context, dry_run: DryRun = False, json: Json = False) -> int:
    """Uninstall the add-in."""
    from xlplugin.hosts.excel.installing import steps_back
    from xlplugin.hosts.excel.installing import uninstall as undo
    from xlplugin.hosts.excel.installing_places import usual_places

    from .excel_telling import tell_steps

    session = session_of(context)
    places = usual_places(session.environ)
    steps = steps_back(places) if dry_run else undo(places)
    if json:
        print_json(tell_steps(session, steps, dry_run, json=True))
    elif not steps:
        say(session.text("There is nothing to uninstall.", "没有需要卸载的内容。"))
    else:
        tell_steps(session, steps, dry_run)
    return GRADED


@app.command(help=both(
    "Say what keeps the functions from working, on this PC and in workbooks, and the mend; --relink mends workbooks.",
    "说明函数在本机或工作簿中无法工作的原因及处理办法；--relink 修复工作簿。",
))
def doctor(
    context: typer.Context,
    books: Annotated[
        list[Path] | None,
        typer.Argument(metavar="BOOK", help=both("Workbooks that show #NAME?.", "显示 #NAME? 的工作簿。")),
    ] = None,
    relink: Annotated[
        bool,
        typer.Option(
            "--relink",
            help=both(
                "Mend formulas that carry another PC's add-in path, in a copy.",
                "修复带有其他电脑加载项路径的公式（写入副本）。",
            ),
        ),
    ] = False,
    output: Annotated[Path | None, output_option("DIR", "The folder for mended copies.", "修复副本的文件夹。")] = None,
    in_place: Annotated[
        bool,
        typer.Option("--in-place", help=both("Mend the workbooks themselves; backups stay.", "直接修复原文件，保留备份。")),
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Look the PC and workbooks over."""
    from .excel_telling import Examination

    session = session_of(context)
    if (output or in_place) and not relink:
        raise Failure("-o and --in-place go with --relink", "-o 和 --in-place 须与 --relink 一起使用")
    if output and in_place:
        raise Failure("choose -o or --in-place, not both", "-o 与 --in-place 不能同时使用")
    if relink and not books:
        raise Failure("--relink: name the workbooks to mend", "--relink：请指定要修复的工作簿")
    examination = Examination(session, relink and not dry_run, output, in_place)
    for book in books or ():
        examination.of_book(book)
    if not relink:
        examination.of_machine()
    if json:
        print_json(examination.found)
    else:
        examination.tell(dry_run)
    return GRADED if examination.healthy else NOT_ALL


@app.command(help=both(
    "Run the Python server that Excel attaches to; for installations with --attach.",
    "运行供 Excel 附加的 Python 服务进程；用于 --attach 安装方式。",
))
def serve(context: typer.Context) -> int:
    """Run until Windows ends it."""
    from xlplugin.functions.log_file import logger
    from xlplugin.hosts.excel.installing_addin import ExcelError
    from xlplugin.hosts.excel.locked_down import serve as run

    session = session_of(context)
    try:
        run()
    except ExcelError as error:  # started at log-on there is no window that could show it
        logger(session.settings).error("xlplugin excel serve: %s", error)
        raise
    return GRADED


@app.command(help=both(
    "Write the acceptance workbook, with which a person checks the functions in Excel.",
    "生成验收工作簿，供人工在 Excel 中核对函数。",
))
def acceptance(
    context: typer.Context,
    output: Annotated[Path, output_option("FILE", "The file to write.", "输出文件。")] = Path("xlplugin acceptance.xlsx"),
) -> int:
    """Write the workbook."""
    from xlplugin.hosts.excel.acceptance import build

    session = session_of(context)
    build(output)
    say(
        session.text(
            f"Wrote {output}. Open it in Excel: its first sheet says what to do.",
            f"已生成 {output}。请用 Excel 打开，按第一张表的说明操作。",
        )
    )
    return GRADED
