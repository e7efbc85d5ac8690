"""Formulas, compiled twice from one tree: to closures on a row and to array operations on columns.

On a row what cannot be worked out raises Undefined; on columns it is a second array that is true there.
and, or and count judge their operands as a whole: ``or`` is true where one operand is, whatever the rest.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.formula import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Is,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Truth,
)

from .calendar import add_months, add_months_columns, months_between, months_between_columns
from .column import FIRST, Column
from .compiling import Block, Compiling, Row
from .problems import MISSING, Problem
from .rounding import round_array, round_half_away
from .undefined import Undefined

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Both:
    """A node compiled for a row and for columns (values, and where there are none)."""

    row: Callable[[Row], Any]
    columns: Callable[[Block, int], Pair]


Truths = Both
"""A node of boolean value."""


def compile_truth(expression: Expression, compiling: Compiling, of: Bilingual) -> Truths:
    """A boolean formula; its columns are (true, undetermined)."""
    both = compile_formula(expression, compiling, of)

    def columns(block: Block, rows: int) -> Pair:
        value, bad = both.columns(block, rows)
        return value & ~bad, bad

    return Both(both.row, columns)


def compile_formula(expression: Expression, compiling: Compiling, of: Bilingual) -> Both:
    """The two forms of a formula; ``of`` is what the messages call it."""
    return _Compiler(compiling, of).node(expression.root)


class _Compiler:
    def __init__(self, compiling: Compiling, of: Bilingual) -> None:
        self.compiling, self.of = compiling, of

    def node(self, node: Node) -> Both:
        match node:
            case Number(value) | Truth(value):
                return _constant(value)
            case Name(name):
                return self.name(name)
            case Negative(operand):
                inner = self.node(operand)
                return Both(lambda v: -inner.row(v), lambda b, n: _apply(np.negative, inner.columns(b, n)))
            case Not(operand):
                inner = self.node(operand)
                return Both(
                    lambda v: not inner.row(v), lambda b, n: _apply(np.logical_not, inner.columns(b, n))
                )
            case Arithmetic(sign, left, right):
                return self.arithmetic(sign, self.node(left), self.node(right))
            case Comparison(sign, left, right):
                return _binary(_OPERATORS[sign], self.node(left), self.node(right))
            case Is(name, word, negated):
                return self.is_word(name, word, negated)
            case Logic(word, operands):
                return _logic(word, [self.node(operand) for operand in operands])
            case Call(function, arguments):
                return self.call(function, arguments)
        raise AssertionError(node)

    def name(self, name: str) -> Both:
        compiling, of = self.compiling, self.of
        if name in compiling.policy.parameters:
            return _constant(compiling.policy.parameters[name].value)
        at, variable = compiling.at[name], compiling.known[name]
        wanted: type = float if variable.numeric else bool

        def row(v: Row) -> Any:
            value = v[at]
            if type(value) is wanted:
                return value
            raise compiling.no_value(name, value, of)

        if variable.numeric:
            compiling.read_as_number.add(at)
            specials = tuple(variable.specials.values())

            def numbers(block: Block, rows: int) -> Pair:
                data = block[at].data
                bad = ~np.isfinite(data)
                for special in specials:
                    bad |= data == special
                return np.where(bad, 1.0, data) if bad.any() else data, bad

            return Both(row, numbers)

        def truths(block: Block, rows: int) -> Pair:
            column = block[at]
            table = np.zeros(len(column.vocabulary) + FIRST, dtype=bool)
            table[FIRST:] = [word is True for word in column.vocabulary]
            return table.take(column.data), column.data < FIRST

        return Both(row, truths)

    def is_word(self, name: str, word: str, negated: bool) -> Both:
        compiling, of = self.compiling, self.of
        if name in compiling.policy.parameters:
            position = "true" if compiling.policy.parameters[name].value else "false"
            return _constant((position == word) != negated)
        at, variable = compiling.at[name], compiling.known[name]
        about_missing = word == "missing"

        def hits(value: object) -> bool:
            if type(value) is tuple:
                return word in value
            return ("true" if value is True else "false" if value is False else value) == word

        def row(v: Row) -> bool:
            value = v[at]
            if value is MISSING:
                if about_missing:
                    return not negated
                raise compiling.no_value(name, value, of)
            if isinstance(value, Problem):
                raise Undefined(value)
            return hits(value) != negated

        if variable.numeric:
            special = variable.specials.get(word)
            compiling.read_as_number.add(at)

            def numbers(block: Block, rows: int) -> Pair:
                data = block[at].data
                blank, bad = np.isnan(data), np.isinf(data)
                found = blank if about_missing else data == special
                return found != negated, bad if about_missing else bad | blank

            return Both(row, numbers)

        def words(block: Block, rows: int) -> Pair:
            column = block[at]
            table = np.zeros(len(column.vocabulary) + FIRST, dtype=bool)
            table[1] = about_missing
            table[FIRST:] = [not about_missing and hits(value) for value in column.vocabulary]
            bad = column.data == 0
            return table.take(column.data) != negated, bad if about_missing else bad | (column.data == 1)

        return Both(row, words)

    def arithmetic(self, sign: str, left: Both, right: Both) -> Both:
        both = _binary(_OPERATORS[sign], left, right)
        if sign != "/":
            return both
        of = self.of

        def row(v: Row) -> float:
            above, below = left.row(v), right.row(v)
            if below == 0:
                raise Undefined(
                    Problem(
                        "declined",
                        Bilingual(
                            f"{of.en}: division by zero; the policy does not say what then (when_undefined)",
                            f"{of.zh}：除数为零，而制度未规定此时如何处理（when_undefined）",
                        ),
                    )
                )
            return above / below

        def columns(block: Block, rows: int) -> Pair:
            above, bad_above = left.columns(block, rows)
            below, bad_below = right.columns(block, rows)
            zero = below == 0
            bad = bad_above | bad_below | zero
            return above / np.where(zero, 1.0, below), bad

        return Both(row, columns)

    def call(self, function: str, arguments: tuple[Node, ...]) -> Both:
        if function in ("best", "worst"):
            return self.extreme(function, [node.name for node in arguments if isinstance(node, Name)])
        parts = [self.node(argument) for argument in arguments]
        match function:
            case "min":
                return _fold(lambda a, b: b if b < a else a, lambda a, b: np.where(b < a, b, a), parts)
            case "max":
                return _fold(lambda a, b: b if b > a else a, lambda a, b: np.where(b > a, b, a), parts)
            case "sum":
                return _fold(operator.add, operator.add, parts)
            case "mean":
                total, count = _fold(operator.add, operator.add, parts), float(len(parts))
                return Both(
                    lambda v: total.row(v) / count,
                    lambda b, n: _apply(lambda x: x / count, total.columns(b, n)),
                )
            case "abs":
                inner = parts[0]
                return Both(lambda v: abs(inner.row(v)), lambda b, n: _apply(np.abs, inner.columns(b, n)))
            case "round":
                return _round(parts[0], int(arguments[1].value) if len(arguments) == 2 else 0)  # type: ignore[union-attr]
            case "count":
                return _count(parts)
            case "if":
                return _choice(*parts)
            case "days":
                return _binary(lambda a, b: b - a, *parts)
            case "months":
                return _binary_apart(months_between, months_between_columns, *parts)
            case "years":
                return _binary_apart(
                    lambda a, b: float(int(months_between(a, b) / 12)),
                    lambda a, b: np.trunc(months_between_columns(a, b) / 12) + 0.0,
                    *parts,
                )
            case "add_months":
                return self.shift(*parts)
        raise AssertionError(function)

    def shift(self, day: Both, months: Both) -> Both:
        of = self.of

        def row(v: Row) -> float:
            base, count = day.row(v), months.row(v)
            try:
                if not float(count).is_integer():
                    raise ValueError
                return float(add_months(datetime.date.fromordinal(int(base)), int(count)).toordinal())
            except (ValueError, OverflowError):
                raise Undefined(
                    Problem(
                        "declined",
                        Bilingual(
                            f"{of.en}: the date is out of range, or the months are not whole",
                            f"{of.zh}：日期超出范围，或月数不是整数",
                        ),
                    )
                ) from None

        def columns(block: Block, rows: int) -> Pair:
            base, bad_base = day.columns(block, rows)
            count, bad_count = months.columns(block, rows)
            bad = bad_base | bad_count | (np.abs(count) > 120000) | (count != np.floor(count))
            shifted = add_months_columns(np.where(bad, 719163.0, base), np.where(bad, 0.0, count))
            bad = bad | np.isnan(shifted)
            return np.where(bad, 719163.0, shifted), bad

        return Both(row, columns)

    def extreme(self, function: str, names: list[str]) -> Both:
        compiling, of = self.compiling, self.of
        positions = [compiling.at[name] for name in names]
        words = compiling.known[names[0]].words
        rank = {word: i for i, word in enumerate(words)}
        pick, pick_columns = (min, np.minimum) if function == "best" else (max, np.maximum)

        def row(v: Row) -> str:
            for name, at in zip(names, positions, strict=True):
                if type(v[at]) is not str:
                    raise compiling.no_value(name, v[at], of)
            return pick((v[at] for at in positions), key=rank.__getitem__)

        def ordered(column: Column) -> np.ndarray:
            # the words of an input come in the order of its book
            return np.array([0, 1, *(rank[str(word)] + FIRST for word in column.vocabulary or ())]).take(column.data)

        def columns(block: Block, rows: int) -> Pair:
            codes = [ordered(block[at]) for at in positions]
            bad = np.zeros(rows, dtype=bool)
            for code in codes:
                bad |= code < FIRST
            found = codes[0]
            for code in codes[1:]:
                found = pick_columns(found, code)
            return found, bad

        return Both(row, columns)


def _constant(value: float | bool) -> Both:
    return Both(lambda v: value, lambda b, n: (np.full(n, value), np.zeros(n, dtype=bool)))


def _apply(function: Callable[[np.ndarray], np.ndarray], pair: Pair) -> Pair:
    return function(pair[0]), pair[1]


def _binary(function: Callable[[Any, Any], Any], left: Both, right: Both) -> Both:
    return _binary_apart(function, function, left, right)


def _binary_apart(
    on_row: Callable[[Any, Any], Any], on_columns: Callable[[Any, Any], Any], left: Both, right: Both
) -> Both:
    def columns(block: Block, rows: int) -> Pair:
        a, bad_a = left.columns(block, rows)
        b, bad_b = right.columns(block, rows)
        return on_columns(a, b), bad_a | bad_b

    return Both(lambda v: on_row(left.row(v), right.row(v)), columns)


def _fold(
    on_row: Callable[[Any, Any], Any], on_columns: Callable[[Any, Any], Any], parts: list[Both]
) -> Both:
    folded = parts[0]
    for part in parts[1:]:
        folded = _binary_apart(on_row, on_columns, folded, part)
    return folded


def _logic(word: str, parts: list[Both]) -> Both:
    settles = word == "or"

    def row(v: Row) -> bool:
        pending: Undefined | None = None
        for part in parts:
            try:
                if part.row(v) is settles:
                    return settles
            except Undefined as undefined:
                pending = pending or undefined
        if pending is not None:
            raise pending
        return not settles

    def columns(block: Block, rows: int) -> Pair:
        settled, open_ = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
        for part in parts:
            value, bad = part.columns(block, rows)
            settled |= (value == settles) & ~bad
            open_ |= bad
        return settled if settles else ~settled, open_ & ~settled

    return Both(row, columns)


def _count(parts: list[Both]) -> Both:
    def columns(block: Block, rows: int) -> Pair:
        total, bad = np.zeros(rows), np.zeros(rows, dtype=bool)
        for part in parts:
            value, wrong = part.columns(block, rows)
            total += value
            bad |= wrong
        return total, bad

    return Both(lambda v: float(sum([part.row(v) for part in parts])), columns)


def _choice(condition: Both, then: Both, otherwise: Both) -> Both:
    def columns(block: Block, rows: int) -> Pair:
        chosen, open_ = condition.columns(block, rows)
        a, bad_a = then.columns(block, rows)
        b, bad_b = otherwise.columns(block, rows)
        return np.where(chosen, a, b), open_ | np.where(chosen, bad_a, bad_b)

    return Both(lambda v: then.row(v) if condition.row(v) else otherwise.row(v), columns)


def _round(inner: Both, places: int) -> Both:
    return Both(
        lambda v: round_half_away(inner.row(v), places),
        lambda b, n: _apply(lambda x: round_array(x, places), inner.columns(b, n)),
    )
