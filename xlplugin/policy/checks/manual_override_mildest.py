"""A person may make the riskiest AML tier the mildest in one step."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..notches import notches
from .remark import remark
from .results import grades_of, is_aml

CODE = "manual-override-mildest"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Risk-scale policies of the family aml whose ``better`` spans all of the tiers."""
    manual = policy.manual_overrides
    grades = grades_of(policy, manual.of) if manual is not None and is_aml(policy) else None
    if manual is None or grades is None:
        return
    mildest, riskiest = grades.ids[0], grades.ids[-1]
    if mildest != riskiest and manual.allows(notches(grades, riskiest, mildest)):
        yield remark(
            CODE,
            SEVERITY,
            manual.where,
            f"manual_overrides: {riskiest}, the riskiest tier, may be changed to {mildest}, the mildest, in one step",
            f"manual_overrides：风险最高的 {riskiest} 可一次调为风险最低的 {mildest}",
            f"allow fewer notches: better at most {len(grades.ids) - 2}",
            f"请减少允许的级数：better 不超过 {len(grades.ids) - 2}",
        )
