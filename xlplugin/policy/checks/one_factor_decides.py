"""A single characteristic that settles the grade whatever the others say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..findings import Finding, Severity
from ..model import Bands, Characteristic, Policy, Scorecard
from ..variable import Variable
from ..variables import points_range, variables
from .cases import cut
from .cover import bands_of
from .readers import maker
from .remark import remark

CODE = "one-factor-decides"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Cards of two or more characteristics in which the points of one move between the outer grades.

    On a risk scale one that reaches the riskiest grade while all others are at their lowest is enough.
    """
    if policy.scale == "none":
        return
    known = variables(policy)
    for bands in bands_of(policy):
        card = maker(policy, bands.of)
        if isinstance(card, Scorecard) and card.combine == "sum" and len(card.characteristics) > 1:
            yield from _card(policy, card, bands, known)


def _card(policy: Policy, card: Scorecard, bands: Bands, known: Mapping[str, Variable]) -> Iterator[Finding]:
    best, worst = bands.grades.ids[0], bands.grades.ids[-1]
    weighted = {item.name: _weighted(item) for item in card.characteristics}
    low_all, high_all = (sum(ends[i] for ends in weighted.values()) for i in (0, 1))
    for item in card.characteristics:
        low, high = weighted[item.name]
        lowest = (card.base_points + low_all - low, card.base_points + high_all - high)
        outer = [
            {_grade(policy, bands, known, (rest + own) / card.divide_by) for rest in lowest}
            for own in (low, high)
        ]
        decides = {frozenset(grades) for grades in outer} == {frozenset({best}), frozenset({worst})}
        alone = (
            policy.scale == "risk"
            and _grade(policy, bands, known, (lowest[0] + high) / card.divide_by) == worst
        )
        if low < high and (decides or alone):
            yield remark(
                CODE,
                SEVERITY,
                item.where,
                f"{item.name} alone moves the grade from {best} to {worst}, whatever the others say"
                if decides
                else f"{item.name} alone reaches {worst} while everything else is at its lowest risk",
                f"无论其他项如何，{item.name} 一项即可使等级在 {best} 与 {worst} 之间变动"
                if decides
                else f"其他各项风险均为最低时，仅 {item.name} 一项即可评为 {worst}",
                "lower its weight or points; what must decide alone belongs in the overrides",
                "请降低其权重或分值；须单独决定等级的，应写成 override",
            )


def _weighted(item: Characteristic) -> tuple[float, float]:
    low, high = sorted(points * item.weight for points in points_range(item))
    return low, high


def _grade(policy: Policy, bands: Bands, known: Mapping[str, Variable], score: float) -> str | None:
    cells = [band.cell for band in bands.bands]
    part = cut(policy, known[bands.of], cells)
    slot = part.of_number(round(score, 9))
    return next((band.grade for band in bands.bands if part.members(band.cell, cells)[slot]), None)
