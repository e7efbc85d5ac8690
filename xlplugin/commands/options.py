"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .session import session_of


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
    typer.Option(
        "--as-of",
        metavar="DATE",
        help=both("The date to grade as of (2026-01-31); today without it.", "评级基准日（2026-01-31），默认今天。"),
    ),
]
PolicyName = Annotated[
    str,
    typer.Argument(
        metavar="POLICY",
        help=both("An id, id@version, or a policy file.", "制度标识、标识@版本，或制度文件。"),
    ),
]
