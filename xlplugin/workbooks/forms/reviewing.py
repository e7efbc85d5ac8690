"""What a form takes from a policy's review and provisional grades: the next review of a customer."""

from __future__ import annotations

from xlplugin.policy.intervals import REVIEW_MONTHS, review_interval
from xlplugin.policy.model import Policy


def graded_by(policy: Policy) -> str:
    """The name behind the grade of the result, or an empty text."""
    return policy.result.get("grade", "")


def states_reviews(policy: Policy) -> bool:
    """True where the policy says after how many months a grade is reviewed."""
    name, review = graded_by(policy), policy.review
    treated = any(REVIEW_MONTHS in said for said in policy.treatments.get(name, {}).values())
    return treated or (review is not None and review.of == name and review.months is not None)


def states_provisional(policy: Policy) -> bool:
    """True where a new customer's grade is provisional for some months."""
    return policy.provisional is not None and policy.provisional.of == graded_by(policy)


def states_irregular(policy: Policy) -> bool:
    """True where a grade is reviewed without a fixed interval."""
    name = graded_by(policy)
    grades = policy.grades(name) if name and name not in policy.inputs else None
    said = [review_interval(policy, name, grade) for grade in grades.ids] if grades is not None else []
    return any(one is not None and not isinstance(one, float) for one in said)
