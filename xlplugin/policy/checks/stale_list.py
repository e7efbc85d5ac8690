"""A list that was more than a year old when the policy took effect."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "stale-list"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """Lists whose ``as_of`` lies more than twelve months before ``effective``."""
    day = policy.effective
    for item in policy.lists.values():
        months = (day.year - item.as_of.year) * 12 + day.month - item.as_of.month
        if months > 12 or (months == 12 and day.day > item.as_of.day):
            yield remark(
                CODE,
                SEVERITY,
                item.where,
                f"the list {item.name} is as of {item.as_of}, the policy takes effect on {day}",
                f"名单 {item.name} 的日期为 {item.as_of}，而制度自 {day} 起生效",
                "bring the list up to date",
                "请更新名单",
            )
