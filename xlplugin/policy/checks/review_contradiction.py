"""A grade that is reviewed at a fixed interval and without one."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..intervals import REVIEW_MONTHS
from ..model import Policy
from .remark import remark

CODE = "review-contradiction"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Grades under ``irregular`` of the review whose treatment states a number of months."""
    review = policy.review
    if review is None:
        return
    for grade in review.irregular:
        months = policy.treatments.get(review.of, {}).get(grade, {}).get(REVIEW_MONTHS)
        if isinstance(months, float):
            yield remark(
                CODE,
                SEVERITY,
                review.where,
                f"{grade} is said to be reviewed irregularly, its treatment says every {months:g} months",
                f"{grade} 被列为不定期复评，其处置措施却规定每 {months:g} 个月复评一次",
                f"drop {grade} from irregular, or the review_months of its treatment",
                f"请从 irregular 中删去 {grade}，或删去其处置措施中的 review_months",
            )
