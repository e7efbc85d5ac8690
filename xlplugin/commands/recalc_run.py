"""Runs a recalculation over all books: in this process or in several, with a progress bar."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from xlplugin.workbooks.output import clear_away

from .book_results import Done, Job
from .finding_books import Found
from .printing import Progress, progress
from .recalculating import Recalculation
from .session import Session

BYTES_A_SECOND, SECONDS_A_BOOK = 10e6, 0.03
"""About how fast books are calculated: what decides whether further processes are worth their start."""
WORTH = 2.0
"""Seconds of work from which on they are."""


class Stopped(KeyboardInterrupt):
    """The run was interrupted; ``done`` are the books that it had finished."""

    def __init__(self, done: list[Done]) -> None:
        super().__init__()
        self.done = done


def run_all(
    session: Session,
    job: Job,
    found: Sequence[Found],
    targets: Sequence[Path | None],
    asked: int | None,
    work: Recalculation | None = None,
) -> list[Done]:
    """What became of each book, in their order. Raises Stopped on Ctrl+C or where the system ends this process.

    With ``work``, the way of calculating them, all is done in this process.
    """
    asked = asked if work is None else 1
    work = work or Recalculation(session, job)  # wrong options are told before any process starts
    tasks = [(one.book, target) for one, target in zip(found, targets, strict=True)]
    count = min(_processes(found, job, asked), len(tasks))
    results: dict[int, Done] = {}
    if not job.dry_run:
        for folder in {(target or book).resolve().parent for book, target in tasks}:
            clear_away(folder)
    with _ended_like_interrupted(), progress("") as bar:
        telling = _Telling(session, bar, [one.size for one in found], [one.book.name for one in found])
        try:
            if count > 1:
                from .book_processes import in_processes

                with contextlib.closing(in_processes(session, job, tasks, count, telling.at)) as coming:
                    for number, done in coming:
                        results[number] = done
                        telling.at(number, 1.0, done.row_count)
            else:
                for number, (book, target) in enumerate(tasks):
                    results[number] = work.run(book, target, number, telling.of(number))
                    telling.at(number, 1.0, results[number].row_count)
        except KeyboardInterrupt:
            raise Stopped([results[number] for number in sorted(results)]) from None
    return [results[number] for number in range(len(tasks))]


def _processes(found: Sequence[Found], job: Job, asked: int | None) -> int:
    if asked is not None:
        return asked
    seconds = sum(SECONDS_A_BOOK + one.size / BYTES_A_SECOND for one in found)
    if len(found) < 2 or seconds < WORTH or job.engine == "calc":  # LibreOffice keeps several processors busy itself
        return 1
    from .book_processes import processors

    return processors()


class _Telling:
    """Adds up how far all books are."""

    def __init__(self, session: Session, bar: Progress, sizes: Sequence[int], names: Sequence[str]) -> None:
        self._session, self._bar, self._names = session, bar, names
        self._sizes = [max(size, 1) for size in sizes]
        self._whole = sum(self._sizes)
        self._start = time.monotonic()
        self._bytes = self._rows = 0.0
        self._last: dict[int, tuple[float, float]] = {}

    def of(self, number: int) -> Callable[[float, int], None]:
        """What is told of one book."""
        return lambda done, rows: self.at(number, done, rows)

    def at(self, number: int, done: float, rows: int) -> None:
        """Note how far a book is, and how many rows it has."""
        before = self._last.get(number, (0.0, 0.0))
        now = self._sizes[number] * done, rows * done
        self._last[number] = now
        self._bytes += now[0] - before[0]
        self._rows += now[1] - before[1]
        rate = self._rows / max(time.monotonic() - self._start, 0.001)
        rated = self._session.text(f", {rate:,.0f} rows/s", f"，每秒 {rate:,.0f} 行") if self._rows else ""
        self._bar(min(self._bytes / self._whole, 1.0), f"{self._names[number]}{rated}")


@contextlib.contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """A request to end is taken like Ctrl+C, so that what is unfinished is cleared away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
