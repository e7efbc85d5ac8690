"""The cells of an entry form as programs find them: by the areas that its names mark, row by row."""

from __future__ import annotations

import datetime
from functools import cached_property

from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.dates import day_number, serial

from .addresses import address
from .book import Book
from .cell_values import Value
from .customer_keys import key_of
from .dates import DAYS_1904
from .errors import NotUnderstood, WorkbookError
from .journal_areas import JournalAreas, journal_areas
from .named_areas import Place
from .names import LANGUAGE, POLICY
from .nodes import Literal, Reference
from .sheet import Sheet


class FormCells:
    """Reads a form. ``where`` is the workbook's name, for errors. Raises WorkbookError for what is no such form."""

    def __init__(self, book: Book, where: str) -> None:
        self.book, self.where = book, where
        self.areas: JournalAreas = journal_areas(book.names, where)
        self._numbers = {sheet.name.casefold(): number for number, sheet in enumerate(book.sheets)}
        every = (*self.areas.written, *self.areas.ratings.values(), *self.areas.requests.values())
        if any(place.sheet not in self._numbers for place in every):
            raise WorkbookError(
                Bilingual("a sheet of the form is missing", "录入表缺少工作表"),
                Bilingual("build the form anew with xlplugin template build", "请用 xlplugin template build 重新生成"),
                where,
            )
        self._formulas: dict[int, set[tuple[int, int]]] = {}

    @cached_property
    def policy(self) -> str:
        """The stamp that the form is graded by. Raises WorkbookError where it names none."""
        said = self._named(POLICY)
        if isinstance(said, str) and said.strip():
            return said.strip()
        raise WorkbookError(
            Bilingual("the form does not say by which policy it is graded", "录入表未注明评级制度"),
            Bilingual("enter the policy on the guide sheet, such as credit_rating", "请在说明表填写制度，如 credit_rating"),
            f"{self.where}!{POLICY}",
        )

    @property
    def policy_id(self) -> str:
        """The policy without its version."""
        return self.policy.partition("@")[0]

    @property
    def language(self) -> str:
        """The language of the form's own texts, an empty text where it does not say."""
        said = self._named(LANGUAGE)
        folded = said.strip().lower() if isinstance(said, str) else ""
        return folded if folded in ("en", "zh") else ""

    def sheet_number(self, place: Place) -> int:
        """The number of the sheet of an area."""
        return self._numbers[place.sheet]

    def sheet(self, place: Place) -> Sheet:
        """The sheet of an area."""
        return self.book.sheets[self._numbers[place.sheet]]

    def at(self, place: Place, offset: int) -> tuple[int, int]:
        """Row and column of the cell of a column, counted from its first."""
        return place.rect.top + offset, place.rect.left

    def value(self, place: Place, offset: int) -> Value:
        """What stands in such a cell."""
        return self.sheet(place).grid.value(*self.at(place, offset))

    def address(self, place: Place, offset: int) -> str:
        """Where it is: ``Requests!E6``."""
        return f"{self.sheet(place).name}!{address(*self.at(place, offset))}"

    def is_formula(self, place: Place, offset: int) -> bool:
        """Whether somebody has entered a formula there."""
        number = self._numbers[place.sheet]
        if number not in self._formulas:
            self._formulas[number] = {(cell.row, cell.column) for cell in self.book.sheets[number].formulas}
        return self.at(place, offset) in self._formulas[number]

    def key(self, place: Place, offset: int) -> str:
        """A cell as a key or grade: a number without its point."""
        return key_of(self.value(place, offset)).strip()

    def serial(self, day: datetime.date | None) -> Value:
        """A day as this workbook counts them."""
        if day is None:
            return None
        return float(serial(day.toordinal()) - (DAYS_1904 if self.book.date1904 else 0))

    def day(self, value: Value) -> datetime.date | None:
        """The day that a value says; None where it says none."""
        if type(value) is float and self.book.date1904:
            value += DAYS_1904
        number = day_number(value) if type(value) in (float, str) else None
        return None if number is None else datetime.date.fromordinal(int(number))

    def _named(self, name: str) -> Value:
        """The value of a name of the workbook that stands for one cell or a constant."""
        found = self.book.names.find(name, None)
        try:
            node = found.target() if found is not None else None
        except NotUnderstood:
            return None
        if isinstance(node, Literal):
            return node.value
        if not isinstance(node, Reference) or node.rect(0).size != 1 or node.sheet.casefold() not in self._numbers:
            return None
        return self.book.sheets[self._numbers[node.sheet.casefold()]].grid.value(node.top, node.left)
