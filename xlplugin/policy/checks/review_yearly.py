"""A grade of a value scale that is reviewed less often than once a year."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .reviews import reviews

CODE = "review-yearly"
SEVERITY = Severity.HINT
MOST_MONTHS = 12


def check(policy: Policy) -> Iterable[Finding]:
    """Review intervals of a value scale of more than twelve months."""
    for review in reviews(policy) if policy.scale == "value" else ():
        late = [(grade, months) for grade, months in review.months if months > MOST_MONTHS]
        if late:
            shown = ", ".join(f"{grade} {months:g}" for grade, months in late)
            yield remark(
                CODE,
                SEVERITY,
                review.where,
                f"reviewed less than once a year (months): {shown}",
                f"复评间隔超过一年（月数）：{shown}",
                f"a rating is usually valid for {MOST_MONTHS} months at most",
                f"评级有效期通常不超过 {MOST_MONTHS} 个月",
            )
