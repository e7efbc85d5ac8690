"""Calls of functions that formualizer calculates, as functions of the row: many rows in one evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from xlplugin.functions.values import OMITTED, CellError

from ..addresses import Rect
from ..areas import Area, Raw, as_block, shape, values_of
from ..cell_values import Value
from ..conversions import Failure
from ..errors import NotUnderstood
from ..nodes import Call, Literal, Node, children, walk
from ..operators import CONVERSIONS
from ..special_forms import FORMS
from . import engine
from .knowledge import AREAS, CELLS, DAY, DAYS, FILLED, PURE_NUMBER, Embedded

if TYPE_CHECKING:
    from ..formula_templates import Template
    from ..scope import Scope

FIRST_SURE_DAY = 61.0
"""1 March 1900: before it the programs count differently."""
Result = Raw | Failure | NotUnderstood
_Call = list[engine.Argument] | CellError
"""The arguments of a call, or the error that one of them is."""


class EmbeddedCall:
    """One call in a template. ``rows`` are the rows it may be asked for at once, as in ``compile.Compiler``."""

    def __init__(
        self,
        scope: Scope,
        template: Template,
        function: Embedded,
        node: Call,
        parts: Sequence[Callable[[int], Raw]],
        rows: Sequence[int] | None,
    ) -> None:
        self.scope, self.function, self.node, self.parts = scope, function, node, parts
        self.kinds = [function.kind(position) for position in range(len(node.arguments))]
        self.omitted = [isinstance(part, Literal) and part.value is None for part in node.arguments]
        self.rows = rows if rows and _together(template.node, node) else None
        self._results: dict[int, Result] = {}
        self._checked: set[tuple[str, Rect, str]] = set()

    def __call__(self, row: int) -> Raw:
        """The result in one row."""
        if self.rows is not None:
            rows, self.rows = self.rows, None
            self.take(rows)
        if row not in self._results:
            self.take([row])
        result = self._results[row]
        if isinstance(result, (Failure, NotUnderstood)):
            raise result
        return result

    def take(self, rows: Sequence[int]) -> None:
        """Work out these rows; they are kept until the next."""
        self._results = results = {}
        self._checked.clear()
        calls: list[_Call] = []
        wanted: list[tuple[int, tuple[int, int]]] = []
        known: dict[object, list[int]] = {}
        for row in rows:
            try:
                arguments = [self._argument(position, row) for position in range(len(self.parts))]
                found, size = self._spread(arguments)
            except (Failure, NotUnderstood) as error:
                results[row] = error
                continue
            key = _key(found) if size == (1, 1) else None
            if key is not None and key in known:
                known[key].append(row)
                continue
            if key is not None:
                known[key] = [row]
            wanted.append((row, size))
            calls += found
        given = self._calculated(calls)
        position = 0
        for row, (height, width) in wanted:
            here = given[position : position + height * width]
            position += height * width
            if height == width == 1:
                results[row] = here[0]
            else:
                results[row] = _block(here, width)
        for members in known.values():
            for row in members[1:]:
                results[row] = results[members[0]]

    def _calculated(self, calls: list[_Call]) -> list[Result]:
        name, gives_array = self.function.name, self.function.gives_array
        asked = [call for call in calls if type(call) is list]
        try:
            found = iter(engine.calculate(name, asked, gives_array))
            return [call if type(call) is CellError else next(found) for call in calls]
        except NotUnderstood as error:
            if len(calls) == 1:
                return [error]
        # One of them has no value: each is asked for by itself.
        results: list[Result] = []
        for call in calls:
            if type(call) is CellError:
                results.append(call)
                continue
            try:
                results += engine.calculate(name, [call], gives_array)
            except NotUnderstood as error:
                results.append(error)
        return results

    def _argument(self, position: int, row: int) -> engine.Argument:
        if self.omitted[position]:
            return OMITTED
        raw, kind = self.parts[position](row), self.kinds[position]
        if kind in AREAS:
            return self._area(raw, kind)
        if type(raw) is Area and raw.rect.size == 1:
            raw = raw.cell(0, 0)
        return raw if type(raw) in (Area, list) else self._scalar(raw, kind)  # type: ignore[arg-type,return-value]

    def _area(self, raw: Raw, kind: str) -> engine.Argument:
        if type(raw) is Area:
            rect = raw.rect
            self.scope.budget.spend(max(min(rect.bottom, raw.tab.last_row) - rect.top + 1, 1) * rect.width)
        elif type(raw) is not list:
            if type(raw) is CellError:
                raise Failure(raw)
            if type(raw) is not float:
                raise NotUnderstood(
                    f"{self.function.name} is given something else than cells or numbers",
                    f"{self.function.name} 的参数不是单元格或数字",
                )
        key = (raw.tab.name, raw.rect, kind) if type(raw) is Area else None
        if key is None or key not in self._checked:
            self._check(raw, kind)
            if key is not None:
                self._checked.add(key)
        return raw

    def _check(self, raw: Raw, kind: str) -> None:
        if kind == CELLS and self.function.gives_array:
            return
        count = filled = 0
        for value in values_of(raw):
            if type(value) is CellError:
                if self.function.gives_array:  # it may be left out of the array
                    raise NotUnderstood(
                        f"{self.function.name} is only known for cells without errors",
                        f"{self.function.name} 仅支持不含错误值的单元格",
                    )
                raise Failure(value)
            filled += 1
            count += kind == FILLED or type(value) is float
        height, width = shape(raw)
        wanted = {CELLS: count, DAYS: filled}.get(kind, height * width)
        if count != wanted:
            en, zh = {
                FILLED: ("all hold something", "不含空白的"), DAYS: ("are numbers or empty", "为数字或空白的")
            }.get(kind, ("are all numbers", "全为数字的"))  # fmt: skip
            raise NotUnderstood(
                f"{self.function.name} is only known for cells that {en}", f"{self.function.name} 仅支持{zh}单元格"
            )

    def _scalar(self, value: Value, kind: str) -> Value:
        if kind == PURE_NUMBER:
            if type(value) is CellError:
                raise Failure(value)
            if type(value) is not float:
                raise NotUnderstood(
                    f"{self.function.name} is given a text or a blank where a number is wanted",
                    f"{self.function.name} 需要数字的参数为文本或空白",
                )
            return value
        number = CONVERSIONS["n" if kind == DAY else kind](value)
        if kind == DAY and (self.scope.date1904 or number < FIRST_SURE_DAY):  # type: ignore[operator]
            raise NotUnderstood(
                f"{self.function.name} is only known for days of the 1900 system after February 1900",
                f"{self.function.name} 仅支持 1900 日期系统中 1900 年 3 月起的日期",
            )
        return number  # type: ignore[return-value]

    def _spread(self, arguments: list[engine.Argument]) -> tuple[list[_Call], tuple[int, int]]:
        """One call, or one for each cell of the arrays that stand where one value is wanted."""
        scalars = [i for i, kind in enumerate(self.kinds) if kind not in AREAS and arguments[i] is not OMITTED]
        arrays = [i for i in scalars if type(arguments[i]) in (Area, list)]
        if not arrays:
            return [arguments], (1, 1)
        if self.function.gives_array:
            raise NotUnderstood("an array of arrays is not known", "不支持数组的数组")
        shapes = [shape(arguments[i]) for i in arrays]  # type: ignore[arg-type]
        height, width = max(h for h, _ in shapes), max(w for _, w in shapes)
        if any(h not in (1, height) or w not in (1, width) for h, w in shapes):
            raise NotUnderstood("arrays of different size meet", "数组大小不一致")
        self.scope.budget.spend(height * width)
        blocks = {i: as_block(arguments[i]) for i in arrays}  # type: ignore[arg-type]
        calls: list[_Call] = []
        for row in range(height):
            for column in range(width):
                call = list(arguments)
                try:
                    for (h, w), i in zip(shapes, arrays, strict=True):
                        value = blocks[i][row if h > 1 else 0][column if w > 1 else 0]
                        call[i] = self._scalar(value, self.kinds[i])
                except Failure as failure:
                    calls.append(failure.error)
                else:
                    calls.append(call)
        return calls, (height, width)


def _block(values: Sequence[Result], width: int) -> Result:
    for value in values:
        if isinstance(value, NotUnderstood):
            return value
    return [list(values[start : start + width]) for start in range(0, len(values), width)]  # type: ignore[arg-type]


def _key(calls: list[_Call]) -> object:
    """What makes calls on areas equal; None where comparing is not worth it."""
    [call] = calls
    assert type(call) is list
    if not any(type(part) is Area for part in call) or any(type(part) is list for part in call):
        return None
    return tuple(
        (part.tab.name, part.rect) if type(part) is Area else (type(part), part) for part in call
    )


def _together(root: Node | None, node: Call) -> bool:
    """Whether rows may be worked out before they are asked for: not where that would ask our functions for rows
    that a condition leaves aside."""
    if root is None or not any(isinstance(part, Call) and part.ours for part in walk(node)):
        return True
    pending = [root]
    while pending:
        current = pending.pop()
        if current is node:
            return True
        if not (isinstance(current, Call) and current.name in FORMS):
            pending += children(current)
    return False
