"""An override that hands out the best or the least risky grade."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .readers import overrides_of
from .remark import remark
from .results import grades_of

CODE = "override-sets-best"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """``set`` to the first grade: an error on a risk scale, where no override may make a grade milder."""
    for decision in policy.decisions if policy.scale != "none" else ():
        grades = grades_of(policy, decision.name)
        for override in overrides_of(decision):
            if override.action != "set" or grades is None or override.grade != grades.ids[0]:
                continue
            yield remark(
                CODE,
                Severity.ERROR if policy.scale == "risk" else Severity.WARNING,
                override.where,
                f"{override.reason.code} sets {override.grade}, the first grade",
                f"{override.reason.code} 直接评为首级 {override.grade}",
                "what lets a customer in directly is a table before the bands, with its conditions stated",
                "直接准入应写成 bands 之前的表，并写明条件",
            )
