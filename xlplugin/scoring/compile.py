"""A policy made ready to grade: one row in plain Python, a book in numpy columns, with the same results."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlplugin.policy.model import (
    Bands,
    Decision,
    Formula,
    Matrix,
    Policy,
    Ranking,
    Scorecard,
    SubPolicy,
    Table,
)

from .column import BAD, NONE, Column
from .compiling import Block, Compiling, Row, allowed
from .formula_step import FormulaStep
from .grading_steps import BandsStep, GradeStep, MatrixStep
from .input_columns import InputColumn
from .problems import Problem
from .ranking import RankingStep
from .reading import inputs_behind, surely_read
from .result import Graded, Result
from .scorecard import ScorecardStep
from .subpolicies import SubPolicyStep
from .tables import TableStep
from .values import converter, reading

Step = FormulaStep | ScorecardStep | BandsStep | MatrixStep | TableStep | RankingStep | SubPolicyStep

BLOCK = 65536
"""Rows worked on at a time, so that a block's columns stay in the processor's cache."""
FEW = 16
"""Up to so many rows the row path is faster than the columns."""


class Compiled:
    """One policy, compiled; it holds no state of a row and may be shared between threads."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        compiling = Compiling.of(policy)
        self.known, self.at = compiling.known, compiling.at
        self.steps: list[Step] = [_step(decision, compiling) for decision in policy.decisions]
        self.result_at: dict[str, int] = {out: compiling.at[name] for out, name in policy.result.items()}
        self.result_names = dict(policy.result)
        self.grade_at, self.score_at = self.result_at.get("grade"), self.result_at.get("score")
        self.writers = [
            step.write if isinstance(step, ScorecardStep | BandsStep) else step.row for step in self.steps
        ]
        guards = [_guard(name, compiling, self.steps) for name in dict.fromkeys(policy.result.values())]
        self.guards = [guard for guard in guards if guard.unread]
        compiling.read_as_number.update(at for guard in self.guards for at, _ in guard.unread)
        compiling.read_as_number.update(
            compiling.at[name] for name in policy.result.values() if name in policy.inputs
        )
        items = list(policy.inputs.values())
        self.cells = policy.cells
        readings = [reading(item, policy.lists) for item in self.cells]
        self.readings = [(one.low, one.high, one.known.get, one.convert) for one in readings]
        self.input_columns = [
            InputColumn(
                item, policy.lists, allowed(item), compiling.at[item.name] in compiling.read_as_number
            )
            for item in items
        ]
        self.as_of_at = next((i for i, item in enumerate(items) if item.from_context), None)
        self.as_of_converter = (
            converter(items[self.as_of_at], policy.lists) if self.as_of_at is not None else None
        )
        self.decided: list[Any] = [None] * (len(self.at) + compiling.extras - len(items))
        self.rankings = [step for step in self.steps if isinstance(step, RankingStep)]
        self.scorecards = [step for step in self.steps if isinstance(step, ScorecardStep)]
        self.graders = [step for step in self.steps if isinstance(step, GradeStep | TableStep)]
        self.from_book = frozenset(step.at for step in self.steps if _needs_book(step))
        self.ranks_within = bool(self.from_book)

    def canonical(self, values: Sequence[object], as_of: datetime.date | None = None) -> list[object]:
        """The cells of a row as canonical values, ``as_of`` in its place; raises ValueError on another count."""
        if len(values) != len(self.readings):
            raise ValueError(
                f"{self.policy.id} takes {len(self.readings)} values ({', '.join(i.name for i in self.cells)}), "
                f"not {len(values)}"
            )
        row: list[object] = [
            (value + 0.0 if low <= value <= high else convert(value))  # -0.0 becomes 0.0
            if value.__class__ is float
            else (known(value) or convert(value))
            if value.__class__ is str
            else convert(value)
            for (low, high, known, convert), value in zip(self.readings, values)  # noqa: B905 counted above
        ]
        if self.as_of_at is not None:
            assert self.as_of_converter is not None
            row.insert(self.as_of_at, self.as_of_converter(as_of))
        return row

    def evaluate(self, inputs: list[object], given: Mapping[int, object] | None = None) -> Row:
        """All values of a row from its canonical inputs; ``given`` fixes ranks found in a book."""
        v: Row = inputs + self.decided
        if given:
            for step in self.steps:
                if step.at in given:
                    v[step.at] = given[step.at]
                else:
                    step.row(v)
        else:
            for write in self.writers:
                write(v)
        for guard in self.guards:
            guard.row(v)
        return v

    def grade_row(self, values: Sequence[object], as_of: datetime.date | None = None) -> Result:
        """The result of one row; ``values`` in the order of ``policy.cells``, as any host gives them."""
        return Result(self, self.evaluate(self.canonical(values, as_of)))

    def grade_rows(self, rows: Sequence[Sequence[object]], as_of: datetime.date | None = None) -> Graded:
        """The results of a whole block or book of rows."""
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(self.cells)
        if rows and len(cells) != len(self.cells):
            self.canonical(rows[0], as_of)
        return self.grade_columns(cells, len(rows), as_of)

    def grade_columns(
        self, cells: Sequence[object], count: int, as_of: datetime.date | None = None
    ) -> Graded:
        """The results of a book given by column, in the order of ``policy.cells``.

        A column is a numpy array, a pandas Series or Categorical, or a sequence of cells.
        """
        columns = self._columns(cells, count, as_of)
        return Graded(self, cells, self.evaluate_columns(columns, count), count, as_of)

    def blocks(
        self, cells: Sequence[object], count: int, as_of: datetime.date | None, size: int
    ) -> Iterator[tuple[int, int, Block]]:
        """The columns of a book some rows at a time, with all that the decisions made; not for one that ranks.

        For who needs more than the named outputs, as the journal does. A block holds until the next is asked for.
        """
        columns = self._columns(cells, count, as_of)
        scratch: dict[object, np.ndarray] = {}
        for start in range(0, count, size):
            stop = min(start + size, count)
            block = Block([*(column.slice(start, stop) for column in columns), *self.decided], scratch)
            self._run(block, start, stop)
            yield start, stop, block

    def _columns(self, cells: Sequence[object], count: int, as_of: datetime.date | None) -> list[Column]:
        given = list(cells)
        if self.as_of_at is not None:
            given.insert(self.as_of_at, None)
        return [
            reader.constant(as_of, count) if i == self.as_of_at else reader.read(raw)
            for i, (reader, raw) in enumerate(zip(self.input_columns, given, strict=True))
        ]

    def evaluate_columns(self, inputs: Sequence[Column], rows: int) -> dict[int, Column]:
        """The columns of the named outputs (and of ranks) from the columns of the inputs."""
        wanted = sorted({*self.result_at.values(), *self.from_book})
        size = max(rows, 1) if self.ranks_within else BLOCK
        if rows <= size:
            block = Block([*inputs, *self.decided])
            self._run(block, 0, rows)
            return {at: block[at] for at in wanted}
        whole: dict[int, np.ndarray] = {}
        words: dict[int, tuple[object, ...] | None] = {}
        scratch: dict[object, np.ndarray] = {}
        for start in range(0, rows, size):
            stop = min(start + size, rows)
            # a step that asks for memory of its own may be given the place where its column is wanted
            places = {at: data[start:stop] for at, data in whole.items()}
            scratch |= places
            block = Block([*(column.slice(start, stop) for column in inputs), *self.decided], scratch)
            self._run(block, start, stop)
            for at in wanted:
                column = block[at]
                if words.setdefault(at, column.vocabulary) != column.vocabulary:
                    column = _recoded(column, words, at)
                piece = column.data
                if at not in whole:
                    whole[at] = np.empty(rows, dtype=piece.dtype)
                elif not np.can_cast(piece.dtype, whole[at].dtype):
                    whole[at] = whole[at].astype(np.promote_types(piece.dtype, whole[at].dtype))
                if piece is not places.get(at):
                    whole[at][start:stop] = piece
        return {at: Column(data, words[at]) for at, data in whole.items()}

    def _run(self, block: Block, start: int, stop: int) -> None:
        for at, reader in enumerate(self.input_columns):
            block[at] = reader.cleaned(block[at])
        with np.errstate(all="ignore"):  # what is not finite is looked for, not warned of
            for step in self.steps:
                step.columns(block, stop - start)
        for guard in self.guards:
            guard.columns(block)


def _recoded(column: Column, words: dict[int, tuple[object, ...] | None], at: int) -> Column:
    """The column under a vocabulary that grows by its words (lists of a collecting table)."""
    known = list(words[at] or ())
    assert column.vocabulary is not None
    place = {word: i for i, word in enumerate(known)}
    codes = [0, 1]
    for word in column.vocabulary:
        if word not in place:
            place[word] = len(known)
            known.append(word)
        codes.append(place[word] + 2)
    words[at] = tuple(known)
    return Column(np.array(codes).take(column.data), words[at])


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses an output for a broken input that it depends on, read or not, unless an override set it.

    ``unread`` are positions of inputs that the output may not have read, each with the ways to it: the
    positions that say whether a decision on the way was set. An output that did read a broken input is
    broken already.
    """

    at: int
    unread: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...]

    def row(self, v: Row) -> None:
        """Put the first broken input's problem in place of the output."""
        if isinstance(v[self.at], Problem):
            return
        for at, ways in self.unread:
            if isinstance(v[at], Problem) and not all(any(v[was_set] for was_set in way) for way in ways):
                v[self.at] = v[at]
                return

    def columns(self, block: Block) -> None:
        """The same on columns."""
        broken: np.ndarray | None = None
        for at, ways in self.unread:
            bad = block[at].bad()
            if not bad.any():
                continue
            if () not in ways:
                reached = np.zeros(len(bad), dtype=bool)
                for way in ways:
                    set_on_way = np.zeros(len(bad), dtype=bool)
                    for was_set in way:
                        set_on_way |= block[was_set].data != 0
                    reached |= ~set_on_way
                bad &= reached
            broken = bad if broken is None else broken | bad
        if broken is not None and broken.any():
            column = block[self.at]
            wrong = NONE if column.vocabulary is None else column.data.dtype.type(BAD)
            block[self.at] = Column(np.where(broken, wrong, column.data), column.vocabulary)


def _guard(name: str, compiling: Compiling, steps: Sequence[Step]) -> Guard:
    policy, at = compiling.policy, compiling.at
    set_at = {
        step.names[0] if isinstance(step, GradeStep) else step.table.name: step.overrides.set_at
        for step in steps
        if isinstance(step, GradeStep | TableStep) and step.overrides.set_at is not None
    }
    surely = {at[item] for item in surely_read(policy, name)}
    inputs = (
        (at[item], tuple(tuple(sorted(set_at[decision] for decision in way)) for way in ways))
        for item, ways in inputs_behind(policy, name).items()
    )
    return Guard(at[name], tuple(pair for pair in inputs if pair[0] not in surely))


def _needs_book(step: Step) -> bool:
    return isinstance(step, RankingStep) or isinstance(step, SubPolicyStep) and step.inner.ranks_within


def _step(decision: Decision, compiling: Compiling) -> Step:
    if isinstance(decision, SubPolicy):
        return SubPolicyStep(decision, compiling, compile_policy(decision.policy))
    make: Callable[..., Step] = {
        Formula: FormulaStep,
        Scorecard: ScorecardStep,
        Bands: BandsStep,
        Matrix: MatrixStep,
        Table: TableStep,
        Ranking: RankingStep,
    }[type(decision)]
    return make(decision, compiling)


def compile_policy(policy: Policy) -> Compiled:
    """The policy, compiled."""
    return Compiled(policy)
