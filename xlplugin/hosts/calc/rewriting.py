"""Formulas as Calc understands them: our functions under their plain names, texts of arrays made comparable."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplugin.workbooks.host_formulas import TOKEN, formula_for, openings

if TYPE_CHECKING:
    from xlplugin.functions.declaration import Function

_EMPTY = re.compile(r"\s*\)")
_MADE_ANEW = re.compile(r'\s*&\s*""(?!")')
_ONE_ROW = re.compile(r"\s*(?:(?:'(?:[^']|'')*'|[^'!,()]+)!)?\$?[A-Z]{1,3}\$?(\d+)(?::\$?[A-Z]{1,3}\$?(\d+))?\s*[,)]")
_ONE_VALUE = re.compile(r'\s*(?:"(?:[^"]|"")*"|[\d.]+)?\s*[,)]')


def rewritten(formula: str, functions: Mapping[str, Function]) -> str:
    """A formula for Calc.

    The texts in an array that an add-in gives equal no other text in Calc (``COUNTIF`` and ``=`` compare
    where a text is kept, not what it says), until a built-in has made them anew; so each call that may
    give an array becomes ``IF(ISTEXT(call),call&"",call)``, unless ``&""`` stands behind it already.

    >>> from xlplugin.functions.registry import FUNCTIONS
    >>> rewritten('_xll.GRADE(A2:F2)&"GRADE("', FUNCTIONS)
    'GRADE(A2:F2)&"GRADE("'
    >>> rewritten("GRADE(A2:A9)", FUNCTIONS)
    'IF(ISTEXT(GRADE(A2:A9)),GRADE(A2:A9)&"",GRADE(A2:A9))'
    """
    parts: list[str] = []
    position = 0
    for call in _calls(formula, functions):
        arguments = formula_for("calc", formula[call.inside : call.end - 1], functions)
        text = f"{call.name}({arguments})"
        gives = functions[call.name].gives
        array = gives == "table" or gives == "column" and not _gives_one(formula, call)
        array = array and not _MADE_ANEW.match(formula, call.end)
        parts += [formula[position : call.start], f'IF(ISTEXT({text}),{text}&"",{text})' if array else text]
        position = call.end
    return "".join(parts) + formula[position:]


def dated(formula: str, today: datetime.date) -> str:
    """A formula in which ``TODAY()`` is the as-of date, as for every engine, and not the clock's.

    >>> dated('IF(A1="TODAY()",TODAY( )+1,0)', datetime.date(2026, 6, 30))
    'IF(A1="TODAY()",DATE(2026,6,30)+1,0)'
    """
    parts: list[str] = []
    position = 0
    for token in TOKEN.finditer(formula):
        name = token["name"]
        if name and name.upper() == "TODAY" and (closed := _EMPTY.match(formula, token.end())):
            parts += [formula[position : token.start()], f"DATE({today.year},{today.month},{today.day})"]
            position = closed.end()
    return "".join(parts) + formula[position:]


def _gives_one(formula: str, call: _Call) -> bool:
    """Whether a call surely gives a single value: its first argument is one row, one text or nothing."""
    row = _ONE_ROW.match(formula, call.inside)
    return _ONE_VALUE.match(formula, call.inside) is not None or row is not None and row[2] in (None, row[1])


def calls_us(formula: str, ours: Container[str]) -> bool:
    """Whether a formula calls one of our functions."""
    return next(_calls(formula, ours), None) is not None


@dataclass(frozen=True, slots=True)
class _Call:
    """Where a call starts, where its arguments do, where it ends; ``name`` is the function's plain one."""

    start: int
    inside: int
    end: int
    name: str


def _calls(formula: str, ours: Container[str]) -> Iterator[_Call]:
    """The outermost calls of our functions."""
    end = 0
    for start, inside, name in openings(formula, ours):
        if start >= end:
            end = _closing(formula, inside)
            yield _Call(start, inside, end, name)


def _closing(formula: str, inside: int) -> int:
    """Behind the bracket that closes a call; the end of the formula where none does."""
    depth = 1
    for token in TOKEN.finditer(formula, inside):
        if token[0].endswith("("):
            depth += 1
        elif token[0] == ")":
            depth -= 1
            if depth == 0:
                return token.end()
    return len(formula)
