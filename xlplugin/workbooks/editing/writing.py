"""Writes an editing workbook: all cells as text, drop-downs for closed choices, findings beside their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlplugin.workbooks.addresses import address
from xlplugin.workbooks.forms.book import Book, Sheet
from xlplugin.workbooks.forms.choices import SHEET as LISTS
from xlplugin.workbooks.forms.choices import Lists
from xlplugin.workbooks.forms.put import put
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.stored_text import xml_escape

from . import carrier
from .findings_sheet import TITLE as FINDINGS
from .findings_sheet import said, write_findings
from .glossary import VALUES
from .kinds import Column
from .pages import FINDINGS_HEADING
from .remarks import Remark
from .tabs import Tab

TEXT = "@"
GREY = "#EDEDED"
SPARE_ROWS = 500
"""Rows below the last one that have drop-downs, too."""
OURS = (carrier.SHEET, LISTS, FINDINGS)
"""Sheets that are made anew each time."""


class _Sheet(Sheet):
    """A sheet that takes no text for markup."""

    def _write_string(self, row: int, column: int, text: str, style: Format | None = None) -> int:
        if text.startswith("<r>") and text.endswith(
            "</r>"
        ):  # XlsxWriter would write it into the file as it is
            text = f'<r><t xml:space="preserve">{xml_escape(text)}</t></r>'
        return Worksheet._write_string(self, row, column, text, style)


class _Book(Book):
    worksheet_class = _Sheet


def write(
    target: Path, tabs: Sequence[Tab], carried: carrier.Carried, title: str, remarks: Iterable[Remark] = ()
) -> Path:
    """Write a workbook; equal content gives equal bytes. Raises OSError."""
    book = _Book(title, carried.stamp)
    styles, lists = Styles(book), Lists(book)
    remarks = list(remarks)
    if remarks:
        write_findings(book.add_worksheet(FINDINGS), styles, remarks, carried.language)
    names = _names(tabs)
    for tab in tabs:
        if tab.title not in OURS:
            here = [one for one in remarks if one.sheet == tab.title]
            _Writer(book.add_worksheet(tab.title), tab, styles, lists, carried.language, here).write(names)
    lists.write()
    hidden = book.add_worksheet(carrier.SHEET)
    for row, text in enumerate(carrier.cells_of(carried)):
        hidden.write_string(row, 0, text)
    hidden.very_hidden()
    return book.save(target)


def _names(tabs: Sequence[Tab]) -> dict[str, tuple[str, ...]]:
    """The names of the records of each kind, for drop-downs."""
    found: dict[str, dict[str, None]] = {}
    for tab in tabs:
        for row, kind in tab.kinds.items():
            if kind.named and isinstance(
                name := tab.cells.get((row, tab.places.get(kind.names[-1], 0))), str
            ):
                found.setdefault(kind.id, {})[name] = None
    return {kind: tuple(names) for kind, names in found.items()}


class _Writer:
    """A sheet while it is written."""

    def __init__(
        self, sheet: Worksheet, tab: Tab, styles: Styles, lists: Lists, language: str, remarks: list[Remark]
    ) -> None:
        self.sheet, self.tab, self.styles, self.lists = sheet, tab, styles, lists
        self.language, self.remarks = language, remarks
        self.wrong = {(one.row, one.column) for one in remarks}

    def write(self, names: Mapping[str, tuple[str, ...]]) -> None:
        if self.tab.plan is None:
            self._plain()
            return
        self._columns()
        self._cells()
        for column in self.tab.plan.columns:
            if column.id in self.tab.places:
                self._drop_down(column, names)
        if self.remarks:
            self._findings()
        last = max(self.tab.last_row, self.tab.heading_row + 1)
        top = self.tab.heading_row
        self.sheet.autofilter(top - 1, 0, last - 1, self.tab.last_column - 1)
        frozen = max((len({*kind.names, *kind.marks}) for kind in self.tab.plan.kinds), default=0) or 1
        self.sheet.freeze_panes(top, min(frozen, 3) + 1)
        self.sheet.ignore_errors(
            {"number_stored_as_text": f"A1:{address(last + SPARE_ROWS, self.tab.last_column)}"}
        )
        self.sheet.repeat_rows(top - 1)
        self._page()

    def _page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def _plain(self) -> None:
        """A sheet that is read: the guide, or one that somebody added."""
        self.sheet.set_column(0, 0, 6)
        self.sheet.set_column(1, 1, 110)
        self.sheet.hide_gridlines(2)
        self._page()
        for (row, column), value in sorted(self.tab.cells.items()):
            title = (row, column) == (1, 2)
            put(
                self.sheet,
                row - 1,
                column - 1,
                value,
                self.styles("title") if title else self.styles("wrap", "top"),
            )

    def _columns(self) -> None:
        text = self.styles("top", "wrap", number_format=TEXT)
        self.sheet.set_column(0, 0, 10, text, {"hidden": True})
        assert self.tab.plan is not None
        for column in self.tab.plan.columns:
            if place := self.tab.places.get(column.id):
                # A format for the whole column keeps what is typed into a new row a text.
                self.sheet.set_column(place - 1, place - 1, column.width, text)

    def _cells(self) -> None:
        tab = self.tab
        for (row, column), value in sorted(tab.cells.items()):
            if row not in tab.kinds:
                names = ["box", "input_heading"] if row == tab.heading_row else ["quiet"]
                names = ["box", "wrap", "top"] if row > tab.heading_row else names
                put(self.sheet, row - 1, column - 1, value, self._style(row, column, *names))
        for row, kind in tab.kinds.items():
            own = {tab.places.get(column) for column in kind.columns}
            # A record with parts below it stands out among them.
            bold = ("bold",) if len(kind.path) < max(len(one.path) for one in tab.plan.kinds) else ()  # type: ignore[union-attr]
            for place in (1, *tab.places.values()):
                names = ("entry", "wrap", "top", *bold) if place in own else ("box", "wrap", "top")
                put(
                    self.sheet,
                    row - 1,
                    place - 1,
                    tab.cells.get((row, place)),
                    self._style(row, place, *names, fill="" if place in own else GREY),
                )
            for place in {column for at, column in tab.cells if at == row} - {1, *tab.places.values()}:
                put(self.sheet, row - 1, place - 1, tab.cells[row, place], self.styles("wrap", "top"))

    def _style(self, row: int, column: int, *names: str, fill: str = "") -> Format:
        if (row, column) in self.wrong:
            return self.styles(*names, "warning", number_format=TEXT)
        return self.styles(*names, number_format=TEXT, fill=fill)

    def _drop_down(self, column: Column, names: Mapping[str, tuple[str, ...]]) -> None:
        tab, place = self.tab, self.tab.places[column.id] - 1
        first, last = tab.heading_row, tab.last_row - 1 + SPARE_ROWS
        words = tuple(column.shown(word) for word in column.choices)
        closed = bool(words) and column.closed
        for kind in column.names.split():
            words += tuple(name for name in names.get(kind, ()) if name not in words)
        if words:
            self.sheet.data_validation(first, place, last, place, self._validation(words, closed))
        elif column.id == "value":
            for row in tab.kinds:
                said = {tab.cells.get((row, tab.places.get(id, 0))) for id in ("item", "setting")}
                choice = next(
                    (VALUES[word] for one in said if one and (word := str(one).split(" ")[0]) in VALUES), ()
                )
                if choice:
                    self.sheet.data_validation(row - 1, place, row - 1, place, self._validation(choice, True))

    def _validation(self, words: tuple[str, ...], closed: bool) -> dict[str, Any]:
        rule: dict[str, Any] = {"validate": "list", "source": self.lists.source(words), "show_error": closed}
        if closed:
            rule["error_title"] = "选项" if self.language == "zh" else "Choice"
            rule["error_message"] = "请从列表中选择。" if self.language == "zh" else "Choose from the list."
        return rule

    def _findings(self) -> None:
        """A column beside the table that says what was found in each row."""
        place, top = self.tab.last_column, self.tab.heading_row
        self.sheet.set_column(place, place, 70, self.styles("wrap", "top"))
        self.sheet.write_string(top - 1, place, FINDINGS_HEADING, self.styles("result_heading"))
        rows: dict[int, list[str]] = {}
        for one in self.remarks:
            rows.setdefault(max(one.row, top), []).append(said(one, self.language))
        for row, texts in rows.items():
            if row == top:
                self.sheet.write_comment(row - 1, place, "\n".join(texts)[:30_000])
                self.sheet.write_string(
                    row - 1, place, FINDINGS_HEADING, self.styles("result_heading", "warning")
                )
            else:
                text = "\n".join(texts)[:30_000]
                self.sheet.write_string(row - 1, place, text, self.styles("box", "warning", "wrap", "top"))
