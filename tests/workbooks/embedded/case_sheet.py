"""The formulas of ``cases.tsv`` on one sheet, each as an array formula of one cell in column Z."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import yaml
from openpyxl.utils import FORMULAE

from tests.workbooks.making import cell

HERE = Path(__file__).parent
CALL = re.compile(r'"(?:[^"]|"")*"|([A-Z][A-Z0-9.]*)\(')
DYNAMIC = {"FILTER", "SORT"}


class Case(NamedTuple):
    """A formula, what it gives, and who is right against LibreOffice."""

    formula: str
    expected: object
    against: str


def cases() -> list[Case]:
    """All lines of the table."""
    lines = (HERE / "cases.tsv").read_text("utf-8").splitlines()
    found = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Case(formula, _value(text), rest[0] if rest else "") for formula, text, *rest in found]


def _value(text: str) -> object:
    if text.startswith("'"):
        return text[1:]
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    try:
        return float(text)
    except ValueError:
        return text


def rows(formulas: Sequence[str]) -> str:
    """The rows of a sheet with the cells of ``cells.yaml`` and the formulas."""
    columns = yaml.safe_load((HERE / "cells.yaml").read_text("utf-8"))
    height = max(map(len, columns.values()))
    return "".join(_row(number, columns, formulas) for number in range(1, max(height, len(formulas)) + 1))


def _row(number: int, columns: dict[str, list[object]], formulas: Sequence[str]) -> str:
    held = [
        cell(f"{letter}{number}", values[number - 1])
        for letter, values in sorted(columns.items())
        if number <= len(values) and values[number - 1] is not None
    ]
    if number <= len(formulas):
        text = escape(as_stored(formulas[number - 1]))
        held.append(f'<c r="Z{number}"><f t="array" ref="Z{number}">{text}</f></c>')
    return f'<row r="{number}">{"".join(held)}</row>'


def as_stored(formula: str) -> str:
    """A formula as Excel stores it: newer functions carry a mark."""
    return CALL.sub(_marked, formula)


def _marked(found: re.Match[str]) -> str:
    name = found[1]
    if name is None or name in FORMULAE:
        return found[0]
    return f"_xlfn.{'_xlws.' if name in DYNAMIC else ''}{name}("


def same(found: object, wanted: object, digits: int = 15) -> bool:
    """Whether two values are the same to so many digits."""
    if isinstance(found, float) and isinstance(wanted, float) and not isinstance(found, bool):
        return abs(found - wanted) <= 1.001 * 10.0 ** (1 - digits) * max(abs(found), abs(wanted))
    return (type(found), found) == (type(wanted), wanted)


def function_of(formula: str, known: Iterable[str]) -> str:
    """The function of a table's line that formualizer calculates."""
    return next(name for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", formula) if name in known)
