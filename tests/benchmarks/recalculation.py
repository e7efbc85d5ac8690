"""Recalculating whole workbooks, as processes, against the least that any of it could take.

That floor is a process that inflates the large sheet and deflates it again with zlib, level 1. The books have 20
columns, of which GRADE, SCORE and two built-in formulas, and a summary of COUNTIF and SUMIF.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from .card import CHINESE, GRADES, HIGH, LOW, NAMES, NUMBERS, WORD_POINTS, document
from .rounds import Figure, Times, figure

ROOT = Path(__file__).resolve().parents[2]
SHEET = "xl/worksheets/sheet1.xml"
FLOOR = f"""
import sys, zipfile, zlib
with zipfile.ZipFile(sys.argv[1]) as book, open(sys.argv[2], "wb") as out:
    out.write(zlib.compress(book.read({SHEET!r}), 1))
"""
OPENPYXL = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"
START = "import numpy, yaml"
START_AND_TELL = """
import subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - start
try:
    from resource import RUSAGE_CHILDREN, getrusage
    print(seconds, getrusage(RUSAGE_CHILDREN).ru_maxrss)
except ImportError:
    print(seconds, 0)
sys.exit(done.returncode)
"""
FEW, SMALL = 100_000, 500


_EXAMPLE = {
    "name": "the middle",
    "inputs": {name: HIGH / 2 for name in NUMBERS} | {name: [*points][0] for name, points in WORD_POINTS.items()},
    "expect": {"grade": "AA"},
}
"""No policy is served without a worked example."""


def figures(rounds: int = 7, rows: int = FEW, small: int = SMALL, books: int = 200, large: bool = False) -> list[Figure]:
    """Time and peak memory of one book of ``rows``, and of small ones; with ``large`` also of ten times the rows."""
    with tempfile.TemporaryDirectory() as name:
        work = _Work(Path(name))
        found = _against_the_floor(work, rounds, rows) + _small(work, rounds, small, books)
        return found + (_large(work, min(rounds, 3), rows, 10 * rows) if large else [])


def _against_the_floor(work: _Work, rounds: int, rows: int) -> list[Figure]:
    book = work.book(rows)
    contenders = {"ours": work.recalc(book), "floor": work.python(FLOOR, book), "openpyxl": work.python(OPENPYXL, book)}
    times, peaks = work.measure(contenders, rounds, once=("openpyxl",))
    work.check(book, rows)
    title = f"recalc {rows:,} × 20"
    return [
        figure(f"{title}, against inflating and deflating the sheet", "book", times, "ours", "floor", 3.0),
        figure(f"{title}, against openpyxl loading and saving it", "book", times, "ours", "openpyxl", 0.05),
        *_peak(f"{title}, peak memory, against the same", peaks, "ours", "floor", 4.0),
    ]


def _small(work: _Work, rounds: int, rows: int, count: int) -> list[Figure]:
    one = work.book(rows)
    folder = work.folder / "many"
    folder.mkdir()
    for number in range(count):
        shutil.copyfile(one, folder / f"{number}.xlsx")
    contenders = {"one": work.recalc(one), "many": work.recalc(folder), "python": work.python(START, one)}
    times, _ = work.measure(contenders, rounds, once=("many",))
    work.check(one, rows)
    assert len(list((work.folder / "out").glob("[0-9]*.xlsx"))) >= count
    return [
        figure(f"recalc a book of {rows} rows, against python -c '{START}'", "book", times, "one", "python", 8.0),
        figure(f"recalc {count} such books in one call, against one", "call", times, "many", "one", 60.0),
    ]


def _large(work: _Work, rounds: int, few: int, many: int) -> list[Figure]:
    contenders = {"few": work.recalc(work.book(few)), "many": work.recalc(work.book(many))}
    times, peaks = work.measure(contenders, rounds)
    work.check(work.book(many), many)
    title = f"recalc {many:,} × 20, against {few:,} × 20"
    return [
        figure(title, "book", times, "many", "few", 12.0),
        *_peak(f"{title}, peak memory", peaks, "many", "few", 3.0),
    ]


def _peak(what: str, peaks: Times, ours: str, baseline: str, target: float) -> list[Figure]:
    """The figure of memory, where the system tells it."""
    if not peaks[ours]:
        return []
    mine, other = statistics.median(peaks[ours]), statistics.median(peaks[baseline])
    return [Figure(what, "MB", mine, other, mine / other, target)]


class _Work:
    """A folder with books, and processes that work on them, with all modules compiled as when installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "policies").mkdir()
        text = json.dumps(document() | {"tests": [_EXAMPLE]}, ensure_ascii=False, indent=1)
        (folder / "policies" / "benchmark.yaml").write_text(text, "utf-8")
        self._environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")

    def recalc(self, books: Path) -> list[str]:
        """The command line that recalculates."""
        arguments = ["recalc", books, "-o", self.folder / "out", "--policies", self.folder / "policies"]
        return [sys.executable, "-m", "xlplugin", *map(str, arguments), "--as-of", "2026-06-30"]

    def python(self, code: str, book: Path) -> list[str]:
        """The command line of a few lines of Python, given a book and a file to write."""
        return [sys.executable, "-c", code, str(book), str(self.folder / "other.xlsx")]

    def measure(
        self, contenders: dict[str, list[str]], rounds: int, once: Sequence[str] = ()
    ) -> tuple[Times, Times]:
        """Seconds and megabytes of each process, in turn; those that take long run ``once`` for all rounds."""
        times: Times = {name: [] for name in contenders}
        peaks: Times = {name: [] for name in contenders}
        for name, command in contenders.items():
            if name not in once:
                self._run(command)  # compiles
        for number in range(rounds):
            for name, command in contenders.items():
                if number and name in once:
                    times[name].append(times[name][0])
                    continue
                seconds, peak = self._run(command)
                times[name].append(seconds)
                peaks[name] += [] if peak is None else [peak]
        return times, peaks

    def _run(self, command: Sequence[str]) -> tuple[float, float | None]:
        """Seconds and megabytes of a process; a small one starts it, whose own memory does not count as its."""
        start = [sys.executable, "-S", "-c", START_AND_TELL, *command]
        done = subprocess.run(start, cwd=ROOT, env=self._environment, capture_output=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr[-1000:]}")
        seconds, peak = done.stdout.split()
        return float(seconds), float(peak) / (1 << 20 if sys.platform == "darwin" else 1 << 10) or None

    def book(self, rows: int) -> Path:
        """A book of so many customers; made once."""
        path = self.folder / f"book{rows}.xlsx"
        if path.exists():
            return path
        draw = random.Random(rows)
        with xlsxwriter.Workbook(str(path), {"constant_memory": rows > FEW}) as book:
            ledger = book.add_worksheet("Ledger")
            ledger.write_row(0, 0, [*NAMES, "x1", "x2", "x3", "x4", "grade", "score", "double", "flag"])
            two = book.add_format({"num_format": "0.00"})
            for row in range(1, rows + 1):
                numbers = [round(draw.uniform(LOW, HIGH), 2) for _ in NUMBERS]
                for column, number in enumerate(numbers):
                    ledger.write_number(row, column, number, two)
                for column, points in enumerate(WORD_POINTS.values(), len(NUMBERS)):
                    word = draw.choice([*points])
                    ledger.write_string(row, column, CHINESE[word] if row % 3 == 0 else word)
                for column in range(12, 16):
                    ledger.write_number(row, column, draw.randrange(1, 1_000_000))
                n = row + 1
                ledger.write_formula(row, 16, f'GRADE(A{n}:L{n},"benchmark")', None, "x")
                ledger.write_formula(row, 17, f'SCORE(A{n}:L{n},"benchmark")', None, 0)
                ledger.write_formula(row, 18, f"M{n}*2+N{n}", None, 0)
                ledger.write_formula(row, 19, f'IF(R{n}>=60,"good","watch")', None, "")
            summary = book.add_worksheet("Summary")
            for line, grade in enumerate(GRADES):
                of_all = f"Ledger!$Q$2:$Q${rows + 1},A{line + 1}"
                summary.write_string(line, 0, grade)
                summary.write_formula(line, 1, f"COUNTIF({of_all})", None, 0)
                summary.write_formula(line, 2, f"SUMIF({of_all},Ledger!$M$2:$M${rows + 1})", None, 0)
        return path

    def check(self, book: Path, rows: int) -> None:
        """The summary of the result counts every row: nothing was left out."""
        import openpyxl

        read = openpyxl.load_workbook(self.folder / "out" / book.name, read_only=True, data_only=True)
        assert sum(row[0] for row in read["Summary"].iter_rows(min_col=2, max_col=2, values_only=True)) == rows
        read.close()
