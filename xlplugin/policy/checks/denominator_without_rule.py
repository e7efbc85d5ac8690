"""A ratio whose denominator can be zero or negative and that does not say what then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..findings import Finding, Severity
from ..formula import Arithmetic, Call, Expression, Node, children
from ..model import Decision, Formula, Policy
from ..variable import Variable
from ..variables import variables
from .readers import expressions_of
from .remark import remark
from .signs import POSITIVE, Facts, settled, signs, unless
from .written import written

CODE = "denominator-without-rule"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Every ``/`` of a formula or condition, unless when_undefined or an ``if`` around it leaves only
    positive denominators."""
    known = variables(policy)
    for decision in policy.decisions:
        facts: dict[Node, frozenset[int]] = {}
        if isinstance(decision, Formula):
            for condition, _ in decision.when_undefined:
                if condition.formula is not None:
                    yield from _ratios(decision, condition.formula, known, facts)
                for node, allowed in unless(condition, known).items():
                    facts[node] = facts.get(node, frozenset({-1, 0, 1})) & allowed
            yield from _ratios(decision, decision.expression, known, facts)
        else:
            for expression in expressions_of(decision):
                yield from _ratios(decision, expression, known, facts)


def _ratios(
    decision: Decision, expression: Expression, known: Mapping[str, Variable], facts: Facts
) -> Iterator[Finding]:
    for below in dict.fromkeys(_open(expression.root, known, facts)):
        text = written(below)
        rule = f'when_undefined: {{"{text} <= 0": error}}'
        yield remark(
            CODE,
            SEVERITY,
            expression.where,
            f"{decision.name} divides by {text}, which can be zero or negative",
            f"{decision.name} 的除数 {text} 可能为零或负数",
            f"write {rule}, or a number or missing in place of error"
            if isinstance(decision, Formula)
            else f"make the ratio a decision of kind formula with {rule}",
            f"请写 {rule}，error 也可以换成数值或 missing"
            if isinstance(decision, Formula)
            else f"请把该比率写成 kind: formula 的决策，并写 {rule}",
        )


def _open(node: Node, known: Mapping[str, Variable], facts: Facts) -> Iterator[Node]:
    """The denominators below a node that need not be positive."""
    if (
        isinstance(node, Arithmetic)
        and node.operator == "/"
        and not signs(node.right, known, facts) <= POSITIVE
    ):
        yield node.right
    if isinstance(node, Call) and node.function == "if":
        condition, then, otherwise = node.arguments
        yield from _open(condition, known, facts)
        yield from _open(then, known, {**facts, **settled(condition, True)})
        yield from _open(otherwise, known, {**facts, **settled(condition, False)})
        return
    for child in children(node):
        yield from _open(child, known, facts)
