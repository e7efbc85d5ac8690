"""A grade that the treatments pass over."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .readers import maker
from .remark import remark
from .results import grades_of

CODE = "treatment-missing"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Grades without treatment beside grades that have one."""
    for name, treatment in policy.treatments.items():
        grades, decision = grades_of(policy, name), maker(policy, name)
        absent = [grade for grade in grades.ids if grade not in treatment] if grades else []
        if absent and decision is not None:
            shown = ", ".join(absent)
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"treatments of {name}: nothing for {shown}",
                f"{name} 的处置措施缺少 {shown}",
                "say what follows from this grade, too",
                "请补上该等级的措施",
            )
