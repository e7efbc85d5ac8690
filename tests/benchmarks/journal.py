"""The journal: entries in a batch against bare inserts of the same bytes, a journaled recalculation, verifying, kills."""

from __future__ import annotations

import contextlib
import datetime
import gc
import hashlib
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.verifying import verify
from xlplugin.functions.context import Context
from xlplugin.scoring.serving import Serving
from xlplugin.workbooks.names import WorkbookNames
from xlplugin.workbooks.recalc import recalculate

from .rounds import Figure, Times, figure

DAY = datetime.date(2026, 6, 1)
POLICY = "credit_rating"
OF_BARE = 2.5
"""Bare inserts may be this many times as fast: the journal reaches 0.4 of their rate."""


def figures(rounds: int = 7, rows: int = 50_000, kills: int = 100, sheet: int = 20_000) -> list[Figure]:
    """Wall-clock time, because a journal that does not wait for the disk would be none."""
    found = [*_entries(rounds, rows), *_recalculation(rounds, sheet)]
    if kills:
        found.append(_kills(kills))
    return found


def rated(rows: int) -> GradedRows:
    """A book that was graded: numbers that hardly repeat themselves, words, counts, rules that fire."""
    chance = random.Random(1)
    cells = [
        [round(chance.uniform(0, 1), 4) for _ in range(rows)],
        [round(chance.uniform(0, 3), 2) for _ in range(rows)],
        [round(chance.uniform(0, 1), 3) for _ in range(rows)],
        [round(chance.uniform(-0.3, 0.7), 3) for _ in range(rows)],
        [chance.choice(["normal", "substandard", "正常"]) for _ in range(rows)],
        [chance.choice([0.0, 0.0, 0.0, 1.0, 2.0]) for _ in range(rows)],
    ]
    numbers = range(rows)
    compiled = Serving().compiled(POLICY, DAY)
    return GradedRows(compiled, cells, [f"C{n:07d}" for n in numbers], [f"Ledger!K{n + 6}" for n in numbers], DAY)


def _entries(rounds: int, rows: int) -> list[Figure]:
    book = rated(rows)
    times: Times = {"journal": [], "bare": [], "verify": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            path, bare = Path(folder, f"j{number}.db"), Path(folder, f"b{number}.db")
            with open_journal(f"sqlite:///{path}", create=True) as journal:
                written = _timed(lambda journal=journal: _write(journal, book))  # type: ignore[misc]
                data = _bytes_of(path)
                inserted = _timed(lambda bare=bare, data=data: _insert(bare, data))  # type: ignore[misc]
                verified = _timed(lambda journal=journal: _verify(journal, rows))  # type: ignore[misc]
            for file in Path(folder).iterdir():
                file.unlink()
            if number:  # the first round does not count
                for name, seconds in (("journal", written), ("bare", inserted), ("verify", verified)):
                    times[name].append(seconds)
    units = rows, rows
    return [
        figure("journal: entries in a batch / bare inserts", "entry", times, "journal", "bare", OF_BARE, units),
        figure("journal: verify / writing", "entry", times, "verify", "journal", 1.0, units),
    ]


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()  # for all alike: what earlier rounds left behind is not searched for garbage in the middle of one
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def _write(journal: Journal, book: GradedRows) -> None:
    with Recording(journal, "benchmark", draft=True) as run:
        run.add(book)


def _verify(journal: Journal, rows: int) -> None:
    found = verify(journal)
    assert found.holds and found.entries == rows + 1


def _bytes_of(path: Path) -> list[tuple[str, bytes]]:
    """All that the journal holds of each entry: the customer, and everything else."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        named = "seq, kind, run, policy, as_of, place, recorded, body, salts"  # the hash is made by who inserts
        rows = connection.execute(f"SELECT customer, {named} FROM events ORDER BY seq").fetchall()
    return [
        (customer, b"\0".join(value if type(value) is bytes else str(value).encode() for value in row))
        for customer, *row in rows
    ]


def _insert(path: Path, data: list[tuple[str, bytes]]) -> None:
    """The same bytes into one table, in one transaction, with a chain of SHA-256 over them: as durable, and no more.

    The journal's file holds each customer's key twice, once in the index by which it is found; so does this one.
    """
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, customer TEXT, body BLOB, hash BLOB)")
        connection.execute("CREATE INDEX by_customer ON entries (customer)")
        connection.execute("BEGIN IMMEDIATE")
        before, rows = b"", []
        for seq, (customer, body) in enumerate(data, 1):
            before = hashlib.sha256(before + body).digest()
            rows.append((seq, customer, body, before))
        connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")


def _recalculation(rounds: int, rows: int) -> list[Figure]:
    """A journaled recalculation against the plain one and a batch of as many entries."""
    book = rated(rows)
    times: Times = {"journaled": [], "both": []}
    with tempfile.TemporaryDirectory() as folder:
        workbook, out = Path(folder, "book.xlsx"), Path(folder, "out.xlsx")
        _make(workbook, book)
        for number in range(rounds + 1):
            journals = [f"sqlite:///{folder}/{name}{number}.db" for name in ("a", "b")]
            with open_journal(journals[0], create=True) as first, open_journal(journals[1], create=True) as second:
                plain = _timed(lambda: _recalculate(workbook, out, None))
                batch = _timed(lambda second=second: _write(second, book))  # type: ignore[misc]
                journaled = _timed(lambda first=first: _recalculate(workbook, out, first))  # type: ignore[misc]
                assert first.head.seq == second.head.seq == rows + 1
            if number:
                times["journaled"].append(journaled)
                times["both"].append(plain + batch)
    what = "journal: recalculation with it / without it + the batch"
    return [figure(what, "row", times, "journaled", "both", 1.0, (rows, rows))]


def _make(path: Path, book: GradedRows) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = workbook.add_worksheet("Ledger")
    names = [item.name for item in book.compiled.cells]
    sheet.write_row(0, 0, ["Customer no.", *names, "Grade"])
    for row, (customer, cells) in enumerate(zip(book.customers, zip(*book.cells, strict=True), strict=True), 1):
        sheet.write_row(row, 0, [customer, *cells])
        sheet.write_formula(row, 7, f'=GRADE(B{row + 1}:G{row + 1},"{POLICY}")', None, "")
    workbook.close()


def _recalculate(path: Path, out: Path, journal: Journal | None) -> None:
    serving = Serving()

    def context_for(names: WorkbookNames) -> Context:
        return Context(serving.compiled, DAY)

    if journal is None:
        recalculate(path, out, context_for=context_for)
        return

    def record(rows) -> None:  # type: ignore[no-untyped-def]
        with Recording(journal, "benchmark", draft=True) as run:
            for part in rows:
                run.add(part)

    recalculate(path, out, context_for=context_for, record=record)


def _kills(count: int) -> Figure:
    """Writers that are killed in the middle of a batch: acknowledged entries lost, which must be none."""
    from tests.compliance.killing import killed

    chance, lost, acknowledged, there = random.Random(os.getpid()), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/j.db"
        for _ in range(count):
            said, there = killed(url, 500, chance)
            lost += max(said - there, 0)
            acknowledged = max(acknowledged, said)
    print(f"kill -9: {count} runs, {acknowledged:,} entries acknowledged, {there:,} in the journal, {lost} lost", flush=True)
    return Figure(f"journal: entries lost in {count} kills", "entry", float(lost), float(acknowledged), float(lost), 0.0)
