"""An AML policy with fewer than three tiers."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .results import final, is_aml

CODE = "few-tiers"
SEVERITY = Severity.ERROR
FEWEST = 3


def check(policy: Policy) -> Iterable[Finding]:
    """Risk-scale policies of the family aml whose ``grade`` has one or two values."""
    made = final(policy) if is_aml(policy) else None
    if made is not None and len(made[1].ids) < FEWEST:
        tiers = ", ".join(made[1].ids)
        yield remark(
            CODE,
            SEVERITY,
            policy.decision(made[0]).where,
            f"there are only {len(made[1].ids)} tiers ({tiers}); customer risk needs at least {FEWEST}",
            f"只有 {len(made[1].ids)} 个等级（{tiers}）；客户洗钱风险等级不得少于 {FEWEST} 级",
            "add a tier",
            "请增加等级",
        )
