"""A workbook as read: its sheets, its names, how it counts days, whether its stored values can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual

from .addresses import Rect
from .cell_values import Value
from .errors import WorkbookError, damaged
from .freezing import FrozenAreas, frozen_areas
from .named_areas import Place
from .names import DefinedNames, read_names
from .package import Package
from .shared_strings import read_shared_strings
from .sheet import Sheet
from .sheet_scan import scan_sheet
from .styles import date_styles
from .tables import Table, read_tables

if TYPE_CHECKING:
    import numpy as np

    from .stream.texts import Texts

TRUE = ("1", "true", "on")
Filled = Mapping[int, Mapping[tuple[int, int], tuple[Value, Value]]]
"""By the number of a sheet and row and column of a cell without a formula: its value before and after."""


@dataclass(frozen=True, slots=True)
class Book:
    """All that a calculation needs to know of a workbook."""

    sheets: tuple[Sheet, ...]
    """The worksheets, in the order of their tabs."""
    tabs: tuple[str, ...]
    """The names of all tabs; a defined name's ``localSheetId`` counts these."""
    names: DefinedNames
    date1904: bool
    trusted: bool
    """Whether the stored values were calculated by a program that says so: not where the file asks for a
    full calculation when it is opened, nor where no program has left its mark."""
    frozen: FrozenAreas | None = None
    """Where an entry form keeps its grades."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    """By case-folded name."""
    filled: Filled = field(default_factory=dict)
    """Cells that were filled before the calculation; the new values stand in the grids."""


def read_book(
    package: Package,
    functions: Container[str] | None = None,
    also_written: Callable[[DefinedNames], Iterable[Place]] = lambda names: (),
) -> Book:
    """Read every worksheet of a package.

    With ``functions``, the names of ours, large sheets of the plain form are scanned by columns.
    ``also_written`` says from the names into which further cells values will be written.
    """
    workbook = package.tree(package.workbook)
    where = package.where(package.workbook)
    if workbook.tag != "workbook":
        raise damaged(where, "it is not a workbook", "不是工作簿部件")
    properties = workbook.find("workbookPr")
    date1904 = properties is not None and properties.get("date1904") in TRUE
    calculation = workbook.find("calcPr")
    said = {} if calculation is None else calculation.attrib
    if said.get("fullPrecision", "1") not in TRUE:
        raise WorkbookError(
            Bilingual("the workbook calculates with the numbers as displayed", "工作簿设置为“以显示精度为准”计算"),
            Bilingual(
                "switch off File > Options > Advanced > Set precision as displayed",
                "请在“文件 > 选项 > 高级”中取消“将精度设为所显示的精度”",
            ),
            where,
        )
    trusted = (
        said.get("fullCalcOnLoad", "0") not in TRUE
        and said.get("calcCompleted", "1") in TRUE
        and said.get("calcId", "0").lstrip("0") != ""
    )
    relations = package.relations(package.workbook)
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    shared: list[str] = []
    if "sharedStrings" in by_kind:
        part = by_kind["sharedStrings"]
        shared = read_shared_strings(package.read(part), package.where(part), package.limits)
    dates: frozenset[int] = frozenset()
    if date1904 and "styles" in by_kind:
        dates = date_styles(package.tree(by_kind["styles"]))
    names = read_names(workbook)
    areas = frozen_areas(names)
    written: dict[str, list[Rect]] = {}
    for place in (*(areas.frozen.values() if areas else ()), *also_written(names)):
        written.setdefault(place.sheet, []).append(place.rect)
    sheets, tabs, parts = [], [], set()
    large = _LargeSheets(package, shared, functions) if functions is not None and not date1904 else None
    for item in workbook.iterfind("sheets/sheet"):
        name = item.get("name", "")
        tabs.append(name)
        relation = relations.get(item.get("r:id", ""))
        if relation is None or relation.external:
            raise damaged(where, f"the sheet {name} has no part", f"工作表 {name} 没有对应的部件")
        if relation.kind != "worksheet":
            continue
        if relation.target.casefold() in parts:
            raise damaged(where, f"two sheets share the part of {name}", f"工作表 {name} 的部件被重复使用")
        parts.add(relation.target.casefold())
        is_large = package.size(relation.target) >= package.limits.large_part_bytes
        if large is not None and is_large and name.casefold() not in written:
            scanned = large.sheet(name, relation.target)
            if scanned is not None:
                sheets.append(scanned)
                continue
        data = package.read(relation.target)
        sheets.append(
            scan_sheet(
                data, name, relation.target, package.where(relation.target), shared, dates, package.limits,
                written.get(name.casefold(), ()),
            )  # fmt: skip
        )
    if len({name.casefold() for name in tabs}) != len(tabs):
        raise damaged(where, "two sheets have the same name", "两个工作表同名")
    tables = read_tables(package, [(sheet.name, sheet.part) for sheet in sheets])
    return Book(tuple(sheets), tuple(tabs), names, date1904, trusted, areas, tables)


class _LargeSheets:
    """Scans large sheets; the texts of all of them are numbered together."""

    def __init__(self, package: Package, shared: list[str], functions: Container[str]) -> None:
        self._package, self._shared, self._functions = package, shared, functions
        self._numbers: np.ndarray | None = None
        self._texts: Texts | None = None

    def sheet(self, name: str, part: str) -> Sheet | None:
        """A sheet by columns; None where it is not of the plain form."""
        from .stream.plain import NotPlain
        from .stream.scan import scan
        from .stream.texts import Texts

        if self._texts is None:
            self._texts = Texts()
            self._numbers = self._texts.numbers(self._shared)
        package = self._package
        try:
            found = scan(
                package.pieces(part), name, part, package.where(part), self._numbers, self._texts, self._functions,
                package.limits,
            )  # fmt: skip
        except NotPlain:
            return None
        sheet = Sheet(name, part, b"", merges=found.merges, last_row=found.last_row, last_column=found.last_column)
        sheet.scanned = found
        sheet.grid.update(found.columns)
        return sheet
