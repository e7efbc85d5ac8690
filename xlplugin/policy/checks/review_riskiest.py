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
    """Risk-scale policies of the family aml whose last grade is reviewed later than after six months."""
    for review in reviews(policy) if is_aml(policy) else ():
        grade = review.grades[-1]
        months = dict(review.months).get(grade)
        if grade in review.irregular or (months is not None and months > MOST_MONTHS):
            every, every_zh = (
                ("without a fixed interval", "不定期复评")
                if months is None
                else (f"every {months:g} months", f"每 {months:g} 个月复评一次")
            )
            yield remark(
                CODE,
                SEVERITY,
                review.where,
                f"{grade}, the riskiest tier, is reviewed {every}",
                f"风险最高的 {grade} {every_zh}",
                f"review it at least every {MOST_MONTHS} months",
                f"至少每 {MOST_MONTHS} 个月复评一次",
            )
