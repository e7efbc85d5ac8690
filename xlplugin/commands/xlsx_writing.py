"""Writes a table to an .xlsx sheet, a row at a time; text stays text, whatever it begins with."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlplugin.policy.model import Input
from xlplugin.scoring.headings import match
from xlplugin.workbooks.system_errors import system_errors

from .session import Failure
from .tables import MOST_ROWS, Row, text_of

LONGEST_TEXT = 32_767
"""Characters that a cell can hold."""


class XlsxWriter:
    """A workbook of one sheet."""

    def __init__(
        self, path: Path, headings: Sequence[str], results: Sequence[str], cells: Sequence[Input]
    ) -> None:
        import xlsxwriter

        self.path = path
        options = {"constant_memory": True, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet("graded")
        self._formats: dict[str, Any] = {}
        self._line = 0
        known = match(cells, tuple(headings)).found
        numeric = {item.name for item in cells if item.type in ("number", "integer")}
        self._numbers = {place for name, places in known.items() if name in numeric for place in places}
        bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for column, heading in enumerate((*headings, *results)):
            self._text(0, column, heading, bold)
        self._sheet.freeze_panes(1, 0)

    def __enter__(self) -> XlsxWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # An unfinished workbook has to be closed too: it holds a temporary file.
        with contextlib.suppress(OSError) if kind else contextlib.nullcontext():
            with system_errors():
                self._book.close()

    def write(self, row: Row, results: Sequence[object]) -> None:
        """Add a row and what came out for it."""
        self._line += 1
        if self._line >= MOST_ROWS:
            raise Failure(
                f"a sheet holds {MOST_ROWS:,} rows and the table has more: name the output .csv",
                f"工作表最多 {MOST_ROWS:,} 行，而表格超出：请将输出文件改为 .csv",
            )
        for column, cell in enumerate(row.cells):
            shown = row.formats[column] if column < len(row.formats) else ""
            self._cell(column, _number(cell) if column in self._numbers else cell, shown)
        for column, cell in enumerate(results, len(row.cells)):
            self._cell(column, cell, "")

    def _cell(self, column: int, cell: object, shown: str) -> None:
        sheet, line = self._sheet, self._line
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_boolean(line, column, cell)
        elif isinstance(cell, (int, float)) and abs(cell) < 1e300:
            sheet.write_number(line, column, cell, self._format(shown))
        elif isinstance(cell, (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)):
            usual = "yyyy-mm-dd hh:mm" if isinstance(cell, datetime.datetime) else "yyyy-mm-dd"
            sheet.write_datetime(line, column, cell, self._format(shown or usual))
        else:
            self._text(line, column, text_of(cell), None)

    def _text(self, line: int, column: int, text: str, style: Any) -> None:
        if len(text) > LONGEST_TEXT:
            raise Failure(
                f"row {line + 1}: a text of {len(text):,} characters does not fit into a cell: "
                "name the output .csv",
                f"第 {line + 1} 行：文字长达 {len(text):,} 个字符，单元格容纳不下：请将输出文件改为 .csv",
            )
        self._sheet.write_string(line, column, text, style)

    def _format(self, shown: str) -> Any:
        if shown in ("", "General"):
            return None
        if shown not in self._formats:
            self._formats[shown] = self._book.add_format({"num_format": shown})
        return self._formats[shown]


_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")


def _number(cell: object) -> object:
    """The number that a CSV cell of a numeric input writes, where a float holds all of its digits."""
    if isinstance(cell, str) and len(cell) <= 16 and _PLAIN_NUMBER.fullmatch(cell):
        return float(cell)
    return cell
