"""A formula's node written out again as a policy writes it."""

from __future__ import annotations

from ..formula import Arithmetic, Call, Comparison, Is, Logic, Name, Negative, Node, Not, Number, Truth
from ..numbers import format_number

_BINDING = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6}


def written(node: Node) -> str:
    """The text of a node; brackets only where they are needed."""
    return _write(node, 0)


def _write(node: Node, binding: int) -> str:
    match node:
        case Number(value):
            return format_number(value)
        case Truth(value):
            return "true" if value else "false"
        case Name(name):
            return name
        case Is(name, word, negated):
            return f"{name} is {'not ' if negated else ''}{word}"
        case Call(function, arguments):
            return f"{function}({', '.join(_write(argument, 0) for argument in arguments)})"
        case Negative(operand):
            return f"-{_write(operand, 7)}"
        case Not(operand):
            return _within(f"not {_write(operand, 3)}", 3, binding)
        case Arithmetic(operator, left, right):
            own = _BINDING[operator]
            return _within(f"{_write(left, own)} {operator} {_write(right, own + 1)}", own, binding)
        case Comparison(operator, left, right):
            return _within(f"{_write(left, 5)} {operator} {_write(right, 5)}", 4, binding)
        case Logic(operator, operands):
            own = _BINDING[operator]
            return _within(
                f" {operator} ".join(_write(operand, own + 1) for operand in operands), own, binding
            )
    raise AssertionError(node)


def _within(text: str, own: int, binding: int) -> str:
    return f"({text})" if own < binding else text
