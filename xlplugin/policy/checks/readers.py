"""Who reads what: the names, conditions and formulas of each decision."""

from __future__ import annotations

from collections.abc import Iterator

from ..cells import Cell
from ..formula import Expression, Is, Logic, Node, children
from ..model import (
    Bands,
    Condition,
    Decision,
    Formula,
    Matrix,
    Override,
    Policy,
    Ranking,
    Scorecard,
    SubPolicy,
    Table,
)


def overrides_of(decision: Decision) -> tuple[Override, ...]:
    """The overrides of a decision; none where its kind has none."""
    return getattr(decision, "overrides", ())


def outputs_of(decision: Decision) -> tuple[str, ...]:
    """The names that a decision makes."""
    return tuple(o.name for o in decision.outputs) if isinstance(decision, Table) else (decision.name,)


def maker(policy: Policy, name: str) -> Decision | None:
    """The decision that makes a name; None for an input or a parameter."""
    return next((decision for decision in policy.decisions if name in outputs_of(decision)), None)


def condition_groups(decision: Decision) -> Iterator[tuple[Condition, ...]]:
    """The conditions of a decision, grouped as scoring groups them: one may state missing for its group."""
    match decision:
        case Scorecard():
            yield tuple(c.applies for c in decision.characteristics if c.applies is not None)
        case Table():
            yield tuple(row.when for row in decision.rows if row.when is not None)
        case Ranking(where_=Condition() as where):
            yield (where,)
        case Formula():
            yield tuple(condition for condition, _ in decision.when_undefined)
    yield tuple(override.when for override in overrides_of(decision))


def conditions_of(decision: Decision) -> Iterator[Condition]:
    """All conditions of a decision."""
    for group in condition_groups(decision):
        yield from group


def expressions_of(decision: Decision) -> Iterator[Expression]:
    """All formulas of a decision: its own and those of its conditions."""
    if isinstance(decision, Formula):
        yield decision.expression
    for condition in conditions_of(decision):
        if condition.formula is not None:
            yield condition.formula


def read_by(decision: Decision) -> tuple[str, ...]:
    """Every name that a decision reads, once, in order."""
    names: list[str] = []
    match decision:
        case Scorecard():
            names += [characteristic.of for characteristic in decision.characteristics]
        case Bands() | Ranking():
            names.append(decision.of)
        case Matrix():
            names += [decision.rows, decision.columns]
        case SubPolicy():
            names += decision.inputs.values()
    for condition in conditions_of(decision):
        names += condition.cells
    for expression in expressions_of(decision):
        names += expression.names
    return tuple(dict.fromkeys(names))


def roots(policy: Policy) -> dict[str, frozenset[str]]:
    """The inputs on which each name depends in the end."""
    found = {name: frozenset([name]) for name in policy.inputs}
    for decision in policy.decisions:
        below = frozenset().union(*(found.get(name, frozenset()) for name in read_by(decision)))
        found.update((name, below) for name in outputs_of(decision))
    return found


def cells_by_name(group: tuple[Condition, ...]) -> dict[str, list[Cell]]:
    """The cells of a group of conditions under the name that they test."""
    found: dict[str, list[Cell]] = {}
    for condition in group:
        for name, cell in condition.cells.items():
            found.setdefault(name, []).append(cell)
    return found


def asks_whether_missing(node: Node, name: str) -> bool:
    """True where a formula says ``name is missing`` or ``name is not missing``."""
    if isinstance(node, Is) and node.name == name and node.word == "missing":
        return True
    return any(asks_whether_missing(child, name) for child in children(node))


def surely_holds_missing(condition: Condition, name: str) -> bool:
    """True where the condition holds whenever ``name`` is missing, whatever else is said."""
    if condition.formula is not None:
        root = condition.formula.root
        parts = root.operands if isinstance(root, Logic) and root.operator == "or" else (root,)
        return Is(name, "missing", False) in parts
    tested = {other for other, cell in condition.cells.items() if not cell.anything}
    return tested == {name} and condition.cells[name].missing


def requires_present(condition: Condition, name: str) -> bool:
    """True where the condition cannot hold while ``name`` is missing."""
    if condition.formula is not None:
        root = condition.formula.root
        parts = root.operands if isinstance(root, Logic) and root.operator == "and" else (root,)
        return Is(name, "missing", True) in parts
    cell = condition.cells.get(name)
    return cell is not None and not cell.missing and not cell.anything
