"""A parameter that no rule names."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .unused import parameters_read

CODE = "unused-parameter"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Parameters that stand in no cell and no formula; whoever changes one would change nothing."""
    read = parameters_read(policy)
    for parameter in policy.parameters.values():
        if parameter.name not in read:
            yield remark(
                CODE,
                SEVERITY,
                parameter.where,
                f"no rule names the parameter {parameter.name}",
                f"没有规则使用参数 {parameter.name}",
                "name it where its figure stands, or remove it",
                "请在相应位置写参数名，或删去该参数",
            )
