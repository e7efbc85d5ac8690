"""A grade that nobody has to approve beside grades that somebody has to."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .results import grades_of

CODE = "approval-missing"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """Grades for which no approval step holds in any case."""
    for name in dict.fromkeys(step.of for step in policy.approvals):
        steps = [step for step in policy.approvals if step.of == name and step.when is None]
        grades = grades_of(policy, name)
        absent = [grade for grade in grades.ids if not any(step.holds_for(grade) for step in steps)] if grades else []
        if steps and absent:
            shown = ", ".join(absent)
            yield remark(
                CODE,
                SEVERITY,
                steps[0].where,
                f"approvals of {name}: no step for {shown}",
                f"{name} 的审批：{shown} 没有任何步骤",
                "say who confirms these grades, or leave out grades: where a step holds for all",
                "请写明由谁认定这些等级；适用于所有等级的步骤不写 grades",
            )
