"""Reasons: what cost a customer the better grade, in the words of the policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Reason

if TYPE_CHECKING:
    from .compile import Compiled


@dataclass(frozen=True, slots=True)
class Lost:
    """A reason and the points that it stands for (0 for a rule that decided without points)."""

    code: str
    text: Bilingual
    lost: float


def reasons_of(compiled: Compiled, row: list[object]) -> tuple[Lost, ...]:
    """The overrides that changed the grade, the reasons of the rules hit, then the points lost.

    Points are lost against the best attribute of a characteristic; the same code is summed, what costs
    nothing is dropped, the largest comes first and ties stay in file order.
    """
    rules: dict[str, Lost] = {}
    for step in compiled.graders:
        for hit in step.hits(row):
            if hit.before != hit.after:
                rules.setdefault(hit.code, Lost(hit.code, hit.text, 0.0))
    for reason in _rule_reasons(compiled, row):
        rules.setdefault(reason.code, Lost(reason.code, reason.text, 0.0))
    lost: dict[str, Lost] = {}
    for card in compiled.scorecards:
        for award in card.awards(row):
            reason = award.characteristic.reason
            if reason is None or award.lost <= 0:
                continue
            before = lost[reason.code].lost if reason.code in lost else 0.0
            lost[reason.code] = Lost(reason.code, reason.text, before + award.lost)
    costly = sorted(lost.values(), key=lambda item: -item.lost)
    return (*rules.values(), *(item for item in costly if item.code not in rules))


def _rule_reasons(compiled: Compiled, row: list[object]) -> list[Reason]:
    found = [reason for step in compiled.graders for _, reason in step.rules(row)]
    return [reason for reason in found if reason is not None]
