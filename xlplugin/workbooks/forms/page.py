"""How the sheets print: A4, repeated headings, page numbers."""

from __future__ import annotations

import math

from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.model import Policy

from .form import Form
from .grid import GROUP_ROW, HEADING_ROW
from .wording import both

_A4 = 9
_MOST_COLUMNS = 245.0
"""Character widths that an A4 page in landscape still shows readably."""
_LONGEST, _ROOM = 255, 100
"""Characters of a header or footer, and of a title in it."""
_FONT, _BOLD = '&"Microsoft YaHei,Regular"', '&"Microsoft YaHei,Bold"'


def page(sheet: Worksheet, policy: Policy) -> None:
    """A4 in landscape, one page wide, with the policy and the page number below."""
    titled_page(sheet, both(policy.title), policy.stamp)


def titled_page(sheet: Worksheet, title: str, stamp: str = "") -> None:
    """The same for a sheet of another title."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L{_FONT}&8{_escaped(title)}  {stamp}&R{_FONT}&8&A  &P / &N")


def ledger_page(sheet: Worksheet, form: Form, widths: list[float], frozen: int, last_row: int) -> None:
    """The ledger: as many pages wide as it needs to stay readable, customers and headings on each."""
    page(sheet, form.policy)
    left = sum(widths[:frozen])
    pages = max(1, math.ceil((sum(widths) - left) / (_MOST_COLUMNS - left)))
    sheet.fit_to_pages(pages, 0)
    # The title would be cut where the sheet is parted, so the page header says it.
    header = f"&L{_BOLD}&14{_escaped(both(form.policy.title))}"
    if form.notice.en:
        header += f"\n{_FONT}&9"
        header += _escaped(form.notice.in_language(form.language), _LONGEST - len(header))
    sheet.set_header(header)
    sheet.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.7)
    sheet.repeat_rows(GROUP_ROW, HEADING_ROW)
    if pages > 1:
        sheet.repeat_columns(0, frozen - 1)
    sheet.print_area(GROUP_ROW, 0, last_row, len(widths) - 1)


def _escaped(text: str, room: int = _ROOM) -> str:
    """A text for a header or footer, where ``&`` begins a code, within its room.

    A digit at its beginning would be read as one more of the size before it.
    """
    escaped = " " if text[:1].isdigit() else ""
    for char in text:
        said = "&&" if char == "&" else char
        if len(escaped) + len(said) > room - 1:
            return f"{escaped}…"
        escaped += said
    return escaped
