"""The counts of an impact, each added up block by block, and the rows of a block that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from xlplugin.policy.findings import Bilingual

from .impact_changes import Change
from .impact_columns import Key, Rule, Seen


class Chosen(Enum):
    """Which customers are counted."""

    CHANGED = "changed"
    BETTER = "better"
    WORSE = "worse"
    ONLY_BEFORE = "only_before"
    ONLY_AFTER = "only_after"
    NEITHER = "neither"

    def takes(self, notches: int | None, before: str, after: str) -> bool:
        """True for a customer with these grades ("" for none)."""
        if not (before and after):
            wanted = {(True, False): "only_before", (False, True): "only_after"}.get((bool(before), bool(after)))
            return self.value == (wanted or "neither")
        if self is Chosen.CHANGED:
            return before != after
        return notches is not None and (notches < 0 if self is Chosen.BETTER else notches > 0 and self is Chosen.WORSE)


@dataclass(slots=True)
class PartCount:
    """What one change does by itself; ``separable`` is False where it makes no policy without the others."""

    change: Change
    separable: bool
    moved: int = 0
    better: int = 0
    worse: int = 0

    def add(self, before: np.ndarray, alone: np.ndarray, rank: np.ndarray) -> np.ndarray:
        """Count a block; gives where the grade moved."""
        moved = before != alone
        self.moved += int(moved.sum())
        old, new = rank.take(before[moved]), rank.take(alone[moved])
        known = (old >= 0) & (new >= 0)
        self.better += int((known & (new < old)).sum())
        self.worse += int((known & (new > old)).sum())
        return moved


@dataclass(slots=True)
class PointsCount:
    """The points of a characteristic before and after: sums over the customers who have any, and who gains or loses."""

    key: Key
    sum_before: float = 0.0
    sum_after: float = 0.0
    count_before: int = 0
    count_after: int = 0
    changed: int = 0
    gained: int = 0
    lost: int = 0

    @property
    def mean_before(self) -> float | None:
        """The mean points before."""
        return self.sum_before / self.count_before if self.count_before else None

    @property
    def mean_after(self) -> float | None:
        """The mean points after."""
        return self.sum_after / self.count_after if self.count_after else None

    def add(self, before: np.ndarray, after: np.ndarray) -> np.ndarray | None:
        """Count a block; gives the differences, no points counting as none, or None where there is no difference."""
        had, has = np.isfinite(before), np.isfinite(after)
        self.sum_before += float(before.sum(where=had))
        self.sum_after += float(after.sum(where=has))
        self.count_before += int(had.sum())
        self.count_after += int(has.sum())
        difference = np.round(np.where(has, after, 0.0) - np.where(had, before, 0.0), 9)
        changed = (difference != 0) | (had != has)
        if not changed.any():
            return None
        self.changed += int(changed.sum())
        self.gained += int((difference > 0).sum())
        self.lost += int((difference < 0).sum())
        return difference


@dataclass(slots=True)
class RuleCount:
    """On how many customers a rule fires; ``moved`` are those on whom it began or ceased and whose grade changes."""

    key: Key
    before: Rule | None = None
    after: Rule | None = None
    fired_before: int = 0
    fired_after: int = 0
    began: int = 0
    ceased: int = 0
    moved: int = 0

    @property
    def rule(self) -> Rule:
        """The rule as it is after, or was before where it is no more."""
        found = self.after or self.before
        assert found is not None
        return found

    def add(self, before: np.ndarray, after: np.ndarray, changed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Count a block; gives where the rule began and ceased to fire."""
        began, ceased = after & ~before, before & ~after
        self.fired_before += int(before.sum())
        self.fired_after += int(after.sum())
        self.began += int(began.sum())
        self.ceased += int(ceased.sum())
        self.moved += int(((began | ceased) & changed).sum())
        return began, ceased


@dataclass(slots=True)
class Kept:
    """The rows of a block whose grade differs, by column; a row has no object until it is shown."""

    numbers: list[int]
    keys: list[str]
    before: np.ndarray
    after: np.ndarray
    score_before: np.ndarray | None
    score_after: np.ndarray | None
    points: dict[Key, np.ndarray] = field(default_factory=dict)
    began: dict[Key, np.ndarray] = field(default_factory=dict)
    ceased: dict[Key, np.ndarray] = field(default_factory=dict)
    alone: dict[int, np.ndarray] = field(default_factory=dict)
    why: dict[int, Bilingual] = field(default_factory=dict)

    @classmethod
    def of(cls, numbers: Sequence[int], keys: Sequence[str], rows: np.ndarray, before: Seen, after: Seen) -> Kept:
        """The given rows of a block."""
        places = rows.tolist()
        numbered, named = [numbers[i] for i in places], [keys[i] for i in places]
        old = None if before.scores is None else before.scores[rows]
        new = None if after.scores is None else after.scores[rows]
        return cls(numbered, named, before.grades[rows], after.grades[rows], old, new)

    def places(self, graded: bool) -> list[int]:
        """The rows with a grade under both policies, or under one of them only."""
        both = (self.before != 0) & (self.after != 0)
        found: list[int] = np.flatnonzero(both if graded else ~both).tolist()
        return found
