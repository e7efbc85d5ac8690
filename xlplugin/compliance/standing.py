"""The one grade of each customer that counts on a day, and why."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

from .graded_by import Policies, grades_of
from .rating import Basis, Rating, Standing, State, SystemGrade
from .rating_history import all_ratings, ratings_of
from .reading import Reading
from .system_grades import system_grade, system_grades

__all__ = ["newest_decided", "pending", "standing_of", "standings", "state_of", "system_grade", "system_grades"]

Worse = Callable[[str, str], bool]
"""True where the first grade is worse, or riskier, than the second."""


def standing_of(reading: Reading, customer: str, policy_id: str, day: datetime.date) -> Standing:
    """How one customer stands under a policy on a day."""
    system = system_grade(reading, customer, policy_id, day)
    ratings = ratings_of(reading, customer, policy_id, day)
    return _Judging(reading).standing(customer, policy_id, day, ratings, system)


def standings(reading: Reading, policy_id: str, day: datetime.date) -> Mapping[str, Standing]:
    """How every customer with a grading or a rating stands, by the customer's key."""
    ratings = {customer: found for (customer, _), found in all_ratings(reading, policy_id, day).items()}
    systems = system_grades(reading, policy_id, day)
    judging = _Judging(reading)
    return {
        customer: judging.standing(customer, policy_id, day, ratings.get(customer, ()), systems.get(customer))
        for customer in sorted(ratings.keys() | systems.keys())
    }


def state_of(rating: Rating, day: datetime.date, later: Rating | None = None) -> State:
    """Where a rating stands on a day; ``later`` is the rating decided after it, if there is one."""
    if rating.refused is not None and rating.refused.on <= day:
        return "refused"
    if rating.decided is not None and rating.decided.on <= day:
        if rating.withdrawn is not None and rating.withdrawn.on <= day:
            return "withdrawn"
        if later is not None and later.decided is not None and later.decided.on <= day:
            return "superseded"
        return "expired" if rating.valid_until is not None and day > rating.valid_until else "decided"
    if rating.returned is not None and rating.returned.on <= day:
        return "returned"
    return "reviewed" if any(review.on <= day for review in rating.reviews) else "proposed"


def newest_decided(ratings: Sequence[Rating], day: datetime.date) -> tuple[Rating | None, Rating | None]:
    """The rating decided last, up to a day, and the one decided before it."""
    decided = [rating for rating in ratings if rating.decided is not None and rating.decided.on <= day]
    decided.sort(key=lambda rating: rating.decided.seq if rating.decided else 0)
    newest = decided[-1] if decided else None
    return newest, decided[-2] if len(decided) > 1 else None


def pending(ratings: Sequence[Rating], day: datetime.date) -> Rating | None:
    """The rating that is on its way, if there is one."""
    for rating in reversed(ratings):
        if state_of(rating, day) in ("proposed", "reviewed"):
            return rating
    return None


class _Judging:
    """Says which grade counts; the order of the grades is that of the policy that graded."""

    def __init__(self, reading: Reading) -> None:
        self.policies = Policies(reading)
        self._worse: dict[tuple[str, str], tuple[Worse, bool]] = {}

    def standing(
        self,
        customer: str,
        policy_id: str,
        day: datetime.date,
        ratings: Sequence[Rating],
        system: SystemGrade | None,
    ) -> Standing:
        rating, previous = newest_decided(ratings, day)
        grade, basis = (None, "none") if rating is None else self._counts(rating, system, day)
        last = ratings[-1] if ratings else None
        return Standing(
            customer, policy_id, day, grade, basis, rating, pending(ratings, day), system, previous, last
        )

    def _counts(self, rating: Rating, system: SystemGrade | None, day: datetime.date) -> tuple[str | None, Basis]:
        if rating.withdrawn is not None and rating.withdrawn.on <= day:
            return None, "withdrawn"
        if rating.valid_until is not None and day > rating.valid_until:
            return None, "expired"
        grade, basis = _by_itself(rating, day)
        if system is not None and system.grade is not None and self._outdone(rating, system, grade):
            return system.grade, "system_worse"
        return (grade, basis) if grade else (None, "redacted")

    def _outdone(self, rating: Rating, system: SystemGrade, grade: str) -> bool:
        """True where a later system grade counts at once, because what was decided must not hide it."""
        if (system.as_of, system.seq) <= (rating.as_of, rating.grading) or system.grade is None:
            return False
        worse, risk = self._order(rating.policy, system.policy)
        if rating.is_override and (not rating.system_grade or worse(system.grade, rating.system_grade)):
            return not grade or worse(system.grade, grade)
        return risk and system.forced and (not grade or worse(system.grade, grade))

    def _order(self, before: str, after: str) -> tuple[Worse, bool]:
        """Which grade is worse, and whether that means more risk; the newer version's order counts first."""
        if (before, after) not in self._worse:
            known = [self.policies.newest(stamp) for stamp in dict.fromkeys((after, before))]
            orders = [grades.ids for grades in map(grades_of, known) if grades is not None]
            ordered = known[0].scale != "none"

            def worse(one: str, other: str) -> bool:
                for ids in orders:
                    if one in ids and other in ids:
                        return ordered and ids.index(one) > ids.index(other)
                return False

            self._worse[before, after] = worse, known[0].scale == "risk"
        return self._worse[before, after]


def _by_itself(rating: Rating, day: datetime.date) -> tuple[str, Basis]:
    """The grade that a decision gives on a day, whatever was graded since."""
    if rating.is_override:
        if rating.override_ended is not None and rating.override_ended.on <= day:
            return rating.system_grade, "override_ended"
        if rating.override_until is not None and day > rating.override_until:
            return rating.system_grade, "override_expired"
    return rating.confirmed_grade or "", "confirmed"
