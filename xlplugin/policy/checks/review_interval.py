"""A review interval longer than twice that of the next riskier grade."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .reviews import reviews

CODE = "review-interval"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Review intervals on a risk scale."""
    if policy.scale != "risk":
        return
    for review in reviews(policy):
        for (grade, months), (riskier, shorter) in zip(review.months, review.months[1:], strict=False):
            if months > 2 * shorter:
                yield remark(
                    CODE,
                    SEVERITY,
                    review.where,
                    f"{grade} is reviewed every {months:g} months, {riskier} every {shorter:g}: more than twice",
                    f"{grade} 每 {months:g} 个月复评一次，超过 {riskier}（{shorter:g} 个月）的两倍",
                    f"review {grade} at least every {2 * shorter:g} months",
                    f"{grade} 的复评间隔不得超过 {2 * shorter:g} 个月",
                )
