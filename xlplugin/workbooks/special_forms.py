"""Built-ins that leave arguments aside or look at references instead of values: IF, IFERROR, CHOOSE, ROWS, …"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplugin.functions.values import CellError

from .areas import Raw, shape
from .cell_values import Value
from .comparison import equal
from .conversions import Failure, to_logical, to_number
from .errors import NotUnderstood
from .nodes import Literal, Node, Reference
from .spread import spread

if TYPE_CHECKING:
    from .compile import Compiler

LARGEST_SERIES = 100_000
GetRaw = Callable[[int], Raw]
Part = Callable[[Node], GetRaw]
"""How a branch is compiled: as one value, or as a reference or array too."""


@dataclass(frozen=True, slots=True)
class Form:
    """A special form. ``compile`` is for plain formulas, ``spread_out`` for array formulas."""

    least: int
    most: int
    compile: Callable[[Compiler, Sequence[Node], Part], GetRaw]
    spread_out: Callable[[Compiler, Sequence[Node]], GetRaw]

    def accepts(self, count: int) -> bool:
        """Whether so many arguments may be given."""
        return self.least <= count <= self.most


def _if(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
    condition, yes = compiler.value(arguments[0]), part(arguments[1])
    no = part(arguments[2]) if len(arguments) > 2 else lambda row: False
    return lambda row: yes(row) if to_logical(condition(row)) else no(row)


def _if_spread(compiler: Compiler, arguments: Sequence[Node]) -> GetRaw:
    condition, yes = compiler.array(arguments[0]), compiler.array(arguments[1])
    no = compiler.array(arguments[2]) if len(arguments) > 2 else lambda row: False

    def choose(chosen: Value, first: Value, second: Value) -> Value:
        return first if to_logical(chosen) else second

    def get(row: int) -> Raw:
        chosen = condition(row)
        if shape(chosen) == (1, 1):
            return spread(lambda one: yes(row) if to_logical(one) else no(row), [chosen])
        return spread(choose, [chosen, _safe(yes, row), _safe(no, row)])

    return get


def _safe(get: GetRaw, row: int) -> Raw:
    """A branch with an error on the way as its value: the other branch may not need it."""
    try:
        return get(row)
    except Failure as failure:
        return failure.error


def _on_error(caught: Callable[[CellError], bool]) -> Form:
    def compile_(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
        tried, instead = compiler.value(arguments[0]), compiler.value(arguments[1])

        def get(row: int) -> Raw:
            value = _safe(tried, row)
            if type(value) is CellError and caught(value):
                return instead(row)
            return value

        return get

    def spread_out(compiler: Compiler, arguments: Sequence[Node]) -> GetRaw:
        tried, instead = compiler.array(arguments[0]), compiler.array(arguments[1])

        def choose(value: Value, other: Value) -> Value:
            return other if type(value) is CellError and caught(value) else value

        return lambda row: spread(choose, [_safe(tried, row), _safe(instead, row)])

    return Form(2, 2, compile_, spread_out)


def _ifs(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
    pairs = [(compiler.value(arguments[i]), part(arguments[i + 1])) for i in range(0, len(arguments) - 1, 2)]
    if len(arguments) % 2:
        raise NotUnderstood("IFS has a condition without a value", "IFS 的条件缺少对应的值")

    def get(row: int) -> Raw:
        for condition, result in pairs:
            if to_logical(condition(row)):
                return result(row)
        return CellError.NA

    return get


def _switch(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
    wanted = compiler.value(arguments[0])
    rest = arguments[1:]
    cases = [(compiler.value(rest[i]), part(rest[i + 1])) for i in range(0, len(rest) - 1, 2)]
    otherwise = part(rest[-1]) if len(rest) % 2 else lambda row: CellError.NA

    def get(row: int) -> Raw:
        value = wanted(row)
        for case, result in cases:
            if equal(value, case(row)):
                return result(row)
        return otherwise(row)

    return get


def _choose(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
    number, choices = compiler.value(arguments[0]), [part(argument) for argument in arguments[1:]]

    def get(row: int) -> Raw:
        place = math.trunc(to_number(number(row)))
        return choices[place - 1](row) if 1 <= place <= len(choices) else CellError.VALUE

    return get


def _single_only(name: str, compile_: Callable[[Compiler, Sequence[Node], Part], GetRaw]) -> Callable[..., GetRaw]:
    """The form in an array formula: as in a plain one, if what decides is one value."""

    def spread_out(compiler: Compiler, arguments: Sequence[Node]) -> GetRaw:
        for argument in arguments:
            if not isinstance(argument, Literal) and not (isinstance(argument, Reference) and argument.is_cell):
                raise NotUnderstood(f"{name} in an array formula is not known", f"不支持数组公式中的 {name}")
        return compile_(compiler, arguments, compiler.array)

    return spread_out


def _row(compiler: Compiler, arguments: Sequence[Node], _: Part) -> GetRaw:
    if not arguments:
        return lambda row: float(row)
    where = _reference(arguments[0])
    origin = compiler.template.row

    def get(row: int) -> Raw:
        rect = where.rect(row - origin)
        if rect.height > LARGEST_SERIES:
            raise NotUnderstood("ROW of a very large area", "ROW 的区域过大")
        if rect.height > 1:
            return [[float(number)] for number in range(rect.top, rect.bottom + 1)]
        return float(rect.top)

    return get


def _column(compiler: Compiler, arguments: Sequence[Node], _: Part) -> GetRaw:
    if not arguments:
        return lambda row: float(compiler.column)
    rect = _reference(arguments[0]).rect(0)
    numbers: Raw = [[float(number) for number in range(rect.left, rect.right + 1)]]
    return lambda row: numbers if rect.width > 1 else float(rect.left)


def _rows(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
    return _extent(compiler, arguments[0], 0, part)


def _columns(compiler: Compiler, arguments: Sequence[Node], part: Part) -> GetRaw:
    return _extent(compiler, arguments[0], 1, part)


def _extent(compiler: Compiler, argument: Node, axis: int, part: Part) -> GetRaw:
    if isinstance(argument, Reference):
        origin = compiler.template.row
        return lambda row: float(argument.rect(row - origin)[axis + 2] - argument.rect(row - origin)[axis] + 1)
    get = part(argument) if part == compiler.array else compiler.raw(argument)
    return lambda row: float(shape(get(row))[axis])


def _anchored(compiler: Compiler, arguments: Sequence[Node], _: Part) -> GetRaw:
    """``A2#``; not where the array is of another size now than the cells that the file has for it."""
    where, get = _reference(arguments[0]), compiler.raw(arguments[0])
    place = (where.sheet, where.top, where.left)

    def area(row: int) -> Raw:
        if place in compiler.scope.resized:
            raise NotUnderstood("the array that it reads has another size now", "所引用的动态数组大小已改变")
        return get(row)

    return area


def _one(compiler: Compiler, arguments: Sequence[Node], _: Part) -> GetRaw:
    """``@``: the cell of an area in the formula's own row or column."""
    return compiler.value(arguments[0])


def _reference(node: Node) -> Reference:
    if not isinstance(node, Reference):
        raise NotUnderstood("ROW or COLUMN of something that is no plain reference", "ROW 或 COLUMN 的参数不是普通引用")
    return node


def _position(compile_: Callable[[Compiler, Sequence[Node], Part], GetRaw], least: int) -> Form:
    return Form(least, 1, compile_, lambda compiler, arguments: compile_(compiler, arguments, compiler.array))


POSITION_FORMS = {"ROW", "ROWS", "COLUMN", "COLUMNS"}
"""They look at where a reference is, not at its values."""

FORMS: dict[str, Form] = {
    "IF": Form(2, 3, _if, _if_spread),
    "IFERROR": _on_error(lambda error: True),
    "IFNA": _on_error(lambda error: error is CellError.NA),
    "IFS": Form(2, 254, _ifs, _single_only("IFS", _ifs)),
    "SWITCH": Form(3, 254, _switch, _single_only("SWITCH", _switch)),
    "CHOOSE": Form(2, 254, _choose, _single_only("CHOOSE", _choose)),
    "ANCHORARRAY": _position(_anchored, 1),
    "SINGLE": _position(_one, 1),
    "ROW": _position(_row, 0),
    "ROWS": _position(_rows, 1),
    "COLUMN": _position(_column, 0),
    "COLUMNS": _position(_columns, 1),
}
