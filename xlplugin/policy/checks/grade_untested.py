"""A grade that no embedded test expects."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .results import graded

CODE = "grade-untested"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """Grades of the results that stand in no test."""
    for output, name, grades in graded(policy):
        expected = {
            str(test.expect[key]) for test in policy.tests for key in (output, name) if key in test.expect
        }
        untested = [grade for grade in grades.ids if grade not in expected]
        if untested:
            shown = ", ".join(untested)
            yield remark(
                CODE,
                SEVERITY,
                policy.decision(name).where,
                f"{output}: no test expects {shown}",
                f"{output}：没有测试得出 {shown}",
                "add a worked example for each grade",
                "请为每个等级各补一个算例",
            )
