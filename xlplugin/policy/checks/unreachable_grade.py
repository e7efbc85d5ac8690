"""A grade on the list that nothing gives."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..variables import variables
from .reaching import grades_given
from .remark import remark
from .results import riskiest

CODE = "unreachable-grade"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Grades that no band, row, cell or override gives for any values."""
    known = variables(policy)
    last = riskiest(policy)
    for decision in policy.decisions:
        grades = getattr(decision, "grades", None) or next(
            (output.grades for output in getattr(decision, "outputs", ()) if output.grades), None
        )
        given = grades_given(policy, decision, known)
        if grades is None or given is None:
            continue
        for grade in grades.ids:
            if grade in given or last == (decision.name, grade):
                continue
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"{decision.name}: nothing gives {grade}",
                f"{decision.name}：没有任何情形评为 {grade}",
                "mend the limits or the points, or take the grade off the list",
                "请修改分数线或分值，或从列表中删去该等级",
            )
