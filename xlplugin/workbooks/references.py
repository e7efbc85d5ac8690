"""References and names as they are written in formulas: ``Sheet1!$A$1:B2``, ``A:C``, ``2:5``, ``rate``."""

from __future__ import annotations

import re

from .addresses import MAX_COLUMN, MAX_ROW, column_number
from .errors import NotUnderstood
from .nodes import Name, Reference, TableReference

CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})", re.ASCII)
COLUMN = re.compile(r"(\$?)([A-Za-z]{1,3})", re.ASCII)
ROW = re.compile(r"(\$?)([1-9]\d{0,6})", re.ASCII)
SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^\s'!:\[\]*?/\\]+))!(.+)", re.DOTALL)
TABLE = re.compile(r"([^\W\d][\w.\\]*)\[(.*)\]", re.DOTALL)
NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")


def reference_or_name(text: str) -> Reference | Name | TableReference:
    """``Sheet1!$A$1:B2``, ``A:C``, ``2:5``, ``Table1[Sales]`` or a defined name. Raises NotUnderstood for what else a
    range may be."""
    sheet = ""
    if "!" in text and not TABLE.fullmatch(text):
        match = SHEET.fullmatch(text)
        sheet = (match[1].replace("''", "'") if match[1] else match[2]) if match else ""
        if match is None or "[" in sheet or ":" in sheet:
            raise _other_reference(text)
        text = match[3]
    table = TABLE.fullmatch(text) if not sheet else None
    if table is not None:
        return TableReference(table[1], table[2])
    if "[" in text or "!" in text or "#" in text:
        raise _other_reference(text)
    first, colon, last = text.partition(":")
    corners = [corner(first), corner(last if colon else first)]
    if None not in corners:
        (column, row, left_fixed, top_fixed), (column_2, row_2, right_fixed, bottom_fixed) = corners
        whole = (column == 0 or row == 0) if colon else False
        if (column == 0) == (column_2 == 0) and (row == 0) == (row_2 == 0) and (colon or (column and row)):
            if whole and column == 0:
                column, column_2, left_fixed, right_fixed = 1, MAX_COLUMN, True, True
            elif whole:
                row, row_2, top_fixed, bottom_fixed = 1, MAX_ROW, True, True
            return Reference(
                sheet, row, column, row_2, column_2, top_fixed, left_fixed, bottom_fixed, right_fixed
            )
    if not colon and NAME.fullmatch(text):
        return Name(sheet, text)
    raise _other_reference(text)


def corner(text: str) -> tuple[int, int, bool, bool] | None:
    """Column, row (0 for a whole row or column), whether each is fixed; None for anything else."""
    cell = CELL.fullmatch(text)
    if cell is not None:
        column, row = column_number(cell[2]), int(cell[4])
        return (column, row, bool(cell[1]), bool(cell[3])) if column and row <= MAX_ROW else None
    match = COLUMN.fullmatch(text)
    if match is not None:
        number = column_number(match[2])
        return (number, 0, bool(match[1]), False) if number else None
    match = ROW.fullmatch(text)
    if match is not None and int(match[2]) <= MAX_ROW:
        return (0, int(match[2]), False, bool(match[1]))
    return None


def _other_reference(text: str) -> NotUnderstood:
    if "[" in text and "]" in text and "!" in text:
        return NotUnderstood(f"it reads another workbook ({text[:60]})", f"引用了其他工作簿（{text[:60]}）")
    if "[" in text:
        return NotUnderstood(f"it reads a table by column name ({text[:60]})", f"使用了表的结构化引用（{text[:60]}）")
    return NotUnderstood(f"it holds a reference of another kind ({text[:60]})", f"包含其他类型的引用（{text[:60]}）")
