"""What is calculated together: runs of one formula down a column, each array formula, each data table."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from xlplugin.policy.findings import Bilingual

from .addresses import Rect
from .formula_templates import Reader, Template
from .limits import Limits
from .nodes import inside_sheet, moved
from .sheet import FormulaCell, Sheet
from .stream.scanned import Run

DIGITS = re.compile(r"[0-9]+")


@dataclass(slots=True, eq=False)
class Unit:
    """Cells that share a template; for an array formula or data table its one cell, which fills ``ref``."""

    sheet: int
    """The number of its worksheet."""
    template: Template
    cells: list[FormulaCell] | Run = field(default_factory=list)
    ref: Rect | None = None
    """The cells that an array formula or data table fills."""
    array: bool = False
    """Whether it is worked out as an array formula."""
    dynamic: bool = False
    refusal: Bilingual | None = None

    @property
    def area(self) -> Rect:
        """The smallest rectangle around its cells."""
        if self.ref is not None:
            return self.ref
        column = self.template.column
        return Rect(self.first_row, column, self.last_row, column)

    @property
    def first_row(self) -> int:
        """The row of its first cell."""
        return int(self.cells.rows[0]) if isinstance(self.cells, Run) else self.cells[0].row

    @property
    def last_row(self) -> int:
        """The row of its last cell."""
        return int(self.cells.rows[-1]) if isinstance(self.cells, Run) else self.cells[-1].row

    def reads(self, first: int, last: int) -> list[tuple[str, Rect]]:
        """Case-folded sheet and area of all that its cells from row ``first`` to ``last`` read."""
        found = []
        for reference in self.template.reads:
            above, below = (reference.rect(row - self.template.row) for row in (first, last))
            rect = Rect(
                min(above.top, below.top), above.left, max(above.bottom, below.bottom), above.right
            )
            found.append((reference.sheet, rect))
        return found


def build_units(sheets: tuple[Sheet, ...], reader: Reader, limits: Limits) -> list[Unit]:
    """The units of all sheets."""
    units: list[Unit] = []
    for number, sheet in enumerate(sheets):
        units += _SheetUnits(number, sheet, reader, limits).build()
    return units


class _SheetUnits:
    """Groups the formulas of one sheet, each cell checked against its group."""

    def __init__(self, number: int, sheet: Sheet, reader: Reader, limits: Limits) -> None:
        self.number, self.sheet, self.reader, self.limits = number, sheet, reader, limits
        self.tab = sheet.name.casefold()
        self.masters: dict[int, FormulaCell] = {}
        """Number of the spot of a cell with a shared formula → the cell that holds its text."""
        self.shared: dict[tuple[int, int], Template | None] = {}
        """Spot of a master and column → its formula in that column."""
        self.looks: dict[tuple[int, str], Template] = {}
        """Column and formula without digits → the latest template that looks so."""
        self.filled: dict[tuple[int, int, str], Template] = {}
        """Row, column and text of a formula of a large sheet → its template."""

    def build(self) -> list[Unit]:
        """Runs of equal formulas by column; a run may have gaps."""
        masters: dict[str, FormulaCell] = {}
        by_column: dict[int, list[FormulaCell]] = defaultdict(list)
        alone: list[Unit] = []
        for cell in self.sheet.formulas:
            if cell.kind == "shared":
                if cell.text and (cell.ref is not None or cell.shared not in masters):
                    masters[cell.shared] = cell
                if cell.shared in masters:
                    self.masters[cell.spot] = masters[cell.shared]
            if cell.kind == "dataTable" or (cell.kind == "array" and cell.ref is not None and cell.ref.size > 1):
                alone.append(self._array(cell))
            else:
                by_column[cell.column].append(cell)
        scanned = [] if self.sheet.scanned is None else list(map(self._filled, self.sheet.scanned.runs))
        return alone + scanned + [unit for cells in by_column.values() for unit in self._runs(cells)]

    def _filled(self, run: Run) -> Unit:
        """The unit of a run of a large sheet, whose cells were checked against it by the scan."""
        row, column = run.master or (int(run.rows[0]), run.column)
        key = (row, column, run.text)
        template = self.filled.get(key)
        if template is None:
            template = self.filled[key] = self.reader.template(run.text, self.tab, row, column)
        unit = Unit(
            self.number, template, run, array=run.array, dynamic=run.dynamic, refusal=template.refusal
        )
        if column != run.column:
            beside = template.beside(run.column - column)
            if beside is None:
                beside = replace(template, column=run.column, node=None, reads=())
                unit.refusal = Bilingual("a shared formula leaves the sheet", "共享公式的引用超出工作表")
            unit.template = beside
        self._check_inside(unit)
        return unit

    def _runs(self, cells: list[FormulaCell]) -> list[Unit]:
        units: list[Unit] = []
        current: Template | None = None
        for cell in cells:
            array = cell.kind == "array"
            follows = current is not None and (units[-1].array, units[-1].dynamic) == (array, cell.dynamic)
            if (
                not follows
                or cell.kind == "shared"
                or not current.pattern
                or current.text_at(cell.row) != cell.text
            ):
                template = self._template(cell)
                if template is not current or not follows:
                    current = template
                    units.append(
                        Unit(self.number, template, array=array, dynamic=cell.dynamic, refusal=template.refusal)
                    )
            units[-1].cells.append(cell)
        for unit in units:
            self._check_inside(unit)
        return units

    def _check_inside(self, unit: Unit) -> None:
        node, row, rows = unit.template.node, unit.template.row, unit.template.rows
        if rows is not None and not rows[0] <= unit.first_row <= unit.last_row <= rows[1]:
            unit.refusal = Bilingual("there is no row of its table beside it", "所在行不在表的数据范围内")
        if node is not None and not inside_sheet(node, unit.first_row - row, unit.last_row - row):
            unit.refusal = Bilingual("a shared formula leaves the sheet", "共享公式的引用超出工作表")

    def _template(self, cell: FormulaCell) -> Template:
        """The template that a cell belongs to: one that predicts its text exactly, or one of its own."""
        if cell.kind == "shared" and cell.spot in self.masters:
            return self._shared(cell, self.masters[cell.spot])
        look = (cell.column, DIGITS.sub("0", cell.text))
        template = self.looks.get(look)
        if template is None or not template.pattern or template.text_at(cell.row) != cell.text:
            template = self.reader.template(cell.text, self.tab, cell.row, cell.column)
            self.looks[look] = template
        return template

    def _shared(self, cell: FormulaCell, master: FormulaCell) -> Template:
        key = (master.spot, cell.column)
        if key not in self.shared:
            own = self.shared.get((master.spot, master.column))
            if own is None:
                own = self.reader.template(master.text, self.tab, master.row, master.column)
                self.shared[master.spot, master.column] = own
            self.shared[key] = own.beside(cell.column - master.column) if cell.column != master.column else own
        template = self.shared[key]
        if template is None:
            return self._refused(cell, "a shared formula leaves the sheet", "共享公式的引用超出工作表")
        if cell.text and cell is not master and not self._agrees(cell, template):
            return self._refused(
                cell, "its text differs from the shared formula it belongs to", "其公式文本与所属的共享公式不一致"
            )
        return template

    def _agrees(self, cell: FormulaCell, template: Template) -> bool:
        own = self.reader.template(cell.text, self.tab, cell.row, cell.column)
        return template.node is not None and moved(template.node, cell.row - template.row, 0) == own.node

    def _refused(self, cell: FormulaCell, en: str, zh: str) -> Template:
        return Template(self.tab, cell.row, cell.column, None, (), False, Bilingual(en, zh), True)

    def _array(self, cell: FormulaCell) -> Unit:
        if cell.kind == "dataTable":
            template = self._refused(cell, "it is a data table (what-if analysis)", "这是模拟运算表")
        else:
            template = self.reader.template(cell.text, self.tab, cell.row, cell.column)
        unit = Unit(self.number, template, [cell], cell.ref, True, cell.dynamic, template.refusal)
        if cell.ref is not None and cell.ref.size > self.limits.array_cells:
            unit.refusal = Bilingual("its array is too large", "数组区域过大")
        return unit
