"""A limit between two bands at which no embedded test stands."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Bands, Policy
from ..numbers import format_number, parse_date, parse_number
from ..variables import variables
from .cover import bands_of
from .remark import remark

CODE = "boundary-untested"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """Ends of bands that no test names as a value or as what it expects."""
    known = variables(policy)
    for bands in bands_of(policy):
        ends = {end for band in bands.bands for span in band.cell.ranges for end in (span.low, span.high)}
        variable = known[bands.of]
        outer = {end for span in variable.ranges for end in (span.low, span.high)}
        untested = sorted(end for end in ends - outer - _tested(policy, bands) if math.isfinite(end))
        if untested and policy.tests:
            shown = ", ".join(format_number(end, variable.range_unit) for end in untested)
            yield remark(
                CODE,
                SEVERITY,
                bands.where,
                f"{bands.name}: no test stands exactly at {shown} of {bands.of}",
                f"{bands.name}：没有测试恰好落在 {bands.of} 的 {shown}",
                "add a test at each limit: which side counts is where mistakes are made",
                "请在每个分界点补一个测试：归入哪一侧最易出错",
            )


def _tested(policy: Policy, bands: Bands) -> set[float]:
    keys = [bands.of, *(output for output, name in policy.result.items() if name == bands.of)]
    found: set[float] = set()
    for test in policy.tests:
        for values in (test.inputs, test.expect):
            for key in keys:
                text = str(values.get(key, "")).replace(",", "")
                day, number = parse_date(text), parse_number(text)
                found |= {float(day.toordinal())} if day else {number} if number is not None else set()
    return found
