"""The values that Calc found for the formulas of one sheet: checked, compared, and put into the sheet."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from xlplugin.functions.values import CellError
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.cell_values import Value
from xlplugin.workbooks.errors import NotUnderstood
from xlplugin.workbooks.evaluation import CellNote
from xlplugin.workbooks.formulas import parse_formula
from xlplugin.workbooks.native import Outcome
from xlplugin.workbooks.nodes import Binary, Call
from xlplugin.workbooks.sheet import FormulaCell, Grid, Sheet

from .rewriting import calls_us

Place = tuple[int, int]
"""Row and column."""
Filled = Mapping[Place, tuple[Value, Value]]
"""Cells without a formula of their own that are filled, with their values before and after."""

DIGITS = 1e-14
"""Calc writes 15 digits of a number into a file."""
COMPARING = {"=", "<>", "<", ">", "<=", ">="}
ASKING = {"AND", "OR", "NOT", "XOR", "TRUE", "FALSE", "EXACT", "ISBLANK", "ISERR", "ISERROR", "ISEVEN", "ISFORMULA",
          "ISLOGICAL", "ISNA", "ISNONTEXT", "ISNUMBER", "ISODD", "ISREF", "ISTEXT"}  # fmt: skip
"""Built-ins that answer TRUE or FALSE, which Calc writes as 1 or 0 into a cell with a number format."""


class FoundValues:
    """What Calc found for one sheet; ``doubtful`` are the cells that show ``#N/A`` instead, and why.

    ``disagreeing`` are those among them for which our functions gave another answer.
    """

    def __init__(self, number: int, sheet: Sheet, functions: Container[str]) -> None:
        self.number, self.sheet = number, sheet
        self.doubtful: list[CellNote] = []
        self.disagreeing: list[CellNote] = []
        texts = {cell.shared: cell.text for cell in sheet.formulas if cell.kind == "shared" and cell.text}
        self._formulas = [(cell, cell.text or texts.get(cell.shared, "")) for cell in sheet.formulas]
        self._ours = [cell for cell, text in self._formulas if calls_us(text, functions)]
        self._before = {place: sheet.grid.value(*place) for cell in sheet.formulas for place in _places(cell)}
        self._values: dict[Place, Value] = {}
        self._logical: dict[str, bool] = {}
        self._functions = functions

    def take(self, grid: Grid) -> None:
        """Take the values of the sheet as Calc left it."""
        self.doubtful.clear()
        for cell, text in self._formulas:
            for place in _places(cell):
                value = grid.value(*place)
                self._values[place] = value
                if value is CellError.NAME and cell.cached is not CellError.NAME:
                    self._doubt(place, "Calc does not know a function or name in it", "Calc 不认识其中的函数或名称")
                elif value in (0.0, 1.0) and self._is_logical(cell, text):
                    self._values[place] = bool(value)

    def sheet_of_ours(self) -> Sheet:
        """The sheet with our formulas only; all others are values."""
        ours = {place for cell in self._ours for place in _places(cell)}
        for place, value in self._values.items():
            if place not in ours:
                self._put(place, value)
        return replace(self.sheet, formulas=self._ours)

    def compare(self, outcome: Outcome) -> None:
        """Compare Calc's answers with those that the functions gave, which stand in the sheet now."""
        unknown = {(note.row, note.column) for note in outcome.not_calculated if note.sheet == self.number}
        for cell in self._ours:
            places = list(_places(cell))
            if unknown.intersection(places):  # a built-in around our function that only Calc knows
                continue
            for place in places:
                own, found = self.sheet.grid.value(*place), self._values[place]
                if _agree(own, found):
                    self._values[place] = own
                else:
                    self._doubt(
                        place,
                        f"Calc finds {_shown(found)}, but the function itself gives {_shown(own)}",
                        f"Calc 的结果为 {_shown(found)}，而函数本身的结果为 {_shown(own)}",
                    )
                    self.disagreeing.append(self.doubtful[-1])

    def put(self) -> Filled:
        """Put the values into the sheet; gives those of cells that an array fills."""
        own = {(cell.row, cell.column) for cell in self.sheet.formulas}
        for place, value in self._values.items():
            self._put(place, value)
        return {place: (self._before[place], value) for place, value in self._values.items() if place not in own}

    def others(self, filled: Filled) -> Filled:
        """Those among cells that were filled which belong to no formula."""
        return {place: values for place, values in filled.items() if place not in self._before}

    def _is_logical(self, cell: FormulaCell, text: str) -> bool:
        key = f"shared {cell.shared}" if cell.kind == "shared" else text
        if key not in self._logical:
            self._logical[key] = _is_logical(text, self._functions)
        return self._logical[key]

    def _doubt(self, place: Place, en: str, zh: str) -> None:
        self._values[place] = CellError.NA
        self.doubtful.append(CellNote(self.number, *place, Bilingual(en, zh)))

    def _put(self, place: Place, value: Value) -> None:
        row, column = place
        if value is None:
            self.sheet.grid[column].pop(row, None)
        else:
            self.sheet.grid[column][row] = value


def _places(cell: FormulaCell) -> Iterator[Place]:
    """The cells that a formula fills."""
    if cell.kind == "shared" or cell.ref is None:
        yield cell.row, cell.column
        return
    for row in range(cell.ref.top, cell.ref.bottom + 1):
        for column in range(cell.ref.left, cell.ref.right + 1):
            yield row, column


def _is_logical(text: str, functions: Container[str]) -> bool:
    """Whether a formula answers TRUE or FALSE, as far as its outermost operation says."""
    try:
        node = parse_formula(text, functions).node
    except NotUnderstood:
        return False
    if isinstance(node, Binary):
        return node.operator in COMPARING
    return isinstance(node, Call) and node.name in ASKING


def _agree(own: Value, found: Value) -> bool:
    """Whether two values say the same."""
    if type(own) is float and type(found) is float:
        return abs(own - found) <= DIGITS * max(abs(own), abs(found))
    return own == found or (own in (None, "") and found in (None, ""))


def _shown(value: Value) -> str:
    return "nothing" if value in (None, "") else str(value)
