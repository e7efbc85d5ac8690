"""What a change of policy does to a book of customers: who changes grade, and which part of the change did it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xlplugin.policy.findings import Bilingual, Finding
from xlplugin.policy.model import Policy
from xlplugin.scoring.compile import BLOCK

from .impact_changes import Change, changes_between, completed
from .impact_columns import Key, Reading, Run, Seen, WatchedRun, Words
from .impact_counts import Chosen, Kept, PartCount, PointsCount, RuleCount
from .impact_what_if import Setting

ATTRIBUTION = Bilingual(
    "Moved alone: the policy before with this one change, on the same book; the customers whose grade that alone "
    "would move. Changes may add to each other or undo each other, so the figures need not sum to the customers who "
    "change grade; those whom no single change moves are counted as moved by several together.",
    "单独影响：在变更前制度中只作该项变更，用同一批客户重新评级，等级因此变动的户数。各项变更可能叠加或相互抵消，"
    "因此各项之和不一定等于等级变动总户数；任何单项都不足以使其变动的客户，计入“多项共同作用”。",
)


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a book: their numbers, the customers' keys, the cells by column of the headings."""

    numbers: Sequence[int]
    keys: Sequence[str]
    columns: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer whose grade differs: None where there is none, and then why.

    ``points`` are the characteristics that gave other points, with the difference; ``alone`` are the places
    of the changes each of which would by itself move the grade.
    """

    row: int
    key: str
    before: str | None
    after: str | None
    score_before: float | None
    score_after: float | None
    notches: int | None
    points: tuple[tuple[Key, float], ...]
    began: tuple[Key, ...]
    ceased: tuple[Key, ...]
    alone: tuple[int, ...]
    why: Bilingual | None


@dataclass(slots=True)
class Impact:
    """All that a change does to a book; ``matrix`` counts customers by the grade before and after, "" for none."""

    before: Policy
    after: Policy
    as_of: datetime.date
    grades: tuple[str, ...]
    order: dict[str, int]
    matrix: Counter[tuple[str, str]]
    parts: tuple[PartCount, ...]
    points: dict[Key, PointsCount]
    rules: dict[Key, RuleCount]
    highest: RuleCount | None
    together: int
    undone: int
    kept: list[Kept]
    settings: tuple[Setting, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """The customers of the book."""
        return self.matrix.total()

    def count(self, chosen: Chosen) -> int:
        """How many customers change grade, for better or worse, or have one under one of the two only."""
        return sum(count for pair, count in self.matrix.items() if chosen.takes(self.notches(*pair), *pair))

    def notches(self, before: str, after: str) -> int | None:
        """How many grades worse (or riskier) it became, None where that cannot be said."""
        if before in self.order and after in self.order:
            return self.order[after] - self.order[before]
        return None

    def moved_rules(self) -> list[RuleCount]:
        """The rules that began or ceased to fire on some row."""
        return [rule for rule in self.rules.values() if rule.began or rule.ceased]

    def customers(self, graded: bool = True) -> Iterator[Customer]:
        """The customers whose grade changes; with ``graded`` False those graded under one of the two only."""
        for kept in self.kept:
            for i in kept.places(graded):
                yield self._customer(kept, i)

    def _customer(self, kept: Kept, i: int) -> Customer:
        before, after = (self.grades[int(places[i])] for places in (kept.before, kept.after))
        return Customer(
            kept.numbers[i],
            kept.keys[i],
            before or None,
            after or None,
            _number(kept.score_before, i),
            _number(kept.score_after, i),
            self.notches(before, after),
            tuple((key, float(column[i])) for key, column in kept.points.items() if column[i]),
            tuple(key for key, column in kept.began.items() if column[i]),
            tuple(key for key, column in kept.ceased.items() if column[i]),
            tuple(place for place, column in kept.alone.items() if column[i]),
            kept.why.get(i),
        )


def _number(column: np.ndarray | None, i: int) -> float | None:
    return float(column[i]) if column is not None and np.isfinite(column[i]) else None


class Comparison:
    """Two policies made ready for a book with some headings. Raises HeadingError where they do not fit it.

    ``rows_at_once`` is how many rows a block may have: None where a ranking needs the whole book in one.
    """

    def __init__(self, before: Policy, after: Policy, headings: Sequence[str], as_of: datetime.date) -> None:
        self.headings, self.as_of, self.words = tuple(headings), as_of, Words()
        known: list[object] = []
        self.before = WatchedRun(before, headings, self.words, known)
        self.after = WatchedRun(after, headings, self.words, known)
        self.changes = changes_between(before, after)
        self.alone = [self._alone(change, known) for change in self.changes]
        runs = [self.before, self.after, *(run for run in self.alone if run)]
        self.inputs = tuple(sorted({place for run in runs for place in run.taken}))
        whole = any(run.compiled.ranks_within for run in runs)
        self.rows_at_once = None if whole else BLOCK

    def _alone(self, change: Change, known: list[object]) -> Run | None:
        """The policy before with one change; None where that is no policy by itself."""
        policy = change.taken(self.before.policy)
        for candidate in (policy, completed(policy, self.after.policy)):
            try:
                run = Run(candidate, self.headings, self.words, known)
                run.grades(Reading(self.headings, [()] * len(self.headings), 0), self.as_of)
            except Exception:  # a mixture that nobody wrote may be no policy at all, in any way
                continue
            return run
        return None

    def impact(self, blocks: Iterable[Block], reasons: int | None = None) -> Impact:
        """The impact on all rows of a book.

        Why a row has no grade is worked out row by row: for the first ``reasons`` such rows, or for all.
        """
        return _Counting(self, reasons).of(blocks)


class _Counting:
    """Adds up blocks of a book."""

    def __init__(self, comparison: Comparison, reasons: int | None) -> None:
        self.it, self.reasons = comparison, reasons
        before, after = comparison.before, comparison.after
        self.order = common_order(before.policy, after.policy)
        self.matrix: Counter[tuple[int, int]] = Counter()
        pairs = zip(comparison.changes, comparison.alone, strict=True)
        self.parts = [PartCount(change, run is not None) for change, run in pairs]
        self.points: dict[Key, PointsCount] = {}
        keys = dict.fromkeys([*before.rules, *after.rules])
        self.rules = {key: RuleCount(key, before.rules.get(key), after.rules.get(key)) for key in keys}
        highest = any(rule.highest for run in (before, after) for rule in run.rules.values())
        self.highest = RuleCount(("", "")) if highest else None
        self.together = self.undone = 0
        self.kept: list[Kept] = []

    def of(self, blocks: Iterable[Block]) -> Impact:
        for block in blocks:
            if len(block.numbers):
                self._add(block)
        it, ids = self.it, self.it.words.ids
        matrix = Counter({(ids[b], ids[a]): count for (b, a), count in self.matrix.items()})
        return Impact(
            it.before.policy, it.after.policy, it.as_of, tuple(ids), self.order, matrix, tuple(self.parts),
            self.points, self.rules, self.highest, self.together, self.undone, self.kept,
        )  # fmt: skip

    def _add(self, block: Block) -> None:
        it = self.it
        reading = Reading(it.headings, block.columns, len(block.numbers))
        before, after = it.before.see(reading, it.as_of), it.after.see(reading, it.as_of)
        alone = [None if run is None else run.grades(reading, it.as_of) for run in it.alone]
        changed = before.grades != after.grades
        width = len(it.words.ids)
        pairs, counts = np.unique(before.grades * width + after.grades, return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            self.matrix[divmod(pair, width)] += count
        rank = np.array([self.order.get(word, -1) for word in it.words.ids])
        any_alone = np.zeros(len(changed), dtype=bool)
        rows = np.flatnonzero(changed)
        kept = Kept.of(block.numbers, block.keys, rows, before, after)
        for place, (part, grades) in enumerate(zip(self.parts, alone, strict=True)):
            if grades is not None:
                moved = part.add(before.grades, grades, rank)
                any_alone |= moved
                kept.alone[place] = moved[rows]
        self.together += int((changed & ~any_alone).sum())
        self.undone += int((~changed & any_alone).sum())
        self._add_points(before, after, kept, rows)
        self._add_rules(before, after, kept, rows, changed)
        if len(rows):
            kept.why = self._reasons(before, after, rows)
            self.kept.append(kept)

    def _add_points(self, before: Seen, after: Seen, kept: Kept, rows: np.ndarray) -> None:
        nothing = np.full(len(before.grades), np.nan)
        for key in dict.fromkeys([*after.points, *before.points]):
            old, new = before.points.get(key, nothing), after.points.get(key, nothing)
            difference = self.points.setdefault(key, PointsCount(key)).add(old, new)
            if difference is not None and (here := difference[rows]).any():
                kept.points[key] = here

    def _add_rules(self, before: Seen, after: Seen, kept: Kept, rows: np.ndarray, changed: np.ndarray) -> None:
        never = np.zeros(len(changed), dtype=bool)
        highest = [never, never]
        for key, rule in self.rules.items():
            old, new = before.fired.get(key, never), after.fired.get(key, never)
            began, ceased = rule.add(old, new, changed)
            if (here := began[rows]).any():
                kept.began[key] = here
            if (here := ceased[rows]).any():
                kept.ceased[key] = here
            for side, (hit, found) in enumerate(((old, rule.before), (new, rule.after))):
                if found is not None and found.highest:
                    highest[side] = highest[side] | hit
        if self.highest is not None:
            self.highest.add(highest[0], highest[1], changed)

    def _reasons(self, before: Seen, after: Seen, rows: np.ndarray) -> dict[int, Bilingual]:
        """Why the rows with a grade under one of the two only have none under the other."""
        found: dict[int, Bilingual] = {}
        sides = ((before, self.it.before), (after, self.it.after))
        none = [seen.grades[rows] == 0 for seen, _ in sides]
        for i in np.flatnonzero(none[0] | none[1]).tolist()[: self.reasons]:
            seen, run = sides[0 if none[0][i] else 1]
            problem = seen.graded.problem(int(rows[i]), run.main)
            found[i] = problem.message if problem else _MISSING
        if self.reasons is not None:
            self.reasons -= len(found)
        return found


_MISSING = Bilingual("the grade is missing: the policy leaves it open", "等级缺失：制度未作规定")


def grades_of(policy: Policy) -> tuple[str, ...]:
    """The grades of the policy's main output, in order; none where it is no grade."""
    name = policy.result.get("grade") or next(iter(policy.result.values()))
    grades = None if name in policy.inputs else policy.grades(name)
    return grades.ids if grades else ()


def common_order(before: Policy, after: Policy) -> dict[str, int]:
    """The place of each grade on a scale that both policies share; empty where better and worse mean nothing."""
    old, new = grades_of(before), grades_of(after)
    if before.scale != after.scale or after.scale == "none":
        return {}
    longer, shorter = (new, old) if len(new) >= len(old) else (old, new)
    if [grade for grade in longer if grade in shorter] != list(shorter):
        return {}
    return {grade: place for place, grade in enumerate(longer)}
