"""The table of cases as calls from Excel: each argument as cells hold it, and again as a formula writes it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.functions.cases import Case
from xlplugin.functions.values import COM_ERRORS, OMITTED, CellError, plain
from xlplugin.hosts import excel

from .conftest import TODAY, Server

DIFFERENCES = yaml.safe_load(Path(excel.__file__).with_name("differences.yaml").read_text("utf-8"))
IN_EXCEL = {case: shown for entry in DIFFERENCES for case, shown in entry.get("cases", {}).items()}
CODES = {error: number for number, error in COM_ERRORS.items()}
NAMES = {"workbook_policy": "xlplugin_policy", "as_of": "xlplugin_as_of", "language": "xlplugin_language"}
SPILL = -2146826243
"""``#SPILL!``, one of the errors that xlwings does not know."""


class NotInCells(Exception):
    """No cell can hold this."""


def names_of(case: Case) -> dict[str, object]:
    """The names of the workbook that a case is in."""
    return {"xlplugin_as_of": TODAY} | {NAMES[key]: in_cell(value) for key, value in case.settings.items()}


def calls_of(case: Case) -> Iterator[list[dict[str, Any]]]:
    """The arguments of a case: all in cells; then, where there are such, texts and numbers in the formula."""
    in_cells = [_in_cells(argument) for argument in case.arguments]
    yield in_cells
    literal = [
        {"value": in_cell(argument)} if position and type(argument) in (str, int, float) else cells
        for position, (argument, cells) in enumerate(zip(case.arguments, in_cells, strict=True))
    ]
    if literal != in_cells:
        yield literal
    arrays = [{"array": one["range"]} if "range" in one else one for one in in_cells]
    if any(isinstance(argument, list) for argument in case.arguments):
        yield arrays


def _in_cells(argument: object) -> dict[str, Any]:
    if argument is OMITTED:
        return {}
    rows = argument if isinstance(argument, list) else [[argument]]
    if not rows or not all(isinstance(row, list) and len(row) == len(rows[0]) > 0 for row in rows):
        raise NotInCells
    return {"range": [[in_cell(cell) for cell in row] for row in rows]}


def in_cell(value: object) -> object:
    """What ``Value2`` of a cell gives."""
    if isinstance(value, CellError):
        return CODES[value]
    if value == "#SPILL!":
        return SPILL
    if isinstance(value, datetime.date):
        start = datetime.datetime(1899, 12, 30)
        moment = value if isinstance(value, datetime.datetime) else datetime.datetime(*value.timetuple()[:3])
        return (moment - start) / datetime.timedelta(days=1)
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        raise NotInCells
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    assert isinstance(value, (int, float, Decimal)), value
    return value if isinstance(value, int) and plain(value) is not value else float(value)


def answer_of(server: Server, case: Case, arguments: list[dict[str, Any]], mode: str) -> object:
    """What Excel shows for a call, as rows of values and errors."""
    book = f"{sorted(case.settings.items())}.xlsm"
    server.ask("book", name=book, names=names_of(case))
    return shown(server.call(case.function, *arguments, mode=mode, book=book), mode)


def shown(answer: object, mode: str) -> object:
    """An answer with errors as ours: real ones from our VBA, texts from that of xlwings."""
    if isinstance(answer, list):
        return [shown(one, mode) for one in answer]
    if isinstance(answer, Mapping):
        assert mode == "ours"
        return CellError(answer["error"])
    if isinstance(answer, str) and answer in {error.value for error in CellError}:
        assert mode == "xlwings"
        return CellError(answer)
    return answer


def rows(answer: object) -> list[list[object]]:
    """An answer as rows: a single value, or an array of one row, comes without them."""
    if not isinstance(answer, list):
        return [[answer]]
    return answer if isinstance(answer[0], list) else [answer]
