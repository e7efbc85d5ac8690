"""The riskiest grade of a risk scale that no score and no override gives."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..variables import variables
from .reaching import grades_given
from .remark import remark
from .results import riskiest

CODE = "riskiest-unreachable"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """The result of a risk-scale policy that can never be its riskiest grade."""
    last = riskiest(policy)
    if last is None:
        return
    decision = policy.decision(last[0])
    given = grades_given(policy, decision, variables(policy))
    if given is not None and last[1] not in given:
        yield remark(
            CODE,
            SEVERITY,
            decision.where,
            f"{decision.name}: no score and no override gives {last[1]}, the riskiest grade",
            f"{decision.name}：任何得分和 override 都不会评为风险最高的 {last[1]}",
            "lower its limit, raise the points, or add the direct rules as overrides",
            "请降低其分数线、提高分值，或以 override 补上直接定级规则",
        )
