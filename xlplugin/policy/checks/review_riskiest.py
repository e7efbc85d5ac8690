"""The riskiest AML tier reviewed less often than every half year."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .results import is_aml
from .reviews import reviews

CODE = "review-riskiest"
SEVERITY = Severity.ERROR
MOST_MONTHS = 6


def check(policy: Policy) -> Iterable[Finding]:
    """Risk-scale policies of the family aml whose last grade has more than six ``review_months``."""
    for review in reviews(policy) if is_aml(policy) else ():
        grade, months = review.months[-1]
        if grade == review.grades[-1] and months > MOST_MONTHS:
            yield remark(
                CODE,
                SEVERITY,
                review.where,
                f"{grade}, the riskiest tier, is reviewed every {months:g} months",
                f"风险最高的 {grade} 每 {months:g} 个月复评一次",
                f"review it at least every {MOST_MONTHS} months",
                f"至少每 {MOST_MONTHS} 个月复评一次",
            )
