"""The review intervals that the treatments and the review of a policy state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..findings import Where
from ..intervals import REVIEW_MONTHS, review_interval
from ..model import Policy
from .readers import maker
from .results import grades_of


@dataclass(frozen=True, slots=True)
class Reviews:
    """The months between two reviews by grade, in the order of the grades of one decision.

    ``irregular`` are the grades that are reviewed without a fixed interval.
    """

    name: str
    where: Where
    months: tuple[tuple[str, float], ...]
    grades: tuple[str, ...]
    irregular: tuple[str, ...] = ()


def reviews(policy: Policy) -> Iterator[Reviews]:
    """The review intervals of each decision that has some."""
    reviewed = policy.review.of if policy.review is not None else ""
    for name in dict.fromkeys((*policy.treatments, *([reviewed] if reviewed else []))):
        grades, decision = grades_of(policy, name), maker(policy, name)
        if grades is None or decision is None:
            continue
        said = [(grade, review_interval(policy, name, grade)) for grade in grades.ids]
        stated = tuple((grade, value) for grade, value in said if isinstance(value, float))
        irregular = tuple(grade for grade, value in said if value is not None and not isinstance(value, float))
        if stated or irregular:
            treated = any(REVIEW_MONTHS in items for items in policy.treatments.get(name, {}).values())
            where = decision.where if treated or policy.review is None else policy.review.where
            yield Reviews(name, where, stated, grades.ids, irregular)
