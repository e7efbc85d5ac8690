"""A parameter that the bank has to set before the policy is used."""

from __future__ import annotations

from collections.abc import Iterable

from ..describing import value_text
from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "placeholder"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Parameters marked ``placeholder: true``."""
    for parameter in policy.parameters.values():
        if parameter.placeholder:
            shown = value_text(parameter.value, parameter.unit)
            yield remark(
                CODE,
                SEVERITY,
                parameter.where,
                f"{parameter.name} ({shown.en}) is a placeholder",
                f"{parameter.name}（{shown.zh}）是占位数",
                "set the bank's figure and remove placeholder",
                "请填入本行确定的数值，并删去 placeholder",
            )
