"""A policy run over the columns of a book and watched: grades, scores, points and the rules that fire."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.scoring.column import BAD, FIRST, Column
from xlplugin.scoring.compile import Compiled, compile_policy
from xlplugin.scoring.compiling import Block
from xlplugin.scoring.headings import positions
from xlplugin.scoring.overrides import Overrides
from xlplugin.scoring.result import Graded
from xlplugin.scoring.scorecard import ScorecardStep
from xlplugin.scoring.tables import TableStep

from .impact_changes import bare

Key = tuple[str, str]
"""A decision, and in it a characteristic by name or a rule by the code of its reason."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that can fire: an override of a grade, or a row of a table that has a reason.

    ``highest`` marks an override that alone makes the policy's grade its riskiest tier.
    """

    key: Key
    text: Bilingual
    action: str
    grade: str
    highest: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What came out for the rows of a block; grades are places in ``Words``, 0 is none.

    A rule counts as fired only where the row has a grade: without one there is nothing that it acted on.
    """

    graded: Graded
    grades: np.ndarray
    scores: np.ndarray | None
    points: Mapping[Key, np.ndarray]
    fired: Mapping[Key, np.ndarray]


class Words:
    """The grades of all policies compared, each with one place; place 0 is no grade."""

    def __init__(self) -> None:
        self.ids: list[str] = [""]
        self._places: dict[str, int] = {}

    def place(self, word: str) -> int:
        """The place of a grade; a new one comes last."""
        found = self._places.get(word)
        if found is None:
            found = self._places[word] = len(self.ids)
            self.ids.append(word)
        return found

    def places(self, column: Column) -> np.ndarray:
        """The place of each row's grade."""
        if column.vocabulary is None:
            distinct, which = np.unique(column.data, return_inverse=True)
            table = [self.place(f"{value:g}") if np.isfinite(value) else 0 for value in distinct.tolist()]
            return np.array(table, dtype=np.int32).take(which.reshape(-1))
        table = [0] * FIRST + [self.place(said(word)) for word in column.vocabulary]
        return np.array(table, dtype=np.int32).take(column.data)


def said(word: object) -> str:
    """A grade as people read it: several in one as a list, yes and no as the policy writes them."""
    if isinstance(word, tuple):
        return "; ".join(map(str, word))
    return str(word).lower() if isinstance(word, bool) else str(word)


class Reading:
    """The input columns of one block of a book, read once for all policies that declare them alike."""

    def __init__(self, headings: Sequence[str], columns: Sequence[Sequence[object]], count: int) -> None:
        self.headings, self.columns, self.count = headings, columns, count
        self._read: dict[tuple[int, int], Column] = {}

    def of(self, run: Run, as_of: datetime.date) -> tuple[list[Sequence[object]], list[Column]]:
        """The raw cells and the canonical columns of a policy's inputs."""
        raw = [self.columns[place] for place in run.taken]
        found: list[Column] = []
        cells = iter(zip(run.taken, raw, strict=True))
        for at, (reader, shape) in enumerate(zip(run.compiled.input_columns, run.shapes, strict=True)):
            if at == run.compiled.as_of_at:
                found.append(reader.constant(as_of, self.count))
                continue
            place, column = next(cells)
            key = (place, shape)
            if key not in self._read:
                self._read[key] = reader.read(column)
            found.append(self._read[key])
        return raw, found


class Run:
    """A policy made ready for a book with some headings. Raises HeadingError where they do not fit it."""

    def __init__(self, policy: Policy, headings: Sequence[str], words: Words, known: list[object]) -> None:
        self.policy, self.words = policy, words
        self.compiled: Compiled = compile_policy(policy)
        self.taken = positions(policy.cells, headings)
        self.main = "grade" if "grade" in policy.result else next(iter(policy.result))
        self.shapes = [_shape(item, policy, known) for item in policy.inputs.values()]
        name = policy.result[self.main]
        if name not in policy.inputs and (grades := policy.grades(name)):
            for grade in grades.ids:
                words.place(grade)

    def grades(self, reading: Reading, as_of: datetime.date) -> np.ndarray:
        """The grade of each row and nothing else."""
        _, columns = reading.of(self, as_of)
        found = self.compiled.evaluate_columns(columns, reading.count)
        return self.words.places(found[self.compiled.result_at[self.main]])


class WatchedRun(Run):
    """The same, with all that is told about each row."""

    def __init__(self, policy: Policy, headings: Sequence[str], words: Words, known: list[object]) -> None:
        super().__init__(policy, headings, words, known)
        self.watched: list[tuple[str, Watched]] = []
        for step in self.compiled.graders:
            if step.overrides:
                name = step.table.name if isinstance(step, TableStep) else step.name
                watch = Watched(step.overrides)
                step.overrides = watch  # type: ignore[assignment]
                self.watched.append((name, watch))
        self.rules: dict[Key, Rule] = {rule.key: rule for rule in self._rules()}

    def _rules(self) -> list[Rule]:
        policy = self.policy
        found: list[Rule] = []
        for name, watch in self.watched:
            riskiest = watch.inner.grades[-1] if policy.scale == "risk" and self._makes_grade(name) else None
            for item, _, _ in watch.inner.rules:
                highest = item.grade == riskiest and item.action in ("set", "floor")
                found.append(Rule((name, item.reason.code), item.reason.text, item.action, item.grade, highest))
        for step in self._tables():
            for row in step.table.rows:
                if row.reason is not None:
                    gives = ", ".join(said(value) for value in row.then.values())
                    found.append(Rule((step.table.name, row.reason.code), row.reason.text, "", gives, False))
        return found

    def _makes_grade(self, decision: str) -> bool:
        made_by = self.policy.result[self.main]
        return made_by not in self.policy.inputs and self.policy.decision(made_by).name == decision

    def _tables(self) -> list[TableStep]:
        return [step for step in self.compiled.graders if isinstance(step, TableStep)]

    def see(self, reading: Reading, as_of: datetime.date) -> Seen:
        """All that is told of the rows of a block."""
        compiled, count = self.compiled, reading.count
        raw, columns = reading.of(self, as_of)
        block = Block([*columns, *compiled.decided])
        for at, reader in enumerate(compiled.input_columns):
            block[at] = reader.cleaned(block[at])
        with np.errstate(all="ignore"):  # what is not finite is looked for, not warned of
            for step in compiled.steps:
                step.columns(block, count)
            points = {
                (step.card.name, name): column
                for step in compiled.scorecards
                for name, column in card_points(step, block, count).items()
            }
            fired = {(name, code): hit for name, watch in self.watched for code, hit in watch.fired.items()}
            for table in self._tables():
                for code, hit in _rows_hit(table, block, count).items():
                    key = (table.table.name, code)
                    fired[key] = fired[key] | hit if key in fired else hit
        for guard in compiled.guards:
            guard.columns(block)
        kept = {at: block[at] for at in {*compiled.result_at.values(), *compiled.from_book}}
        graded = Graded(compiled, raw, kept, count, as_of)
        score = graded.column("score") if "score" in compiled.result_at else None
        scores = np.where(np.isfinite(score.data), score.data, np.nan) if score and score.vocabulary is None else None
        grades = self.words.places(graded.column(self.main))
        fired = {key: hit & (grades != 0) for key, hit in fired.items()}
        return Seen(graded, grades, scores, points, fired)


class Watched:
    """Stands in the place of a decision's overrides and notes which of them act on which rows."""

    def __init__(self, inner: Overrides) -> None:
        self.inner, self.fired = inner, dict[str, np.ndarray]()
        self.set_at, self.rules, self.grades = inner.set_at, inner.rules, inner.grades
        self.row, self.hits = inner.row, inner.hits

    def __bool__(self) -> bool:
        return True

    def columns(self, block: Block, rows: int, base: np.ndarray) -> np.ndarray:
        """The grade codes after all overrides, as the overrides themselves give them."""
        self.fired = {}
        has_grade = base != BAD
        was_set = np.zeros(rows, dtype=bool)
        for item, condition, _ in self.rules:  # what is set comes first, and gives a grade to cap or floor
            hit, _ = condition.columns(block, rows)
            if item.action == "set":
                if self.inner.scale == "none":
                    hit = hit & ~was_set
                was_set = was_set | hit
                has_grade = has_grade | hit
            else:
                hit = hit & has_grade
            code = item.reason.code
            self.fired[code] = self.fired[code] | hit if code in self.fired else hit
        return self.inner.columns(block, rows, base)


def card_points(step: ScorecardStep, block: Block, rows: int) -> dict[str, np.ndarray]:
    """What each characteristic contributed to the score; NaN where it does not apply or has no rule."""
    gained: dict[str, np.ndarray] = {}
    counted, most = np.zeros(rows), np.zeros(rows)
    dropped = np.zeros(rows, dtype=bool)
    for card, applies in zip(step.cards, step.applies, strict=True):
        points = card.columns(block)
        points = np.where(np.isfinite(points), points, np.nan)
        on: np.ndarray | bool = True
        if applies is not None:
            on, _ = applies.columns(block, rows)
            points = np.where(on, points, np.nan)
            dropped |= ~on & (card.item.inapplicable == "reweight")
        counted += on
        most += card.most * (np.asarray(on) | (card.item.inapplicable == "zero"))
        gained[card.item.name] = points
    if step.card.combine == "mean":
        share: np.ndarray | float = 1.0 / np.maximum(counted, 1.0)
    elif step.card.combine == "sum" and dropped.any():
        share = np.where(dropped & (most != 0), step.most / np.where(most == 0, 1.0, most), 1.0)
    else:
        share = 1.0
    share = share / step.card.divide_by
    return {name: points * share for name, points in gained.items()}


def _rows_hit(step: TableStep, block: Block, rows: int) -> dict[str, np.ndarray]:
    """Where each row of a table that has a reason counts, by the reason's code."""
    found: dict[str, np.ndarray] = {}
    if not any(row.reason for row in step.table.rows):
        return found
    undecided = np.ones(rows, dtype=bool)
    for row, when in zip(step.table.rows, step.whens, strict=True):
        if when is None:
            hit = undecided
        else:
            true, open_ = when.columns(block, rows)
            if step.table.hit == "first":
                undecided = undecided & ~open_
            hit = true if step.table.hit == "collect" else undecided & true
            undecided = undecided & ~hit
        if row.reason is not None:
            code = row.reason.code
            found[code] = found[code] | hit if code in found else hit
    return found


def _shape(item: Input, policy: Policy, known: list[object]) -> int:
    """The place of an input's declaration among all that were met: those that read a column alike have one."""
    declared = (bare(item), bare(policy.lists.get(item.values_from)))
    for place, other in enumerate(known):
        if other == declared:
            return place
    known.append(declared)
    return len(known) - 1
