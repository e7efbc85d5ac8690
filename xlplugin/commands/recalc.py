"""``xlplugin recalc``: calculates the formulas of workbooks without a spreadsheet program."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies
from .printing import print_json, progress
from .session import GRADED, Failure, session_of

ENGINES, VERSIONS = ("auto", "native", "calc"), ("keep", "in-force")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Calculate the formulas of workbooks and write the values into copies; nothing else in them changes.",
        "重算工作簿中的公式，将结果写入副本；其余内容保持不变。",
    )
)
def recalc(
    context: typer.Context,
    books: Annotated[
        list[Path],
        typer.Argument(
            metavar="BOOK", help=both(".xlsx or .xlsm files, or folders of them.", ".xlsx、.xlsm 文件，或其所在文件夹。")
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help=both(
                "The folder for the results; BOOK.recalculated.xlsx beside the book without it.",
                "结果所在文件夹；默认在原工作簿旁生成 BOOK.recalculated.xlsx。",
            ),
        ),
    ] = None,
    in_place: Annotated[
        bool,
        typer.Option(
            "--in-place",
            help=both("Replace the books, after a backup beside each.", "先在旁边备份，再直接更新原工作簿。"),
        ),
    ] = False,
    engine: Annotated[
        str,
        typer.Option(
            metavar="auto|native|calc",
            help=both("What calculates; calc is LibreOffice.", "计算引擎；calc 即 LibreOffice。"),
        ),
    ] = "auto",
    policy_version: Annotated[
        str,
        typer.Option(
            metavar="keep|in-force",
            help=both(
                "Grade by the version that a book names, or by the one in force.",
                "按工作簿指定的制度版本评级，或改用现行版本。",
            ),
        ),
    ] = "keep",
    freeze: Annotated[
        bool,
        typer.Option(
            "--freeze/--no-freeze",
            help=both(
                "In entry forms also keep the grades as plain values.", "在录入表中同时将等级冻结为普通数值。"
            ),
        ),
    ] = True,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help=both("Also write the report to a file.", "同时将报告写入文件。")),
    ] = None,
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Recalculate workbooks."""
    from .recalc_report import document, show
    from .recalculating import Recalculation, found_books, targets

    session = session_of(context)
    _one_of("--engine", engine, ENGINES)
    _one_of("--policy-version", policy_version, VERSIONS)
    if in_place and output is not None:
        raise Failure("give either -o or --in-place", "-o 与 --in-place 只能选用其一")
    found = found_books(books)
    written = targets(found, output)
    work = Recalculation(session, policies, as_of, engine, policy_version == "in-force", freeze)
    done = []
    with progress("") as tell:
        for place, (book, target) in enumerate(zip(found, written, strict=True)):
            tell(place / len(found), book.name)
            done.append(work.run(book, target, in_place))
    status = max((one.status for one in done), default=GRADED)
    said = {"status": status, "books": [document(session, one) for one in done]}
    if report is not None:
        report.write_text(json_format.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if json:
        print_json(said)
    else:
        show(session, done)
    return status


def _one_of(option: str, said: str, known: tuple[str, ...]) -> None:
    if said not in known:
        listed = "|".join(known)
        raise Failure(f"{option} {said}: choose {listed}", f"{option} {said}：可选 {listed}")
