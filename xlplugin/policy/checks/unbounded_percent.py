"""A percent without both bounds, so that 55 for 55% would pass."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "unbounded-percent"
SEVERITY = Severity.ERROR
TYPED_WHOLE = 55.0


def check(policy: Policy) -> Iterable[Finding]:
    """Inputs of unit % whose domain is absent or open; one so wide that 5500% passes is mentioned."""
    for item in policy.inputs.values():
        if item.unit != "%":
            continue
        ranges = item.domain.ranges if item.domain else ()
        bounded = ranges and math.isfinite(ranges[0].low) and math.isfinite(ranges[-1].high)
        if not bounded:
            yield remark(
                CODE,
                SEVERITY,
                item.where,
                f"{item.name} is a percent without bounds: a typed 55 would pass as 5500%",
                f"{item.name} 是未设上下限的百分比：误填的 55 会被当作 5500%",
                'write a domain such as "[0%..300%]"',
                "请写上下限，如“[0%..300%]”",
            )
        elif any(TYPED_WHOLE in span for span in ranges):
            yield remark(
                CODE,
                Severity.HINT,
                item.where,
                f"the domain of {item.name} is so wide that a typed 55 passes as 5500%",
                f"{item.name} 的范围过宽，误填的 55 会被当作 5500%",
                "narrow it, if such values do not occur",
                "如不会出现这样的数值，请收窄范围",
            )
