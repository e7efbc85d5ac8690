"""A formula made ready: names and sheets looked up, what it reads, and why it is refused if it is."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xlplugin.policy.findings import Bilingual

from .addresses import Rect
from .errors import NotUnderstood
from .formulas import parse_formula
from .names import DefinedNames
from .nodes import Call, Name, Node, Reference, TableReference, children, moved, rebuilt, walk
from .special_forms import FORMS, POSITION_FORMS
from .tables import Table
from .vocabulary import NATIVE, Vocabulary

READS_ANYTHING = {"INDIRECT", "OFFSET", "CELL", "INFO", "GETPIVOTDATA", "RTD", "SHEET", "SHEETS", "FORMULATEXT"}
"""Built-ins whose arguments do not say which cells they read."""


@dataclass(frozen=True, slots=True)
class Template:
    """A formula as it stands in one cell, for all cells that it is filled down into."""

    tab: str
    """The case-folded name of its sheet."""
    row: int
    column: int
    node: Node | None
    """None where the text could not be read."""
    reads: tuple[Reference, ...]
    """The cells whose values it depends on, as far as its text says."""
    ours: bool
    """Whether it calls a function of this project."""
    refusal: Bilingual | None
    """Why it is not calculated."""
    reads_unknown: bool = False
    """Whether it may read other cells than ``reads``."""
    pattern: str = ""
    """Its text with ``%d`` for each moving row; ``""`` where it cannot be predicted."""
    moving: tuple[int, ...] = ()
    rows: tuple[int, int] | None = None
    """The rows in which its text means the same; None where it does everywhere."""

    def text_at(self, row: int) -> str:
        """Its text when filled down to another row of its column; ``""`` where it would mean something else."""
        if self.rows is not None and not self.rows[0] <= row <= self.rows[1]:
            return ""
        delta = row - self.row
        return self.pattern % tuple([number + delta for number in self.moving])

    def beside(self, columns: int) -> Template | None:
        """It filled sideways; None where a reference would leave the sheet."""
        if self.node is None:
            return replace(self, column=self.column + columns, pattern="", moving=())
        node = moved(self.node, 0, columns)
        if node is None:
            return None
        return replace(
            self, column=self.column + columns, node=node, reads=tuple(reads_of(node)), pattern="", moving=()
        )


@dataclass(slots=True)
class _Places:
    """Where the formula stands that is resolved, and the rows in which it means the same."""

    tab: str
    row: int
    rows: tuple[int, int] | None = None

    def within(self, first: int, last: int) -> None:
        """Note that it means the same in these rows only."""
        known = self.rows or (first, last)
        self.rows = max(known[0], first), min(known[1], last)


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes templates for the formulas of one workbook."""

    tabs: Mapping[str, int]
    """Case-folded names of the worksheets, and their place among all tabs."""
    names: DefinedNames
    functions: Container[str]
    vocabulary: Vocabulary = NATIVE
    tables: Mapping[str, Table] = field(default_factory=dict)
    spills: Mapping[tuple[str, int, int], Rect] = field(default_factory=dict)
    """Sheet, row and column of dynamic arrays, and the cells that they fill."""

    def template(self, text: str, tab: str, row: int, column: int) -> Template:
        """The template of a formula; one that is refused says why."""
        try:
            formula = parse_formula(text, self.functions)
        except NotUnderstood as error:
            ours = any(name in text.upper() for name in self.functions)  # type: ignore[attr-defined]
            return Template(tab, row, column, None, (), ours, error.reason, reads_unknown=True)
        ours = any(isinstance(part, Call) and part.ours for part in walk(formula.node))
        pattern = "%d".join(piece.replace("%", "%%") for piece in formula.pieces)
        places = _Places(tab, row)
        try:
            node = self._resolved(formula.node, places)
        except NotUnderstood as error:
            return Template(
                tab, row, column, None, (), ours, error.reason, True, pattern, formula.moving, places.rows
            )
        refusal, reads_unknown = self._check(node)
        return Template(
            tab, row, column, node, tuple(reads_of(node)), ours, refusal, reads_unknown, pattern, formula.moving,
            places.rows,
        )  # fmt: skip

    def _resolved(self, node: Node, places: _Places) -> Node:
        """The tree with names and tables replaced and every reference on a known sheet."""
        tab = places.tab
        if isinstance(node, Reference):
            sheet = node.sheet.casefold() if node.sheet else tab
            if sheet not in self.tabs:
                raise NotUnderstood(f"there is no sheet {node.sheet} with cells", f"没有含单元格的工作表 {node.sheet}")
            return replace(node, sheet=sheet)
        if isinstance(node, Name):
            scope = node.sheet.casefold() if node.sheet else tab
            found = self.names.find(node.name, self.tabs.get(scope))
            if found is None and not node.sheet and node.name.casefold() in self.tables:
                return self._table(TableReference(node.name, ""), places)
            if found is None:
                raise NotUnderstood(f"the name {node.name} is not defined", f"名称 {node.name} 未定义")
            return self._resolved(found.target(), places)
        if isinstance(node, TableReference):
            return self._table(node, places)
        if isinstance(node, Call) and node.name == "ANCHORARRAY" and not node.ours:
            return self._spilled(node, places)
        return rebuilt(node, lambda part: self._resolved(part, places))

    def _table(self, node: TableReference, places: _Places) -> Reference:
        table = self.tables.get(node.table.casefold())
        if table is None:
            raise NotUnderstood(f"there is no table {node.table[:40]}", f"没有名为 {node.table[:40]} 的表")
        try:
            found = table.area(node, places.tab, places.row)
        except NotUnderstood:
            places.within(places.row, places.row)  # in the next row it may be
            raise
        if not found.top_fixed:
            places.within(*table.data)
        return found

    def _spilled(self, node: Call, places: _Places) -> Call:
        """``A2#``: the array whose first cell is A2, as large as it is stored."""
        cell = self._resolved(node.arguments[0], places) if len(node.arguments) == 1 else None
        rect = None
        if isinstance(cell, Reference) and cell.is_cell:
            rect = self.spills.get((cell.sheet, cell.top, cell.left))
            if not cell.top_fixed:
                places.within(places.row, places.row)
        if rect is None:
            raise NotUnderstood("# follows a cell that begins no dynamic array", "# 前的单元格不是动态数组的起始单元格")
        assert isinstance(cell, Reference)
        area = Reference(cell.sheet, *rect, True, True, True, True)
        return replace(node, arguments=(area,))

    def _check(self, node: Node) -> tuple[Bilingual | None, bool]:
        """Why a formula is not calculated, and whether it may read more than it says."""
        refusal, reads_unknown = None, False
        for part in walk(node):
            if not isinstance(part, Call) or part.ours:
                continue
            count = len(part.arguments)
            form, built_in = FORMS.get(part.name), self.vocabulary.built_ins.get(part.name)
            if form is None and built_in is None:
                refusal = self.vocabulary.unknown(part.name)
                reads_unknown = reads_unknown or not _reads_its_arguments(part.name)
            elif not (form.accepts(count) if form else built_in and built_in.accepts(count)):
                refusal = Bilingual(
                    f"{part.name} has {count} arguments here", f"{part.name} 在此处有 {count} 个参数，数量不符"
                )
        return refusal, reads_unknown


def _reads_its_arguments(name: str) -> bool:
    """Whether a function that is not known here is one of the built-ins that read their arguments only."""
    from openpyxl.utils import FORMULAE  # and with it all of openpyxl, which most workbooks do without

    return name in FORMULAE and name not in READS_ANYTHING


def reads_of(node: Node) -> Iterator[Reference]:
    """The references whose values a formula needs: ROWS(A1:A9) needs none."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, Reference):
            yield part
        positions = isinstance(part, Call) and part.name in POSITION_FORMS and not part.ours
        pending += [x for x in children(part) if not (positions and isinstance(x, Reference))]
