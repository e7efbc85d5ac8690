"""Calls of our functions from formulas: many rows in one call where that gives the same, failures noted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from xlplugin.functions.cell_columns import CellColumn, CellColumns, cells_of
from xlplugin.functions.values import OMITTED, CellError, Refusal

from .addresses import Rect
from .areas import Area, Block, Raw, values_in
from .call_values import block_of_1900, each, hashable, plain, shifted
from .cell_values import Value
from .conversions import Failure
from .dates import DAYS_1904
from .errors import NotUnderstood
from .failures import Failures, Refusals, reason_key
from .nodes import Call, Literal, Node, Reference
from .scope import Scope
from .stream.columns import Column

if TYPE_CHECKING:
    from .formula_templates import Template

GRADING = {"GRADE", "SCORE", "AMLTIER"}
"""Functions whose errors mean that a row could not be graded."""
GIVE_DATES = {"NEXTREVIEW"}


class OurCall:
    """One call in a template, as a function of the row."""

    def __init__(
        self,
        scope: Scope,
        template: Template,
        node: Call,
        parts: Sequence[Callable[[int], Raw]],
        rows: range | list[int] | None,
        height: int,
    ) -> None:
        self.scope = scope
        self.template = template
        self.node = node
        self.parts = parts
        self.function = scope.functions[node.name]
        self.rows = rows
        """The rows that a block call may take together; None where each has to wait for others."""
        self.height = height
        """The rows that the formula fills, one after another, if it is an array formula."""
        self.stacked = self._stackable() if rows is not None else ()
        self.inputs: dict[str, Rect] = {}
        """Sheet → the area of the cells that were graded."""
        self._results: dict[int, Raw] | None = None
        self._column: tuple[np.ndarray, CellColumn] | None = None
        self._apart = False
        """Whether some rows have to be called one by one, because a block of them would be ranked."""
        self._failed: list[int] = []
        self._failed_blocks: list[tuple[int, list[object], Block]] = []

    def __call__(self, row: int) -> Raw:
        """The result in one row."""
        if self.stacked and self._results is None:
            self._results = self._all(self._groups(self.rows or ()))
        result = self._results.get(row) if self._results is not None else None
        if result is None and self._column is not None:
            result = self._kept(row)
        if result is None:
            arguments = self._arguments(row)
            result = self._called(arguments, row)
            if type(result) is list and self.node.name in GRADING and _has_error(result):
                self._failed_blocks.append((row, arguments, result))
        if type(result) is CellError and self.node.name in GRADING:
            self._failed.append(row)
        return result

    def take(self, rows: list[int]) -> CellColumn | list[Raw] | None:
        """The results of these rows, in one call where that gives the same; they are kept until the next rows.

        None where each row has to be worked out by itself.
        """
        self._results, self._column = {}, None
        if not self.stacked:
            return None
        groups = self._groups(rows)
        if len(groups) == 1 and len(groups[0][0]) == len(rows) and self.scope.context is not None:
            arguments = groups[0][1]
            if not self._ranks(arguments):
                found = self.function.column(arguments, self.scope.context)
                if found is not None:
                    self._note_stamp(arguments)
                    self._column = np.array(rows), found
                    return found
        self._results = self._all(groups)
        if len(self._results) != len(rows):
            return None
        return [self._results[row] for row in rows]

    def failures(self) -> Iterator[Failures]:
        """The rows that could not be graded; why is worked out when somebody asks."""
        column, told = self.template.column, reason_key(self.function, self.node, self.template.row)
        for row, arguments, result in self._failed_blocks:
            wrong = [offset for offset, cells in enumerate(result) if type(cells[0]) is CellError]
            if self.height > 1:
                wrong = [offset for offset in wrong if offset < self.height]
            rows = [row + offset if self.height > 1 else row for offset in wrong]

            why = partial(self._why_in_block, wrong, arguments, len(result))
            yield Failures(column, rows, told, why, several=self.height == 1)
        failed = sorted(set(self._failed))
        if failed:
            yield Failures(column, failed, told, lambda chosen: self._why([failed[place] for place in chosen]))

    def graded(self, rows: Sequence[int]) -> Iterator[tuple[list[int], list[object]]]:
        """The arguments of the calls in some rows once more: those of rows that were graded together as blocks."""
        budget = self.scope.budget
        left, budget.left = budget.left, sys.maxsize
        try:
            if self.stacked and not self._apart:
                yield from self._groups(rows)
            else:
                yield from (([row], self._arguments(row)) for row in rows)
        finally:
            budget.left = left

    def _why_in_block(
        self, wrong: list[int], arguments: list[object], count: int, chosen: Sequence[int]
    ) -> Refusals:
        """Why some of the rows of a block that are wrong could not be graded."""
        found = self._refusals(arguments, count)
        return [found[wrong[place]] for place in chosen]

    def _why(self, rows: list[int]) -> Refusals:
        """Why rows that were called by themselves or together could not be graded."""
        budget = self.scope.budget
        left, budget.left = budget.left, sys.maxsize  # what a report reads again does not count
        try:
            apart = self._apart or not self.stacked
            together = [([row], self._arguments(row)) for row in rows] if apart else self._groups(rows)
            found: dict[int, Refusal | None] = {}
            for members, arguments in together:
                found.update(zip(members, self._refusals(arguments, len(members)), strict=True))
            return [found.get(row) for row in rows]
        finally:
            budget.left = left

    def _refusals(self, arguments: list[object], count: int) -> Refusals:
        assert self.scope.context is not None
        found = self.function.refusals(arguments, self.scope.context)
        return found if len(found) == count else found[:1] * count

    def _kept(self, row: int) -> Raw:
        """The result of a row of those that were taken last."""
        assert self._column is not None
        rows, found = self._column
        place = int(np.searchsorted(rows, row))
        if place == len(rows) or rows[place] != row:
            return None
        return cells_of(found.kinds[[place]], found.numbers[[place]], found.texts)[0]

    def _all(self, groups: Sequence[tuple[list[int], list[object]]]) -> dict[int, Raw]:
        """The results of rows in groups of the same further arguments, in one call each."""
        results: dict[int, Raw] = {}
        for rows, arguments in groups:
            if self._ranks(arguments):
                self._apart = True
            else:
                given = self._rows_of(self._called(arguments, rows[0]), len(rows))
                results.update(zip(rows, given, strict=True))
        return results

    def _groups(self, rows: Sequence[int]) -> list[tuple[list[int], list[object]]]:
        """Rows whose further arguments are the same, with their cells stacked."""
        groups: dict[tuple[object, ...], list[int]] = {}
        further = [i for i in range(len(self.parts)) if i not in self.stacked]
        if all(_is_fixed(self.node.arguments[i]) for i in further):
            groups[()] = list(rows)
        else:
            for row in rows:
                try:
                    key = tuple(hashable(self._argument(i, row)) for i in further)
                except NotUnderstood:
                    # The row's own call will say so.
                    continue
                groups.setdefault(key, []).append(row)
        found = []
        for members in filter(None, groups.values()):
            stacked: list[object] = []
            for position in range(len(self.parts)):
                node = self.node.arguments[position]
                if position in self.stacked and isinstance(node, Reference):
                    stacked.append(self._stack(position, node, members))
                else:
                    stacked.append(self._argument(position, members[0]))
            found.append((members, stacked))
        return found

    def _stack(self, position: int, node: Reference, rows: list[int]) -> Block | CellColumns:
        """The cells of a reference in many rows as one block, by columns where the sheet is held so."""
        tab = self.scope.tabs[node.sheet]
        first = node.rect(rows[0] - self.template.row)
        offset = first.top - rows[0]
        numbers = [row + offset for row in rows]
        self.scope.budget.spend(len(rows) * first.width)
        if position == 0:
            self._note_inputs(node.sheet, Rect(numbers[0], first.left, numbers[-1], first.right))
        held = [tab.grid.get(column) for column in range(first.left, first.right + 1)]
        if len(rows) > 1 and all(isinstance(column, Column) for column in held):
            array = np.array(numbers)
            return CellColumns(tuple(column.cells(array) for column in held))  # type: ignore[union-attr]
        columns = []
        for column in range(first.left, first.right + 1):
            values = _values(tab.grid[column], numbers)
            if self.scope.date1904:
                dated = tab.dates.get(column, ())
                values = [shifted(value, row in dated) for value, row in zip(values, numbers, strict=True)]
            columns.append(values)
        return list(map(list, zip(*columns, strict=True)))

    def _stackable(self) -> tuple[int, ...]:
        """The arguments that a block call may take for many rows; empty where there is none."""
        declared = self.function.arguments
        if self.function.gives != "column" or len(self.parts) > len(declared):
            return ()
        positions = [i for i in range(len(self.parts)) if declared[i].takes in ("rows", "each")]
        one_row = all(
            isinstance(node := self.node.arguments[i], Reference)
            and not node.top_fixed
            and not node.bottom_fixed
            and node.top == node.bottom
            and (declared[i].takes == "rows" or node.left == node.right)
            for i in positions
        )
        return tuple(positions) if positions and one_row else ()

    def _arguments(self, row: int) -> list[object]:
        return [self._argument(position, row) for position in range(len(self.parts))]

    def _argument(self, position: int, row: int) -> object:
        node: Node = self.node.arguments[position]
        if isinstance(node, Literal) and node.value is None:
            return OMITTED
        try:
            raw = self.parts[position](row)
        except Failure as failure:
            return failure.error
        if type(raw) is not Area:
            return raw
        if position == 0:
            self._note_inputs(raw.tab.name.casefold(), raw.rect)
        return block_of_1900(raw) if self.scope.date1904 else raw.block()

    def _called(self, arguments: list[object], row: int) -> Raw:
        if self.scope.context is None:
            raise NotUnderstood("it needs a policy", "公式需要政策")
        self._note_stamp(arguments)
        result = self.function.call(arguments, self.scope.context)
        if self.scope.date1904 and self._gives_date(row):
            result = each(result, lambda value: value - DAYS_1904 if type(value) is float else value)
        result = each(result, plain)
        if type(result) is list and len(result) == len(result[0]) == 1:
            return result[0][0]
        return result  # type: ignore[return-value]

    def _gives_date(self, row: int) -> bool:
        """Whether a number that comes back is a day, which a workbook of the 1904 system counts differently."""
        dates = self.scope.tabs[self.template.tab].dates
        return self.node.name in GIVE_DATES or row in dates.get(self.template.column, ())

    def _rows_of(self, result: object, count: int) -> list[Raw]:
        """One result per stacked row."""
        if type(result) is list and len(result) == count:
            return [row[0] for row in result]
        return [result] * count  # type: ignore[list-item]

    def _ranks(self, arguments: list[object]) -> bool:
        """Whether the policy ranks rows against each other, so that a block gives another result than its rows."""
        context = self.scope.context
        if context is None or self.function.arguments[0].takes != "rows":
            return False
        stamp = self._policy_argument(arguments)
        default = context.default_aml_policy if self.node.name == "AMLTIER" else ""
        try:
            return context.policy(stamp, default).ranks_within
        except Exception:
            # An unknown policy gives the same error to a block and to each row.
            return False

    def _policy_argument(self, arguments: list[object]) -> object:
        for declared, argument in zip(self.function.arguments, arguments, strict=False):
            if declared.name == "policy":
                while type(argument) is list:
                    argument = argument[0]
                return None if argument is OMITTED or argument == "" else argument
        return None

    def _note_stamp(self, arguments: list[object]) -> None:
        stamp = self._policy_argument(arguments)
        if isinstance(stamp, str):
            self.scope.stamps.add(stamp.strip())

    def _note_inputs(self, sheet: str, rect: Rect) -> None:
        if self.function.arguments and self.function.arguments[0].takes in ("rows", "row"):
            known = self.inputs.get(sheet, rect)
            self.inputs[sheet] = Rect(
                min(known.top, rect.top),
                min(known.left, rect.left),
                max(known.bottom, rect.bottom),
                max(known.right, rect.right),
            )


def _values(column: Mapping[int, Value] | Column, rows: list[int]) -> list[Value]:
    """The values of a column in these rows, which are in ascending order."""
    span = range(rows[0], rows[-1] + 1)
    return values_in(column, span) if len(span) == len(rows) else list(map(column.get, rows))


def _has_error(block: Block) -> bool:
    return any(type(row[0]) is CellError for row in block)


def _is_fixed(node: Node) -> bool:
    return isinstance(node, Literal) or (isinstance(node, Reference) and node.fixed_rows)
