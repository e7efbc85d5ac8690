"""Changes an editing workbook as a person would: by sheet, by what stands in a row, by heading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from xlplugin.policy.library import Library
from xlplugin.workbooks.editing import Draft, draft_of
from xlplugin.workbooks.editing.carrier import Carried
from xlplugin.workbooks.editing.guide import guide_of
from xlplugin.workbooks.editing.kinds import rows_of
from xlplugin.workbooks.editing.plan import plans
from xlplugin.workbooks.editing.tabs import HEADING_ROW, Tab, tab_of
from xlplugin.workbooks.editing.tree import compose
from xlplugin.workbooks.editing.writing import write

ROOT = Path(__file__).resolve().parents[3]
PACKAGED = sorted(path for path in (ROOT / "policies").glob("*/*.yaml") if path.parent.name not in ("lists", "approvals"))
FOR_TESTS = sorted((ROOT / "tests" / "policies").glob("*.yaml"))


class Editor:
    """A workbook before it is saved; sheets by the first word of their title, columns by their ids."""

    def __init__(self, data: bytes, stamp: str = "x@1", language: str = "en") -> None:
        self.carried = Carried(stamp, data, language)
        root = compose(data.decode("utf-8-sig"))
        self.tabs = [guide_of(self.carried, "Title")]
        self.tabs += [tab_of(plan, rows_of(root, plan), language) for plan in plans(root)]

    def tab(self, sheet: str) -> Tab:
        """A sheet."""
        return next(tab for tab in self.tabs if tab.title.split(" ")[0] == sheet)

    def row(self, sheet: str, **said: str) -> int:
        """The first row that says this."""
        tab = self.tab(sheet)
        for row in range(HEADING_ROW + 1, tab.last_row + 1):
            if all(self.text(sheet, row, column) == text for column, text in said.items()):
                return row
        raise LookupError(said)

    def text(self, sheet: str, row: int, column: str) -> object:
        """What stands in a cell."""
        tab = self.tab(sheet)
        return tab.cells.get((row, tab.places[column]), "")

    def set(self, sheet: str, row: int, column: str, text: str | float | bool) -> None:
        """Write into a cell; an empty text clears it."""
        tab = self.tab(sheet)
        place = (row, tab.places[column])
        tab.cells.pop(place, None)
        if text != "":
            tab.cells[place] = text

    def append(self, sheet: str, **said: str | float) -> int:
        """Fill in the row below the last one."""
        row = self.tab(sheet).last_row + 1
        for column, text in said.items():
            self.set(sheet, row, column.replace("__", ":"), text)
        return row

    def insert(self, sheet: str, row: int, **said: str | float) -> None:
        """Insert a row above another."""
        self._shift(sheet, row, 1)
        for column, text in said.items():
            self.set(sheet, row, column.replace("__", ":"), text)

    def delete(self, sheet: str, row: int) -> dict[int, object]:
        """Delete a row; gives what stood in it."""
        tab = self.tab(sheet)
        gone = {column: tab.cells.pop((row, column)) for at, column in list(tab.cells) if at == row}
        self._shift(sheet, row + 1, -1)
        return gone

    def move(self, sheet: str, row: int, to: int) -> None:
        """Cut a row out and insert it above another."""
        gone = self.delete(sheet, row)
        self._shift(sheet, to, 1)
        tab = self.tab(sheet)
        tab.cells |= {(to, column): text for column, text in gone.items()}  # type: ignore[misc]

    def save(self, path: Path) -> Path:
        """Write the workbook."""
        return write(path, self.tabs, self.carried, "Title")

    def draft(self, folder: Path, library: Library) -> Draft:
        """Save and import."""
        return draft_of(self.save(folder / "edited.xlsx"), library)

    def _shift(self, sheet: str, first: int, by: int) -> None:
        number = self.tabs.index(self.tab(sheet))
        tab = self.tabs[number]
        moved = {
            (row + by if row >= first else row, column): text for (row, column), text in tab.cells.items()
        }
        self.tabs[number] = replace(tab, cells=moved, kinds={})


def differing(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came, in their order."""
    import difflib

    lines = difflib.unified_diff(before.decode().split("\n"), after.decode().split("\n"), n=0, lineterm="")
    body = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return _lines(body, "-"), _lines(body, "+")


def _lines(body: Iterable[str], sign: str) -> list[str]:
    return [line[1:] for line in body if line.startswith(sign)]
