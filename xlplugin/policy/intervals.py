"""After how many months a grade is reviewed: its treatment says so, else the policy's review."""

from __future__ import annotations

from .findings import Bilingual
from .model import Policy

REVIEW_MONTHS = "review_months"
"""The item of a treatment that says after how many months a grade is reviewed."""
IRREGULAR = Bilingual("irregular", "不定期")


def review_interval(policy: Policy, name: str, grade: str) -> float | str | Bilingual | None:
    """The months between two reviews of a grade that ``name`` makes.

    A text where there is no fixed interval, None where the policy says nothing.
    """
    stated = policy.treatments.get(name, {}).get(grade, {}).get(REVIEW_MONTHS)
    review = policy.review
    if stated is not None or review is None or review.of != name:
        return stated
    if grade in review.irregular:
        return IRREGULAR
    return None if review.months is None else float(review.months)
