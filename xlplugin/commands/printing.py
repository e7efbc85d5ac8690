"""What a command prints: text tables in the terminal's width, JSON for programs, progress on long work."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from .text_tables import table_lines, visible

NARROWEST, UNKNOWN_WIDTH = 30, 120


def say(text: str = "") -> None:
    """Print a line to the standard output, safe for a terminal."""
    print(visible(text))


def complain(text: str) -> None:
    """Print a line to the standard error output, safe for a terminal."""
    print(visible(text), file=sys.stderr, flush=True)


def print_json(document: object) -> None:
    """Print one JSON document in UTF-8, whatever the terminal's encoding is."""
    text = json.dumps(_finite(document), ensure_ascii=False, indent=2, allow_nan=False)
    data = f"{text}\n".encode("utf-8", "backslashreplace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def print_document(document: object) -> None:
    """Print a JSON document whose lists of rows may be too long for memory."""
    from .book_rows import write_json

    sys.stdout.flush()
    out = sys.stdout.buffer
    write_json(document, lambda text: out.write(text.encode("utf-8", "backslashreplace")))
    out.write(b"\n")
    out.flush()


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def width() -> int:
    """The columns of the terminal."""
    columns = shutil.get_terminal_size((UNKNOWN_WIDTH, 24)).columns
    return max(columns, NARROWEST)


def print_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int] = (), indent: int = 0
) -> None:
    """Print a table in the terminal's width; the columns ``numbers`` are aligned to the right."""
    for line in table_lines(headings, rows, width() - indent, numbers):
        print(" " * indent + line)


class Progress(Protocol):
    """Told how far a long piece of work is, from 0 to 1."""

    def __call__(self, done: float, what: str = "") -> None: ...


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A progress bar on the standard error output; silent where that is no terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda done, what="": None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(visible(what), total=1.0)

        def tell(done: float, what: str = "") -> None:
            bars.update(task, completed=done, description=visible(what) if what else None)

        yield tell
