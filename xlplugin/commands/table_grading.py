"""Grades a table row by row into another, and counts what came out."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.headings import positions
from xlplugin.scoring.problems import MISSING, Problem
from xlplugin.scoring.result import Result
from xlplugin.scoring.row_texts import TEXTS, error_text, overrides_text, reasons_text

from .printing import Progress
from .tables import Row, Table, TableWriter

MOST_ERRORS = 1000
"""Rows without a grade that are listed; all are counted."""
Record = Callable[[Row, Sequence[object]], None]
"""Takes a row and those of its cells that went into the grade."""


@dataclass(slots=True)
class Summary:
    """What came out of a table; ``errors`` are the first rows without a grade, with what is wrong."""

    rows: int = 0
    graded: int = 0
    empty: int = 0
    grades: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, Bilingual]] = field(default_factory=list)

    @property
    def not_graded(self) -> int:
        """The rows without a grade."""
        return self.rows - self.graded - self.empty


def result_names(compiled: Compiled) -> tuple[str, ...]:
    """The columns that are added: the outputs of the policy, then the texts."""
    return (*(name for name in compiled.result_at if name not in TEXTS), *TEXTS)


def grade_table(
    compiled: Compiled,
    table: Table,
    writer: TableWriter,
    day: datetime.date,
    language: str,
    tell: Progress,
    record: Record | None = None,
) -> Summary:
    """Write every row of a table with its results; ``record`` is given each that was graded, or could not be.

    A row at a time is in memory; under a policy that ranks, the input columns of the whole book are.
    """
    taken = positions(compiled.policy.cells, table.headings)
    summary = Summary()
    names = result_names(compiled)[: -len(TEXTS)]
    for row, result in _results(compiled, table, taken, day):
        summary.rows += 1
        if summary.rows % 500 == 0:
            tell(table.done())
        if row.empty:
            summary.empty += 1
            writer.write(row, [None] * (len(names) + len(TEXTS)))
            continue
        if record is not None and row.fault is None:
            record(row, [row.cells[position] for position in taken])
        wrong = row.fault or (result.error.message if result and result.error else None)
        if wrong or result is None:
            assert wrong is not None
            if len(summary.errors) < MOST_ERRORS:
                summary.errors.append((row.number, wrong))
            outputs = [_cell(compiled, result, name) if result else None for name in names]
            writer.write(row, [*outputs, None, None, wrong.in_language(language)])
            continue
        summary.graded += 1
        summary.grades[_main(compiled, result)] += 1
        outputs = [_cell(compiled, result, name) for name in names]
        said = [reasons_text(result, language), overrides_text(result, language), error_text(result, language)]
        writer.write(row, [*outputs, *said])
    tell(1.0)
    return summary


def _results(
    compiled: Compiled, table: Table, taken: tuple[int, ...], day: datetime.date
) -> Iterator[tuple[Row, Result | None]]:
    """Each row with its result; None where it is empty or cannot be read."""

    def readable(row: Row) -> bool:
        return not row.empty and row.fault is None

    if not compiled.ranks_within:
        for row in table.rows():
            cells = [row.cells[position] for position in taken]
            yield row, compiled.grade_row(cells, day) if readable(row) else None
        return
    book = [[row.cells[position] for position in taken] for row in table.rows() if readable(row)]
    graded = compiled.grade_rows(book, day)
    place = 0
    for row in table.rows():
        if readable(row):
            yield row, graded.row(place)
            place += 1
        else:
            yield row, None


def _main(compiled: Compiled, result: Result) -> str:
    """What the row is counted under: its grade, else its first output."""
    name = "grade" if "grade" in compiled.result_at else next(iter(compiled.result_at))
    value = result.output(name)
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _cell(compiled: Compiled, result: Result, name: str) -> object:
    """An output as a cell holds it; None where it has no value."""
    value = result.output(name)
    if isinstance(value, Problem) or value is MISSING:
        return None
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, float) and compiled.known[compiled.result_names[name]].kind == "date":
        return datetime.date.fromordinal(int(value))
    return value
