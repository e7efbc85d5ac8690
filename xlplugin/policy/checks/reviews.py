"""The review intervals that the treatments of a policy state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..findings import Where
from ..model import Policy
from .readers import maker
from .results import grades_of


@dataclass(frozen=True, slots=True)
class Reviews:
    """The months between two reviews by grade, in the order of the grades of one decision."""

    name: str
    where: Where
    months: tuple[tuple[str, float], ...]
    grades: tuple[str, ...]


def reviews(policy: Policy) -> Iterator[Reviews]:
    """The review intervals of each decision that has some."""
    for name, treatment in policy.treatments.items():
        grades, decision = grades_of(policy, name), maker(policy, name)
        if grades is None or decision is None:
            continue
        months = [(grade, treatment.get(grade, {}).get("review_months")) for grade in grades.ids]
        stated = tuple((grade, value) for grade, value in months if isinstance(value, float))
        if stated:
            yield Reviews(name, decision.where, stated, grades.ids)
