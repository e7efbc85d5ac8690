"""Two intervals that meet in a number which both claim."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..variables import variables
from .clash import clashes
from .remark import remark

CODE = "shared-end"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Rules of one decision that share an end and no more; harmless where both say the same there."""
    for clash in clashes(policy, variables(policy)):
        if not clash.touching:
            continue
        yield remark(
            CODE,
            Severity.ERROR if clash.sure and not clash.alike else Severity.WARNING,
            clash.where,
            f"{clash.of.en}: the end {clash.text} is claimed here and in line {clash.first.line}",
            f"{clash.of.zh}：端点 {clash.text} 在此处和第 {clash.first.line} 行都包含在内",
            'open one of the two ends: "[60..80)" leaves 80 to the next',
            "请把其中一端改为开区间：“[60..80)”将 80 留给下一档",
        )
