"""formualizer as a calculator of single functions: many calls of one function in one evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xlplugin.functions.values import OMITTED, CellError

from ..addresses import Rect, address
from ..areas import Area, Raw, Tab, as_block, values_in
from ..cell_values import Value
from ..errors import NotUnderstood

if TYPE_CHECKING:
    from formualizer import Workbook

KINDS = {
    "Div": CellError.DIV0, "Na": CellError.NA, "Name": None, "Null": CellError.NULL, "Num": CellError.NUM,
    "Ref": CellError.REF, "Value": CellError.VALUE,
}  # fmt: skip
"""formualizer's errors as ours. It says ``Name`` where it does not know a function: that is no result."""
NAMES = {error: kind for kind, error in KINDS.items() if error is not None}
VALUES, BLOCKS, RESULTS = "V", "B", "F"
"""Sheets of a scratch workbook; areas stand in sheets ``T0``, ``T1``, … where they stand in the workbook."""
AT_ONCE = 1 << 15
"""Calls in one scratch workbook."""

Argument = Value | Area | list[list[Value]]
"""What a function is given; OMITTED for an argument left out."""


def calculate(name: str, calls: Sequence[Sequence[Argument]], gives_array: bool = False) -> list[Raw]:
    """The results of one function for many lists of arguments. Raises NotUnderstood."""
    results: list[Raw] = []
    for start in range(0, len(calls), AT_ONCE):
        with _refusals(name):
            results += _Scratch(name, calls[start : start + AT_ONCE]).results(gives_array)
    return results


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """Whatever goes wrong in formualizer is a reason not to have a value."""
    try:
        yield
    except (NotUnderstood, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # a panic of its Rust code is no Exception
        if isinstance(error, (SystemExit, GeneratorExit)):
            raise
        raise NotUnderstood(f"formualizer cannot calculate {name} here", f"formualizer 无法计算此处的 {name}") from error


class _Scratch:
    """A workbook of formualizer's that holds the arguments of some calls."""

    def __init__(self, name: str, calls: Sequence[Sequence[Argument]]) -> None:
        self.name, self.calls = name, calls
        self.book = _new_book()
        for sheet in (VALUES, BLOCKS, RESULTS):
            self.book.add_sheet(sheet)
        self.tabs: dict[str, int] = {}
        self.areas: list[list[Rect]] = []
        self.sources: list[Tab] = []
        self.block_row = 1
        width = max(map(len, calls), default=0)
        self.letters = [address(1, column)[:-1] for column in range(1, width + 1)]

    def results(self, gives_array: bool) -> list[Raw]:
        """The results, in the order of the calls."""
        formulas = [self._formula(row, call) for row, call in enumerate(self.calls, 1)]
        self._fill_values()
        self._fill_areas()
        if gives_array:
            return [self._array(number, formula) for number, formula in enumerate(formulas)]
        from formualizer import RangeAddress

        self.book.set_formulas_batch(RESULTS, 1, 1, [[formula] for formula in formulas])
        if len(formulas) == 1:
            return [_value(self.book.evaluate_cell(RESULTS, 1, 1), self.name)]
        self.book.evaluate_all()
        found = self.book.sheet(RESULTS).get_values(RangeAddress(RESULTS, 1, 1, len(formulas), 1))
        return [_value(value, self.name) for (value,) in found]

    def _formula(self, row: int, call: Sequence[Argument]) -> str:
        parts = []
        for letters, argument in zip(self.letters, call, strict=False):
            if argument is OMITTED:
                parts.append("")
            elif type(argument) is Area:
                parts.append(self._area(argument))
            elif type(argument) is list:
                parts.append(self._block(argument))
            else:
                parts.append(f"{VALUES}!{letters}{row}")
        return f"={self.name}({','.join(parts)})"

    def _area(self, area: Area) -> str:
        key = area.tab.name.casefold()
        number = self.tabs.get(key)
        if number is None:
            number = self.tabs[key] = len(self.tabs)
            self.areas.append([])
            self.sources.append(area.tab)
        self.areas[number].append(area.rect)
        return f"T{number}!{area.rect}"

    def _block(self, block: list[list[Value]]) -> str:
        rect = Rect(self.block_row, 1, self.block_row + len(block) - 1, len(block[0]))
        self.block_row += len(block)
        self.book.set_values_batch(BLOCKS, rect.top, 1, [[_given(value) for value in row] for row in block])
        return f"{BLOCKS}!{rect}"

    def _fill_values(self) -> None:
        rows = [
            [None if type(part) in (Area, list) or part is OMITTED else _given(part) for part in call]
            for call in self.calls
        ]
        if any(value is not None for row in rows for value in row):
            width = len(self.letters)
            self.book.set_values_batch(VALUES, 1, 1, [row + [None] * (width - len(row)) for row in rows])

    def _fill_areas(self) -> None:
        for number, (tab, rects) in enumerate(zip(self.sources, self.areas, strict=True)):
            self.book.add_sheet(f"T{number}")
            for column, top, bottom in _columns(rects, tab):
                values = values_in(tab.grid.get(column), range(top, bottom + 1))
                self.book.set_values_batch(f"T{number}", top, column, [[_given(value)] for value in values])

    def _array(self, number: int, formula: str) -> Raw:
        """A result that may be an array, on a sheet of its own so that nothing stands in its way."""
        from formualizer import RangeAddress

        sheet = f"{RESULTS}{number}"
        self.book.add_sheet(sheet)
        self.book.set_formula(sheet, 1, 1, formula)
        value = _value(self.book.evaluate_cell(sheet, 1, 1), self.name)
        spill = self.book.inspect_cell(f"{sheet}!A1", include_values=False).to_dict()["cell"]["spill"]
        if spill is None:
            return value
        last = spill["extent"].rpartition("!")[2].rpartition(":")[2]
        rect = _corner(last)
        found = self.book.sheet(sheet).get_values(RangeAddress(sheet, 1, 1, rect.bottom, rect.right))
        return as_block([[_value(one, self.name) for one in row] for row in found])


def _corner(text: str) -> Rect:
    from ..addresses import read_rect

    rect = read_rect(text)
    assert rect is not None
    return rect


def _columns(rects: Iterable[Rect], tab: Tab) -> Iterator[tuple[int, int, int]]:
    """Column, first and last row of the cells of areas, each cell once, as far as there are any."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in set(rects):
        if top <= tab.last_row:
            for column in filter(tab.grid.__contains__, range(left, right + 1)):
                spans.setdefault(column, []).append((top, min(bottom, tab.last_row)))
    for column, found in sorted(spans.items()):
        found.sort()
        start, stop = found[0]
        for top, bottom in found[1:]:
            if top > stop + 1:
                yield column, start, stop
                start = top
            stop = max(stop, bottom)
        yield column, start, stop


def _new_book() -> Workbook:
    try:
        from formualizer import EvaluationConfig, Workbook, WorkbookConfig, WorkbookMode
    except ImportError as error:
        raise NotUnderstood("formualizer is not installed", "未安装 formualizer") from error
    # The other mode sets formulas fifty times slower.
    mode = WorkbookMode.Interactive
    book = Workbook(config=WorkbookConfig(mode=mode, eval_config=EvaluationConfig(), enable_changelog=False))
    book.set_temporal_egress("serial")
    return book


def _given(value: Value) -> Any:
    """A value as formualizer takes it."""
    if type(value) is CellError:
        from formualizer import LiteralValue

        return LiteralValue.error(NAMES.get(value, "Value"), None)
    return value


def _value(found: Any, name: str) -> Value:
    """A value as formualizer gives it. Raises NotUnderstood for what a cell cannot hold."""
    kind = type(found)
    if kind is float or kind is int:
        number = float(found)
        return CellError.NUM if number - number != 0.0 else number
    if found is None or kind in (str, bool):
        return found  # type: ignore[no-any-return]
    error = KINDS.get(found.get("kind", "")) if kind is dict else None
    if error is None:
        raise NotUnderstood(f"formualizer gives no value for {name}", f"formualizer 未给出 {name} 的值")
    return error
