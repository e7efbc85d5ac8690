"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from .bilingual_help import both
from .session import session_of


def date_option(name: str, en: str, zh: str) -> Any:
    """An option that takes a date, and its help."""
    return typer.Option(name, metavar="DATE", help=both(en, zh))


def output_option(metavar: str, en: str, zh: str) -> Any:
    """The option that says where a result is written to, and its help."""
    return typer.Option("-o", "--output", metavar=metavar, help=both(en, zh))


def _note_json(context: typer.Context, wanted: bool) -> bool:
    if wanted:
        session_of(context).json = True
    return wanted


Json = Annotated[
    bool,
    typer.Option(
        "--json",
        callback=_note_json,
        help=both("Print one JSON document, for programs.", "输出一个 JSON 文档，供程序读取。"),
    ),
]
Policies = Annotated[
    list[Path] | None,
    typer.Option(
        "--policies",
        metavar="DIR",
        help=both("A folder of policies that comes first; may be repeated.", "优先查找的制度文件夹，可重复给出。"),
    ),
]
AsOf = Annotated[
    str | None,
    date_option(
        "--as-of", "The date to grade as of (2026-01-31); today without it.", "评级基准日（2026-01-31），默认今天。"
    ),
]
On = Annotated[
    str | None,
    date_option("--on", "The day of this step (2026-01-31); today without it.", "办理日期，默认今天。"),
]
Sheet = Annotated[
    str | None,
    typer.Option(
        "--sheet",
        metavar="NAME",
        help=both(
            "The sheet of an .xlsx; without it the one whose headings fit.", ".xlsx 的工作表名称，默认取标题相符的工作表。"
        ),
    ),
]
PolicyName = Annotated[
    str,
    typer.Argument(
        metavar="POLICY",
        help=both("An id, id@version, or a policy file.", "制度标识、标识@版本，或制度文件。"),
    ),
]
