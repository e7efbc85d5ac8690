"""Reads an editing workbook: hostile input, every cell a text, whatever cannot be meant is told by address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from xlplugin.functions.values import CellError
from xlplugin.policy.numbers import format_number
from xlplugin.policy.strict_yaml import parse
from xlplugin.policy.yaml_faults import hidden_character
from xlplugin.workbooks.book import Book, read_book
from xlplugin.workbooks.dates import date_of
from xlplugin.workbooks.limits import DEFAULT_LIMITS, MEBIBYTE
from xlplugin.workbooks.package import Package
from xlplugin.workbooks.sheet import Sheet

from . import cell_faults, column_faults
from .carrier import SHEET, Carried, carried_by, missing
from .headings import Headings, find_headings, tested_names
from .kinds import Column, Plan, rows_of
from .pages import Line, Page
from .plan import plans
from .remarks import Remark
from .tree import Branch, compose

LIMITS = replace(
    DEFAULT_LIMITS,
    file_bytes=50 * MEBIBYTE,
    total_bytes=200 * MEBIBYTE,
    part_bytes=100 * MEBIBYTE,
    small_part_bytes=20 * MEBIBYTE,
    cells=300_000,
)
_DATED = ("effective", "retired")
"""Items of the sheet Policy that a program may have made a date of."""


@dataclass(slots=True)
class Edited:
    """An editing workbook: the file it was made from, as text and as a tree, its sheets, and what is wrong."""

    path: Path
    carried: Carried
    text: str
    root: Branch
    book: Book
    pages: list[Page] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read_edited(path: Path) -> Edited:
    """Read a workbook. Raises WorkbookError where it is none, PolicyError where it carries no policy."""
    with Package(path, LIMITS) as package:
        book = read_book(package)
    hidden = next((sheet for sheet in book.sheets if sheet.name.casefold() == SHEET), None)
    if hidden is None:
        raise missing(path.name)
    where = f"{path.name}!{SHEET}"
    carried = carried_by([hidden.grid.value(row, 1) for row in range(1, hidden.last_row + 1)], where)
    parse(carried.data, where)  # before the tree is composed: bounds its depth and size
    text = carried.data.decode("utf-8-sig")
    edited = Edited(path, carried, text, compose(text), book)
    heads = {sheet.name: find_headings(sheet) for sheet in book.sheets}
    for plan in plans(edited.root, *tested_names(list(heads.values()))):
        sheet = _sheet_of(plan, book)
        page = Page(plan, rows_of(edited.root, plan))
        edited.pages.append(page)
        if sheet is not None:
            _fill(page, sheet, heads[sheet.name], edited.remarks)
    edited.remarks += column_faults.found(edited.pages)
    read = {page.title for page in edited.pages}
    edited.remarks += [
        column_faults.unread(name) for name, head in heads.items() if head.key and name not in read
    ]
    return edited


def _sheet_of(plan: Plan, book: Book) -> Sheet | None:
    """The sheet of a plan, by its whole title or either half of it."""
    names = [name.casefold() for name in (plan.title, *plan.title.split(" ", 1))]
    return next((sheet for sheet in book.sheets if " ".join(sheet.name.split()).casefold() in names), None)


def _fill(page: Page, sheet: Sheet, head: Headings, remarks: list[Remark]) -> None:
    page.title, page.heading_row = sheet.name, head.row
    page.places = head.places(page.plan)
    page.strangers = head.strangers(page.plan, sheet)
    remarks += column_faults.of_headings(page, head)
    area = {head.key, *page.places.values()} - {0}
    remarks += cell_faults.merged(sheet, head.row, area)
    faults = {(one.row, one.column): one for one in cell_faults.formulas(sheet, head.row, area)}
    remarks += faults.values()
    rows = {row for column in area for row in sheet.grid.get(column, ()) if row > head.row}
    for row in sorted(rows):
        line = _line(page, sheet, row, head.key, faults, remarks)
        if line.key or not line.is_blank:
            page.lines.append(line)


def _line(
    page: Page,
    sheet: Sheet,
    row: int,
    key_column: int,
    faults: dict[tuple[int, int], Remark],
    remarks: list[Remark],
) -> Line:
    cells: dict[str, str] = {}
    numbers: set[str] = set()
    for id, place in page.places.items():
        value = sheet.grid.value(row, place)
        if value is None or (row, place) in faults:
            continue
        if isinstance(value, CellError):
            remarks.append(cell_faults.error_value(sheet.name, row, place, value))
            continue
        if isinstance(value, float):
            numbers.add(id)
        text = _text(value, page.plan.column(id))
        if name := hidden_character(text):
            remarks.append(cell_faults.hidden(sheet.name, row, place, name))
        else:
            cells[id] = text
    dated = (
        sheet.grid.value(row, page.places["value"])
        if cells.get("item") in _DATED and "value" in cells
        else None
    )
    if isinstance(dated, float) and (day := date_of(dated)):
        cells["value"] = "{:04}-{:02}-{:02}".format(*day)
    key = sheet.grid.value(row, key_column)
    return Line(row, key.strip() if isinstance(key, str) else "", cells, frozenset(numbers))


def _text(value: float | str | bool, column: Column) -> str:
    if isinstance(value, bool):
        value = "true" if value else "false"
    return column.read(format_number(value) if isinstance(value, float) else value)
