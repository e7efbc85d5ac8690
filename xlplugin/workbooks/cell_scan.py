"""The scan of what is inside ``sheetData``: expat's events become values, formulas and byte offsets.

Its handlers run ten million times for a large sheet, so the usual cell takes the straight way through them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.parsers.expat import XMLParserType

from .addresses import MAX_COLUMN, MAX_ROW, ColumnNumbers, Rect, address, read_rect
from .cell_values import Value, stored_value
from .errors import WorkbookError, damaged
from .limits import Limits
from .sheet import SPOT, FormulaCell, RowSpot, Sheet
from .stored_text import decode
from .xml_part import local_name

IN_ROWS, IN_ROW, IN_CELL, IN_VALUE, IN_FORMULA, IN_INLINE = range(6)
FORMULA_KINDS = {"normal": "", "array": "array", "shared": "shared", "dataTable": "dataTable"}


class CellScan:
    """Takes over the parser's handlers at ``<sheetData>`` and hands them back through ``done``."""

    def __init__(
        self,
        sheet: Sheet,
        parser: XMLParserType,
        names: Mapping[str, str],
        where: str,
        shared: Sequence[str],
        date_styles: frozenset[int],
        limits: Limits,
        done: Callable[[], None],
        written: Sequence[Rect] = (),
    ) -> None:
        self.sheet, self.parser, self.where, self.done = sheet, parser, where, done
        self.shared, self.date_styles, self.limits = shared, date_styles, limits
        self.row_tag, self.cell_tag, self.value_tag = names["row"], names["c"], names["v"]
        self.formula_tag, self.inline_tag = names["f"], names["is"]
        self.inline_paths = ([names["t"]], [names["r"], names["t"]])
        self.grid = sheet.grid
        self.columns = ColumnNumbers()
        self.texts: list[str] = []
        self.state = IN_ROWS
        self.row = self.column = self.count = 0
        self.suffix, self.suffix_length = "", 0
        self.kind: str | None = None
        self.start_at = self.formula_at = self.formula_end = self.value_at = self.value_end = -1
        self.value_text: str | None = None
        self.formula_text = ""
        self.formula: dict[str, str] = {}
        self.dynamic = self.dated = self.watched = False
        self._watch(list(written))
        self.seen = 0
        self.row_spot: RowSpot | None = None
        self.inside: list[str] = []

    def begin(self) -> None:
        """Install the handlers; the parser has just met ``<sheetData>``."""
        self.parser.CharacterDataHandler = self.texts.append
        self._install(self.start, self.end)

    def start(self, tag: str, attributes: list[str]) -> None:
        """A start tag in rows or cells."""
        state = self.state
        if tag == self.cell_tag and state == IN_ROW:
            self.start_at = self.parser.CurrentByteIndex
            self.kind = self.value_text = None
            self.formula_at = self.value_at = -1
            self.dynamic = self.dated = False
            previous = self.column
            self.column = previous + 1
            for index in range(0, len(attributes), 2):
                key = attributes[index]
                if key == "r":
                    value = attributes[index + 1]
                    self.column = self.columns[value[: -self.suffix_length]] if value.endswith(self.suffix) else 0
                    if self.column <= previous:
                        raise self._malformed(f"the cell {value!r} is out of order", f"单元格 {value!r} 顺序错误")
                elif key == "t":
                    self.kind = attributes[index + 1]
                elif key == "s":
                    if self.date_styles:
                        style = attributes[index + 1]
                        self.dated = style.isdecimal() and int(style) in self.date_styles
                elif key == "cm":
                    self.dynamic = attributes[index + 1] != "0"
            if self.column > MAX_COLUMN:
                raise self._malformed("a row has more cells than columns", "单元格数量超过列数上限")
            self.state = IN_CELL
            if self.row_spot is not None:
                self.row_spot.cells.append((self.column, self.start_at))
                self.watched = self.column in self.watched_columns
        elif tag == self.value_tag and state == IN_CELL:
            self._only_value()
            self.state = IN_VALUE
        elif tag == self.row_tag and state == IN_ROWS:
            self._start_row(attributes)
        elif tag == self.formula_tag and state == IN_CELL:
            if self.formula_at >= 0 or self.value_at >= 0:
                raise self._malformed("a formula stands in the wrong place", "公式的位置不正确")
            self.texts.clear()
            self.formula_at = self.parser.CurrentByteIndex
            self.formula = dict(zip(attributes[::2], attributes[1::2], strict=True))
            self.state = IN_FORMULA
        elif tag == self.inline_tag and state == IN_CELL:
            self._only_value()
            self.state = IN_INLINE
            self.parser.CharacterDataHandler = None
            self._install(self._inline_start, self._inline_end)
        elif state in (IN_CELL, IN_ROW) and (tag.endswith(" extLst") or not tag.startswith(self.row_tag[:-3])):
            self._skip_start(tag, attributes)
            self._install(self._skip_start, self._skip_end)
        else:
            name = local_name(tag)
            raise self._malformed(f"the element {name} stands where it cannot", f"元素 {name} 的位置不正确")

    def end(self, _: str) -> None:
        """An end tag in rows or cells."""
        state = self.state
        if state == IN_VALUE:
            texts = self.texts
            self.value_text = texts[0] if len(texts) == 1 else "".join(texts)
            if self.formula_at >= 0 or self.watched:
                self.value_end = self.parser.CurrentByteIndex
            self.state = IN_CELL
        elif state == IN_CELL:
            self.state = IN_ROW
            value: Value = None
            text = self.value_text
            if text is not None:
                if self.kind is None:
                    try:
                        value = float(text)
                        if value - value != 0.0 or "_" in text or not text.isascii():
                            value = self._value(text)
                    except ValueError:
                        value = self._value(text)
                else:
                    value = self._value(text)
                if value is not None:
                    self.grid[self.column][self.row] = value
                    self.count += 1
            if self.dated:
                self.sheet.dates.setdefault(self.column, set()).add(self.row)
            if self.formula_at >= 0:
                self._add_formula(value)
            if self.watched:
                self._add_spilled()
        elif state == IN_FORMULA:
            self.formula_text = "".join(self.texts)
            self.formula_end = self.parser.CurrentByteIndex
            self.state = IN_CELL
        elif state == IN_ROW:
            self.state = IN_ROWS
            self._end_row()
        else:
            self.sheet.sheet_data_end = self.parser.CurrentByteIndex
            self.parser.CharacterDataHandler = None
            self.done()

    def _start_row(self, attributes: list[str]) -> None:
        previous = self.row
        self.row, self.column = previous + 1, 0
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if key == "r":
                self.row = int(value) if value.isdecimal() else 0
        if not previous < self.row <= MAX_ROW:
            raise self._malformed(f"row {self.row} is out of order", f"第 {self.row} 行顺序错误")
        self.suffix = str(self.row)
        self.suffix_length = len(self.suffix)
        self.texts.clear()
        self.state = IN_ROW
        if self.active:
            self.row_spot = RowSpot(self.row, self.parser.CurrentByteIndex)
            self.sheet.rows.append(self.row_spot)
            if any(rect.bottom < self.row for rect in self.active):
                self._watch([rect for rect in self.active if rect.bottom >= self.row])

    def _end_row(self) -> None:
        sheet, spot = self.sheet, self.row_spot
        sheet.last_row, sheet.last_column = self.row, max(sheet.last_column, self.column)
        if spot is not None:
            spot.end = self.parser.CurrentByteIndex
            if self.seen == len(self.watched_columns):
                spot.cells.clear()
        self.row_spot, self.watched, self.seen = None, False, 0
        if self.count + len(sheet.formulas) > self.limits.cells:
            raise damaged(self.where, f"more than {self.limits.cells} cells", f"单元格超过 {self.limits.cells} 个")

    def _only_value(self) -> None:
        if self.value_at >= 0:
            raise self._malformed("a cell has two values", "一个单元格有两个值")
        self.texts.clear()
        self.value_at = self.parser.CurrentByteIndex

    def _value(self, text: str) -> Value:
        if self.kind == "inlineStr":
            return decode(text)
        try:
            return stored_value(self.kind, text, self.shared)
        except (ValueError, KeyError):
            kind = self.kind or "n"
            raise self._malformed(
                f"a cell of type {kind} holds {text[:40]!r}", f"类型为 {kind} 的单元格内容 {text[:40]!r} 无效"
            ) from None

    def _add_formula(self, value: Value) -> None:
        sheet, said = self.sheet, self.formula
        kind = FORMULA_KINDS.get(said.get("t", "normal"))
        if kind is None:
            raise self._malformed(f"the formula type {said['t']!r} is unknown", f"未知的公式类型 {said['t']!r}")
        ref = read_rect(said.get("ref", ""))
        number = len(sheet.spots) // SPOT
        sheet.formulas.append(
            FormulaCell(
                self.row, self.column, self.formula_text, kind, ref, said.get("si", ""), self.dynamic, value, number
            )
        )
        sheet.spots.extend((self.start_at, self.formula_at, self.formula_end, self.value_at, self.value_end))
        if kind in ("array", "dataTable"):
            if ref is None or (ref.top, ref.left) != (self.row, self.column):
                raise self._malformed("an array formula has no valid range", "数组公式的区域无效")
            if ref.size > 1:
                if self.row_spot is None:
                    # The row began before its array was known; its own start is not needed to insert after this cell.
                    self.row_spot = RowSpot(self.row, -1, cells=[(self.column, self.start_at)])
                    sheet.rows.append(self.row_spot)
                self._watch([*self.active, ref])
                self.watched = True

    def _add_spilled(self) -> None:
        self.seen += 1
        if self.formula_at < 0:
            self.sheet.spilled[self.row, self.column] = len(self.sheet.spots) // SPOT
            self.sheet.spots.extend((self.start_at, -1, -1, self.value_at, self.value_end))

    def _watch(self, rects: list[Rect]) -> None:
        self.active = rects
        self.watched_columns = {column for rect in rects for column in range(rect.left, rect.right + 1)}

    def _inline_start(self, tag: str, _: list[str]) -> None:
        self._enter(tag)
        self.parser.CharacterDataHandler = self.texts.append if self.inside in self.inline_paths else None

    def _inline_end(self, _: str) -> None:
        if self.inside:
            self.inside.pop()
            self.parser.CharacterDataHandler = None
            return
        self.value_text = "".join(self.texts)
        self.value_end = self.parser.CurrentByteIndex
        self.state = IN_CELL
        self.begin()

    def _skip_start(self, tag: str, _: list[str]) -> None:
        self._enter(tag)

    def _skip_end(self, _: str) -> None:
        self.inside.pop()
        if not self.inside:
            self._install(self.start, self.end)

    def _enter(self, tag: str) -> None:
        self.inside.append(tag)
        if len(self.inside) > self.limits.xml_depth:
            raise self._malformed("its elements are nested too deeply", "元素嵌套过深")

    def _install(self, start: Callable[[str, list[str]], None], end: Callable[[str], None]) -> None:
        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end

    def _malformed(self, en: str, zh: str) -> WorkbookError:
        place = address(self.row, self.column) if self.row and self.column else f"row {self.row}"
        return damaged(f"{self.where}!{place}", en, zh)
