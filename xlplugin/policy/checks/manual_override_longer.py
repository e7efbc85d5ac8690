"""Manual overrides that are to hold beyond every review."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .reviews import reviews

CODE = "manual-override-longer"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Manual overrides whose ``months`` exceed the review interval of each grade: the figure never counts."""
    manual = policy.manual_overrides
    for review in reviews(policy) if manual is not None else ():
        if manual is None or review.name != manual.of or len(review.months) < len(review.grades):
            continue  # a grade without an interval may be held as long as somebody decides
        longest = max(months for _, months in review.months)
        if manual.months > longest:
            yield remark(
                CODE,
                SEVERITY,
                manual.where,
                f"manual_overrides hold for {manual.months} months, but every grade is reviewed after {longest:g} at the "
                "latest",
                f"人工调整有效 {manual.months} 个月，而各等级最迟 {longest:g} 个月即须复评",
                f"write months: {longest:g} or less",
                f"请将 months 写为 {longest:g} 或更小",
            )
