"""Which signs a number of a formula can have, given what conditions before it have settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from ..attainable import attainable
from ..cells import Cell
from ..formula import (
    Arithmetic,
    Call,
    Comparison,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
)
from ..model import Condition
from ..ranges import Range, complement
from ..variable import Variable

Signs = frozenset[int]
Facts = Mapping[Node, Signs]
"""What is known of some nodes: the signs that they can still have."""

ANY: Signs = frozenset({-1, 0, 1})
POSITIVE: Signs = frozenset({1})
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def signs(node: Node, known: Mapping[str, Variable], facts: Facts) -> Signs:
    """The signs that a numeric node can have."""
    match node:
        case Number(value):
            found = _of_ranges([Range(value, value, True, True)])
        case Name(name):
            variable = known[name]
            found = _of_ranges(variable.ranges) if variable.numeric else ANY
        case Negative(operand):
            found = frozenset(-sign for sign in signs(operand, known, facts))
        case Arithmetic("+" | "-" as operator, left, right):
            turn = 1 if operator == "+" else -1
            sides = product(signs(left, known, facts), signs(right, known, facts))
            found = _union(_added(a, turn * b) for a, b in sides)
        case Arithmetic(_, left, right):
            found = frozenset(
                a * b for a, b in product(signs(left, known, facts), signs(right, known, facts))
            )
        case Call(function, arguments):
            found = _call(function, arguments, known, facts)
        case _:
            found = ANY
    low, high, _ = attainable(node, known)
    found &= _of_ranges([Range(low, high, True, True)])
    return found & facts.get(node, ANY)


def _of_ranges(ranges: Iterable[Range]) -> Signs:
    found = set()
    for span in ranges:
        found |= {-1} if span.low < 0 else set()
        found |= {0} if 0.0 in span else set()
        found |= {1} if span.high > 0 else set()
    return frozenset(found)


def _union(parts: Iterable[Signs]) -> Signs:
    return frozenset().union(*parts)


def _added(a: int, b: int) -> Signs:
    return ANY if a * b < 0 else frozenset({a or b})


def _call(function: str, arguments: tuple[Node, ...], known: Mapping[str, Variable], facts: Facts) -> Signs:
    if function == "if":
        then = signs(arguments[1], known, {**facts, **settled(arguments[0], True)})
        return then | signs(arguments[2], known, {**facts, **settled(arguments[0], False)})
    if function not in ("min", "max", "sum", "mean", "abs"):
        return ANY
    parts = [signs(argument, known, facts) for argument in arguments]
    match function:
        case "min":
            return frozenset(min(combination) for combination in product(*parts))
        case "max":
            return frozenset(max(combination) for combination in product(*parts))
        case "abs":
            return frozenset(abs(sign) for sign in parts[0])
    total = parts[0]
    for part in parts[1:]:
        total = _union(_added(a, b) for a, b in product(total, part))
    return total


def settled(node: Node, truth: bool) -> dict[Node, Signs]:
    """What the signs of nodes can be where a condition is true (or false)."""
    match node:
        case Not(operand):
            return settled(operand, not truth)
        case Logic(operator, operands) if (operator == "and") == truth:
            found: dict[Node, Signs] = {}
            for operand in operands:
                for part, allowed in settled(operand, truth).items():
                    found[part] = found.get(part, ANY) & allowed
            return found
        case Comparison(operator, left, Number(value)):
            return {left: _allowed(operator if truth else _OPPOSITE[operator], value)}
        case Comparison(operator, Number(value), right):
            turned = _TURNED[operator]
            return {right: _allowed(turned if truth else _OPPOSITE[turned], value)}
    return {}


def _allowed(operator: str, bound: float) -> Signs:
    low, high = {
        "<": (-1, 0 if bound > 0 else -1),
        "<=": (-1, 0 if bound >= 0 else -1),
        ">": (0 if bound < 0 else 1, 1),
        ">=": (0 if bound <= 0 else 1, 1),
        "==": ((bound > 0) - (bound < 0), (bound > 0) - (bound < 0)),
        "!=": (-1, 1),
    }[operator]
    if operator in ("<", "<=") and bound > 0:
        high = 1
    if operator in (">", ">=") and bound < 0:
        low = -1
    found = {sign for sign in (-1, 0, 1) if low <= sign <= high}
    return frozenset(found - {0}) if operator == "!=" and bound == 0 else frozenset(found)


def unless(condition: Condition, known: Mapping[str, Variable]) -> dict[Node, Signs]:
    """What is settled where a condition of ``when_undefined`` does not hold."""
    if condition.formula is not None:
        return settled(condition.formula.root, False)
    if len(condition.cells) != 1:  # one of several cells may be what does not hold
        return {}
    (name, cell), *_ = condition.cells.items()
    return {Name(name): _outside(cell, known[name])} if known[name].numeric else {}


def _outside(cell: Cell, variable: Variable) -> Signs:
    return frozenset() if cell.anything else _of_ranges(complement(cell.ranges, variable.ranges))
