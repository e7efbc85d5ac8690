"""How cells come from Excel and answers go back: the accessors of our functions in place of xlwings' own.

Read as ``Value2``: money in full precision (``Value`` cuts it to four decimals), dates as their serial numbers,
errors as Excel's numbers, which the functions know. xlwings' own reading would make errors and blanks alike.
"""

from __future__ import annotations

from typing import Any

from xlplugin.functions.values import CellError

from .open_source import open_source_xlwings

Accessor = open_source_xlwings().conversion.Accessor


class Cells(Accessor):
    """An argument as a block of rows or a cell, and the answer to a call."""

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Any:
        """What xlwings calls to read an argument: a block where ``ndim`` is 2."""
        return _read_block if options.get("ndim") == 2 else _read_cell

    @classmethod
    def writer(cls, options: dict[str, Any]) -> Any:
        """What xlwings calls to write an answer."""
        return _write


class AsItIs(Accessor):
    """An argument that VBA has prepared."""

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Any:
        """What xlwings calls to read it."""
        return _leave


def _read_block(call: Any) -> None:
    value = call.value if call.range is None else call.range.api.Value2
    if type(value) is not tuple:
        call.value = ((value,),)
    elif value and type(value[0]) is not tuple:
        call.value = (value,)  # Excel passes an array of one row without its row
    else:
        call.value = value


def _read_cell(call: Any) -> None:
    """The same, with a single cell as its value: an empty one counts as left out."""
    _read_block(call)
    if len(call.value) == len(call.value[0]) == 1:
        call.value = call.value[0][0]


def _write(call: Any) -> None:
    """An error goes back as its text: COM takes no error values from Python."""
    answer = call.value
    if type(answer) is list:
        call.value = [[cell.value if type(cell) is CellError else cell for cell in row] for row in answer]
    else:
        call.value = [[answer.value if type(answer) is CellError else answer]]


def _leave(call: Any) -> None:
    pass
