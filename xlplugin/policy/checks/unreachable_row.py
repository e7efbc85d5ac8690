"""A row of a table that never decides anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Severity
from ..model import Policy, Table
from ..variables import variables
from .cover import Rules, rules_of
from .remark import remark

CODE = "unreachable-row"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Rows that no value matches, and rows of a first-hit table whose cases earlier rows take."""
    known = variables(policy)
    for decision in policy.decisions:
        if not isinstance(decision, Table):
            continue
        rules = rules_of(policy, known, decision)
        for i in rules.empty:
            yield remark(
                CODE,
                Severity.WARNING,
                decision.rows[i].where,
                f"{decision.name}: no value matches this row",
                f"{decision.name}：没有任何取值符合此行",
                "mend the condition, or remove the row",
                "请修改条件，或删去此行",
            )
        if decision.hit == "first" and rules.product is not None:
            yield from _taken(decision, rules)


def _taken(table: Table, rules: Rules) -> Iterator[Finding]:
    assert rules.product is not None
    for i, row in enumerate(table.rows):
        if i in rules.empty:
            continue
        earlier = ((1 << i) - 1) & ~rules.formulas
        before = [outcome & earlier for outcome in rules.product.outcomes if outcome >> i & 1]
        if not all(before):
            continue
        takers = sorted({(rows & -rows).bit_length() - 1 for rows in before})
        others = [table.rows[taker] for taker in takers]
        alike = all((o.then, o.refuse, o.reason) == (row.then, row.refuse, row.reason) for o in others)
        lines = ", ".join(str(other.where.line) for other in others)
        yield remark(
            CODE,
            Severity.WARNING if alike else Severity.ERROR,
            row.where,
            f"{table.name}: this row is never reached, line {lines} matches every case before it",
            f"{table.name}：此行永远不会用到：第 {lines} 行已涵盖其全部情形",
            "move it up, narrow the rows above, or remove it",
            "请上移此行，或收窄前面的行，或删去此行",
        )
