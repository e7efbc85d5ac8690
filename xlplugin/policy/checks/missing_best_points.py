"""A blank cell that earns the best points."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Attribute, Characteristic, Linear, Policy, Scorecard
from ..variable import Variable
from ..variables import points_range, variables
from .blank import blank_slot
from .cases import cut
from .remark import remark

CODE = "missing-best-points"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Characteristics whose best points go to a missing value, or to the value that stands for one."""
    if policy.scale == "none":
        return
    known = variables(policy)
    for decision in policy.decisions:
        if not isinstance(decision, Scorecard):
            continue
        for item in decision.characteristics:
            low, high = points_range(item)
            points = _blank_points(policy, item, known[item.of])
            if low < high and points == (high if policy.scale == "value" else low):
                yield remark(
                    CODE,
                    SEVERITY,
                    item.where,
                    f"a missing {item.of} earns the best points there are ({points:g})",
                    f"{item.of} 缺失时得到最优分值（{points:g}）",
                    "give it the points of an unfavourable or middle case, or missing: error",
                    "请按不利或中间情形给分，或写 missing: error",
                )


def _blank_points(policy: Policy, item: Characteristic, variable: Variable) -> float | None:
    cells = [attribute.cell for attribute in item.attributes]
    part = cut(policy, variable, cells)
    declared = policy.inputs.get(variable.name)
    slot = blank_slot(part, declared)
    if slot is None:
        return None
    for attribute in item.attributes:
        if part.members(attribute.cell, cells)[slot]:
            return _points(attribute, declared.default if declared else None)
    return None


def _points(attribute: Attribute, value: object) -> float | None:
    if not isinstance(attribute.points, Linear):
        return attribute.points
    if not isinstance(value, float):
        return None
    span = attribute.cell.ranges[0]
    share = (value - span.low) / (span.high - span.low)
    return attribute.points.start + (attribute.points.end - attribute.points.start) * share
