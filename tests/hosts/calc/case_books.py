"""The table of cases as workbooks: one per set of workbook settings, each case's arguments in cells of their own."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.functions.cases import AS_OF, Case
from xlplugin.functions.values import OMITTED, CellError, plain

TABLE = (30, 6)
"""Rows and columns for a table of unknown size."""
NEWER_ERRORS = ("#SPILL!", "#CALC!")


class NotInCells(Exception):
    """No spreadsheet can hold these arguments."""


@dataclass(frozen=True)
class Placed:
    """Where the answer of a case stands: the first row and column of its area on the sheet ``Results``."""

    case: Case
    literal: bool
    """Whether single values stand in the formula itself instead of in cells."""
    row: int
    height: int
    width: int


def write_books(cases: Iterable[Case], folder: Path) -> dict[Path, list[Placed]]:
    """Write the workbooks; gives for each where its cases stand."""
    groups: dict[tuple[tuple[str, object], ...], list[Case]] = defaultdict(list)
    for case in cases:
        groups[tuple(sorted(case.settings.items()))].append(case)
    books = {}
    for number, (settings, members) in enumerate(groups.items()):
        path = folder / f"cases{number}.xlsx"
        books[path] = _write_book(path, dict(settings), members)
    return books


def _write_book(path: Path, settings: dict[str, object], cases: Iterable[Case]) -> list[Placed]:
    book = Workbook()
    results, arguments, named = book.active, book.create_sheet("Arguments"), book.create_sheet("Named")
    results.title = "Results"
    told = {"as_of": AS_OF, **settings}
    for row, (name, key) in enumerate(
        (("xlplugin_as_of", "as_of"), ("xlplugin_policy", "workbook_policy"), ("xlplugin_language", "language")), 1
    ):
        if key in told:
            named.cell(row, 1, told[key])
            book.defined_names[name] = DefinedName(name, attr_text=f"Named!$A${row}")
    placed, row, below = [], 1, 1
    for case in cases:
        for literal in (False, True):
            try:
                formula, cells = _formula(case, below, literal)
            except NotInCells:
                continue
            for offset, line in enumerate(cells):
                for column, value in enumerate(line, 1):
                    _put(arguments, below + offset, column, value)
            below += len(cells)
            height, width = _shape(case)
            if height * width > 1:
                area = f"A{row}:{get_column_letter(width)}{row + height - 1}"
                results[f"A{row}"] = ArrayFormula(area, f"={formula}")
            else:
                results[f"A{row}"] = f"={formula}"
            placed.append(Placed(case, literal, row, height, width))
            row += height
    book.save(path)
    return placed


def _shape(case: Case) -> tuple[int, int]:
    if case.has_rows:
        return TABLE
    if isinstance(case.gives, list):
        return len(case.gives), len(case.gives[0])
    first = case.arguments[0] if case.arguments else None
    rows = len(first) if not case.exact and isinstance(first, list) and first else 1
    return rows, 1


def _formula(case: Case, row: int, literal: bool) -> tuple[str, list[list[object]]]:
    """The formula of a case, and the rows of cells that it reads, which stand from ``row`` on."""
    texts: list[str] = []
    cells: list[list[object]] = []
    any_literal = False
    for position, argument in enumerate(case.arguments):
        value = plain(argument) if type(argument) is int else argument
        if value is OMITTED or (value is None and argument is not None):
            texts.append("")
        elif literal and position and type(value) in (str, int, float):
            any_literal = True
            texts.append('"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value))
        else:
            rows = list(_rows(value))
            first = row + len(cells)
            last = f"{get_column_letter(len(rows[0]))}{first + len(rows) - 1}"
            texts.append(f"Arguments!A{first}" + (f":{last}" if last != f"A{first}" else ""))
            cells += rows
    if literal and not any_literal:
        raise NotInCells
    return f"{case.function}({','.join(texts)})", cells


def _rows(value: object) -> Iterator[list[object]]:
    if not isinstance(value, list):
        value = [[value]]
    if not value or not all(isinstance(row, list) and len(row) == len(value[0]) > 0 for row in value):
        raise NotInCells
    if any(isinstance(cell, float) and not math.isfinite(cell) for row in value for cell in row):
        raise NotInCells
    yield from value


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    value = plain(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if value is None:
        return
    cell = sheet.cell(row, column)
    if isinstance(value, CellError) or value in NEWER_ERRORS:
        cell.value, cell.data_type = str(value), "e"
    elif isinstance(value, str):
        cell.value, cell.data_type = value, "s"
    else:
        assert isinstance(value, (datetime.date, Decimal, bool, int, float)), value
        cell.value = value
