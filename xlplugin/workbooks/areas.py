"""Areas of cells as formulas read them, counted against the ceiling of what a workbook may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .addresses import Rect
from .cell_values import Value
from .errors import NotUnderstood
from .limits import Limits
from .sheet import Grid
from .stream.columns import Column

Block = list[list[Value]]
"""An array: rows of values, all of one width."""


class Budget:
    """How many cells the formulas of a workbook have read, and the most they may."""

    __slots__ = ("left", "array_cells")

    def __init__(self, limits: Limits) -> None:
        self.left = limits.cells_read
        self.array_cells = limits.array_cells

    def spend(self, cells: int) -> None:
        """Count cells; NotUnderstood once there are too many."""
        self.left -= cells
        if self.left < 0:
            raise NotUnderstood(
                "the formulas of this workbook read too many cells; shorten their ranges",
                "本工作簿的公式读取的单元格过多；请缩小引用区域",
            )


@dataclass(slots=True)
class Tab:
    """A worksheet while it is calculated."""

    name: str
    grid: Grid
    last_row: int
    """The last row that holds anything, results included."""
    dates: Mapping[int, set[int]]
    """Column → rows of cells that show a date, in workbooks of the 1904 system."""


class Area:
    """A rectangle of one sheet. Its rows are read when they are asked for."""

    __slots__ = ("tab", "rect", "budget")

    def __init__(self, tab: Tab, rect: Rect, budget: Budget) -> None:
        self.tab = tab
        self.rect = rect
        self.budget = budget

    def cell(self, row: int, column: int) -> Value:
        """A value by its place in the area, from 0."""
        return self.tab.grid.value(self.rect.top + row, self.rect.left + column)

    def part(self, top: int, left: int, height: int, width: int) -> Area:
        """A smaller area by its place in this one, from 0."""
        first, column = self.rect.top + top, self.rect.left + left
        rect = Rect(first, column, first + height - 1, column + width - 1)
        return Area(self.tab, rect, self.budget)

    def block(self) -> Block:
        """All its values, blanks too."""
        rect = self.rect
        if rect.size > self.budget.array_cells:
            raise NotUnderstood(
                f"the area {rect} is too large to be calculated as an array",
                f"区域 {rect} 过大，无法按数组计算",
            )
        self.budget.spend(rect.size)
        rows = range(rect.top, rect.bottom + 1)
        columns = []
        for number in range(rect.left, rect.right + 1):
            columns.append(values_in(self.tab.grid.get(number), rows))
        return list(map(list, zip(*columns, strict=True)))

    def column(self, index: int) -> list[Value]:
        """The values of one of its columns down to the last row of the sheet that holds anything."""
        rows = range(self.rect.top, min(self.rect.bottom, self.tab.last_row) + 1)
        self.budget.spend(len(rows) + 1)
        return values_in(self.tab.grid.get(self.rect.left + index), rows)

    def filled(self) -> Iterator[Value]:
        """Its values row by row, blanks left out."""
        rect = self.rect
        bottom = min(rect.bottom, self.tab.last_row)
        if rect.right == rect.left:
            yield from (value for value in self.column(0) if value is not None)
            return
        grid = self.tab.grid
        columns = [grid[number] for number in sorted(grid) if rect.left <= number <= rect.right]
        self.budget.spend(max(bottom - rect.top + 1, 0) * len(columns) + 1)
        for row in range(rect.top, bottom + 1):
            for values in columns:
                value = values.get(row)
                if value is not None:
                    yield value


def values_in(column: Mapping[int, Value] | Column | None, rows: range) -> list[Value]:
    """The values of a column of a sheet in these rows."""
    if isinstance(column, Column):
        return column.values(rows.start, rows.stop - 1) if rows else []
    return list(map(column.get, rows)) if column else [None] * len(rows)


Raw = Value | Area | Block
"""What part of a formula gives: one value, a reference or an array."""


def values_of(raw: Raw) -> Iterator[Value]:
    """The values of an area or array row by row, blanks left out; a scalar gives itself."""
    if type(raw) is Area:
        yield from raw.filled()
    elif type(raw) is list:
        for row in raw:
            yield from (value for value in row if value is not None)
    elif raw is not None:
        yield raw  # type: ignore[misc]


def as_block(raw: Raw) -> Block:
    """Anything as an array."""
    if type(raw) is Area:
        return raw.block()
    return raw if type(raw) is list else [[raw]]  # type: ignore[list-item]


def shape(raw: Raw) -> tuple[int, int]:
    """Count of rows and columns."""
    if type(raw) is Area:
        return raw.rect.height, raw.rect.width
    return (len(raw), len(raw[0])) if type(raw) is list else (1, 1)
