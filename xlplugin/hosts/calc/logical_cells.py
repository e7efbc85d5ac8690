"""Where in a workbook TRUE and FALSE may stand: Calc keeps them as 1 and 0 and tells them by format or formula."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

LOGICAL = 1024
"""``com.sun.star.util.NumberFormat.LOGICAL``."""
FORMULAS = 16
"""``com.sun.star.sheet.CellFlags.FORMULA``."""
MOST_AREAS = 200
"""Where there are more areas on a sheet, looking through them would take longer than looking at the cells."""

PAUSE = 20.0
"""Times as long as a look took, until the next that is only a precaution."""

Area = tuple[int, int, int, int]
"""First column and row, last column and row, from 0."""


class LogicalCells:
    """The areas of one workbook whose cells have to be looked at; found anew after it was modified."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._formats: dict[int, bool] = {}
        self._areas: dict[str, list[Area] | None] | None = None
        self._good_until = 0.0

    def forget(self) -> None:
        """The workbook was modified."""
        self._areas = None

    def recheck(self) -> None:
        """Look again, in case of a change that went unnoticed, as long as looking takes little of the time."""
        if time.monotonic() > self._good_until:
            self._areas = None

    def may_be_in(self, cells: Any) -> bool:
        """Whether a range (``XCellRange``) meets such an area."""
        if self._areas is None:
            start = time.monotonic()
            self._areas = dict(self._found())
            self._good_until = start + PAUSE * (time.monotonic() - start)
        sheet, _, corners = cells.AbsoluteName.rpartition(".$")
        areas = self._areas.get(sheet)
        if not areas:
            return areas is None
        left, top, right, bottom = _area(corners)
        return any(a <= right and left <= c and b <= bottom and top <= d for a, b, c, d in areas)

    def is_logical(self, number_format: int) -> bool:
        """Whether a number format shows TRUE and FALSE."""
        known = self._formats.get(number_format)
        if known is None:
            kind = self._document.NumberFormats.getByKey(number_format).Type
            known = self._formats[number_format] = bool(kind & LOGICAL)
        return known

    def _found(self) -> Iterator[tuple[str, list[Area] | None]]:
        sheets = self._document.Sheets
        for sheet in map(sheets.getByIndex, range(sheets.getCount())):
            found = list(sheet.queryContentCells(FORMULAS).getRangeAddresses())
            for cells in sheet.getUniqueCellFormatRanges():
                if self.is_logical(cells.NumberFormat):
                    found += cells.getRangeAddresses()
            areas = [(one.StartColumn, one.StartRow, one.EndColumn, one.EndRow) for one in found[: MOST_AREAS + 1]]
            yield sheet.AbsoluteName.rpartition(".$")[0], areas if len(areas) <= MOST_AREAS else None


def _area(corners: str) -> Area:
    """The corners of an area as Calc names it.

    >>> _area("A$1:$AB$7"), _area("B$2")
    ((0, 0, 27, 6), (1, 1, 1, 1))
    """
    parts = corners.replace(":", "").split("$")
    left, top = _column(parts[0]), int(parts[1]) - 1
    return (left, top, left, top) if len(parts) == 2 else (left, top, _column(parts[2]), int(parts[3]) - 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
