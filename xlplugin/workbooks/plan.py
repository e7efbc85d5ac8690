"""What there is to calculate in a workbook: its units, which reads which, and the sheets as they are worked on."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .addresses import Rect
from .areas import Tab
from .book import Book
from .formula_templates import Reader
from .graph import UnitIndex, precedents
from .limits import Limits
from .units import Unit, build_units
from .vocabulary import NATIVE, Vocabulary


@dataclass(frozen=True, slots=True)
class Plan:
    """The units of a workbook by number, and what each reads."""

    keys: list[str]
    """The case-folded names of the worksheets."""
    reader: Reader
    units: list[Unit]
    index: UnitIndex
    edges: list[list[int]]
    """For each unit the units that it reads."""
    tabs: list[Tab]


def make_plan(
    book: Book, functions: Container[str], limits: Limits, where: str, vocabulary: Vocabulary = NATIVE
) -> Plan:
    """Read all formulas of a workbook. Raises WorkbookError where they depend on each other in too many ways."""
    numbers = {tab.casefold(): number for number, tab in enumerate(book.tabs)}
    worksheets = {sheet.name.casefold(): numbers[sheet.name.casefold()] for sheet in book.sheets}
    keys = list(worksheets)
    reader = Reader(worksheets, book.names, functions, vocabulary, book.tables, _spills(book))
    units = build_units(book.sheets, reader, limits)
    index = UnitIndex(units, keys)
    _refuse_overlaps(units, index, keys)
    last_rows = [sheet.last_row for sheet in book.sheets]
    for unit in units:
        last_rows[unit.sheet] = max(last_rows[unit.sheet], unit.area.bottom)
    tabs = [
        Tab(sheet.name, sheet.grid, last, sheet.dates) for sheet, last in zip(book.sheets, last_rows, strict=True)
    ]
    return Plan(keys, reader, units, index, precedents(units, index, limits, where), tabs)


def _spills(book: Book) -> dict[tuple[str, int, int], Rect]:
    """The dynamic arrays by sheet, row and column of their first cell."""
    return {
        (sheet.name.casefold(), cell.row, cell.column): cell.ref
        for sheet in book.sheets
        for cell in sheet.formulas
        if cell.dynamic and cell.kind == "array" and cell.ref is not None
    }


def _refuse_overlaps(units: list[Unit], index: UnitIndex, keys: list[str]) -> None:
    """Refuse array formulas whose cells hold other formulas."""
    for number, unit in enumerate(units):
        if unit.ref is None or unit.refusal is not None:
            continue
        for other in index.within(keys[unit.sheet], unit.ref):
            cells = () if other == number else units[other].cells
            if any(unit.ref.holds(cell.row, cell.column) for cell in cells) or (cells and units[other].ref is not None):
                unit.refusal = Bilingual("another formula stands inside its array", "其数组区域内存在其他公式")
                break
