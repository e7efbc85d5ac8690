"""An override that can change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .readers import overrides_of
from .remark import remark
from .results import grades_of

CODE = "override-idle"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """A cap at the best grade, a floor at the least risky one."""
    for decision in policy.decisions if policy.scale != "none" else ():
        grades = grades_of(policy, decision.name)
        for override in overrides_of(decision):
            if override.action in ("cap", "floor") and grades and override.grade == grades.ids[0]:
                yield remark(
                    CODE,
                    SEVERITY,
                    override.where,
                    f"{override.reason.code}: {override.action} {override.grade} never changes a grade",
                    f"{override.reason.code}：{override.action} {override.grade} 不会改变任何等级",
                    "name the grade that is meant, or remove the override",
                    "请写明应限定的等级，或删去此条",
                )
