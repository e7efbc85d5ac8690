"""A formula that counts with an input whose special values are no numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Severity
from ..formula import Is, Node, children
from ..model import Policy
from ..variables import variables
from .readers import expressions_of
from .remark import remark

CODE = "special-not-stated"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Formulas that read an input with special values and never ask for one of them."""
    known = variables(policy)
    for decision in policy.decisions:
        asked = {
            (node.name, node.word)
            for expression in expressions_of(decision)
            for node in _walk(expression.root)
            if isinstance(node, Is)
        }
        for name in dict.fromkeys(name for e in expressions_of(decision) for name in e.names):
            absent = [word for word in known[name].specials if (name, word) not in asked]
            if not absent:
                continue
            words = ", ".join(absent)
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"{decision.name} counts with {name} and does not say what {words} means for it",
                f"{decision.name} 用 {name} 计算，但未规定 {words} 时如何处理",
                f"ask for it: if({name} is {absent[0]}, …, …), or the same test in when_undefined",
                f"请先判断：if({name} is {absent[0]}, …, …)，或写入 when_undefined",
            )


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _walk(child)
