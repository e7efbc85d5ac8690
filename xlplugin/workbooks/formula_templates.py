"""A formula made ready: names and sheets looked up, what it reads, and why it is refused if it is."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from openpyxl.utils import FORMULAE

from xlplugin.policy.findings import Bilingual

from .builtins import BUILT_INS
from .errors import NotUnderstood
from .formulas import parse_formula
from .names import DefinedNames
from .nodes import Call, Name, Node, Reference, children, moved, rebuilt, walk
from .special_forms import FORMS, POSITION_FORMS

READS_ANYTHING = {"INDIRECT", "OFFSET", "CELL", "INFO", "GETPIVOTDATA", "RTD", "SHEET", "SHEETS", "FORMULATEXT"}
"""Built-ins whose arguments do not say which cells they read."""
PURE = frozenset(FORMULAE) - READS_ANYTHING


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

    def text_at(self, row: int) -> str:
        """Its text when filled down to another row of its column."""
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


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes templates for the formulas of one workbook."""

    tabs: Mapping[str, int]
    """Case-folded names of the worksheets, and their place among all tabs."""
    names: DefinedNames
    functions: Container[str]

    def template(self, text: str, tab: str, row: int, column: int) -> Template:
        """The template of a formula; one that is refused says why."""
        try:
            formula = parse_formula(text, self.functions)
        except NotUnderstood as error:
            ours = any(name in text.upper() for name in self.functions)  # type: ignore[attr-defined]
            return Template(tab, row, column, None, (), ours, error.reason, reads_unknown=True)
        ours = any(isinstance(part, Call) and part.ours for part in walk(formula.node))
        pattern = "%d".join(piece.replace("%", "%%") for piece in formula.pieces)
        try:
            node = self._resolved(formula.node, tab)
        except NotUnderstood as error:
            return Template(tab, row, column, None, (), ours, error.reason, True, pattern, formula.moving)
        refusal, reads_unknown = self._check(node)
        return Template(
            tab, row, column, node, tuple(reads_of(node)), ours, refusal, reads_unknown, pattern, formula.moving
        )

    def _resolved(self, node: Node, tab: str) -> Node:
        """The tree with names replaced and every reference on a known sheet."""
        if isinstance(node, Reference):
            sheet = node.sheet.casefold() if node.sheet else tab
            if sheet not in self.tabs:
                raise NotUnderstood(f"there is no sheet {node.sheet} with cells", f"没有含单元格的工作表 {node.sheet}")
            return replace(node, sheet=sheet)
        if isinstance(node, Name):
            scope = node.sheet.casefold() if node.sheet else tab
            found = self.names.find(node.name, self.tabs.get(scope))
            if found is None:
                raise NotUnderstood(f"the name {node.name} is not defined", f"名称 {node.name} 未定义")
            return self._resolved(found.target(), tab)
        return rebuilt(node, lambda part: self._resolved(part, tab))

    def _check(self, node: Node) -> tuple[Bilingual | None, bool]:
        """Why a formula is not calculated, and whether it may read more than it says."""
        refusal, reads_unknown = None, False
        for part in walk(node):
            if not isinstance(part, Call) or part.ours:
                continue
            count = len(part.arguments)
            form, built_in = FORMS.get(part.name), BUILT_INS.get(part.name)
            if form is None and built_in is None:
                refusal = _unknown(part.name)
                reads_unknown = reads_unknown or part.name not in PURE
            elif not (form.accepts(count) if form else built_in and built_in.accepts(count)):
                refusal = Bilingual(
                    f"{part.name} has {count} arguments here", f"{part.name} 在此处有 {count} 个参数，数量不符"
                )
        return refusal, reads_unknown


def reads_of(node: Node) -> Iterator[Reference]:
    """The references whose values a formula needs: ROWS(A1:A9) needs none."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, Reference):
            yield part
        positions = isinstance(part, Call) and part.name in POSITION_FORMS and not part.ours
        pending += [x for x in children(part) if not (positions and isinstance(x, Reference))]


def _unknown(name: str) -> Bilingual:
    if name in ("INDIRECT", "OFFSET"):
        return Bilingual(
            f"{name} makes up its references as it goes; use INDEX instead", f"{name} 的引用在计算时才确定；请改用 INDEX"
        )
    return Bilingual(f"the function {name[:40]} is not known here", f"不支持函数 {name[:40]}")
