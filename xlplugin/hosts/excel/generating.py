"""A declared function as xlwings takes it: a Python function with a signature, decorated; none is written by hand."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence

from xlplugin.functions.declaration import Function
from xlplugin.functions.values import OMITTED

from .calling_workbook import Said, vba_expression
from .cells import AsItIs, Cells
from .open_source import open_source_xlwings
from .parameters import parameter

CATEGORY = "xlplugin"
WORKBOOK = "workbook"
"""The parameter that Excel does not show; VBA fills it."""

BLOCKS = ("rows", "row", "each")
"""What arguments of blocks take; the others are a cell, or headings."""

Call = Callable[[Function, Sequence[object], Said], object]


def udf(function: Function, call: Call, language: str = "en") -> Callable[..., object]:
    """The function for Excel, with its help in a language."""
    xw = open_source_xlwings()

    # Without annotations: xlwings would take them for converters.
    def answer(*given):  # type: ignore[no-untyped-def]
        *arguments, said = given
        return call(function, arguments, said)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [
        inspect.Parameter(parameter(one), kind, default=inspect.Parameter.empty if one.required else OMITTED)
        for one in function.arguments
    ]
    hidden = inspect.Parameter(WORKBOOK, kind, default=None)
    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = function.help.in_language(language)
    answer.__signature__ = inspect.Signature([*parameters, hidden])  # type: ignore[attr-defined]
    made = answer
    for one in function.arguments:
        shape = {"ndim": 2} if one.takes in BLOCKS else {}
        made = xw.arg(parameter(one), Cells, doc=one.help.in_language(language), **shape)(made)
    made = xw.arg(WORKBOOK, AsItIs, vba=vba_expression())(made)
    made = xw.ret(Cells)(made)
    return xw.func(made, category=CATEGORY)  # last, because the others set the category anew
