"""An amount of money without a plausible interval."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "money-without-plausible"
SEVERITY = Severity.HINT
CURRENCIES = frozenset(
    {"CNY", "RMB", "USD", "EUR", "GBP", "JPY", "HKD", "CHF", "SGD", "AUD", "CAD", "MOP", "TWD"}
)


def check(policy: Policy) -> Iterable[Finding]:
    """Inputs in 元, 万元 or a currency that would take 1,000 and 10,000,000 alike."""
    for item in policy.inputs.values():
        if _is_money(item.unit) and item.plausible is None:
            yield remark(
                CODE,
                SEVERITY,
                item.where,
                f"{item.name} is in {item.unit} and has no plausible interval: a wrong unit would pass",
                f"{item.name} 以{item.unit}计，未写 plausible：单位填错也不会被发现",
                'write plausible: "[0..1000000]", as the bank\'s customers are',
                '请按本行客户情况写 plausible: "[0..1000000]"',
            )


def _is_money(unit: str) -> bool:
    return unit.endswith(("元", "圆", "镑", "法郎", "卢布")) or any(
        word.upper() in CURRENCIES for word in unit.split()
    )
