"""``xlplugin recalc``: calculates the formulas of workbooks without a spreadsheet program."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import Draft, JournalAddress, check_journal, say_recorded
from .options import AsOf, Json, Policies, output_option
from .printing import complain, print_document
from .session import GRADED, Failure, session_of

ENGINES, VERSIONS = ("auto", "native", "formualizer", "calc"), ("keep", "in-force")
MOST_JOBS = 60
"""Processes that Windows lets one wait for."""

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
            metavar="BOOK",
            help=both(
                ".xlsx or .xlsm files, folders with all below them, or patterns such as 'branch*/*.xlsx'.",
                ".xlsx、.xlsm 文件，文件夹（含下级文件夹），或 'branch*/*.xlsx' 这样的通配符。",
            ),
        ),
    ],
    output: Annotated[
        Path | None,
        output_option(
            "DIR",
            "The folder for the results, with the folders of the books in it; BOOK.recalculated.xlsx beside the "
            "book without it.",
            "结果所在文件夹，其中保留原有的文件夹层次；默认在原工作簿旁生成 BOOK.recalculated.xlsx。",
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
            metavar="auto|native|formualizer|calc",
            help=both("What calculates; calc is LibreOffice.", "计算引擎；calc 即 LibreOffice。"),
        ),
    ] = "auto",
    policy_version: Annotated[
        str,
        typer.Option(
            metavar="keep|in-force",
            help=both(
                "Grade by the version that a book names, or by the one in force on the as-of date; the report says "
                "where they differ.",
                "按工作簿指定的制度版本评级，或改用评级基准日的现行版本；两者不同时在报告中说明。",
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
    changed_only: Annotated[
        bool,
        typer.Option(
            "--changed-only",
            help=both("Write only books of which some value changes.", "只写入数值有变化的工作簿。"),
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help=both("Write no book; say which grades would change.", "不写入工作簿，只列出哪些等级将变动。"),
        ),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx|FILE.json",
            help=both(
                "Also write a report: every row that could not be graded, with what to mend.",
                "另写一份报告，逐行列出无法评级的行及处理办法。",
            ),
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_JOBS,
            metavar="N",
            help=both(
                "Books calculated at the same time; as many as there are processors, where that is quicker.",
                "同时重算的工作簿数；默认在更快时用满处理器。",
            ),
        ),
    ] = None,
    as_of: AsOf = None,
    policies: Policies = None,
    journal: JournalAddress = None,
    draft: Draft = False,
    json: Json = False,
) -> int:
    """Recalculate workbooks."""
    from .book_results import Job
    from .finding_books import found_books, targets
    from .recalc_files import check_report, write_report
    from .recalc_report import document, show, totals
    from .recalc_run import Stopped, run_all

    start = time.monotonic()
    session = session_of(context)
    _one_of("--engine", engine, ENGINES)
    _one_of("--policy-version", policy_version, VERSIONS)
    if in_place and output is not None:
        raise Failure("give either -o or --in-place", "-o 与 --in-place 只能选用其一")
    if journal is not None and not dry_run:
        check_journal(journal)
    found = found_books(books, (output, report))
    written = targets(found, output, in_place)
    check_report(report, [one.book for one in found] + [path for path in written if path])
    with _folder_for_rows(json or report is not None) as folder:
        job = Job(
            tuple(policies or ()), as_of, engine, policy_version == "in-force", freeze, in_place, changed_only,
            dry_run, folder, journal, draft,
        )  # fmt: skip
        try:
            done = run_all(session, job, found, written, jobs)
        except Stopped as stopped:
            complain(
                session.text(
                    f"{len(stopped.done)} of {len(found)} books were done; the others are as they were.",
                    f"{len(found)} 个工作簿中已完成 {len(stopped.done)} 个；其余保持原样。",
                )
            )
            raise
        seconds = time.monotonic() - start
        status = max((one.status for one in done), default=GRADED)
        said = {"status": status, "books": [document(one, job) for one in done], "all": totals(done, seconds)}
        if journal is not None:
            said["recorded"] = sum(one.recorded for one in done)
        if report is not None:
            write_report(report, said, session, done, job)
        if json:
            print_document(said)
        else:
            show(session, done, job, seconds)
            if journal is not None and not dry_run:
                say_recorded(session, journal, sum(one.recorded for one in done))
    return status


@contextmanager
def _folder_for_rows(wanted: bool) -> Iterator[Path | None]:
    """A folder for rows that may be too many for memory, where all of them are wanted."""
    if not wanted:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="xlplugin-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _one_of(option: str, said: str, known: tuple[str, ...]) -> None:
    if said not in known:
        listed = "|".join(known)
        raise Failure(f"{option} {said}: choose {listed}", f"{option} {said}：可选 {listed}")
