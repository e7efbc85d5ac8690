"""Formulas on whole columns: what is plain in a row is worked out for all rows together, the rest is pointed out.

A row is left to be worked out by itself wherever something needs care there: a text in arithmetic, an error on the
way, a division by zero, two numbers that differ in their last digits only. So nothing is decided here twice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlplugin.functions.cell_columns import EMPTY, ERROR, NUMBER, TEXT, CellColumn

from ..cell_values import Value
from ..compile import Compiler, is_fixed
from ..nodes import Binary, Call, Literal, Node, Reference, Unary
from ..our_calls import OurCall
from .column_functions import FUNCTIONS
from .column_values import (
    Get,
    NotOnColumns,
    Values,
    are,
    as_numbers,
    coded_values,
    constant,
    nothing,
    numeric,
    renumbered,
    taken,
    truths,
)
from .columns import Column
from .texts import Texts

_ARITHMETIC: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
}  # fmt: skip
_COMPARISONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "=": np.equal, "<>": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal,
}  # fmt: skip


class ColumnCompiler:
    """Compiles one template; ``compiler`` is the one that works it out row by row."""

    def __init__(self, compiler: Compiler, texts: Texts) -> None:
        self.compiler, self.texts = compiler, texts
        self.scope, self.origin = compiler.scope, compiler.template.row
        self.coder = Column(texts)

    def value(self, node: Node) -> Get:
        """One value in each row. Raises NotOnColumns."""
        if isinstance(node, Literal):
            return self.constant(node.value)
        if isinstance(node, Reference):
            if not node.is_cell:
                raise NotOnColumns
            return self.cell(node)
        if isinstance(node, Unary):
            return self._unary(node)
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Call):
            if node.ours:
                return self._our_call(node)
            known = FUNCTIONS.get(node.name)
            if known is not None:
                return known(self, node)
            if is_fixed(node):
                return self._once(node)
        raise NotOnColumns

    def constant(self, value: Value) -> Get:
        """The same value in each row."""
        kind, number = self.coder.coded(value)

        return lambda rows: constant(kind, number, len(rows))

    def _once(self, node: Node) -> Get:
        """A part that is the same in every row; where it fails, every row is left to itself."""
        get = self.compiler.value(node)

        def once(rows: np.ndarray) -> Values:
            try:
                value = get(int(rows[0]))
            except Exception:
                return nothing(len(rows))
            return self.constant(value)(rows)

        return once

    def cell(self, node: Reference) -> Get:
        """The cell that a reference to one cell means in each row. Raises NotOnColumns."""
        grid = self.scope.tabs[node.sheet].grid
        left, top, fixed, origin = node.left, node.top, node.top_fixed, self.origin
        if fixed:
            return lambda rows: self.constant(grid.value(top, left))(rows)
        column = grid.get(left)
        if column is not None and not isinstance(column, Column):
            raise NotOnColumns

        def get(rows: np.ndarray) -> Values:
            return taken(column, rows + (top - origin))

        return get

    def _unary(self, node: Unary) -> Get:
        operand = self.value(node.operand)
        if node.operator == "+":
            return operand

        def get(rows: np.ndarray) -> Values:
            found = operand(rows)
            numbers = -found.numbers if node.operator == "-" else found.numbers / 100
            return as_numbers(numbers, found.careful | ~numeric(found))

        return get

    def _binary(self, node: Binary) -> Get:
        left, right = self.value(node.left), self.value(node.right)
        if node.operator in _ARITHMETIC:
            operate = _ARITHMETIC[node.operator]

            def arithmetic(rows: np.ndarray) -> Values:
                a, b = left(rows), right(rows)
                careful = a.careful | b.careful | ~numeric(a) | ~numeric(b)
                with np.errstate(all="ignore"):
                    numbers = operate(a.numbers, b.numbers)
                return as_numbers(numbers, careful | ~np.isfinite(numbers))

            return arithmetic
        if node.operator in _COMPARISONS:
            return self._comparison(node.operator, left, right)
        if node.operator == "&" and isinstance(node.right, Literal) and isinstance(node.right.value, str):
            return self._joined(left, node.right.value)
        raise NotOnColumns

    def _comparison(self, operator: str, left: Get, right: Get) -> Get:
        compare = _COMPARISONS[operator]

        def get(rows: np.ndarray) -> Values:
            a, b = left(rows), right(rows)
            with np.errstate(all="ignore"):
                close = (a.numbers != b.numbers) & (np.abs(a.numbers - b.numbers) <= 1e-14 * np.abs(a.numbers))
            numeric = are(a, NUMBER, EMPTY) & are(b, NUMBER, EMPTY) & ~close
            result = compare(a.numbers, b.numbers)
            plain = numeric
            if operator in ("=", "<>"):
                texts = are(a, TEXT) & are(b, TEXT)
                if texts.any():
                    folded = self.texts.folded()
                    first, second = (
                        folded[np.where(texts, values.numbers, 0).astype(np.int64)] for values in (a, b)
                    )
                    result = np.where(texts, (first == second) == (operator == "="), result)
                    plain = plain | texts
            return truths(result, a.careful | b.careful | ~plain)

        return get

    def _joined(self, left: Get, text: str) -> Get:
        def get(rows: np.ndarray) -> Values:
            found = left(rows)
            plain = are(found, TEXT)
            numbers = found.numbers
            if text:
                codes = np.unique(numbers[plain]).astype(np.int64)
                joined = np.array([self.texts.number(self.texts.values[code] + text) for code in codes.tolist()])
                numbers = numbers.copy()
                numbers[plain] = joined[np.searchsorted(codes, numbers[plain])] if len(codes) else 0
                plain = plain & ~np.isin(found.numbers, [c for c in codes if len(self.texts.values[c]) > 30_000])
            return Values(np.full(len(rows), TEXT, dtype=np.uint8), numbers, found.careful | ~plain)

        return get

    def _our_call(self, node: Call) -> Get:
        call = self.compiler.raw(node)
        if not isinstance(call, OurCall) or not call.stacked:
            raise NotOnColumns

        def get(rows: np.ndarray) -> Values:
            results = call.take(rows.tolist())
            if results is None:
                return nothing(len(rows))
            if isinstance(results, CellColumn):
                kinds, numbers = results.kinds, renumbered(results, self.texts)
            else:
                kinds, numbers = coded_values(results, self.texts)
            # A row that cannot be graded is reported, but only where the formula asks for its grade.
            return Values(kinds, numbers, kinds == ERROR)

        return get
