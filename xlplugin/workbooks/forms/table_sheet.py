"""A sheet of rows to be filled in beside the ledger: headings, entry cells, look-ups, locked cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.findings import Bilingual

from .book import Book
from .choices import Lists
from .form import Form
from .formats import DATE, TEXT
from .lines import LINE_HEIGHT
from .page import page
from .styles import Styles
from .text_width import line_count
from .wording import NOTHING, both, heading

TITLE_ROW, NOTE_ROW, GROUP_ROW, HEADING_ROW, FIRST_ROW = range(5)
PROTECTION = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: ``formula`` gives the text of a look-up for the row's first entry cell; ``held`` is locked.

    ``name`` is the defined name of its cells, for programs.
    """

    title: Bilingual
    width: float
    kind: Literal["number", "entry", "date", "choice", "formula", "held"] = "entry"
    source: tuple[str, ...] | str = ()
    formula: Callable[[str], str] | None = None
    group: Bilingual = NOTHING
    name: str = ""
    number_format: str = ""


def write_table(
    book: Book, form: Form, styles: Styles, lists: Lists, name: str, title: Bilingual, note: Bilingual,
    fields: Sequence[Field], rows: int,
) -> None:  # fmt: skip
    """Add a sheet with ``rows`` rows of the fields; the second column is the key that look-ups read."""
    sheet = book.add_worksheet(name)
    for place, field in enumerate(fields):
        sheet.set_column(place, place, field.width)
    sheet.write_string(TITLE_ROW, 0, both(title), styles("title"))
    sheet.set_row(TITLE_ROW, 28)
    said = note.en + "\n" + note.zh
    width = sum(field.width for field in fields)
    sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, len(fields) - 1, "", styles("quiet", "wrap", "top"))
    sheet.write_string(NOTE_ROW, 0, said, styles("quiet", "wrap", "top"))
    sheet.set_row(NOTE_ROW, LINE_HEIGHT * line_count(said, width) + 6)
    _write_headings(sheet, styles, fields)
    last = FIRST_ROW + rows - 1
    for place, field in enumerate(fields):
        _write_field(sheet, styles, field, place, last)
        if field.name:
            first, bottom = (xl_rowcol_to_cell(row, place, row_abs=True, col_abs=True) for row in (FIRST_ROW, last))
            book.define_name(field.name, f"='{name}'!{first}:{bottom}")
        if field.kind == "choice":
            source = lists.source(field.source) if isinstance(field.source, tuple) else field.source
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(FIRST_ROW, place, last, place, rule)
        elif field.kind == "date":
            rule = {"validate": "date", "criteria": "between", "minimum": 1, "maximum": 2958465}
            sheet.data_validation(FIRST_ROW, place, last, place, rule | {"error_type": "warning"})
    sheet.autofilter(HEADING_ROW, 0, last, len(fields) - 1)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.print_area(0, 0, last, len(fields) - 1)
    sheet.protect("", PROTECTION)
    page(sheet, form.policy)


def _write_headings(sheet: Worksheet, styles: Styles, fields: Sequence[Field]) -> None:
    lines = 1
    for place, field in enumerate(fields):
        locked = field.kind in ("held", "formula", "number")
        style = styles("result_heading" if locked else "input_heading")
        title = heading(field.title)
        sheet.write_string(HEADING_ROW, place, title, style)
        lines = max(lines, line_count(title, field.width - 2))
    sheet.set_row(HEADING_ROW, 14 * lines + 16)
    start = 0
    for place in range(1, len(fields) + 1):
        if place == len(fields) or fields[place].group != fields[start].group:
            group = fields[start].group
            if group.en:
                style = styles("result_heading" if fields[start].kind == "held" else "input_heading")
                if place - 1 > start:
                    sheet.merge_range(GROUP_ROW, start, GROUP_ROW, place - 1, "", style)
                sheet.write_string(GROUP_ROW, start, both(group), style)
            start = place


def _write_field(sheet: Worksheet, styles: Styles, field: Field, place: int, last: int) -> None:
    number_format = DATE if field.kind == "date" else TEXT if field.kind in ("entry", "choice") else ""
    for row in range(FIRST_ROW, last + 1):
        match field.kind:
            case "number":
                sheet.write_number(row, place, row - FIRST_ROW + 1, styles("box", "centre", "quiet"))
            case "formula":
                assert field.formula is not None
                key = xl_rowcol_to_cell(row, 1, col_abs=True)
                sheet.write_formula(row, place, field.formula(key), styles("box", "wrap"), "")
            case "held":
                shape = ("centre",) if field.number_format not in ("", TEXT) else ("wrap", "indent")
                sheet.write_blank(row, place, None, styles("held", *shape, number_format=field.number_format))
            case _:
                sheet.write_blank(row, place, None, styles("entry", "wrap", number_format=number_format))
