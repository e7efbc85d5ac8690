"""Two attributes, bands or rows of a unique table that hold for the same values."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..variables import variables
from .clash import clashes
from .remark import remark

CODE = "overlap"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Rules of one decision that claim more than a common end."""
    for clash in clashes(policy, variables(policy)):
        if clash.touching:
            continue
        yield remark(
            CODE,
            Severity.ERROR if clash.sure and not clash.alike else Severity.WARNING,
            clash.where,
            f"{clash.of.en}: {clash.text} is claimed here and in line {clash.first.line}",
            f"{clash.of.zh}：{clash.text} 在此处和第 {clash.first.line} 行重复规定",
            "narrow one of the two",
            "请收窄其中之一",
        )
