"""A grade without a review interval beside grades that have one."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .reviews import reviews

CODE = "review-missing"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Grades for which neither a treatment nor the review says when they are reviewed.

    A grade that the treatments pass over altogether is reported there.
    """
    for review in reviews(policy):
        stated = {grade for grade, _ in review.months} | set(review.irregular)
        treated = policy.treatments.get(review.name)
        absent = [
            grade for grade in review.grades if grade not in stated and (treated is None or grade in treated)
        ]
        if absent:
            shown = ", ".join(absent)
            yield remark(
                CODE,
                SEVERITY,
                review.where,
                f"{review.name}: nothing says when {shown} is reviewed",
                f"{review.name}：没有规定 {shown} 的复评间隔",
                "state review_months in its treatment, or for all grades review: {months} or {irregular}",
                "请在其处置措施中写明 review_months，或用 review: {months} 或 {irregular} 统一规定",
            )
