"""A policy that proves nothing about itself."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "no-tests"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """A policy without an embedded test, or with tests that expect nothing."""
    if any(test.expect for test in policy.tests):
        return
    yield remark(
        CODE,
        SEVERITY,
        policy.where,
        "there is no test",
        "没有测试",
        "add tests: worked examples with what they must give",
        "请补上 tests：算例及其应有的结果",
    )
