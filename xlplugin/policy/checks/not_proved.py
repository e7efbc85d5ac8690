"""A table whose completeness or uniqueness cannot be proved."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy, Table
from ..variables import variables
from .cover import Rules, rules_of
from .remark import remark

CODE = "not-proved"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Tables with a formula as condition where it matters, or with too many combinations to count out."""
    known = variables(policy)
    for decision in policy.decisions:
        if not isinstance(decision, Table):
            continue
        rules = rules_of(policy, known, decision)
        if rules.product is None:
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"{decision.name}: too many combinations to prove that its rows cover every case",
                f"{decision.name}：组合过多，无法证明各行覆盖全部情形",
                "split the table into smaller ones that follow each other",
                "请拆成前后相接的几张小表",
            )
        elif rules.formulas and _matters(rules, decision):
            lines = ", ".join(
                str(row.where.line) for i, row in enumerate(decision.rows) if rules.formulas >> i & 1
            )
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"{decision.name}: gaps and overlaps are not proved: line {lines} has a formula",
                f"{decision.name}：第 {lines} 行的条件是公式，无法证明没有空档和重叠",
                "make the formula a decision of its own and test its result in a cell, or write hit: first "
                "with an otherwise",
                "请把公式写成单独的决策，在表中测试其结果；或改用 hit: first 并补上 otherwise",
            )


def _matters(rules: Rules, table: Table) -> bool:
    if table.hit == "unique" and len(table.rows) > 1:
        return True
    assert rules.product is not None
    covered = all(outcome & ~rules.formulas for outcome in rules.product.outcomes)
    return not covered and table.collect not in ("sum", "list")
