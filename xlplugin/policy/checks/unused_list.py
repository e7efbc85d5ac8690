"""A list that is named and not used."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark
from .unused import lists_read

CODE = "unused-list"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Names under ``lists`` that no input and no cell uses."""
    read = lists_read(policy)
    for name in policy.lists:
        if name not in read:
            yield remark(
                CODE,
                SEVERITY,
                policy.where,
                f"nothing uses the list {name}",
                f"没有规则使用名单 {name}",
                f'test it ("in {name}"), take values from it, or remove it',
                f"请在条件中使用（“in {name}”）、作为 values_from，或删去",
            )
