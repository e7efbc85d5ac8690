"""Workbooks in several processes at once: each takes the next book, and one that dies costs only its own book."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Any

from .book_results import Done, Job
from .recalculating import Recalculation
from .session import UNUSABLE, Session

TOLD_AFTER, PATIENCE = 0.2, 10.0
"""Seconds between two messages on how far a book is, and those that a process has to clear up."""

Tell = Callable[[int, float, int], None]
"""Takes the number of a book, how far it is, and its rows."""
Task = tuple[int, Path, Path | None]


def in_processes(
    session: Session, job: Job, tasks: Sequence[tuple[Path, Path | None]], count: int, tell: Tell
) -> Iterator[tuple[int, Done]]:
    """Recalculate books in ``count`` processes; gives number and result of each as it comes.

    Whatever ends this, the processes end, too: they notice that nobody listens any more.
    """
    said = session.asked_language or session.language, dict(session.environ)
    waiting = list(reversed([(number, *task) for number, task in enumerate(tasks)]))
    workers: dict[connection.Connection, _Worker] = {}
    try:
        while waiting or workers:
            while waiting and len(workers) < count:
                worker = _Worker(said, job)
                workers[worker.end] = worker
                worker.take(waiting.pop())
            for end in connection.wait(list(workers)):
                worker = workers[end]  # type: ignore[index]
                try:
                    kind, number, *rest = worker.end.recv()
                except (EOFError, OSError):
                    del workers[worker.end]
                    yield worker.number, worker.dead(session)
                    continue
                if kind == "at":
                    tell(number, *rest)
                    continue
                yield number, rest[0]
                if waiting:
                    worker.take(waiting.pop())
                else:
                    del workers[worker.end]
                    worker.stop()
    finally:
        for worker in workers.values():
            worker.end.close()
        for worker in workers.values():
            worker.stop()


class _Worker:
    """One process, seen from the one that started it."""

    def __init__(self, said: tuple[str, Mapping[str, str]], job: Job) -> None:
        context = get_context("spawn")  # the same on every system, and nothing of this process is shared
        self.end, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, *said, job), daemon=True)
        with _interrupts_ignored():
            self._process.start()
        theirs.close()
        self.book, self.number = Path(), -1

    def take(self, task: Task) -> None:
        self.number, self.book, _ = task
        with contextlib.suppress(OSError):  # a process that has died is noticed where its answer is awaited
            self.end.send(task)

    def stop(self) -> None:
        """Let it end by itself, or end it."""
        self.end.close()
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(PATIENCE)

    def dead(self, session: Session) -> Done:
        """What is said of the book that it was at when it died."""
        self.stop()
        code = self._process.exitcode
        return Done(
            self.book,
            UNUSABLE,
            session.text(
                f"{self.book}: the process that calculated it ended by itself ({code}), perhaps for want of memory; "
                "recalculate this book alone, with --jobs 1",
                f"{self.book}：重算该工作簿的进程意外结束（{code}），可能是内存不足；请用 --jobs 1 单独重算",
            ),
        )


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A process that starts now leaves Ctrl+C to this one until it is ready for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def serve(end: connection.Connection, language: str, environ: Mapping[str, str], job: Job) -> None:
    """The work of one process: books that come through the pipe, until it is closed."""
    tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
    working = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    threading.Thread(target=_listen, args=(end, tasks, working), daemon=True).start()
    try:
        session = Session(environ)
        session.asked_language = language
        work = Recalculation(session, job)
        while (task := tasks.get()) is not None:
            number, book, target = task
            working.set()
            done = work.run(book, target, number, _Telling(end, number))
            working.clear()  # before it is told: after that the pipe may be closed at any time
            end.send(("done", number, done))
    except (KeyboardInterrupt, OSError):
        # What it was at is cleared away by now; whoever would be told is gone or knows.
        pass


def _listen(
    end: connection.Connection, tasks: queue.SimpleQueue[Task | None], working: threading.Event
) -> None:
    """Pass tasks on; where the pipe is closed, stop what is being worked on."""
    import _thread

    try:
        while True:
            tasks.put(end.recv())
    except (EOFError, OSError):
        tasks.put(None)
        if working.is_set():
            _thread.interrupt_main()


class _Telling:
    """Says now and then how far a book is."""

    def __init__(self, end: connection.Connection, number: int) -> None:
        self._end, self._number, self._next = end, number, 0.0

    def __call__(self, done: float, rows: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + TOLD_AFTER
            self._end.send(("at", self._number, done, rows))


def processors() -> int:
    """How many processors this process may use."""
    found: Any = getattr(os, "sched_getaffinity", None)
    return len(found(0)) if found else os.cpu_count() or 1
