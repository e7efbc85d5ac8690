"""Works out units: their values go into the grid, what fails is marked, and nothing stale is left to look fresh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from xlplugin.functions.values import CellError
from xlplugin.policy.findings import Bilingual

from .addresses import Rect, address, full_address
from .areas import Area, Raw, Tab, shape
from .book import Filled
from .cell_values import Value, same_value
from .compile import Compiler
from .conversions import Failure
from .errors import NotUnderstood
from .graph import components
from .limits import Limits
from .marks import Marks
from .our_calls import OurCall
from .scope import Scope
from .sheet import FormulaCell, Sheet
from .spread import fitted
from .stream.calculate import calculate_run, column_getter, single_valued
from .stream.scanned import Run
from .units import Unit


@dataclass(frozen=True, slots=True)
class CellNote:
    """Something to say about one cell; ``sheet`` is the number of its worksheet."""

    sheet: int
    row: int
    column: int
    reason: Bilingual


@dataclass(slots=True)
class Evaluation:
    """The state of one calculation."""

    sheets: Sequence[Sheet]
    tabs: Sequence[Tab]
    scope: Scope
    limits: Limits
    lost: Marks = field(default_factory=Marks)
    """Cells that show #N/A because they could not be calculated."""
    changed: Marks = field(default_factory=Marks)
    not_calculated: list[CellNote] = field(default_factory=list)
    spills: dict[int, dict[tuple[int, int], tuple[Value, Value]]] = field(default_factory=dict)
    """Sheet → cell inside an array's ref without a formula → its value before and after."""
    calls: list[tuple[Unit, OurCall]] = field(default_factory=list)
    calculated: int = 0
    array_room: int = 0
    """How many more cells arrays may fill."""

    def __post_init__(self) -> None:
        self.array_room = 5 * self.limits.array_cells

    def unit(self, unit: Unit) -> None:
        """Work out a unit that does not read itself."""
        if isinstance(unit.cells, Run) and self.scope.context is not None:
            if self.reason_lost(unit, unit.first_row, unit.last_row) is None and self._run(unit, unit.cells):
                return
        cells = self._sound(unit, unit.cells)
        rows = [cell.row for cell in cells]
        compiler = self._compiler(unit, rows)
        if compiler is not None:
            self._work_out(unit, cells, self._getter(compiler, unit))

    def _run(self, unit: Unit, run: Run) -> bool:
        """Work out a unit of a large sheet; False where its cells have to be taken one by one."""
        compiler = Compiler(self.scope, unit.template, [])
        node = unit.template.node
        if unit.array and (node is None or not single_valued(node)):
            return False
        on_columns = column_getter(compiler, run)
        if unit.array and on_columns is None:
            return False
        get = self._getter(compiler, unit)

        def lose(row: int, error: Exception) -> None:
            self.lose(unit, [FormulaCell(row, run.column, "")], reason_of(error))

        self.calculated += calculate_run(run, compiler, get, on_columns, lose)
        self.calls += [(unit, call) for call in compiler.our_calls if (unit, call) not in self.calls]
        self.changed.add_rows(unit.template.tab, run.column, run.rows[run.changed])
        return True

    def group(self, units: Sequence[Unit]) -> None:
        """Work out units that read each other or themselves, cell by cell; those in a circle are refused."""
        nodes = [(unit, cell) for unit in units for cell in unit.cells]
        try:
            edges = self._edges(nodes)
        except NotUnderstood as error:
            for unit, cell in nodes:
                self.lose(unit, [cell], error.reason)
            return
        getters: dict[int, Callable[[int], Raw] | None] = {}
        for numbers in components(edges):
            if len(numbers) > 1 or numbers[0] in edges[numbers[0]]:
                reason = self._circle([nodes[number] for number in numbers])
                for number in numbers:
                    self.lose(nodes[number][0], [nodes[number][1]], reason)
                continue
            unit, cell = nodes[numbers[0]]
            if not self._sound(unit, [cell]):
                continue
            if id(unit) not in getters:
                compiler = self._compiler(unit, None)
                getters[id(unit)] = None if compiler is None else self._getter(compiler, unit)
            get = getters[id(unit)]
            if get is not None:
                self._work_out(unit, [cell], get)

    def lose(self, unit: Unit, cells: Iterable[FormulaCell], reason: Bilingual) -> None:
        """Mark cells as not calculated: #N/A, for them and all that an array of theirs fills."""
        for cell in cells:
            self._note(unit, cell.row, cell.column, reason)
            self._put(unit.sheet, unit.template.tab, cell.row, cell.column, CellError.NA, cell)
            rect = unit.ref
            if rect is None:
                self.lost.column(unit.template.tab, cell.column).add(cell.row)
                continue
            self.lost.add_area(unit.template.tab, rect)
            # Cells that the file does not hold stay absent: there is nothing stale in them.
            held = self.sheets[unit.sheet].spilled
            places = cells_of(rect) if rect.size < len(held) else iter(held)
            for row, column in [place for place in places if place in held and rect.holds(*place)]:
                self._put(unit.sheet, unit.template.tab, row, column, CellError.NA)

    def reason_lost(self, unit: Unit, first: int, last: int) -> Bilingual | None:
        """Why cells of a unit cannot be calculated: one that they read is lost."""
        for tab, rect in unit.reads(first, last):
            found = self.lost.first_within(tab, rect)
            if found is not None:
                place = full_address(self.scope.tabs[tab].name, address(*found))
                return Bilingual(f"it reads {place}, which is not calculated", f"引用了未能计算的单元格 {place}")
        return None

    def _sound(self, unit: Unit, cells: Sequence[FormulaCell]) -> Sequence[FormulaCell]:
        """The cells that read nothing lost; the others are lost too."""
        if not cells or self.reason_lost(unit, unit.first_row, unit.last_row) is None:
            return cells
        sound = []
        for cell in cells:
            reason = self.reason_lost(unit, cell.row, cell.row)
            if reason is None:
                sound.append(cell)
            else:
                self.lose(unit, [cell], reason)
        return sound

    def _compiler(self, unit: Unit, rows: list[int] | None) -> Compiler | None:
        height = unit.ref.height if unit.ref is not None else 1
        return None if rows == [] else Compiler(self.scope, unit.template, rows, height)

    def _getter(self, compiler: Compiler, unit: Unit) -> Callable[[int], Raw]:
        node = unit.template.node
        assert node is not None
        try:
            get = compiler.array(node) if unit.array else compiler.value(node)
        except NotUnderstood as error:
            reason = error.reason

            def refuse(row: int) -> Raw:
                raise NotUnderstood(reason.en, reason.zh)

            return refuse
        self.calls += [(unit, call) for call in compiler.our_calls]
        return get

    def _work_out(self, unit: Unit, cells: Sequence[FormulaCell], get: Callable[[int], Raw]) -> None:
        tab, column = unit.template.tab, unit.template.column
        values = self.tabs[unit.sheet].grid[column]
        changed = self.changed.column(tab, column)
        for cell in cells:
            row = cell.row
            try:
                raw = get(row)
                if unit.array:
                    self._array_result(unit, cell, raw)
                    continue
                value = _result(raw)  # type: ignore[arg-type]
            except Failure as failure:
                if unit.array:
                    self._array_result(unit, cell, failure.error)
                    continue
                value = failure.error
            except (NotUnderstood, ArithmeticError, ValueError, TypeError, LookupError, RecursionError) as error:
                self.lose(unit, [cell], reason_of(error))
                continue
            values[row] = value
            cached = cell.cached
            if type(value) is not type(cached) or value != cached:
                changed.add(row)
            self.calculated += 1

    def _array_result(self, unit: Unit, cell: FormulaCell, raw: Raw) -> None:
        rect = unit.ref or Rect(cell.row, cell.column, cell.row, cell.column)
        height, width = shape(raw)
        self.array_room -= rect.size
        if self.array_room < 0:
            raise NotUnderstood("the arrays of this workbook are too large together", "本工作簿的数组公式总体过大")
        if type(raw) is Area and raw.rect.size > self.limits.array_cells:
            raise NotUnderstood("its array is too large", "数组区域过大")
        block = [[_result(value) for value in row] for row in fitted(raw, rect.height, rect.width)]
        if unit.dynamic and (height, width) != (rect.height, rect.width):
            # A dynamic array is as large as its result; cells that it no longer reaches are empty.
            for i, row in enumerate(block):
                row[width if i < height else 0 :] = [None] * (rect.width - (width if i < height else 0))
            self._note(unit, cell.row, cell.column, _resized(height, width, rect))
            self.scope.resized.add((unit.template.tab, rect.top, rect.left))
        for i, values in enumerate(block):
            for j, value in enumerate(values):
                own = cell if i == j == 0 else None
                self._put(unit.sheet, unit.template.tab, rect.top + i, rect.left + j, value, own)
        self.calculated += 1

    def keep(self, sheet: int, tab: str, row: int, column: int, value: Value) -> None:
        """Put a plain value into a cell without a formula."""
        self._put(sheet, tab, row, column, value)

    def note_filled(self, filled: Filled, keys: Sequence[str]) -> None:
        """Note cells that were filled before the calculation."""
        for sheet, places in filled.items():
            self.spills.setdefault(sheet, {}).update(places)
            for (row, column), (before, value) in places.items():
                if not same_value(value, before):
                    self.changed.column(keys[sheet], column).add(row)

    def _put(
        self, sheet: int, tab: str, row: int, column: int, value: Value, cell: FormulaCell | None = None
    ) -> None:
        """Put a value into a cell, and note what was there before; ``cell`` is the formula that stands there."""
        grid = self.tabs[sheet].grid
        if cell is not None:
            before = cell.cached
        else:
            spills = self.spills.setdefault(sheet, {})
            before = spills[row, column][0] if (row, column) in spills else grid.value(row, column)
            spills[row, column] = (before, value)
        if value is None:
            grid[column].pop(row, None)
        else:
            grid[column][row] = value
        if not same_value(value, before):
            self.changed.column(tab, column).add(row)

    def _note(self, unit: Unit, row: int, column: int, reason: Bilingual) -> None:
        self.not_calculated.append(CellNote(unit.sheet, row, column, reason))

    def _edges(self, nodes: Sequence[tuple[Unit, FormulaCell]]) -> list[list[int]]:
        """Which cells of a group read which."""
        places: dict[tuple[str, int], dict[int, int]] = {}
        room = self.limits.array_cells
        for number, (unit, cell) in enumerate(nodes):
            rect = unit.ref or Rect(cell.row, cell.column, cell.row, cell.column)
            room -= rect.size
            if room < 0:
                raise NotUnderstood(
                    "formulas that read each other depend on too many cells", "相互引用的公式依赖的单元格过多"
                )
            for column in range(rect.left, rect.right + 1):
                places.setdefault((unit.template.tab, column), {}).update(
                    dict.fromkeys(range(rect.top, rect.bottom + 1), number)
                )
        left = self.limits.dependencies
        edges: list[list[int]] = []
        for unit, cell in nodes:
            read: set[int] = set()
            for tab, rect in unit.reads(cell.row, cell.row):
                for (other, column), rows in places.items():
                    if other == tab and rect.left <= column <= rect.right:
                        left -= min(rect.height, len(rows))
                        if left < 0:
                            raise NotUnderstood(
                                "formulas that read each other depend on too many cells", "相互引用的公式依赖的单元格过多"
                            )
                        if rect.height <= len(rows):
                            read.update(rows[row] for row in range(rect.top, rect.bottom + 1) if row in rows)
                        else:
                            read.update(number for row, number in rows.items() if rect.top <= row <= rect.bottom)
            edges.append(sorted(read))
        return edges

    def _circle(self, nodes: Sequence[tuple[Unit, FormulaCell]]) -> Bilingual:
        names = [full_address(self.tabs[unit.sheet].name, cell.address) for unit, cell in nodes[:4]]
        more = "…" if len(nodes) > 4 else ""
        return Bilingual(
            f"the formulas depend on each other in a circle: {', '.join(names)}{more}",
            f"公式存在循环引用：{'、'.join(names)}{more}",
        )


def reason_of(error: Exception) -> Bilingual:
    """Why a cell could not be calculated."""
    if isinstance(error, NotUnderstood):
        return error.reason
    kind = type(error).__name__
    return Bilingual(f"the calculation failed ({kind})", f"计算失败（{kind}）")


def cells_of(rect: Rect) -> Iterator[tuple[int, int]]:
    """Row and column of every cell of an area."""
    return product(range(rect.top, rect.bottom + 1), range(rect.left, rect.right + 1))


def _resized(height: int, width: int, rect: Rect) -> Bilingual:
    return Bilingual(
        f"it gives {height} × {width} cells, but the file has room for {rect}; only these are filled: "
        "open the file in Excel with the plug-in, or enter a formula of fixed size",
        f"结果为 {height} × {width} 个单元格，而文件中的溢出区域为 {rect}，仅填写了这些单元格："
        "请在装有插件的 Excel 中打开，或改用固定大小的公式",
    )


def _result(value: Value) -> Value:
    """What a cell shows: a formula is never blank, and zero has no sign."""
    if value is None or value == 0.0:
        return value if type(value) is bool else 0.0
    return value
