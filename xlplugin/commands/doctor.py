"""``xlplugin doctor``: what this machine's xlplugin consists of, reads and lacks."""

from __future__ import annotations

import typer

from .bilingual_help import both
from .options import Json, Policies
from .printing import print_json, say
from .session import GRADED, NOT_ALL, session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Show versions, the folders that are searched, the configuration, the log file and what is wrong.",
        "显示版本、查找的文件夹、配置、日志文件以及存在的问题。",
    )
)
def doctor(context: typer.Context, policies: Policies = None, json: Json = False) -> int:
    """Look this machine over."""
    from .examining import examine, show

    session = session_of(context)
    found = examine(session, policies)
    if json:
        print_json(found)
    else:
        show(session, found)
        say(
            session.text("Everything works.", "一切正常。")
            if found["healthy"]
            else session.text("See the problems above.", "请处理上述问题。")
        )
    return GRADED if found["healthy"] else NOT_ALL
