"""Recalculates workbooks one after another: one that fails does not keep the others."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.functions.context import Context
from xlplugin.functions.log_file import logger
from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.dates import day_number
from xlplugin.scoring.wording import quoted
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.names import AS_OF
from xlplugin.workbooks.recalc import recalculate

from .failing import words_of, words_of_defect
from .session import OUR_FAULT, UNUSABLE, Failure, Session, day_of

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled
    from xlplugin.workbooks.names import WorkbookNames
    from xlplugin.workbooks.native import Outcome
    from xlplugin.workbooks.report import Report

BOOKS = (".xlsx", ".xlsm")
RESULT = ".recalculated"


@dataclass(slots=True)
class Done:
    """What became of one workbook: a report, or why there is none; ``order`` lists its grades as policies do."""

    book: Path
    report: Report | None = None
    error: str = ""
    status: int = 0
    order: dict[str, int] = field(default_factory=dict)


def found_books(named: Iterable[Path]) -> list[Path]:
    """The workbooks that are named, and those of the folders that are; results of ours are left out."""
    books: list[Path] = []
    for path in named:
        if not path.is_dir():
            books.append(path)
            continue
        inside = [
            book
            for book in sorted(path.iterdir())
            if book.suffix.lower() in BOOKS and not book.name.startswith(("~$", ".")) and RESULT not in book.name
        ]
        if not inside:
            raise Failure(f"{path} holds no .xlsx or .xlsm file", f"{path} 中没有 .xlsx 或 .xlsm 文件")
        books += inside
    return list(dict.fromkeys(books))


def targets(books: Sequence[Path], folder: Path | None) -> list[Path | None]:
    """Where each result goes under ``-o``, whose folder is made; two books may not want one place."""
    if folder is None:
        return [None] * len(books)
    taken: dict[str, Path] = {}
    for book in books:
        twin = taken.setdefault(book.name.casefold(), book)
        if twin is not book:
            raise Failure(
                f"{twin} and {book} have one name and would overwrite each other in {folder}; "
                "recalculate them one at a time",
                f"{twin} 与 {book} 同名，在 {folder} 中会互相覆盖；请分别重算",
            )
    if folder.exists() and not folder.is_dir():
        raise Failure(f"-o {folder} is a file; name a folder", f"-o {folder} 是文件；请指定文件夹")
    folder.mkdir(parents=True, exist_ok=True)
    return [folder / book.name for book in books]


class Recalculation:
    """How the workbooks of one call are calculated."""

    def __init__(
        self,
        session: Session,
        folders: Sequence[Path] | None,
        as_of: str | None,
        engine: str,
        in_force: bool,
        freeze: bool = True,
    ) -> None:
        self.session, self.engine, self.in_force, self.freeze = session, engine, in_force, freeze
        self.as_of = day_of(as_of) if as_of is not None else None
        self.folders = [str(folder.resolve()) for folder in folders or ()]
        self.serving = session.serving(folders)

    def run(self, book: Path, target: Path | None, in_place: bool) -> Done:
        """Recalculate one workbook; what goes wrong is part of what is given."""
        done = Done(book)

        def context_for(names: WorkbookNames) -> Context:
            return self._context(book, names, done.order)

        try:
            done.report = recalculate(
                book,
                target,
                in_place=in_place,
                context_for=context_for,
                freeze=self.freeze,
                calculate_with=self._engine(book),
            )
            done.status = done.report.status
        except Exception as error:
            said = words_of(error, self.session)
            done.status = UNUSABLE if said is not None else OUR_FAULT
            done.error = said if said is not None else words_of_defect(error, self.session)
        return done

    def _engine(self, book: Path) -> Callable[..., Outcome] | None:
        if self.engine != "calc":
            return None
        from xlplugin.hosts.calc.engine import CalcEngine

        said = {
            "policies": self.folders,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "language": self.session.language,
            "in_force": self.in_force,
        }
        return CalcEngine(book, said, self.session.environ).calculate

    def _context(self, book: Path, names: WorkbookNames, order: dict[str, int]) -> Context:
        ask = self.serving.for_workbook(book)

        @cache  # one book is graded by one state of the policies, whatever happens to their files meanwhile
        def policies(stamp: str, as_of: datetime.date) -> Compiled:
            compiled = ask(stamp.partition("@")[0] if self.in_force else stamp, as_of)
            made_by = compiled.policy.result.get("grade", "")
            if made_by and made_by not in compiled.policy.inputs:
                for grade in getattr(compiled.policy.grades(made_by), "ids", ()):
                    order.setdefault(grade, len(order))
            return compiled

        settings = self.session.settings
        said = str(names.language).strip().lower() if names.language is not None else ""
        return Context(
            policies=policies,
            as_of=self.as_of or _as_of(book, names.as_of) or datetime.date.today(),
            default_policy=settings.default_policy,
            default_aml_policy=settings.default_aml_policy,
            language=said if said in ("en", "zh") else self.session.language,
            workbook_policy=str(names.policy).strip() or None if names.policy is not None else None,
            log=logger(settings),
        )


def _as_of(book: Path, cell: object) -> datetime.date | None:
    """The date that a workbook names for itself; None where it names none."""
    if cell is None or isinstance(cell, str) and not cell.strip():
        return None
    day = day_number(cell)
    if day is None:
        raise WorkbookError(
            Bilingual(f"the as-of date of the workbook is {quoted(cell)}", f"工作簿的评级基准日为 {quoted(cell)}"),
            Bilingual("enter a date such as 2026-03-01 there", "请在该处填写日期，例如 2026-03-01"),
            f"{book.name}!{AS_OF}",
        )
    return datetime.date.fromordinal(int(day))
