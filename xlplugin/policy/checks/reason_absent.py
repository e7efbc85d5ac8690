"""A characteristic that can lose points and has no reason to tell the customer."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy, Scorecard
from ..variables import points_range
from .remark import remark

CODE = "reason-absent"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Characteristics with more than one number of points and no ``reason``."""
    for decision in policy.decisions if policy.scale != "none" else ():
        for item in decision.characteristics if isinstance(decision, Scorecard) else ():
            low, high = points_range(item)
            if low < high and item.reason is None:
                yield remark(
                    CODE,
                    SEVERITY,
                    item.where,
                    f"{item.name} can cost points ({low:g} to {high:g}) and has no reason",
                    f"{item.name} 可能失分（{low:g} 到 {high:g}），但没有 reason",
                    "add reason: {code, en, zh}",
                    "请补上 reason: {code, en, zh}",
                )
