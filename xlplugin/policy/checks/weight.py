"""A characteristic whose weight is not above zero."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy, Scorecard
from .remark import remark

CODE = "weight"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Weights of zero or below: the characteristic would count for nothing, or against its own points."""
    for decision in policy.decisions:
        if not isinstance(decision, Scorecard):
            continue
        for item in decision.characteristics:
            if item.weight <= 0:
                yield remark(
                    CODE,
                    SEVERITY,
                    item.where,
                    f"{item.name} has weight {item.weight:g}",
                    f"{item.name} 的权重为 {item.weight:g}",
                    "give it a weight above 0, or remove it; what lowers the score belongs in its points",
                    "请写大于 0 的权重，或删去该项；扣分应写在分值里",
                )
