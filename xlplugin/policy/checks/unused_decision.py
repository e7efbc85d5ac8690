"""A decision whose result goes nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .unused import idle_decisions

CODE = "unused-decision"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Decisions and outputs that no later decision, no result and no treatment reads."""
    for name in idle_decisions(policy):
        yield remark(
            CODE,
            SEVERITY,
            policy.decision(name).where,
            f"nothing reads {name}",
            f"没有任何规则使用 {name}",
            "use it, remove it, or name it under result",
            "请使用或删去，或写入 result",
        )
