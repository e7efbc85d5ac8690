"""Recalculates one workbook: what goes wrong is part of what is given, so that no book keeps the others."""

from __future__ import annotations

import contextlib
import datetime
import gc
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.compliance.approvals import Approvals
from xlplugin.functions.context import Context
from xlplugin.functions.log_file import logger
from xlplugin.policy.findings import Bilingual, PolicyError, UnknownPolicy
from xlplugin.scoring.dates import day_number
from xlplugin.scoring.wording import quoted
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.names import AS_OF
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.watch import Tell

from .book_results import Done, Job
from .book_telling import told
from .failing import words_of, words_of_defect
from .session import OUR_FAULT, UNUSABLE, Session, day_of

if TYPE_CHECKING:
    from xlplugin.compliance.graded_rows import GradedRows
    from xlplugin.policy.model import Policy
    from xlplugin.scoring.compile import Compiled
    from xlplugin.workbooks.names import WorkbookNames
    from xlplugin.workbooks.native import Outcome
    from xlplugin.workbooks.recalc import Filling

COLLECT_AFTER = 1_000_000
"""Bytes of books after which their memory is worth the search for it."""


class Recalculation:
    """How the workbooks of one call are calculated."""

    def __init__(
        self,
        session: Session,
        job: Job,
        filling: Callable[[Path], Filling] | None = None,
        otherwise: datetime.date | None = None,
    ) -> None:
        """``filling`` gives what is filled in before, ``otherwise`` the day for a workbook that names none."""
        self.session, self.job, self.filling, self.otherwise = session, job, filling, otherwise
        self.as_of = day_of(job.as_of) if job.as_of is not None else None
        self.folders = [str(folder.resolve()) for folder in job.folders]
        self.serving = session.serving(job.folders)
        self.approvals = Approvals.of(self.serving.library, session.settings)
        self._uncollected = 0

    def run(
        self, book: Path, target: Path | None, number: int = 0, tell: Tell = lambda done, rows: None
    ) -> Done:
        """Recalculate one workbook; ``number`` tells it apart from the others."""
        start = time.monotonic()
        try:
            done = self._recalculated(book, target, number, tell)
        except Exception as error:
            said = words_of(error, self.session)
            done = Done(book, UNUSABLE if said is not None else OUR_FAULT)
            done.error = said if said is not None else words_of_defect(error, self.session)
        self._collect(book)
        done.seconds = time.monotonic() - start
        return done

    def _recalculated(self, book: Path, target: Path | None, number: int, tell: Tell) -> Done:
        job = self.job
        order: dict[str, int] = {}
        instead: dict[str, str] = {}
        used: dict[str, Policy] = {}
        recorded = 0

        def record(rows: Iterator[GradedRows]) -> None:
            nonlocal recorded
            recorded = self._record(book, rows)

        if target is not None and not job.dry_run:
            target.parent.mkdir(parents=True, exist_ok=True)
        report = recalculate(
            book,
            target,
            in_place=job.in_place,
            context_for=lambda names: self._context(book, names, order, instead, used),
            engine="auto" if job.engine == "calc" else job.engine,  # type: ignore[arg-type]
            freeze=job.freeze,
            calculate_with=self._engine(book),
            changed_only=job.changed_only,
            dry_run=job.dry_run,
            tell=tell,
            record=None if job.journal is None else record,
            filling=None if self.filling is None else self.filling(book),
        )
        done = told(report, self.session, job, order, instead, number)
        if done.output is None and not job.dry_run and target is not None and target.exists():
            done.earlier = target
        done.recorded = recorded
        done.policies = {
            stamp: self.session.said(self.approvals.words(policy)) for stamp, policy in sorted(used.items())
        }
        return done

    def _record(self, book: Path, rows: Iterator[GradedRows]) -> int:
        """Put the graded rows of a book into the journal: its result is safe on the disk, and appears after this."""
        from xlplugin.compliance.gradings import Recording
        from xlplugin.compliance.journal import open_journal

        with (
            open_journal(self.job.journal, create=True) as journal,
            Recording(journal, "recalc", str(book), approvals=self.approvals.state, draft=self.job.draft) as run,
        ):
            for part in rows:
                run.add(part)
        return run.rows

    def _collect(self, book: Path) -> None:
        """Give back the memory of large books, whose parts refer to each other in circles."""
        with contextlib.suppress(OSError):
            self._uncollected += book.stat().st_size
        if self._uncollected > COLLECT_AFTER:
            self._uncollected = 0
            gc.collect()

    def _engine(self, book: Path) -> Callable[..., Outcome] | None:
        if self.job.engine != "calc":
            return None
        from xlplugin.hosts.calc.engine import CalcEngine

        said = {
            "policies": self.folders,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "language": self.session.language,
            "in_force": self.job.in_force,
        }
        return CalcEngine(book, said, self.session.environ).calculate

    def _require_approved(self, policies: Callable[[str, datetime.date], Compiled], stamp: str, day: datetime.date) -> None:
        """Refuse a book before any work where the policy that it names may not grade into the journal."""
        from xlplugin.compliance.approved_only import require_approved

        try:
            policy = policies(stamp, day).policy
        except (UnknownPolicy, PolicyError):  # the cells say so
            return
        require_approved(policy, self.approvals.state(policy), self.job.draft)

    def _context(
        self,
        book: Path,
        names: WorkbookNames,
        order: dict[str, int],
        instead: dict[str, str],
        used: dict[str, Policy],
    ) -> Context:
        ask = self.serving.for_workbook(book)

        @cache  # one book is graded by one state of the policies, whatever happens to their files meanwhile
        def policies(stamp: str, as_of: datetime.date) -> Compiled:
            policy, _, version = stamp.partition("@")
            compiled = ask(policy if self.job.in_force else stamp, as_of)
            if self.job.in_force and version and compiled.policy.stamp != stamp:
                instead[stamp] = compiled.policy.stamp
            used[compiled.policy.stamp] = compiled.policy
            made_by = compiled.policy.result.get("grade", "")
            if made_by and made_by not in compiled.policy.inputs:
                for grade in getattr(compiled.policy.grades(made_by), "ids", ()):
                    order.setdefault(grade, len(order))
            return compiled

        settings = self.session.settings
        said = str(names.language).strip().lower() if names.language is not None else ""
        named = str(names.policy).strip() or None if names.policy is not None else None
        day = self.as_of or _as_of(book, names.as_of) or self.otherwise or datetime.date.today()
        if named is not None and self.job.journal is not None and not self.job.dry_run:
            self._require_approved(policies, named, day)
        return Context(
            policies=policies,
            as_of=day,
            default_policy=settings.default_policy,
            default_aml_policy=settings.default_aml_policy,
            language=said if said in ("en", "zh") else self.session.language,
            workbook_policy=named,
            approvals=self.approvals.words,
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
