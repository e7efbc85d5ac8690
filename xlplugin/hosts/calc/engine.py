"""Calc as an engine of ``recalc``: LibreOffice calculates a copy, its values go into the original by our patcher."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.book import Book, read_book
from xlplugin.workbooks.cell_values import Value, same_value
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.limits import DEFAULT_LIMITS, Limits
from xlplugin.workbooks.names import WorkbookNames
from xlplugin.workbooks.native import Outcome, calculate
from xlplugin.workbooks.package import Package
from xlplugin.workbooks.patch import Edit, cell_edits, missing_edits, patched
from xlplugin.workbooks.sheet import FormulaCell, Grid, Sheet
from xlplugin.workbooks.stored_text import encode, xml_escape
from xlplugin.workbooks.xml_part import TAG

from .converting import SECONDS, converted
from .found_values import Filled, FoundValues, Place
from .office import OfficeError, usable_office
from .rewriting import dated, rewritten

if TYPE_CHECKING:
    from xlplugin.functions.context import Context
    from xlplugin.functions.declaration import Function

OTHER_ENGINE = Bilingual("or choose --engine native", "或改用 --engine native")


@dataclass(frozen=True, slots=True)
class CalcEngine:
    """Calculates a workbook with LibreOffice; ``calculate`` stands in for ``native.calculate``.

    ``said`` is what the add-in should know of the command, see ``calls.methods_for``. ``environ`` are the
    surroundings of LibreOffice, ``seconds`` its limit.
    """

    path: Path
    said: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    seconds: float = SECONDS

    def calculate(
        self,
        book: Book,
        functions: Mapping[str, Function],
        context_for: Callable[[WorkbookNames], Context],
        limits: Limits = DEFAULT_LIMITS,
        where: str = "",
        freeze: bool = False,
    ) -> Outcome:
        """Calculate the workbook that ``book`` was read from; the new values stand in its grids then.

        Where Calc does not know a function, or finds another answer to a call of ours than the function itself
        gives, the cell shows ``#N/A`` and is listed. Raises WorkbookError.
        """
        days: list[datetime.date] = [self._today()]

        def noted(names: WorkbookNames) -> Context:
            context = context_for(names)
            days.append(context.as_of)
            return context

        found = [FoundValues(number, sheet, functions) for number, sheet in enumerate(book.sheets)]
        self._take(found, book, functions, limits, days[0])
        # Our formulas are worked out by the functions themselves once more, from what Calc found for all the
        # others: so the report has the words for each row, and the two have to agree.
        ours = replace(book, sheets=tuple(one.sheet_of_ours() for one in found))
        outcome = calculate(ours, functions, noted, limits, where, freeze)
        asks = any("TODAY" in cell.text.upper() for sheet in book.sheets for cell in sheet.formulas)
        if asks and days[-1] != days[0]:  # the workbook names its own date, and TODAY() was another one
            self._take(found, book, functions, limits, days[-1])
            ours = replace(book, sheets=tuple(one.sheet_of_ours() for one in found))
            outcome = calculate(ours, functions, noted, limits, where, freeze)
        frozen = {one.number: one.others(outcome.spills.get(one.number, {})) for one in found}
        if any(frozen.values()):  # there are formulas that read them
            self._take(found, book, functions, limits, days[-1], frozen)
        for one in found:
            one.compare(outcome)
        doubtful = tuple(note for one in found for note in one.doubtful)
        doubted = frozenset((note.sheet, note.row) for one in found for note in one.disagreeing)
        return replace(
            outcome,
            calculated=sum(len(sheet.formulas) for sheet in book.sheets) - len(doubtful),
            not_calculated=doubtful,
            left=(),
            spills={one.number: {**one.put(), **frozen[one.number]} for one in found},
            doubted=doubted,
        )

    def _today(self) -> datetime.date:
        said = self.said.get("as_of")
        return datetime.date.fromisoformat(said) if said else datetime.date.today()

    def _take(
        self,
        found: Sequence[FoundValues],
        book: Book,
        functions: Mapping[str, Function],
        limits: Limits,
        today: datetime.date,
        frozen: Mapping[int, Filled] | None = None,
    ) -> None:
        """Have Calc calculate, with some cells filled anew, and take what it finds."""
        try:
            office = usable_office()
            with tempfile.TemporaryDirectory(prefix="xlplugin-", ignore_cleanup_errors=True) as name:
                copy = Path(name, f"book{self.path.suffix.lower()}")
                with Package(self.path, limits) as package, copy.open("wb") as file:
                    package.write_copy(file, _for_calc(book, functions, today, frozen or {}))
                said = {"workbook": str(self.path.resolve()), **self.said}
                [result] = converted(office, [copy], Path(name, "calculated"), said, self.environ, self.seconds)
                with Package(result, limits) as package:
                    calculated = {sheet.name.casefold(): sheet.grid for sheet in read_book(package).sheets}
        except OfficeError as error:
            raise WorkbookError(error.message, OTHER_ENGINE, self.path.name) from error
        for one in found:
            one.take(_grid(calculated, one.sheet.name))


def _grid(calculated: Mapping[str, Grid], name: str) -> Grid:
    grid = calculated.get(name.casefold())
    if grid is None:
        lost = Bilingual(f"LibreOffice has lost the sheet {name}", f"LibreOffice 未保留工作表 {name}")
        raise WorkbookError(lost, OTHER_ENGINE)
    return grid


def _for_calc(
    book: Book, functions: Mapping[str, Function], today: datetime.date, frozen: Mapping[int, Filled]
) -> dict[str, bytes]:
    """The parts of the sheets that have to be different for Calc."""
    parts = {}
    for number, sheet in enumerate(book.sheets):
        edits = [edit for cell in sheet.formulas if (edit := _edit(sheet, cell, functions, today)) is not None]
        edits += _filled(sheet, frozen.get(number, {}))
        if edits:
            parts[sheet.part] = patched(sheet.data, edits)
    return parts


def _edit(
    sheet: Sheet, cell: FormulaCell, functions: Mapping[str, Function], today: datetime.date
) -> Edit | None:
    """The edit by which a formula is written as Calc understands it."""
    text = dated(rewritten(cell.text, functions), today)
    if text == cell.text:
        return None
    spot = sheet.spot(cell.spot)
    tag = TAG.match(sheet.data, spot.formula)
    assert tag is not None
    return Edit(tag.end(), spot.formula_end, xml_escape(encode(text)).encode("utf-8"))


def _filled(sheet: Sheet, values: Filled) -> Iterator[Edit]:
    missing: dict[Place, Value] = {}
    for place, (before, value) in values.items():
        if same_value(before, value):
            continue
        if place in sheet.spilled:
            yield from cell_edits(sheet.data, sheet.spot(sheet.spilled[place]), value)
        elif value is not None:
            missing[place] = value
    if missing:
        yield from missing_edits(sheet, missing)
