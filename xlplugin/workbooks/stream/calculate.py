"""A run of formulas worked out in chunks of rows: on columns where that is plain, row by row where it is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlplugin.functions.cell_columns import EMPTY, NUMBER
from xlplugin.functions.values import CellError

from ..areas import Area, Raw
from ..cell_values import Value
from ..compile import Compiler
from ..conversions import Failure
from ..errors import NotUnderstood
from ..nodes import Binary, Call, Literal, Node, Reference, Unary, children
from .column_values import Get, NotOnColumns, coded_values
from .scanned import Run
from .vector import ColumnCompiler

CHUNK = 1 << 15
"""Rows that are worked out together."""

Lose = Callable[[int, NotUnderstood | Exception], None]
"""Takes a row that cannot be calculated, and why."""


def column_getter(compiler: Compiler, run: Run) -> Get | None:
    """The formula of a run on columns; None where it is worked out row by row only."""
    node = compiler.template.node
    assert node is not None
    try:
        return ColumnCompiler(compiler, run.values.texts).value(node)
    except NotOnColumns:
        return None


def single_valued(node: Node) -> bool:
    """Whether a formula gives the same as an array formula of one cell and as a plain one."""
    if isinstance(node, Call):
        return node.ours or (node.name in ("IF", "IFERROR") and all(map(single_valued, node.arguments)))
    if isinstance(node, Reference):
        return node.is_cell
    return isinstance(node, Literal) or (isinstance(node, Unary | Binary) and all(map(single_valued, children(node))))


def calculate_run(run: Run, compiler: Compiler, get: Callable[[int], Raw], on_columns: Get | None, lose: Lose) -> int:
    """Work out a run whose cells read nothing that is lost; gives how many cells have a value now.

    ``get`` works out one row, ``on_columns`` many.
    """
    calculated = 0
    for start in range(0, len(run.rows), CHUNK):
        chosen = slice(start, start + CHUNK)
        rows = run.rows[chosen]
        if on_columns is not None:
            found = on_columns(rows)
            kinds, numbers = found.kinds.copy(), found.numbers.astype(float)
            left = np.flatnonzero(found.careful)
        else:
            for call in (*compiler.our_calls, *compiler.embedded_calls):
                call.take(rows.tolist())
            kinds, numbers = np.zeros(len(rows), dtype=np.uint8), np.zeros(len(rows))
            left = np.arange(len(rows))
        failed: list[tuple[int, Exception]] = []
        values: list[Value] = []
        value: Value
        for row in rows[left].tolist():
            try:
                value = _single(get(row))
            except Failure as failure:
                value = failure.error
            except (NotUnderstood, ArithmeticError, ValueError, TypeError, LookupError, RecursionError) as error:
                failed.append((row, error))
                value = CellError.NA
            values.append(value)
        kinds[left], numbers[left] = coded_values(values, run.values.texts)
        # A formula is never blank, and zero has no sign.
        kinds[kinds == EMPTY] = NUMBER
        numbers[(kinds == NUMBER) & (numbers == 0)] = 0.0
        run.put(chosen, kinds, numbers)
        for row, error in failed:
            lose(row, error)
        calculated += len(rows) - len(failed)
    return calculated


def _single(raw: Raw) -> Value:
    """The value of an array or area of one cell."""
    if type(raw) is list:
        return raw[0][0]
    return raw.cell(0, 0) if type(raw) is Area else raw  # type: ignore[return-value]
