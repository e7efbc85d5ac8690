"""Reads a table from an .xlsx sheet, a row at a time, with the values that are stored in it."""

from __future__ import annotations

import contextlib
import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input
from xlplugin.scoring.headings import match
from xlplugin.workbooks.archive import Archive
from xlplugin.workbooks.errors import WorkbookError, damaged
from xlplugin.workbooks.file_kinds import check_kind

from .session import Failure
from .tables import MOST_ROWS, Row, text_of

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SEARCHED = 30
"""Rows in which the headings are looked for."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BLOCK = 1 << 20


class XlsxTable:
    """A sheet of a workbook: the one asked for, else the first in which a row names the most inputs."""

    def __init__(self, path: Path, cells: Sequence[Input], sheet: str | None) -> None:
        check_kind(path)
        with Archive(path):  # refuses what is cut short, a zip bomb, too large
            pass
        self.path, self._asked = path, sheet
        self._calculated = _has_formulas(path)
        self._inputs = cells
        self._rows = self._read = 0
        self._sheet, self._heading_row, self.headings = self._find_headings()
        known = match(cells, self.headings).found.values()
        self._taken = {places[0] for places in known if len(places) == 1}

    def rows(self) -> Iterator[Row]:
        """The rows below the headings, up to the last that says something."""
        size = len(self.headings)
        blank: list[Row] = []
        with self._open(self._sheet) as sheets:
            for number, cells, formulas in _numbered(sheets, self.path):
                self._read = number
                if number <= self._heading_row:
                    continue
                values = [_value(cell) for cell in cells[:size]]
                values += [None] * (size - len(values))
                row = Row(number, values, self._fault(values, formulas), [_format(cell) for cell in cells[:size]])
                if row.empty and row.fault is None:
                    blank.append(row)
                    continue
                yield from blank
                blank.clear()
                yield row

    def done(self) -> float:
        """How much of the sheet has been read."""
        return min(self._read / self._rows, 1.0) if self._rows else 1.0

    def _fault(self, values: list[Any], formulas: Sequence[Any]) -> Bilingual | None:
        """A formula that no program has calculated yet is not a blank cell."""
        for position in self._taken:
            formula = formulas[position] if position < len(formulas) else None
            if values[position] is None and formula is not None and formula.data_type == "f":
                heading = " ".join(self.headings[position].split())
                return Bilingual(
                    f"{heading}: the cell holds a formula that was never calculated; "
                    "open the workbook in Excel and save it, or recalculate it first",
                    f"{heading}：单元格中的公式尚未计算；请先用 Excel 打开并保存，或先重新计算",
                )
        return None

    def _find_headings(self) -> tuple[str, int, tuple[str, ...]]:
        """Sheet, row and texts of the headings that name the most inputs; the first where several do."""
        best: tuple[str, int, tuple[str, ...]] = ("", 0, ())
        most = -1
        for sheet in self._sheets():
            with self._open(sheet) as sheets:
                for number, cells, _ in _numbered(sheets[:1], self.path):
                    if number > SEARCHED:
                        break
                    texts = [" ".join(text_of(_value(cell)).split()) for cell in cells]
                    while texts and not texts[-1]:
                        texts.pop()
                    found = sum(map(bool, match(self._inputs, texts).found.values())) if texts else -1
                    if found > most:
                        most, best = found, (sheet, number, tuple(texts))
        if not best[2]:
            raise Failure(f"{self.path.name}: the sheet is empty", f"{self.path.name}：工作表为空")
        return best

    def _sheets(self) -> tuple[str, ...]:
        """The sheets in which to look: the one that was asked for, else all."""
        with self._open(None) as sheets:
            names = tuple(sheet.title for sheet in sheets[0].parent.worksheets)
        if self._asked is None:
            return names
        if self._asked not in names:
            listed = ", ".join(names)
            raise Failure(
                f"{self.path.name} has no sheet {self._asked}; it has: {listed}",
                f"{self.path.name} 没有工作表 {self._asked}；现有：{listed}",
            )
        return (self._asked,)

    @contextlib.contextmanager
    def _open(self, name: str | None) -> Iterator[list[Any]]:
        """A sheet (the first without a name) with its values and, if there are formulas, again with those."""
        from openpyxl import load_workbook

        books: list[Workbook] = []
        try:
            for values in [True, False] if self._calculated else [True]:
                books.append(load_workbook(self.path, read_only=True, data_only=values, keep_links=False))
            sheets = [book.worksheets[0] if name is None else book[name] for book in books]
            self._rows = sheets[0].max_row or 0
            for sheet in sheets:
                sheet.reset_dimensions()  # what a file says of its size may be wrong, and would cut it
            yield sheets
        except (Failure, WorkbookError, OSError, MemoryError):
            raise
        except Exception as error:  # openpyxl raises whatever a damaged part makes it raise
            raise damaged(self.path.name, f"{type(error).__name__}: {error}", "内容不符合格式") from error
        finally:
            for book in books:
                book.close()


def _numbered(sheets: list[Any], path: Path) -> Iterator[tuple[int, Sequence[Any], Sequence[Any]]]:
    """The rows of the sheet with their numbers: cells with values, and with formulas (or nothing)."""
    formulas = sheets[1].iter_rows() if len(sheets) > 1 else None
    for number, cells in enumerate(sheets[0].iter_rows(), 1):
        if number > MOST_ROWS:
            raise damaged(path.name, "it has more rows than a sheet can have", "行数超过工作表上限")
        yield number, cells, next(formulas, ()) if formulas is not None else ()


def _value(cell: Any) -> Any:
    """What a cell holds; an error such as ``#N/A`` stays its text, which no input accepts."""
    return cell.value


def _format(cell: Any) -> str:
    return cell.number_format if isinstance(cell.value, (int, float, datetime.date, datetime.time)) else ""


def _has_formulas(path: Path) -> bool:
    """Whether any sheet holds a formula; refuses parts that declare entities."""
    found = False
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if not name.lower().endswith((".xml", ".rels")):
                    continue
                with archive.open(name) as part:
                    tail = b""
                    while block := part.read(_BLOCK):
                        if _DOCTYPE.search(tail + block[:4096]):
                            raise damaged(f"{path.name}!{name}", "it declares a document type", "含有文档类型声明")
                        found = found or "worksheets/" in name and bool(_FORMULA.search(tail + block))
                        tail = block[-16:]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise damaged(path.name, str(error), "压缩包无法读取") from error
    return found
