"""Writing a value into a cell by its own type, so that no text ever becomes a formula."""

from __future__ import annotations

import datetime
import math

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .text_width import excel_length

FORMULA_STARTS = ("=", "+", "-", "@")
"""What a text begins with that a program would take for a formula once somebody edits the cell."""

_FIRST_YEAR, _LONGEST = 1900, 32767


def put(
    sheet: Worksheet, row: int, column: int, value: object, style: Format, as_text: Format | None = None
) -> None:
    """Write a value as it is; ``as_text`` is the format of a text that begins like a formula.

    Raises ValueError for what a cell cannot hold.
    """
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise ValueError(f"a cell cannot hold {value}")
        sheet.write_number(row, column, value, style)
    elif isinstance(value, datetime.date):
        if value.year < _FIRST_YEAR:
            raise ValueError(f"a cell cannot hold {value}, a date before {_FIRST_YEAR}")
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, str):
        if excel_length(value) > _LONGEST:
            raise ValueError(f"a cell cannot hold {len(value):,} characters, only {_LONGEST:,}")
        starts = as_text is not None and value.startswith(FORMULA_STARTS)
        sheet.write_string(row, column, value, as_text if starts else style)
    else:
        raise ValueError(f"a cell cannot hold a {type(value).__name__}")
