"""Which inputs an output depends on, and which of them grading it is sure to read.

A value that breaks its declaration is an error even where no rule happened to read it: an output is
refused for any such input that it depends on, unless a ``set`` override decided.
"""

from __future__ import annotations

from collections.abc import Iterable

from xlplugin.policy.formula import Call, Is, Logic, Node, children, names_of
from xlplugin.policy.formula import Name as NameNode
from xlplugin.policy.model import (
    Bands,
    Condition,
    Decision,
    Formula,
    Matrix,
    Policy,
    Ranking,
    Scorecard,
    SubPolicy,
    Table,
)


def reads(decision: Decision) -> Iterable[str]:
    """Every name that a decision reads, overrides and conditions included."""
    match decision:
        case Formula():
            yield from names_of(decision.expression.root)
            for when, _ in decision.when_undefined:
                yield from _condition(when)
        case Scorecard():
            for item in decision.characteristics:
                yield item.of
                yield from _condition(item.applies)
        case Bands():
            yield decision.of
        case Table():
            for row in decision.rows:
                yield from _condition(row.when)
        case Matrix():
            yield from (decision.rows, decision.columns)
        case Ranking():
            yield decision.of
            yield from _condition(decision.where_)
        case SubPolicy():
            yield from decision.inputs.values()
    for override in getattr(decision, "overrides", ()):
        yield from _condition(override.when)


def _condition(condition: Condition | None) -> Iterable[str]:
    if condition is not None:
        yield from condition.cells
        if condition.formula is not None:
            yield from names_of(condition.formula.root)


Paths = frozenset[frozenset[str]]
"""The ways from an output to an input, each by the decisions on it that a ``set`` override can decide."""


def inputs_behind(policy: Policy, name: str) -> dict[str, Paths]:
    """The inputs that a name depends on, in the policy's order, each with the ways that lead to it."""
    found = _behind(policy, name, {})
    return {item: found[item] for item in policy.inputs if item in found}


def _behind(policy: Policy, name: str, known: dict[str, dict[str, Paths]]) -> dict[str, Paths]:
    if name in policy.inputs:
        return {name: frozenset({frozenset()})}
    if name in policy.parameters:
        return {}
    decision = policy.decision(name)
    if decision.name in known:
        return known[decision.name]
    own = frozenset({decision.name} if can_set(decision) else ())
    found: dict[str, Paths] = {}
    for read in dict.fromkeys(reads(decision)):
        for item, paths in _behind(policy, read, known).items():
            found[item] = found.get(item, frozenset()) | {path | own for path in paths}
    known[decision.name] = {item: _shortest(paths) for item, paths in found.items()}
    return known[decision.name]


def _shortest(paths: Paths) -> Paths:
    """The ways that no other way lies within: the rest add nothing."""
    return frozenset(path for path in paths if not any(other < path for other in paths))


def can_set(decision: Decision) -> bool:
    """True where an override of the decision can set its grade, whatever else is wrong."""
    return any(override.action == "set" for override in getattr(decision, "overrides", ()))


def surely_read(policy: Policy, name: str) -> set[str]:
    """The inputs without which a name has no value, whatever the rest says."""
    if name in policy.inputs:
        return {name}
    if name in policy.parameters:
        return set()
    decision = policy.decision(name)
    needed: list[str] = []
    if can_set(decision):
        return set()
    if isinstance(decision, Scorecard):
        needed = [item.of for item in decision.characteristics if item.applies is None and item.attributes]
    elif isinstance(decision, Bands):
        needed = [decision.of]
    elif isinstance(decision, Matrix):
        needed = [decision.rows, decision.columns]
    elif isinstance(decision, Ranking):
        needed = [decision.of]
    elif isinstance(decision, Formula) and not decision.when_undefined:
        needed = list(_always(decision.expression.root))
    return set().union(*(surely_read(policy, item) for item in needed)) if needed else set()


def _always(node: Node) -> Iterable[str]:
    if isinstance(node, NameNode):
        yield node.name
    elif not isinstance(node, Logic | Is) and not (isinstance(node, Call) and node.function == "if"):
        for child in children(node):
            yield from _always(child)
