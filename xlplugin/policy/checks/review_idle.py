"""A general review interval that holds for no grade."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..intervals import REVIEW_MONTHS
from ..model import Policy
from .remark import remark
from .results import grades_of

CODE = "review-idle"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """``review.months`` where each grade has its own interval or is reviewed irregularly."""
    review = policy.review
    grades = grades_of(policy, review.of) if review is not None else None
    if review is None or review.months is None or grades is None:
        return
    treated = policy.treatments.get(review.of, {})
    if all(grade in review.irregular or REVIEW_MONTHS in treated.get(grade, {}) for grade in grades.ids):
        yield remark(
            CODE,
            SEVERITY,
            review.where,
            f"review.months of {review.months} holds for no grade: each has an interval of its own",
            f"review.months 为 {review.months}，但各等级均另有规定，该值不起作用",
            "drop months, or the review_months that say the same",
            "请删去 months，或删去与之相同的 review_months",
        )
