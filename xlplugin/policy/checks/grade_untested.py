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
            grade
            for test in policy.tests
            for key in (output, name)
            if key in test.expect
            for grade in _grades(test.expect[key])
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


def _grades(expected: object) -> Iterable[str]:
    """The grades that a test names: one, or those of a list that a table collects."""
    return map(str, expected) if isinstance(expected, tuple | list) else (str(expected),)
