"""A parameter that the bank has to set before the policy is used."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..numbers import format_number
from .remark import remark

CODE = "placeholder"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Parameters marked ``placeholder: true``."""
    for parameter in policy.parameters.values():
        if parameter.placeholder:
            shown = format_number(parameter.value, parameter.unit if parameter.unit == "%" else "")
            yield remark(
                CODE,
                SEVERITY,
                parameter.where,
                f"{parameter.name} ({shown}) is a placeholder",
                f"{parameter.name}（{shown}）是占位数",
                "set the bank's figure and remove placeholder",
                "请填入本行确定的数值，并删去 placeholder",
            )
