"""What grading gives: the result of one row, and of a whole book."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from xlplugin.policy.findings import Bilingual

from .column import Column
from .explain import Line, explanation
from .overrides import Hit
from .problems import MISSING, Problem
from .reasons import Lost, reasons_of

if TYPE_CHECKING:
    from .compile import Compiled


class Result:
    """The result of one row; what is not asked for is not worked out."""

    __slots__ = ("_compiled", "_row")

    def __init__(self, compiled: Compiled, row: list[object]) -> None:
        self._compiled, self._row = compiled, row

    def output(self, name: str) -> object:
        """A named output: float, str, bool, a tuple of texts, MISSING, or the Problem it has."""
        return self._row[self._compiled.result_at[name]]

    @property
    def grade(self) -> str | None:
        """The id of the grade, or None where the row cannot be graded."""
        at = self._compiled.grade_at
        value = None if at is None else self._row[at]
        return value if isinstance(value, str) else None

    @property
    def score(self) -> float | None:
        """The score, or None where there is none."""
        at = self._compiled.score_at
        value = None if at is None else self._row[at]
        return value if isinstance(value, float) else None

    @property
    def outputs(self) -> Mapping[str, object]:
        """Every named output that has a value, in the order of the policy."""
        found = {name: self.output(name) for name in self._compiled.result_at}
        return {name: value for name, value in found.items() if not isinstance(value, Problem)}

    @property
    def error(self) -> Problem | None:
        """Why the row has no grade (no first output, in a policy without a grade), or None."""
        names = self._compiled.result_at
        value = self.output("grade" if "grade" in names else next(iter(names)))
        return value if isinstance(value, Problem) else None

    @property
    def points(self) -> Mapping[str, float]:
        """The weighted points that each characteristic gave."""
        return {
            award.characteristic.name: award.points
            for step in self._compiled.scorecards
            for award in step.awards(self._row)
            if award.points is not None
        }

    @property
    def overrides(self) -> tuple[Hit, ...]:
        """The policy's overrides that fired, in the order in which they acted."""
        return tuple(hit for step in self._compiled.graders for hit in step.hits(self._row))

    @property
    def reasons(self) -> tuple[Lost, ...]:
        """What cost most: overrides that changed the grade, then points lost against the best attribute."""
        return reasons_of(self._compiled, self._row)

    @property
    def treatment(self) -> Mapping[str, float | str | Bilingual]:
        """What the policy ties to the grades of this row, by item."""
        found: dict[str, float | str | Bilingual] = {}
        for name, grades in self._compiled.policy.treatments.items():
            found.update(grades.get(str(self._row[self._compiled.at[name]]), {}))
        return found

    def explain(self) -> tuple[Line, ...]:
        """How the result came about, line by line."""
        return explanation(self._compiled, self._row)

    def __repr__(self) -> str:
        error = self.error
        shown = f"error={error.message.en!r}" if error else f"grade={self.grade!r}, score={self.score!r}"
        return f"Result({self._compiled.policy.stamp}, {shown})"


def cell_at(column: Any, i: int) -> object:
    """What a column of raw cells holds in row ``i``."""
    if hasattr(column, "iloc"):
        return column.iloc[i]
    # Numpy's own numbers would take the slow way through every conversion.
    return float(column[i]) if isinstance(column, np.ndarray) and column.dtype == np.float64 else column[i]


class Graded:
    """The results of a book, by column; a row's explanation or error is worked out when asked for."""

    def __init__(
        self,
        compiled: Compiled,
        cells: Sequence[object],
        columns: Mapping[int, Column],
        count: int,
        as_of: datetime.date | None,
    ) -> None:
        self._compiled, self._cells, self._columns = compiled, cells, columns
        self._count, self._as_of = count, as_of

    def __len__(self) -> int:
        return self._count

    def column(self, name: str = "grade") -> Column:
        """The column of a named output."""
        return self._columns[self._compiled.result_at[name]]

    def output(self, name: str = "grade") -> list[object]:
        """A named output of every row: float, str, bool, tuple or MISSING; None where there is a problem."""
        return self.column(name).values()

    def has_problem(self, name: str | None = None) -> np.ndarray:
        """True for the rows in which an output (default: the grade, else the first) has no value."""
        return self.column(name or self._main).bad()

    @property
    def _main(self) -> str:
        names = self._compiled.result_at
        return "grade" if "grade" in names else next(iter(names))

    def problem(self, i: int, name: str | None = None) -> Problem | None:
        """Why row ``i`` has no value of an output (default: the grade, else the first), or None."""
        value = self.row(i).output(name or self._main)
        return value if isinstance(value, Problem) else None

    def row(self, i: int) -> Result:
        """The result of row ``i`` by itself, with the ranks that it has in this book."""
        values = [column[i] if type(column) is tuple else cell_at(column, i) for column in self._cells]
        given: dict[int, object] = {}
        for at in self._compiled.from_book:
            found = self._columns[at].slice(i, i + 1).values()[0]
            if found is not None and found is not MISSING:
                given[at] = found
        inputs = self._compiled.canonical(values, self._as_of)
        return Result(self._compiled, self._compiled.evaluate(inputs, given))

    @property
    def ranked(self) -> int | None:
        """How many rows the first ranking of the policy compared, or None where it ranks nothing."""
        if not self._compiled.rankings:
            return None
        return int(np.isfinite(self._columns[self._compiled.rankings[0].at].data).sum())
