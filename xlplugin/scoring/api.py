"""The Python interface: a policy, loaded by name or file, that grades rows, columns and data frames."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.policy.model import Input, Policy, Test

from .compile import Compiled
from .explain import Line
from .headings import named_row, positions
from .result import Graded, Result
from .serving import Serving

if TYPE_CHECKING:
    import pandas


def load(
    policy: str | Path,
    as_of: datetime.date | None = None,
    policies: Path | str | Sequence[Path | str] | None = None,
) -> GradingPolicy:
    """The policy of an id (in force on ``as_of``, default today), of ``id@version``, or in a file.

    ``policies`` are folders that come before this machine's. Raises UnknownPolicy where there is none and
    PolicyError, with every finding, where its file cannot be served.

    >>> load("credit_rating").grade_row([0.5, 1.5, 0.9, 0.12, "normal", 0]).grade
    'AAA'
    """
    day = as_of or datetime.date.today()
    folders = [policies] if isinstance(policies, (str, Path)) else policies or ()
    serving = Serving([Path(folder) for folder in folders])
    if isinstance(policy, Path):
        return GradingPolicy(serving.compiled_file(policy), day)
    return GradingPolicy(serving.open(policy, day), day)


class GradingPolicy:
    """One version of a policy, ready to grade.

    Values are what a cell may hold: numbers (a percent is a fraction, or text such as ``"55%"``), words in
    either language, dates, booleans, None for a blank. ``as_of`` fills the policy's as-of date where it has one.
    """

    def __init__(self, compiled: Compiled, as_of: datetime.date) -> None:
        self.compiled = compiled
        self.as_of = as_of

    @property
    def policy(self) -> Policy:
        """All that the policy says."""
        return self.compiled.policy

    @property
    def version(self) -> str:
        """The version, a text."""
        return self.policy.version

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """The inputs that are cells of a row, by name, in order."""
        return {item.name: item for item in self.policy.cells}

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests that stand in the policy, with ``inputs`` and ``expect``."""
        return self.policy.tests

    def grade_row(
        self, values: Sequence[object] | Mapping[str, object], as_of: datetime.date | None = None
    ) -> Result:
        """The result of one row: values in the order of ``inputs``, or by id, title or alias.

        Raises ValueError for another number of values, HeadingError for a name that no input has.
        A value that is wrong raises nothing: the result carries it as ``error``.
        """
        return self.compiled.grade_row(self._row(values), as_of or self.as_of)

    def explain(
        self, values: Sequence[object] | Mapping[str, object], as_of: datetime.date | None = None
    ) -> tuple[Line, ...]:
        """How the result of one row comes about: characteristics, decisions, overrides."""
        return self.grade_row(values, as_of).explain()

    def grade_columns(self, columns: Mapping[str, object], as_of: datetime.date | None = None) -> Graded:
        """The results of a book given as arrays or sequences of one length, by id, title or alias.

        The quickest way for many rows, without pandas: the results stay in numpy columns.
        Raises HeadingError for a missing or doubled input, ValueError for columns of different lengths.
        """
        taken = positions(self.policy.cells, tuple(columns))
        given = list(columns.values())
        cells = [given[position] for position in taken]
        lengths = {len(column) for column in cells}  # type: ignore[arg-type]
        if len(lengths) > 1:
            raise ValueError(f"the columns differ in length: {sorted(lengths)}")
        return self.compiled.grade_columns(cells, lengths.pop() if lengths else 0, as_of or self.as_of)

    def grade(
        self,
        frame: pandas.DataFrame,
        as_of: datetime.date | None = None,
        *,
        texts: bool = True,
        language: str = "en",
    ) -> pandas.DataFrame:
        """The results of a book as a frame with the same index; see ``frames.grade_frame``.

        Columns are matched by id, title or alias in any order, others are ignored; HeadingError where one is
        missing or doubled. Gives every named output of the policy (grades as categories in the policy's
        order, so that ``<= "A"`` means A or better on a scale of value), then ``reasons``, ``overrides`` and
        ``error``, which is missing where the row has a grade. Each text is worked out row by row, about a
        hundred times slower than the grades themselves: leave them out of large books with ``texts=False``;
        ``error`` then only marks the rows without a grade.
        """
        from .frames import grade_frame

        return grade_frame(self, frame, as_of or self.as_of, texts, language)

    def _row(self, values: Sequence[object] | Mapping[str, object]) -> Sequence[object]:
        return named_row(self.policy.cells, values) if isinstance(values, Mapping) else values

    def __repr__(self) -> str:
        return f"<{self.policy.stamp}: {', '.join(self.inputs)}>"
