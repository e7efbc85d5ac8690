"""An input that nothing reads."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .unused import names_read

CODE = "unused-input"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Inputs that neither a decision nor the result reads."""
    read = names_read(policy)
    for item in policy.inputs.values():
        if item.name not in read:
            yield remark(
                CODE,
                SEVERITY,
                item.where,
                f"nothing reads {item.name}",
                f"没有任何规则使用 {item.name}",
                "use it, remove it, or carry it along under result",
                "请使用或删去；仅需列示的，请写入 result",
            )
