"""The workbook file of a form: the same bytes every time, and cached values that stay until recalculated."""

from __future__ import annotations

import datetime
import io
import os
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

CALC_ID = 191029
"""Excel 16's. A lower one makes Excel calculate on loading, and then it drops the values of functions
whose add-in is missing."""

_CREATED = datetime.datetime(2026, 1, 1)


class Sheet(Worksheet):
    """A sheet on which a formula may have an empty text for its value, and no text is taken for markup."""

    def _write_string(self, row: int, column: int, text: str, style: Format | None = None) -> int:
        # XlsxWriter writes a text of this shape into the file as it is, tags and all.
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "
        return super()._write_string(row, column, text, style)

    def _xml_formula_element(self, formula: str, result: object, attributes: Any = ()) -> None:
        # Without a type, an empty value counts as none, and some programs then calculate on loading.
        text = [("t", "str")] if result == "" else []
        super()._xml_formula_element(formula, result, [*attributes, *text])


class Book(Workbook):
    """A workbook in memory, written to its file as a whole by ``save``."""

    worksheet_class = Sheet

    def __init__(self, title: str, subject: str) -> None:
        self._buffer = io.BytesIO()
        super().__init__(self._buffer, {"in_memory": True, "strings_to_urls": False})
        self.set_calc_mode("auto", CALC_ID)
        self.calc_on_load = False
        self.set_properties({"title": title, "subject": subject, "author": "xlplugin", "created": _CREATED})

    def save(self, target: Path) -> Path:
        """Write the file; an existing one is replaced only by a whole one. Raises OSError."""
        self.close()
        half = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            half.write_bytes(self._buffer.getvalue())
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)
        return target
