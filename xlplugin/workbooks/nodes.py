"""What a formula consists of, as frozen values: the closed grammar that the native engine understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from xlplugin.functions.values import CellError

from .addresses import MAX_COLUMN, MAX_ROW, Rect


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, boolean or error written in the formula; None for an argument left out."""

    value: float | str | bool | CellError | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or area. Rows and columns are those of the formula's own cell; ``fixed`` ones have a ``$``.

    The corners may be the wrong way round: ``B$5:B2`` turns as the formula is filled down.
    """

    sheet: str
    """As written; ``""`` is the formula's own sheet."""
    top: int
    left: int
    bottom: int
    right: int
    top_fixed: bool
    left_fixed: bool
    bottom_fixed: bool
    right_fixed: bool

    @property
    def is_cell(self) -> bool:
        """Whether it was written as one cell."""
        return (self.top, self.left, self.top_fixed, self.left_fixed) == (
            self.bottom,
            self.right,
            self.bottom_fixed,
            self.right_fixed,
        )

    @property
    def fixed_rows(self) -> bool:
        """Whether it is the same area in every row that the formula is filled into."""
        return self.top_fixed and self.bottom_fixed

    def rect(self, delta: int) -> Rect:
        """The area in a cell ``delta`` rows below the formula's own."""
        top = self.top if self.top_fixed else self.top + delta
        bottom = self.bottom if self.bottom_fixed else self.bottom + delta
        return Rect(min(top, bottom), min(self.left, self.right), max(top, bottom), max(self.left, self.right))


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name, with the sheet it was qualified by, if any."""

    sheet: str
    name: str


@dataclass(frozen=True, slots=True)
class TableReference:
    """``Table1[Sales]``: a table, and what stands between the outer brackets."""

    table: str
    inside: str


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x``, ``+x`` or ``x%``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """``x operator y``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; ``ours`` for the functions of this project."""

    name: str
    arguments: tuple[Node, ...]
    ours: bool = False


@dataclass(frozen=True, slots=True)
class ArrayLiteral:
    """``{1,2;3,4}``."""

    rows: tuple[tuple[float | str | bool | CellError, ...], ...]


Node = Literal | Reference | Name | TableReference | Unary | Binary | Call | ArrayLiteral


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node."""
    if isinstance(node, Unary):
        return (node.operand,)
    if isinstance(node, Binary):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(children(current))


def depth_of(node: Node) -> int:
    """Levels of a tree, however deep it is."""
    deepest, pending = 0, [(node, 1)]
    while pending:
        current, depth = pending.pop()
        deepest = max(deepest, depth)
        pending.extend((part, depth + 1) for part in children(current))
    return deepest


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its parts changed."""
    if isinstance(node, Unary):
        return Unary(node.operator, change(node.operand))
    if isinstance(node, Binary):
        return Binary(node.operator, change(node.left), change(node.right))
    if isinstance(node, Call):
        return replace(node, arguments=tuple(change(part) for part in node.arguments))
    return node


def moved(node: Node, rows: int, columns: int) -> Node | None:
    """The formula as it reads when filled elsewhere; None where a reference would leave the sheet."""
    if not isinstance(node, Reference):
        outside = False

        def change(part: Node) -> Node:
            nonlocal outside
            result = moved(part, rows, columns)
            outside = outside or result is None
            return part if result is None else result

        result = rebuilt(node, change)
        return None if outside else result
    top, bottom = (
        row if fixed else row + rows for row, fixed in ((node.top, node.top_fixed), (node.bottom, node.bottom_fixed))
    )
    left, right = (
        column if fixed else column + columns
        for column, fixed in ((node.left, node.left_fixed), (node.right, node.right_fixed))
    )
    inside = min(top, left, bottom, right) >= 1 and max(top, bottom) <= MAX_ROW and max(left, right) <= MAX_COLUMN
    return replace(node, top=top, left=left, bottom=bottom, right=right) if inside else None


def inside_sheet(node: Node, first: int, last: int) -> bool:
    """Whether every reference stays on the sheet for all cells ``first`` to ``last`` rows further down."""
    for part in walk(node):
        if isinstance(part, Reference):
            for delta in (first, last):
                rect = part.rect(delta)
                if rect.top < 1 or rect.bottom > MAX_ROW:
                    return False
    return True
