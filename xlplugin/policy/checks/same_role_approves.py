"""A role that says yes twice on the way to one grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Severity
from ..model import Policy
from ..process import Approval
from .remark import remark

CODE = "same-role-approves"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Approval steps of one role that hold for a common grade in any case."""
    for place, step in enumerate(policy.approvals):
        for earlier in _alike(step, policy.approvals[:place]):
            yield remark(
                CODE,
                SEVERITY,
                step.where,
                f"{step.role.en} stands for {step.step} and already for {earlier.step}",
                f"{step.role.zh}既负责 {step.step}，又负责前面的 {earlier.step}",
                "name another role, or make one step of the two: nobody checks his own work",
                "请改由其他角色负责，或将两步合为一步：自己不能复核自己",
            )
            break


def _alike(step: Approval, earlier: tuple[Approval, ...]) -> Iterator[Approval]:
    if step.when is None:
        yield from (
            other
            for other in earlier
            if other.role.zh == step.role.zh
            and other.of == step.of
            and other.when is None
            and (not other.grades or not step.grades or set(other.grades) & set(step.grades))
        )
