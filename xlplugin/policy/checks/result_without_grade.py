"""A policy that names no grade among its results."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .results import final

CODE = "result-without-grade"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """A result without ``grade``, or whose ``grade`` is no grade."""
    if final(policy) is None:
        yield remark(
            CODE,
            SEVERITY,
            policy.where,
            "the result names no grade, so GRADE has nothing to give",
            "result 中没有 grade，GRADE 函数无法返回等级",
            "write result: {grade: the decision that makes it}",
            "请写 result: {grade: 产生等级的决策}",
        )
