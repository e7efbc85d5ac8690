"""The ledger 客户台账: one customer per row, entry cells on the left, results on the right."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlplugin.workbooks.names import POLICY

from .book import Book
from .calls import formula_for, in_words, literal
from .choices import Lists, titles_of, words
from .columns import CHECK, REASONS, RULES, Column, grades_of
from .entry_rules import entry_rule
from .form import Form
from .formats import TEXT
from .grid import FIRST_ROW, HEADING_ROW, LEDGER, Grid
from .ledger_formulas import DIFFERS, REFUSED, VOID, in_one_block, kept_pairs, own_formula
from .ledger_head import width_of, write_head
from .page import ledger_page
from .palette import colours
from .put import put
from .styles import Styles
from .validation import validation

PROTECTION = {
    "autofilter": True, "sort": True, "format_columns": True, "format_rows": True,
}  # fmt: skip


def write_ledger(book: Book, form: Form, styles: Styles, lists: Lists) -> None:
    """Add the ledger sheet."""
    sheet = book.add_worksheet(LEDGER)
    grid = Grid(form)
    widths = [width_of(column, form) for column in form.columns]
    for place, width in enumerate(widths):
        hidden = {"hidden": True} if form.columns[place].role == "copy" else None
        sheet.set_column(place, place, width, None, hidden)
    write_head(sheet, form, styles, widths)
    _write_entries(sheet, form, styles)
    _write_results(sheet, grid, styles)
    _write_own(sheet, grid, styles)
    _validate(sheet, grid, lists)
    _colour(sheet, grid, styles)
    frozen = grid.frozen_columns
    sheet.freeze_panes(FIRST_ROW, frozen)
    sheet.autofilter(HEADING_ROW, 0, grid.last_row, len(form.columns) - 1)
    sheet.protect("", PROTECTION)
    ledger_page(sheet, form, widths[: grid.shown], frozen, grid.last_row)


def _write_entries(sheet: Worksheet, form: Form, styles: Styles) -> None:
    """The serial numbers and the cells to be filled in, with the data there is."""
    serial, as_text = styles("box", "centre", "quiet"), styles("entry", number_format=TEXT)
    entries = [
        (place, column, _entry_style(column, styles))
        for place, column in enumerate(form.columns)
        if column.role in ("entry", "input")
    ]
    serials = [place for place, column in enumerate(form.columns) if column.role == "serial"]
    offered = {place: _offered(column, form) for place, column, _ in entries}
    nothing: dict[str, object] = {}
    for i in range(form.height):
        row = form.data[i] if i < len(form.data) else nothing
        for place in serials:
            sheet.write_number(FIRST_ROW + i, place, i + 1, serial)
        for place, column, style in entries:
            value = row.get(column.key)
            if isinstance(value, (bool, str)):
                value = offered[place].get(value, value)
            put(sheet, FIRST_ROW + i, place, value, style, as_text)
    for place, column, _ in entries:
        if column.number_format == TEXT:
            sheet.ignore_errors(
                {"number_stored_as_text": _range(FIRST_ROW, place, FIRST_ROW + form.height - 1)}
            )


def _offered(column: Column, form: Form) -> dict[bool | str, str]:
    """What the drop-down says for TRUE and FALSE, or for the id of a category."""
    if column.input is None or column.input.type not in ("boolean", "category"):
        return {}
    said = words(column.input, form.policy, form.language)
    titles = (True, False) if column.input.type == "boolean" else titles_of(column.input, form.policy)
    return dict(zip(titles, said, strict=True))


def _entry_style(column: Column, styles: Styles) -> Format:
    shape: tuple[str, ...] = ("wrap", "indent") if column.number_format == TEXT else ()
    if column.kind == "grade":
        shape = ("centre", "bold")
    elif column.input is not None and column.input.type == "boolean":
        shape = ("centre",)
    return styles("entry", *shape, number_format=column.number_format)


def _write_results(sheet: Worksheet, grid: Grid, styles: Styles) -> None:
    for place, column in enumerate(grid.form.columns):
        if column.role != "result":
            continue
        shape = ("wrap", "indent") if column.long_text else ("centre",)
        bold = ("bold",) if column == grid.main else ()
        style = styles("box", *shape, *bold, number_format=column.number_format)
        if not grid.form.in_blocks:
            for row in range(FIRST_ROW, grid.last_row + 1):
                sheet.write_formula(row, place, _formula(grid, column, row), style, "")
            continue
        formula = _formula(grid, column, FIRST_ROW)
        formula = in_words(formula) if column.in_words else formula
        sheet.write_array_formula(FIRST_ROW, place, grid.last_row, place, f"{{{formula}}}", style, "")
        for row in range(FIRST_ROW + 1, grid.last_row + 1):
            sheet.write_blank(row, place, None, style)  # XlsxWriter fills them with zeroes


def _write_own(sheet: Worksheet, grid: Grid, styles: Styles) -> None:
    """The columns after the results: built-ins row by row, our functions by block where the form does so."""
    for place, column in enumerate(grid.form.columns):
        shape = ("centre", "bold") if column.kind == "grade" else ("centre",)
        style = styles("held", *shape, number_format=column.number_format)
        if column.role in ("held", "copy"):
            for row in range(FIRST_ROW, grid.last_row + 1):
                sheet.write_blank(row, place, None, style)
        elif column.role == "formula":
            style = styles("box", "centre", "wrap", number_format=column.number_format)
            if column.function and grid.form.in_blocks and in_one_block(grid, column.key):
                formula = own_formula(grid, column, FIRST_ROW, whole=True)
                sheet.write_array_formula(FIRST_ROW, place, grid.last_row, place, f"{{{formula}}}", style, "")
                for row in range(FIRST_ROW + 1, grid.last_row + 1):
                    sheet.write_blank(row, place, None, style)
                continue
            for row in range(FIRST_ROW, grid.last_row + 1):
                sheet.write_formula(row, place, own_formula(grid, column, row), style, "")


def _formula(grid: Grid, column: Column, row: int) -> str:
    output = {"output": literal(column.output)} if column.output else {}
    return formula_for(
        column.function, values=grid.values(row), policy=POLICY, headers=grid.headings, **output
    )


def _validate(sheet: Worksheet, grid: Grid, lists: Lists) -> None:
    form = grid.form
    for place, column in enumerate(form.columns):
        if column.input is None:
            rule = entry_rule(column, form, lists, xl_rowcol_to_cell(FIRST_ROW, place))
            if rule:
                sheet.data_validation(FIRST_ROW, place, grid.last_row, place, rule)
            continue
        source = lists.source(words(column.input, form.policy, form.language))
        cell = xl_rowcol_to_cell(FIRST_ROW, place)
        options = validation(column.input, form.policy, form.language, source, cell)
        if options:
            sheet.data_validation(FIRST_ROW, place, grid.last_row, place, options)


def _colour(sheet: Worksheet, grid: Grid, styles: Styles) -> None:
    """A colour per grade, and a warning where a row cannot be graded."""
    form, main = grid.form, grid.main
    for place, column in enumerate(form.columns):
        if column.role == "result" or column.function:
            _quieten(sheet, grid, place, styles)
    _mark_kept(sheet, grid, styles)
    for place, column in enumerate(form.columns):
        graded = column.role == "result" or column.kind == "grade"
        grades = grades_of(form.policy, column.key if column.role == "result" else "grade") if graded else None
        if grades is None:
            continue
        area = (FIRST_ROW, place, grid.last_row, place)
        for grade, fill in colours(grades, form.policy.scale if column == main or column.kind == "grade" else "none").items():
            rule = {"type": "cell", "criteria": "==", "value": literal(grade)}
            sheet.conditional_format(*area, rule | {"format": styles.over_fill(fill)})
        sheet.conditional_format(*area, {"type": "errors", "format": styles.over("warning")})
    for key, text in (("frozen_state", VOID), ("status", REFUSED), ("status", DIFFERS)):
        column = grid.own(key)
        if column is not None:
            place = form.columns.index(column)
            said = {"type": "cell", "criteria": "==", "value": literal(text.in_language(form.language))}
            warned = said | {"format": styles.over("warning")}
            sheet.conditional_format(FIRST_ROW, place, grid.last_row, place, warned)
    check = grid.result(CHECK)
    if check is not None:
        place = form.columns.index(check)
        said = xl_rowcol_to_cell(FIRST_ROW, place, col_abs=True)
        warned = {"type": "formula", "criteria": f"=LEN({said})>0", "format": styles.over("warning")}
        sheet.conditional_format(FIRST_ROW, place, grid.last_row, place, warned)
        sheet.conditional_format(FIRST_ROW, 0, grid.last_row, 0, warned)


def _mark_kept(sheet: Worksheet, grid: Grid, styles: Styles) -> None:
    """What came from the journal looks locked, and warns where it was changed by hand."""
    for typed, kept in kept_pairs(grid):
        place = grid.form.columns.index(typed)
        cell, copy = grid.at(typed, FIRST_ROW), f"${grid.at(kept, FIRST_ROW)}"
        for sign, style, last in (("<>", "warning", True), ("=", "from_journal", False)):
            if typed.kind == "grade" and sign == "=":  # its colour says more
                continue
            test = f"=IF(LEN({copy})>0,{cell}{sign}{copy},FALSE)"
            rule = {"type": "formula", "criteria": test, "format": styles.over(style), "stop_if_true": last}
            sheet.conditional_format(FIRST_ROW, place, grid.last_row, place, rule)


def _quieten(sheet: Worksheet, grid: Grid, place: int, styles: Styles) -> None:
    """No error is seen in empty rows, nor among the remarks of a graded one: on a machine without the plug-in
    Calc shows #NAME? wherever a formula's stored value is an empty text."""
    cell, main = (xl_rowcol_to_cell(FIRST_ROW, at, col_abs=True) for at in (place, grid.form.columns.index(grid.main)))
    empty = f"COUNTA({grid.row_of_inputs(FIRST_ROW)})=0"
    if grid.form.columns[place].key in (CHECK, REASONS, RULES):
        empty = f"OR({empty},NOT(ISERROR({main})))"
    unseen = f"=IF(ISERROR({cell}),{empty},FALSE)"
    rule = {"type": "formula", "criteria": unseen, "format": styles.over("unseen"), "stop_if_true": True}
    sheet.conditional_format(FIRST_ROW, place, grid.last_row, place, rule)


def _range(first: int, column: int, last: int) -> str:
    return f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
