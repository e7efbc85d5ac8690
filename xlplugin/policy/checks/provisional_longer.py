"""A provisional grade that lasts longer than a confirmed one."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .reviews import reviews

CODE = "provisional-longer"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Grades that are reviewed sooner than the provisional period ends."""
    provisional = policy.provisional
    for review in reviews(policy) if provisional is not None else ():
        assert provisional is not None
        sooner = [(grade, months) for grade, months in review.months if months < provisional.months]
        if review.name == provisional.of and sooner:
            shown = ", ".join(f"{grade} {months:g}" for grade, months in sooner)
            yield remark(
                CODE,
                SEVERITY,
                provisional.where,
                f"a new customer's grade is provisional for {provisional.months} months, "
                f"longer than the review interval (months) of {shown}",
                f"新客户的等级暂定 {provisional.months} 个月，长于下列等级的复评间隔（月数）：{shown}",
                "shorten the provisional period, or review these grades less often",
                "请缩短暂定期，或放宽这些等级的复评间隔",
            )
