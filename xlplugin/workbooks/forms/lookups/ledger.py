"""The ledger of the lookup form: a row per observation, the system and the value chosen from lists."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.formats import TEXT
from xlplugin.workbooks.forms.grid import (
    FIRST_ROW,
    GROUP_ROW,
    HEADING_ROW,
    LEDGER,
    NOTE_ROW,
    NOTICE_ROW,
    TITLE_ROW,
)
from xlplugin.workbooks.forms.ledger import PROTECTION
from xlplugin.workbooks.forms.page import titled_page
from xlplugin.workbooks.forms.palette import NO_ORDER
from xlplugin.workbooks.forms.put import put
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.forms.text_width import display_width, line_count
from xlplugin.workbooks.forms.wording import both, heading

from .columns import COLUMNS, KEYS_IN_ORDER, Column, letter_of, offered
from .form import TITLE, LookupForm
from .lists import SYSTEMS

_LAST_DAY = 2958465
_NOTICE = "Choose the system first, then what was observed 先选分类体系，再选观察到的情形"


def write_ledger(book: Book, form: LookupForm, styles: Styles) -> None:
    """Add the ledger sheet."""
    sheet = book.add_worksheet(LEDGER)
    last = FIRST_ROW + form.height - 1
    stamp = max(display_width(system.policy.stamp) for system in form.systems)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, max(column.width, stamp + 2) if column.key == "stamp" else column.width)
    _write_head(sheet, form, styles)
    _write_entries(sheet, form, styles)
    for place, column in enumerate(COLUMNS):
        if column.formula is None:
            continue
        shape = ("wrap", "indent") if column.long_text else ("centre",)
        style = styles("box", *shape, *(("bold",) if column.key == "type" else ()))
        for row in range(FIRST_ROW, last + 1):
            sheet.write_formula(row, place, column.formula(form, row + 1), style, "")
    _validate(sheet, last)
    _colour(sheet, styles, last)
    sheet.freeze_panes(FIRST_ROW, KEYS_IN_ORDER.index("name") + 1)
    sheet.autofilter(HEADING_ROW, 0, last, len(COLUMNS) - 1)
    sheet.protect("", PROTECTION)
    titled_page(sheet, both(TITLE))
    sheet.repeat_rows(GROUP_ROW, HEADING_ROW)
    sheet.print_area(TITLE_ROW, 0, last, len(COLUMNS) - 1)


def _write_head(sheet: Worksheet, form: LookupForm, styles: Styles) -> None:
    sheet.write_string(TITLE_ROW, 0, both(TITLE), styles("title"))
    sheet.set_row(TITLE_ROW, 26)
    sheet.write_string(NOTICE_ROW, 0, _NOTICE, styles("quiet"))
    notes = headings = 1
    group = None
    for place, column in enumerate(COLUMNS):
        head = "result_heading" if column.kind == "result" else "input_heading"
        said = both(column.group) if column.group != group else ""
        group = column.group
        sheet.write_string(GROUP_ROW, place, said, styles(head, "band"))
        note, title = column.note.in_language(form.language), heading(column.title)
        sheet.write_string(NOTE_ROW, place, note, styles("small", "box"))
        sheet.write_string(HEADING_ROW, place, title, styles(head))
        notes = max(notes, line_count(note, column.width * 1.25))
        headings = max(headings, line_count(title, column.width - 1))
    sheet.set_row(NOTE_ROW, 11.5 * notes + 5)
    sheet.set_row(HEADING_ROW, 14 * headings + 16)  # the filter's button takes the last line


def _write_entries(sheet: Worksheet, form: LookupForm, styles: Styles) -> None:
    systems = {system.policy.id: system for system in form.systems}
    as_text, nothing = styles("entry", number_format=TEXT), dict[str, object]()
    for i in range(form.height):
        row = form.data[i] if i < len(form.data) else nothing
        system = systems.get(str(row.get("system") or ""))
        for place, column in enumerate(COLUMNS):
            if column.kind == "serial":
                sheet.write_number(FIRST_ROW + i, place, i + 1, styles("box", "centre", "quiet"))
            elif column.kind == "entry":
                value = row.get(column.key)
                if system is not None and column.key == "system":
                    value = system.title
                elif system is not None and column.key == "value":
                    value = {one.id: one.word for one in system.values}.get(str(value or ""), value)
                put(sheet, FIRST_ROW + i, place, value, _entry_style(column, styles), as_text)


def _entry_style(column: Column, styles: Styles) -> Format:
    shape = ("wrap", "indent") if column.number_format == TEXT else ("centre",)
    return styles("entry", *shape, number_format=column.number_format)


def _validate(sheet: Worksheet, last: int) -> None:
    rules = {
        "system": {"validate": "list", "source": f"={SYSTEMS}"},
        "value": {"validate": "list", "source": offered(FIRST_ROW + 1)},
        "date": {"validate": "date", "criteria": "between", "minimum": 1, "maximum": _LAST_DAY},
    }
    for key, rule in rules.items():
        place = KEYS_IN_ORDER.index(key)
        said = {"input_title": both(COLUMNS[place].title)[:32], "input_message": both(COLUMNS[place].note)}
        # A value may be written in other words that the policy knows, so nothing is refused here.
        sheet.data_validation(FIRST_ROW, place, last, place, rule | said | {"error_type": "warning"})


def _colour(sheet: Worksheet, styles: Styles, last: int) -> None:
    row = FIRST_ROW + 1
    chosen = f"COUNTA(${letter_of('system')}{row}:${letter_of('value')}{row})"
    check, type_ = f"${letter_of('check')}{row}", f"${letter_of('type')}{row}"

    def rule(key: str, criteria: str, style: Format) -> None:
        place = KEYS_IN_ORDER.index(key)
        options = {"type": "formula", "criteria": f"={criteria}", "format": style, "stop_if_true": True}
        sheet.conditional_format(FIRST_ROW, place, last, place, options)

    for column in COLUMNS:
        if column.kind == "result":
            cell = f"${letter_of(column.key)}{row}"
            rule(column.key, f"IF(ISERROR({cell}),{chosen}=0,FALSE)", styles.over("unseen"))
    rule("check", f"IF(ISERROR({check}),NOT(ISERROR({type_})),FALSE)", styles.over("unseen"))
    rule("check", f"LEN({check})>0", styles.over("warning"))
    rule("serial", f"LEN({check})>0", styles.over("warning"))
    rule("type", f"ISERROR({type_})", styles.over("warning"))
    rule("type", f"LEN({type_})>0", styles.over_fill(NO_ORDER))
