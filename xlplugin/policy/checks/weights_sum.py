"""Weights that do not come to the sum that the card states, or seems to mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..findings import Finding, Severity
from ..model import Policy, Scorecard
from ..numbers import format_number
from .remark import remark

CODE = "weights-sum"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """A stated sum is proved; where none is stated and weights come to about 100 or 100%, it is asked for."""
    for decision in policy.decisions:
        if isinstance(decision, Scorecard):
            yield from _card(decision)


def _card(card: Scorecard) -> Iterator[Finding]:
    total = sum(Decimal(repr(item.weight)) for item in card.characteristics)
    shown = format_number(float(total))
    if card.weights_sum is not None:
        if total != Decimal(repr(card.weights_sum)):
            stated = format_number(card.weights_sum)
            yield remark(
                CODE,
                SEVERITY,
                card.where,
                f"{card.name}: the weights come to {shown}, not to {stated}",
                f"{card.name}：权重合计为 {shown}，不是 {stated}",
                "mend the weights, or weights_sum",
                "请修改权重或 weights_sum",
            )
        return
    if all(item.weight == 1 for item in card.characteristics):
        return
    for meant in (Decimal(100), Decimal(1)):
        if total == meant:
            yield remark(
                CODE,
                Severity.HINT,
                card.where,
                f"{card.name}: the weights come to {shown}, and nothing keeps it so",
                f"{card.name}：权重合计为 {shown}，但未加约束",
                f"write weights_sum: {meant}",
                f"请写 weights_sum: {meant}",
            )
        elif abs(total - meant) <= meant / 10:
            yield remark(
                CODE,
                Severity.WARNING,
                card.where,
                f"{card.name}: the weights come to {shown}; is {meant} meant?",
                f"{card.name}：权重合计为 {shown}，是否应为 {meant}？",
                f"mend the weights and write weights_sum: {meant}, or state the sum that is meant",
                f"请修改权重并写 weights_sum: {meant}，或写明应有的合计",
            )
