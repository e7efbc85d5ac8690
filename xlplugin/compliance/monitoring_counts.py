"""Customers per grade on a day, and how they moved between two days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlplugin.policy.model import Policy, Scale

Held = Mapping[str, str | None]
"""The grade of each customer; None for one that has none."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The grades of a policy in their order: the first is the best or least risky, but on a scale without order."""

    grades: tuple[str, ...]
    scale: Scale
    decision: str = ""

    def place(self, grade: str) -> int | None:
        """Where a grade stands; None for one that this version of the policy does not have."""
        return self.grades.index(grade) if grade in self.grades else None

    def notches(self, before: str, after: str) -> int | None:
        """How many notches better or milder ``after`` is; None where there is no order.

        >>> Ladder(("A", "B", "C"), "value").notches("A", "C")
        -2
        """
        first, second = self.place(before), self.place(after)
        return None if self.scale == "none" or first is None or second is None else first - second


def ladder(policy: Policy) -> Ladder:
    """The grades of a policy's result."""
    made = policy.result.get("grade", "")
    grades = policy.grades(made) if made and made not in policy.inputs else None
    return Ladder(grades.ids if grades else (), policy.scale, made)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Customers by grade; ``without`` have none."""

    grades: tuple[str, ...]
    counts: Mapping[str, int]
    without: int

    @property
    def graded(self) -> int:
        """Customers with a grade."""
        return sum(self.counts.values())

    def share(self, grade: str) -> float | None:
        """The share of a grade among those with one; None where nobody has one."""
        return self.counts.get(grade, 0) / self.graded if self.graded else None


def distribution(held: Held, steps: Ladder) -> Distribution:
    """Count customers; grades of older versions that the policy has no more come last."""
    counts = Counter(grade for grade in held.values() if grade is not None)
    return Distribution(_all_grades(steps, counts), dict(counts), sum(grade is None for grade in held.values()))


@dataclass(frozen=True, slots=True)
class Migration:
    """How customers moved between two days: pairs of grades, "" where there is none.

    ``up`` are towards the better or milder, ``moved`` those between grades without an order; ``new`` had no
    grade before, ``left`` have none any more.
    """

    grades: tuple[str, ...]
    pairs: Mapping[tuple[str, str], int]
    up: int = 0
    down: int = 0
    unchanged: int = 0
    moved: int = 0
    new: int = 0
    left: int = 0

    @property
    def both(self) -> int:
        """Customers with a grade on both days."""
        return self.up + self.down + self.unchanged + self.moved


def migration(before: Held, after: Held, steps: Ladder) -> Migration:
    """Compare two days; a customer without a grade on either is not counted."""
    # in the order of their keys, so that grades which no policy orders come out alike each time
    customers = sorted({*before, *after})
    pairs = Counter((before.get(key) or "", after.get(key) or "") for key in customers)
    pairs.pop(("", ""), None)
    count: Counter[str] = Counter()
    for (old, new), size in pairs.items():
        count[_way(old, new, steps)] += size
    return Migration(_all_grades(steps, [grade for pair in pairs for grade in pair if grade]), dict(pairs), **count)


def _way(old: str, new: str, steps: Ladder) -> str:
    if not old or not new:
        return "left" if old else "new"
    if old == new:
        return "unchanged"
    notches = steps.notches(old, new)
    return "moved" if notches is None else "up" if notches > 0 else "down"


def _all_grades(steps: Ladder, found: Sequence[str] | Mapping[str, int]) -> tuple[str, ...]:
    return (*steps.grades, *sorted({*found} - {*steps.grades}))
