"""An override that has no meaning on the scale of its policy."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .readers import overrides_of
from .remark import remark

CODE = "override-scale"
SEVERITY = Severity.ERROR
MEANT = {"value": ("cap", "set"), "risk": ("floor", "set"), "none": ("set",)}


def check(policy: Policy) -> Iterable[Finding]:
    """``cap`` outside a value scale, ``floor`` outside a risk scale."""
    allowed = MEANT[policy.scale]
    for decision in policy.decisions:
        for override in overrides_of(decision):
            if override.action not in allowed:
                yield remark(
                    CODE,
                    SEVERITY,
                    override.where,
                    f"{override.reason.code}: {override.action} has no meaning on scale {policy.scale}",
                    f"{override.reason.code}：scale 为 {policy.scale} 时不能用 {override.action}",
                    f"write {' or '.join(allowed)}",
                    f"请写 {' 或 '.join(allowed)}",
                )
