"""Points that rise and fall again along a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..findings import Finding, Severity
from ..model import Characteristic, Linear, Policy, Scorecard
from ..numbers import format_number
from ..variable import Variable
from ..variables import variables
from .cases import cut
from .remark import remark

CODE = "non-monotonic"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Points against a declared ``monotonic`` are an error; undeclared, they are mentioned."""
    known = variables(policy)
    for decision in policy.decisions:
        if isinstance(decision, Scorecard):
            for item in decision.characteristics:
                yield from _characteristic(policy, item, known)


def _characteristic(policy: Policy, item: Characteristic, known: Mapping[str, Variable]) -> Iterator[Finding]:
    variable = known[item.of]
    if not variable.numeric and not item.monotonic:
        return
    course = list(_course(policy, item, variable))
    rises = any(b > a for a, b in zip(course, course[1:], strict=False))
    falls = any(b < a for a, b in zip(course, course[1:], strict=False))
    shown = ", ".join(format_number(points) for points in course)
    if (item.monotonic == "increasing" and falls) or (item.monotonic == "decreasing" and rises):
        zh = "递增" if item.monotonic == "increasing" else "递减"
        yield remark(
            CODE,
            SEVERITY,
            item.where,
            f"the points for {item.of} are declared {item.monotonic}, but run {shown}",
            f"{item.of} 的分值声明为{zh}，实际依次为 {shown}",
            "mend the points, or drop monotonic",
            "请修改分值，或删去 monotonic",
        )
    elif not item.monotonic and rises and falls:
        yield remark(
            CODE,
            Severity.HINT,
            item.where,
            f"the points for {item.of} rise and fall: {shown}",
            f"{item.of} 的分值有升有降：{shown}",
            "leave it if it is meant; else mend the points and write monotonic: increasing or decreasing",
            "如属有意可不改；否则请修改分值，并写 monotonic: increasing 或 decreasing",
        )


def _course(policy: Policy, item: Characteristic, variable: Variable) -> Iterator[float]:
    """The points from the lowest number (or the first word) to the highest."""
    cells = [attribute.cell for attribute in item.attributes]
    part = cut(policy, variable, cells)
    held = [part.members(cell, cells) for cell in cells]
    before = -1
    for slot, kept in enumerate(part.slots):
        if kept.kind not in ("range", "word"):
            continue
        hit = next((i for i, members in enumerate(held) if members[slot]), before)
        if hit == before:
            continue
        before = hit
        points = item.attributes[hit].points
        if isinstance(points, Linear):
            yield points.start
            yield points.end
        elif points is not None:
            yield points
