"""A formula's tree as Python functions of the row, with Excel's semantics of each operator and argument.

Three ways to work something out: ``value`` gives one value (a range there stands for its cell in the formula's
own row or column), ``raw`` keeps references and arrays for functions that take them, ``array`` is how array
formulas work: operators and functions of single values go through arrays cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from xlplugin.functions.values import CellError

from .areas import Area, Raw
from .builtins import BUILT_INS, BuiltIn
from .builtins.declare import ANY, CAUGHT, RAW
from .cell_values import Value
from .conversions import Failure
from .embedded.calls import EmbeddedCall
from .embedded.knowledge import AREAS, Embedded
from .nodes import ArrayLiteral, Binary, Call, Literal, Node, Reference, Unary, children
from .operators import CONVERSIONS, OPERATIONS, UNARY
from .our_calls import OurCall
from .scope import Scope
from .special_forms import FORMS
from .spread import spread

if TYPE_CHECKING:
    from .formula_templates import Template

Get = Callable[[int], Value]
GetRaw = Callable[[int], Raw]
ARRAY_ARGUMENTS = {"SUMPRODUCT"}
"""Functions that work out their arguments as array formulas do, wherever they stand."""


class Compiler:
    """Compiles one template. ``rows`` are the rows it will be asked for, if a block call may take them all;
    ``height`` is the count of rows that an array formula fills."""

    def __init__(
        self, scope: Scope, template: Template, rows: range | list[int] | None, height: int = 1
    ) -> None:
        self.scope = scope
        self.template = template
        self.column = template.column
        self.rows = rows
        self.height = height
        self.tab = scope.tabs[template.tab]
        self.built_ins = scope.built_ins or BUILT_INS
        self.our_calls: list[OurCall] = []
        self.embedded_calls: list[EmbeddedCall] = []
        self._calls: dict[int, OurCall | EmbeddedCall] = {}
        """The call that a node was compiled to, so that it is made once however often it is compiled."""

    def value(self, node: Node) -> Get:
        """One value."""
        if isinstance(node, Literal):
            constant = node.value
            return lambda row: constant
        if isinstance(node, Reference):
            return self._cell_reader(node) if node.is_cell else self._single(self.raw(node))
        if isinstance(node, (Unary, Binary)):
            return self._remembered(node, self._operation(node))
        if isinstance(node, Call) and not node.ours:
            if node.name in FORMS:
                return self._single(FORMS[node.name].compile(self, node.arguments, self.value))
            built_in = self.built_ins[node.name]
            if isinstance(built_in, Embedded):
                return self._single(self._embedded_call(built_in, node, self.raw))
            if built_in.is_scalar:
                return self._remembered(node, self._scalar_call(built_in, node))
        return self._single(self.raw(node))

    def raw(self, node: Node) -> GetRaw:
        """A reference or array as it is, or one value."""
        if isinstance(node, Reference):
            return self._area_reader(node)
        if isinstance(node, ArrayLiteral):
            block: Raw = [list(row) for row in node.rows]
            return lambda row: block
        if isinstance(node, Call):
            if node.ours:
                return self._our_call(node, self.raw)
            if node.name in FORMS:
                return FORMS[node.name].compile(self, node.arguments, self.raw)
            built_in = self.built_ins[node.name]
            if isinstance(built_in, Embedded):
                return self._embedded_call(built_in, node, self.raw)
            if not built_in.is_scalar:
                return self._remembered(node, self._raw_call(built_in, node))
        return self.value(node)

    def array(self, node: Node) -> GetRaw:
        """A value, reference or array, worked out as in an array formula."""
        if isinstance(node, Unary):
            operand, change = self.array(node.operand), UNARY[node.operator]
            return lambda row: spread(change, [operand(row)])
        if isinstance(node, Binary):
            left, right = self.array(node.left), self.array(node.right)
            operate = OPERATIONS[node.operator]
            return lambda row: spread(operate, [left(row), right(row)])
        if isinstance(node, Call):
            if node.ours:
                return self._our_call(node, self.array)
            if node.name in FORMS:
                return FORMS[node.name].spread_out(self, node.arguments)
            built_in = self.built_ins[node.name]
            if isinstance(built_in, Embedded):
                return self._embedded_call(built_in, node, self.array)
            return self._array_call(built_in, node)
        return self.raw(node)

    def _operation(self, node: Unary | Binary) -> Get:
        if isinstance(node, Unary):
            operand, change = self.value(node.operand), UNARY[node.operator]
            return lambda row: change(operand(row))
        left, right = self.value(node.left), self.value(node.right)
        operate = OPERATIONS[node.operator]
        return lambda row: operate(left(row), right(row))

    def _scalar_call(self, built_in: BuiltIn, node: Call) -> Get:
        body = self._body(built_in)
        parts = [self._converted(part, built_in.kind(i)) for i, part in enumerate(node.arguments)]
        if len(parts) == 1:
            only = parts[0]
            return lambda row: body(only(row))
        return lambda row: body(*[part(row) for part in parts])

    def _raw_call(self, built_in: BuiltIn, node: Call) -> GetRaw:
        body = self._body(built_in)
        whole = self.array if built_in.name in ARRAY_ARGUMENTS else self.raw
        parts = []
        for position, part in enumerate(node.arguments):
            kind = built_in.kind(position)
            if kind == RAW:
                parts.append(whole(part))
            else:
                parts.append(caught(whole(part)) if kind == CAUGHT else self._converted(part, kind))
        return lambda row: body(*[part(row) for part in parts])

    def _array_call(self, built_in: BuiltIn, node: Call) -> GetRaw:
        """A call whose arguments of single values may be arrays; then it is made for each of their cells."""
        body = self._body(built_in)
        kinds = [built_in.kind(position) for position in range(len(node.arguments))]
        parts = [
            caught(self.array(part)) if kind in (CAUGHT, ANY) else self.array(part)
            for kind, part in zip(kinds, node.arguments, strict=True)
        ]
        scalars = [position for position, kind in enumerate(kinds) if kind not in (RAW, CAUGHT)]

        def call(row: int) -> Raw:
            arguments = [part(row) for part in parts]

            def one(*values: Value) -> Raw:
                for position, value in zip(scalars, values, strict=True):
                    arguments[position] = CONVERSIONS[kinds[position]](value)
                return body(*arguments)

            return spread(one, [arguments[position] for position in scalars])

        return call

    def _body(self, built_in: BuiltIn) -> Callable[..., Raw]:
        if not built_in.scoped:
            return built_in.body
        body, scope = built_in.body, self.scope
        return lambda *arguments: body(scope, *arguments)

    def _converted(self, node: Node, kind: str) -> Callable[[int], object]:
        get = self.value(node)
        if kind == ANY:
            return caught(get)
        convert = CONVERSIONS[kind]
        return lambda row: convert(get(row))

    def _our_call(self, node: Call, part: Callable[[Node], GetRaw]) -> GetRaw:
        known = self._calls.get(id(node))
        if known is not None:
            return known
        parts = [part(argument) for argument in node.arguments]
        call = self._calls[id(node)] = OurCall(self.scope, self.template, node, parts, self.rows, self.height)
        self.our_calls.append(call)
        return call

    def _embedded_call(self, function: Embedded, node: Call, whole: Callable[[Node], GetRaw]) -> GetRaw:
        known = self._calls.get(id(node))
        if known is not None:
            return known
        parts = [
            whole(part) if whole == self.array or function.kind(position) in AREAS else self.value(part)
            for position, part in enumerate(node.arguments)
        ]
        call = self._calls[id(node)] = EmbeddedCall(self.scope, self.template, function, node, parts, self.rows)
        self.embedded_calls.append(call)
        return call

    def _cell_reader(self, node: Reference) -> Get:
        get = self.scope.tabs[node.sheet].grid[node.left].get
        if node.top_fixed:
            fixed = node.top
            return lambda row: get(fixed)
        offset = node.top - self.template.row
        return (lambda row: get(row + offset)) if offset else get

    def _area_reader(self, node: Reference) -> GetRaw:
        scope, tab, origin = self.scope, self.scope.tabs[node.sheet], self.template.row
        if node.fixed_rows:
            area = scope.area(tab, node.rect(0))
            return lambda row: area
        return lambda row: scope.area(tab, node.rect(row - origin))

    def _single(self, get: GetRaw) -> Get:
        """One value of a range, as in a plain formula: the cell in its own row or column, or the first of an array."""
        column = self.column

        def single(row: int) -> Value:
            raw = get(row)
            if type(raw) is Area:
                rect = raw.rect
                if rect.width == 1 and rect.top <= row <= rect.bottom:
                    return raw.cell(row - rect.top, 0)
                if rect.height == 1 and rect.left <= column <= rect.right:
                    return raw.cell(0, column - rect.left)
                return raw.cell(0, 0) if rect.size == 1 else CellError.VALUE
            return raw[0][0] if type(raw) is list else raw  # type: ignore[return-value]

        return single

    def _remembered(self, node: Node, get: GetRaw) -> GetRaw:
        """The same, worked out once where nothing in it differs from row to row."""
        if not is_fixed(node):
            return get
        kept: list[Raw | Failure] = []

        def remembered(row: int) -> Raw:
            if not kept:
                try:
                    kept.append(get(row))
                except Failure as failure:
                    kept.append(failure)
            if isinstance(kept[0], Failure):
                raise kept[0]
            return kept[0]

        return remembered


def is_fixed(node: Node, whole: bool = False) -> bool:
    """Whether a part is the same in every row. ``whole``: an area there is taken whole, not by its cell in the row."""
    if isinstance(node, Reference):
        return node.fixed_rows and (whole or node.is_cell)
    if isinstance(node, Call):
        if node.ours or node.name in FORMS:
            return False
        built_in = BUILT_INS.get(node.name)
        if built_in is None:
            return False
        return all(is_fixed(part, built_in.kind(i) in (RAW, CAUGHT)) for i, part in enumerate(node.arguments))
    return all(is_fixed(part) for part in children(node))


def caught(get: GetRaw) -> GetRaw:
    """The same with an error on the way as a value."""

    def safe(row: int) -> Raw:
        try:
            return get(row)
        except Failure as failure:
            return failure.error

    return safe
