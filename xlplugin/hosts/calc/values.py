"""Calc's values made ours and back: errors travel as NaN with Calc's error code in its payload."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlplugin.functions.values import OMITTED, CellError

if TYPE_CHECKING:
    from xlplugin.functions.values import Scalar

    from .logical_cells import LogicalCells

Table = tuple[tuple[object, ...], ...]

CODES = {
    CellError.NULL: 521,
    CellError.DIV0: 532,
    CellError.VALUE: 519,
    CellError.REF: 524,
    CellError.NAME: 525,
    CellError.NUM: 503,
    CellError.NA: 32767,
    CellError.GETTING_DATA: 32767,
}
"""Calc's number of each error; it knows no ``#GETTING_DATA``, which is still without a value."""

ERRORS = {code: error for error, code in CODES.items() if error is not CellError.GETTING_DATA}
FEW = 4
"""Up to so many rows are looked at cell by cell."""
CONSTANTS = ("=TRUE()", "=FALSE()")
"""What TRUE and FALSE of an .xlsx file become in Calc, whatever their format."""
_QUIET_NAN = 0x7FF8 << 48


def error_of(code: int) -> CellError:
    """The error of a code; Calc's own, such as ``Err:522`` for a circle, count as ``#VALUE!``."""
    return ERRORS.get(code, CellError.VALUE)


def nan_of(code: int) -> float:
    """The number that Calc shows as the error of a code."""
    return struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | code))[0]


def code_of(nan: float) -> int:
    """The code of the error that a number which is none stands for.

    >>> code_of(nan_of(532))
    532
    """
    return struct.unpack("<Q", struct.pack("<d", nan))[0] & 0xFFFF


NANS = {error: nan_of(code) for error, code in CODES.items()}


def cells_of(cells: Any, logical: LogicalCells) -> Sequence[Sequence[object]]:
    """The values of a range (``XCellRange``): numbers, texts, TRUE and FALSE, errors as ours, blanks ``""``.

    Calc hands over TRUE as 1 and errors as nothing, so that a closer look is taken at cells that are nothing,
    0 or 1; at 0 and 1 only where ``logical`` says that TRUE and FALSE may be.
    """
    rows = cells.getDataArray()
    if len(rows) > FEW:
        return _block(cells, rows, logical)
    for row in rows:
        if None in row or (0.0 in row or 1.0 in row) and logical.may_be_in(cells):
            return [
                [
                    value
                    if value is not None and value != 0.0 and value != 1.0
                    else _asked(cells.getCellByPosition(column, number), value, logical)
                    for column, value in enumerate(values)
                ]
                for number, values in enumerate(rows)
            ]
    return rows


def _asked(cell: Any, value: object, logical: LogicalCells) -> object:
    if value is None:
        return error_of(cell.getError())
    if logical.is_logical(cell.NumberFormat) or cell.getFormula() in CONSTANTS:
        return bool(value)
    return value


def _block(
    cells: Any, rows: Sequence[Sequence[object]], logical: LogicalCells
) -> Sequence[Sequence[object]]:
    """The same for many rows: a column is asked as a whole where that is enough."""
    columns = list(zip(*rows, strict=True))
    changed = False
    for number, values in enumerate(columns):
        if None in values or 0.0 in values or 1.0 in values:
            column = cells.getCellRangeByPosition(number, 0, number, len(values) - 1)
            if None in values or logical.may_be_in(column):
                columns[number] = tuple(_column(column, values, logical))
                changed = True
    return list(zip(*columns, strict=True)) if changed else rows


def _column(column: Any, values: Sequence[object], logical: LogicalCells) -> Iterator[object]:
    formulas = column.getFormulaArray()
    shared = column.NumberFormat  # of the whole column, nothing where it differs
    by_format = shared is not None and logical.is_logical(shared)
    for row, value in enumerate(values):
        if value is not None and value != 0.0 and value != 1.0:
            yield value
            continue
        [formula] = formulas[row]
        if value is not None and (by_format or formula in CONSTANTS):
            yield bool(value)
        elif value is not None and shared is not None and not formula.startswith("="):
            yield value
        else:
            yield _asked(column.getCellByPosition(0, row), value, logical)


def argument_of(given: object) -> object:
    """An argument that may be a value or an array.

    A number 0 counts as left out: that is how Calc passes a single empty cell.
    """
    kind = type(given)
    if kind is str:
        return given
    if kind is float:
        if given == 0.0:
            return None
        return given if given == given else error_of(code_of(given))  # type: ignore[arg-type]
    if given is None:
        return OMITTED
    if kind is tuple:
        return [
            [error_of(code_of(cell)) if cell != cell else cell for cell in row]
            for row in given  # type: ignore[attr-defined]
        ]
    return given


def answer_for(answer: Scalar | list[list[Scalar]], array: Callable[[Table], object]) -> object:
    """An answer as Calc takes it: a value, or an ``array``, because a bare table would be refused."""
    if type(answer) is list:
        return array(table_of(answer))
    return NANS[answer] if type(answer) is CellError else answer


def table_for(answer: Scalar | list[list[Scalar]]) -> Table:
    """An answer that is always a table, one of a single cell where it is a single value."""
    return table_of(answer if type(answer) is list else [[answer]])  # type: ignore[list-item]


def table_of(rows: list[list[Scalar]]) -> Table:
    """Rows as Calc takes them."""
    return tuple([tuple([NANS[cell] if type(cell) is CellError else cell for cell in row]) for row in rows])
