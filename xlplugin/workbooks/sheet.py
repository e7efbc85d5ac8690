"""A sheet as read from its part: the values of its cells, its formulas, and where each stands in the bytes."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .addresses import Rect, address
from .cell_values import Value

if TYPE_CHECKING:
    from .stream.scanned import Scanned

SPOT = 5
"""Numbers per cell in ``Sheet.spots``."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Byte offsets of a cell in its part; -1 where there is no such element.

    ``formula_end`` and ``value_end`` are where the end tag starts (meaningless for ``<v/>``).
    """

    start: int
    formula: int
    formula_end: int
    value: int
    value_end: int


class FormulaCell:
    """A cell with an ``<f>``: what it says, and the value that is stored with it."""

    __slots__ = ("row", "column", "text", "kind", "ref", "shared", "dynamic", "cached", "spot")

    def __init__(
        self,
        row: int,
        column: int,
        text: str,
        kind: str = "",
        ref: Rect | None = None,
        shared: str = "",
        dynamic: bool = False,
        cached: Value = None,
        spot: int = 0,
    ) -> None:
        self.row = row
        self.column = column
        self.text = text
        """As stored, without the equals sign."""
        self.kind = kind
        """``""`` for an ordinary formula, ``array``, ``shared`` or ``dataTable``."""
        self.ref = ref
        self.shared = shared
        """The number (``si``) of the shared formula."""
        self.dynamic = dynamic
        """Whether the cell refers to cell metadata (``cm``): a dynamic array."""
        self.cached = cached
        self.spot = spot

    @property
    def address(self) -> str:
        """``"G2"``."""
        return address(self.row, self.column)


@dataclass(slots=True)
class RowSpot:
    """Byte offsets of a row that an array formula writes into."""

    number: int
    start: int
    end: int = -1
    """Where ``</row>`` starts; meaningless for ``<row/>``."""
    cells: list[tuple[int, int]] = field(default_factory=list)
    """Column and start of each cell, in order."""


class Grid(defaultdict[int, dict[int, Value]]):
    """The values of a sheet: column number → row number → value; empty cells are absent."""

    def __init__(self) -> None:
        super().__init__(dict)

    def value(self, row: int, column: int) -> Value:
        """The value of one cell."""
        values = self.get(column)
        return None if values is None else values.get(row)


@dataclass(slots=True)
class Sheet:
    """One worksheet."""

    name: str
    part: str
    data: bytes
    """The part in UTF-8, to which all offsets refer."""
    grid: Grid = field(default_factory=Grid)
    formulas: list[FormulaCell] = field(default_factory=list)
    spots: array[int] = field(default_factory=lambda: array("q"))
    spilled: dict[tuple[int, int], int] = field(default_factory=dict)
    """Cells without a formula inside the ref of an array formula → number of their spot."""
    rows: list[RowSpot] = field(default_factory=list)
    """Rows that an array formula writes into, and the first one after them."""
    sheet_data_end: int = -1
    merges: list[Rect] = field(default_factory=list)
    dates: dict[int, set[int]] = field(default_factory=dict)
    """Column → rows of cells that show a date; kept for workbooks of the 1904 system only."""
    last_row: int = 0
    last_column: int = 0
    scanned: Scanned | None = None
    """What the scan of a large sheet found; there are no bytes, spots and formulas then."""

    def spot(self, number: int) -> Spot:
        """Where a cell stands in the bytes."""
        return Spot(*self.spots[number * SPOT : number * SPOT + SPOT])
