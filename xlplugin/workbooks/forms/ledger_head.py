"""The head of the ledger: title, groups, what to enter, headings; and how wide the columns are."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from xlplugin.workbooks.names import POLICY

from .calls import literal
from .choices import words
from .columns import Column
from .form import Form
from .grid import GROUP_ROW, HEADING_ROW, NOTE_ROW, NOTICE_ROW, TITLE_ROW, Grid
from .input_headings import input_headings
from .styles import Styles
from .text_width import display_width, line_count
from .wording import both, guidance, heading

RESULTS_SIDE = ("result", "formula", "held", "copy")
_NARROWEST, _WIDEST, _HEADING_LINES = 10.0, 24.0, 4
_SAID_AGAIN = 50.0
"""A group that is wider says its name again, so that each page and each view has it."""


def width_of(column: Column, form: Form) -> float:
    """The width of a column: as stated, else for its heading in few lines and its choices in one."""
    if column.width:
        return column.width
    title = heading(column.title, column.input.unit if column.input else "")
    wanted = _NARROWEST
    while wanted < _WIDEST and line_count(title, wanted - 1) > _HEADING_LINES:
        wanted += 1
    if column.input is not None and column.input.type == "category":
        wanted = max(
            [wanted, *(display_width(word) + 3 for word in words(column.input, form.policy, form.language))]
        )
    return min(wanted, _WIDEST)


def write_head(sheet: Worksheet, form: Form, styles: Styles, widths: list[float]) -> None:
    """Write the rows above the customers."""
    policy = form.policy
    sheet.write_string(TITLE_ROW, 0, both(policy.title), styles("title"))
    sheet.set_row(TITLE_ROW, 26)
    label = "Policy 制度: "
    sheet.write_formula(
        NOTICE_ROW, 0, f"={literal(label)}&{POLICY}", styles("quiet"), f"{label}{policy.stamp}"
    )
    if form.notice.en:
        sheet.write_string(NOTICE_ROW, _after(form), both(form.notice), styles("warning", "bold"))
    _write_groups(sheet, form, styles, widths)
    _write_headings(sheet, form, styles, widths)


def _write_groups(sheet: Worksheet, form: Form, styles: Styles, widths: list[float]) -> None:
    frozen = Grid(form).frozen_columns
    for first, last, column in _groups(tuple(column for column in form.columns if column.role != "copy")):
        # Not merged: where a page ends within a group, a merged cell would be cut or reach over the page's edge.
        head = "result_heading" if column.role in RESULTS_SIDE else "input_heading"
        said, since = both(column.group), _SAID_AGAIN
        for place in range(first, last + 1):
            style = styles(head, "band", *(("band_end",) if place in (last, frozen - 1) else ()))
            if since >= _SAID_AGAIN and (place == first or sum(widths[place : last + 1]) > display_width(said) + 2):
                sheet.write_string(GROUP_ROW, place, said, style)
                since = 0.0
            else:
                sheet.write_blank(GROUP_ROW, place, None, style)
            since += widths[place]


def _write_headings(sheet: Worksheet, form: Form, styles: Styles, widths: list[float]) -> None:
    """What to enter in each column in the form's language, and the headings in both."""
    notes, headings, by_input = 1, 1, input_headings(form.policy)
    for place, (column, width) in enumerate(zip(form.columns, widths, strict=True)):
        note = guidance(column.input, form.policy) if column.input else column.note
        said = note.in_language(form.language)
        title = by_input[column.key] if column.input else heading(column.title)
        sheet.write_string(NOTE_ROW, place, said, styles("small", "box"))
        head = "result_heading" if column.role in RESULTS_SIDE else "input_heading"
        sheet.write_string(HEADING_ROW, place, title, styles(head))
        notes = max(notes, line_count(said, width * 1.25))
        headings = max(headings, line_count(title, width - 1))
    sheet.set_row(NOTE_ROW, 11.5 * notes + 5)
    sheet.set_row(HEADING_ROW, 14 * headings + 16)  # the filter's button takes the last line


def _after(form: Form) -> int:
    """The first column right of the policy's stamp in the notice row."""
    used = 0.0
    for place, column in enumerate(form.columns):
        used += width_of(column, form)
        if used > 40:
            return place + 1
    return len(form.columns)


def _groups(columns: tuple[Column, ...]) -> Iterable[tuple[int, int, Column]]:
    """Neighbours of one group: first and last position."""
    start = 0
    for place in range(1, len(columns) + 1):
        if place == len(columns) or columns[place].group != columns[start].group:
            yield start, place - 1, columns[start]
            start = place
