"""The native engine: our functions and an allow-list of built-ins over a whole workbook, in dependency order.

What it does not fully understand it refuses. A refused formula shows #N/A, and so does all that reads it,
unless nothing that it reads has changed, it feeds none of our functions, and the file's own values can be
trusted: then it is left as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplugin.functions.values import CellError
from xlplugin.policy.findings import Bilingual

from .addresses import Rect
from .areas import Budget
from .book import Book
from .cell_values import Value
from .dates import DAYS_1904, EPOCH
from .evaluation import CellNote, Evaluation
from .failures import Failures
from .freezing import frozen_values
from .graph import components, reached, reversed_edges
from .limits import DEFAULT_LIMITS, Limits
from .names import AS_OF, LANGUAGE, POLICY, WorkbookNames
from .nodes import Literal, Reference
from .our_calls import OurCall
from .plan import make_plan
from .scope import Scope
from .sheet import FormulaCell
from .shown_grades import shows_grade
from .stream.scanned import Run
from .units import Unit
from .vocabulary import NATIVE, Vocabulary

if TYPE_CHECKING:
    from xlplugin.functions.context import Context
    from xlplugin.functions.declaration import Function

NOT_LEFT = (CellError.NA, CellError.NAME)
"""Stored values that say that nobody could calculate a formula."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a calculation found; new values stand in the grids of the sheets. Sheets are numbers of worksheets."""

    names: WorkbookNames
    context: Context
    calculated: int
    ours: int
    grades: Mapping[str, int]
    ungraded: tuple[tuple[int, Failures], ...]
    not_calculated: tuple[CellNote, ...]
    left: tuple[CellNote, ...]
    spills: Mapping[int, Mapping[tuple[int, int], tuple[Value, Value]]]
    inputs: tuple[tuple[int, Rect], ...]
    """The areas that were graded."""
    stamps: tuple[str, ...]
    odd_names: tuple[tuple[str, Bilingual], ...]
    """Names of ours that could not be read, and why."""
    shown: tuple[Unit, ...] = ()
    """The formulas that show a grade."""
    calls: tuple[tuple[Unit, OurCall], ...] = ()
    """The calls of our functions, with the formulas in which they stand."""
    doubted: frozenset[tuple[int, int]] = frozenset()
    """Sheet and row of our formulas for which another engine found something else."""


def calculate(
    book: Book,
    functions: Mapping[str, Function],
    context_for: Callable[[WorkbookNames], Context],
    limits: Limits = DEFAULT_LIMITS,
    where: str = "",
    freeze: bool = False,
    vocabulary: Vocabulary = NATIVE,
) -> Outcome:
    """Calculate a workbook. ``context_for`` makes the context of our functions from what the workbook says.

    With ``freeze`` an entry form's frozen cells are filled, before what reads them is calculated.
    """
    return _Native(book, functions, limits, where, vocabulary).run(context_for, freeze)


def _anything(evaluation: Evaluation) -> bool:
    return bool(evaluation.changed) or bool(evaluation.lost)


class _Native:
    def __init__(
        self, book: Book, functions: Mapping[str, Function], limits: Limits, where: str, vocabulary: Vocabulary
    ) -> None:
        self.book, self.functions, self.limits = book, functions, limits
        plan = make_plan(book, functions, limits, where, vocabulary)
        self.keys, self.reader, self.units = plan.keys, plan.reader, plan.units
        self.index, self.edges, self.tabs = plan.index, plan.edges, plan.tabs
        self.left: list[CellNote] = []
        self.odd_names: list[tuple[str, Bilingual]] = []
        self.disturbed = False
        """Whether anything changed or was lost, which formulas that may read any cell could have read."""

    def run(self, context_for: Callable[[WorkbookNames], Context], freeze: bool = False) -> Outcome:
        names = self._names()
        context = context_for(names)
        evaluation = self._evaluation(context)
        evaluation.note_filled(self.book.filled, self.keys)
        followers = reversed_edges(self.edges)
        ours = {number for number, unit in enumerate(self.units) if unit.template.ours}
        feeding = reached(ours, self.edges)
        unsure = {
            number
            for number, unit in enumerate(self.units)
            if unit.refusal is not None and unit.template.reads_unknown and number not in feeding
        }
        late = reached(unsure, followers)
        order = list(components(self.edges))
        last = self._after_freezing(followers) if freeze else set()
        turns: list[list[list[int]]] = [[], [], []]
        for group in order:
            turns[2 if group[0] in last else int(group[0] in late)].append(group)
        self._turn(evaluation, turns[0], feeding)
        sure, counted, noted = len(self.left), evaluation.calculated, len(evaluation.not_calculated)
        self.disturbed = _anything(evaluation) or any(self._stale(cell) for one in unsure for cell in self.units[one].cells)
        self._turn(evaluation, turns[1], feeding)
        if freeze:
            self._freeze(evaluation, context, last)
        self._turn(evaluation, turns[2], feeding)
        if len(self.left) > sure and not self.disturbed and _anything(evaluation):
            # What was left as it was may read what has changed only after that.
            self.disturbed, evaluation.calculated = True, counted
            del self.left[sure:], evaluation.not_calculated[noted:]
            self._turn(evaluation, [*turns[1], *turns[2]], feeding)
        return self._outcome(evaluation, names, context, ours)

    def _turn(self, evaluation: Evaluation, groups: Sequence[list[int]], feeding: set[int]) -> None:
        for group in groups:
            self._component(evaluation, group, feeding)

    def _after_freezing(self, followers: list[list[int]]) -> set[int]:
        """The units that read frozen cells, and all that depends on them."""
        areas = self.book.frozen
        if areas is None:
            return set()
        rects = [(place.sheet, place.rect) for place in areas.frozen.values()]
        readers = {
            number
            for number, unit in enumerate(self.units)
            if any(
                tab == sheet and read.meets(rect)
                for tab, read in unit.reads(unit.first_row, unit.last_row)
                for sheet, rect in rects
            )
        }
        return reached(readers, followers)

    def _freeze(self, evaluation: Evaluation, context: Context, last: set[int]) -> None:
        """Fill the frozen cells of a form; not where its grades depend on them."""
        areas = self.book.frozen
        if areas is None:
            return
        for place in areas.live.values():
            if place.sheet not in self.keys or last & set(self.index.within(place.sheet, place.rect)):
                return
        if any(place.sheet not in self.keys for place in areas.frozen.values()):
            return
        tabs = dict(zip(self.keys, self.tabs, strict=True))
        day = float(context.as_of.toordinal() - EPOCH) - (DAYS_1904 if self.book.date1904 else 0)
        values = frozen_values(
            areas, lambda sheet, row, column: tabs[sheet].grid.value(row, column), _stamp(context), day
        )
        for sheet, row, column, value in values:
            evaluation.keep(self.keys.index(sheet), sheet, row, column, value)

    def _component(self, evaluation: Evaluation, group: list[int], feeding: set[int]) -> None:
        units = [self.units[number] for number in group]
        calculable = []
        for number, unit in zip(group, units, strict=True):
            if unit.refusal is None:
                calculable.append(unit)
            else:
                self._refused(evaluation, unit, unit.refusal, needed=number in feeding)
        if len(group) == 1 and group[0] not in self.edges[group[0]]:
            for unit in calculable:
                evaluation.unit(unit)
        elif calculable:
            evaluation.group(calculable)

    def _refused(self, evaluation: Evaluation, unit: Unit, reason: Bilingual, needed: bool) -> None:
        """Mark a refused formula, or leave it as it was where that is sure to be right."""
        for cell in unit.cells:
            if needed or self._stale(cell) or self._touched(evaluation, unit, cell.row):
                evaluation.lose(unit, [cell], reason)
            else:
                self.left.append(CellNote(unit.sheet, cell.row, cell.column, reason))

    def _stale(self, cell: FormulaCell) -> bool:
        """Whether the file holds no value of a formula that could be trusted."""
        return not self.book.trusted or cell.cached is None or cell.cached in NOT_LEFT

    def _touched(self, evaluation: Evaluation, unit: Unit, row: int) -> bool:
        """Whether anything that a refused formula may read has changed or is lost."""
        if unit.template.reads_unknown:
            return self.disturbed
        return any(
            marks.first_within(tab, rect) is not None
            for tab, rect in unit.reads(row, row)
            for marks in (evaluation.changed, evaluation.lost)
        )

    def _evaluation(self, context: Context | None) -> Evaluation:
        tabs = dict(zip(self.keys, self.tabs, strict=True))
        scope = Scope(tabs, self.functions, context, self.book.date1904, Budget(self.limits))
        scope.built_ins = self.reader.vocabulary.built_ins
        return Evaluation(self.book.sheets, self.tabs, scope, self.limits)

    def _names(self) -> WorkbookNames:
        """What the three names of ours stand for; a formula there is calculated first, without a context."""
        return WorkbookNames(*(self._named(name) for name in (POLICY, AS_OF, LANGUAGE)))

    def _named(self, name: str) -> Value:
        found = self.book.names.find(name, None)
        if found is None:
            return None
        template = self.reader.template(found.text, self.keys[0] if self.keys else "", 1, 1)
        node = template.node
        if isinstance(node, Literal):
            return node.value
        if template.refusal is not None or not isinstance(node, Reference) or node.rect(0).size != 1:
            self.odd_names.append((name, template.refusal or Bilingual("it is not one cell", "不是单个单元格")))
            return None
        sheet = self.keys.index(node.sheet)
        wanted = set(self.index.within(node.sheet, node.rect(0)))
        before = reached(wanted, self.edges)
        evaluation = self._evaluation(None)
        for group in components(self.edges) if wanted else ():
            if group[0] in before:
                self._component(evaluation, group, before)
        if evaluation.lost.first_within(node.sheet, node.rect(0)) is not None:
            self.odd_names.append((name, evaluation.not_calculated[0].reason))
            self._restore(before, evaluation)
            return None
        value = self.tabs[sheet].grid.value(node.top, node.left)
        self._restore(before, evaluation)
        if isinstance(value, CellError):
            self.odd_names.append((name, Bilingual(f"its cell shows {value}", f"其单元格显示 {value}")))
            return None
        dated = self.book.date1904 and node.top in self.tabs[sheet].dates.get(node.left, ())
        return value + DAYS_1904 if dated and type(value) is float else value

    def _restore(self, numbers: set[int], evaluation: Evaluation) -> None:
        """Put back the stored values of units that were calculated ahead of the rest."""
        changes = {
            (unit.sheet, cell.row, cell.column): cell.cached
            for unit in (self.units[number] for number in numbers)
            for cell in unit.cells
        }
        for sheet, places in evaluation.spills.items():
            changes |= {(sheet, *place): before for place, (before, _) in places.items()}
        for (sheet, row, column), value in changes.items():
            grid = self.tabs[sheet].grid
            if value is None:
                grid[column].pop(row, None)
            else:
                grid[column][row] = value

    def _outcome(
        self, evaluation: Evaluation, names: WorkbookNames, context: Context, ours: set[int]
    ) -> Outcome:
        grades: Counter[str] = Counter()
        count = 0
        shown = []
        for number in sorted(ours):
            unit = self.units[number]
            count += len(unit.cells)
            if unit.template.node is not None and shows_grade(unit.template.node):
                shown.append(unit)
                grades.update(unit.cells.text_counts() if isinstance(unit.cells, Run) else self._texts(unit))
        return Outcome(
            names,
            context,
            evaluation.calculated,
            count,
            dict(sorted(grades.items())),
            tuple((unit.sheet, failed) for unit, call in evaluation.calls for failed in call.failures()),
            tuple(evaluation.not_calculated),
            tuple(self.left),
            evaluation.spills,
            tuple((self.keys.index(key), rect) for _, call in evaluation.calls for key, rect in call.inputs.items()),
            tuple(sorted(evaluation.scope.stamps)),
            tuple(self.odd_names),
            tuple(shown),
            tuple(evaluation.calls),
        )

    def _texts(self, unit: Unit) -> Sequence[str]:
        """The texts that the cells of a unit show, empty ones left out."""
        grid = self.tabs[unit.sheet].grid
        if unit.ref is not None:
            rect = unit.ref
            places = [(r, c) for r in range(rect.top, rect.bottom + 1) for c in range(rect.left, rect.right + 1)]
        else:
            places = [(cell.row, cell.column) for cell in unit.cells]
        values = (grid.value(*place) for place in places)
        return [value for value in values if isinstance(value, str) and value]


def _stamp(context: Context) -> str:
    """The version that the workbook's own policy stands for."""
    try:
        return context.policy(context.workbook_policy).policy.stamp
    except Exception:
        # No such policy: nothing is graded by it either.
        return ""
