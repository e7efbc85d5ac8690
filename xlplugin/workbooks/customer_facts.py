"""What the journal does not keep of a customer, read from a filled entry form: name, identity, related parties."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.findings import Bilingual

from .book import Book, read_book
from .cell_values import Value
from .customer_keys import KEY_HEADINGS
from .dates import date_of
from .forms.columns import Column
from .forms.grid import LEDGER, RELATED
from .forms.identity import AUDITED, BRANCH, CODE, EXPOSURE, OFFICER, PERSON_CODE, RELATION, STATEMENT
from .package import Package
from .sheet import Sheet

HEADING_ROWS = 12
NAME = Bilingual("Name", "客户名称")
_NAMES = ("name", "customer", "customer name", "客户名称", "名称")
_FACTS: tuple[Column, ...] = (CODE, PERSON_CODE, RELATION, BRANCH, OFFICER, STATEMENT, AUDITED, EXPOSURE)
_REGION, _OWNER = Bilingual("Region or branch", "区域或机构"), Bilingual("Account owner", "客户负责人")
_TITLES = (*(column.title for column in _FACTS), _REGION, _OWNER)
_DATES = frozenset({STATEMENT.title, Bilingual("Checked on", "核查日期")})
PARTY = (
    Bilingual("Related party", "关联人名称"),
    Bilingual("Relation", "关系"),
    Bilingual("ID number", "证件号码"),
    Bilingual("Country or region", "国家或地区"),
    Bilingual("Share held (%)", "持股比例（%）"),
    Bilingual("Politically exposed", "是否政要"),
    Bilingual("On a list", "是否名单命中"),
    Bilingual("Checked on", "核查日期"),
)
"""The columns of the sheet of related parties that a page shows."""


@dataclass(frozen=True, slots=True)
class Party:
    """A person behind a customer: what stands under each heading of ``PARTY``."""

    said: Mapping[str, str]

    def of(self, title: Bilingual) -> str:
        """What is said under a heading."""
        return self.said.get(title.en, "")


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What is said of a customer outside the journal, and where: ``source`` is the name of a file.

    ``related`` is None where nothing says who stands behind the customer.
    """

    name: str = ""
    facts: tuple[tuple[Bilingual, str], ...] = ()
    related: tuple[Party, ...] | None = None
    source: str = ""
    found: bool = False


def facts_from_book(path: Path, customer: str) -> CustomerFacts:
    """What a workbook says of a customer; its formulas are not calculated. Raises WorkbookError."""
    with Package(path) as package:
        book = read_book(package)
    name, found = "", False
    facts: list[tuple[Bilingual, str]] = []
    for sheet in sorted(book.sheets, key=lambda one: one.name != LEDGER):
        if sheet.name == RELATED:
            continue
        row, headings = _row_of(sheet, customer)
        if row is None:
            continue
        found = True
        name = _first(sheet, row, headings, _NAMES, book)
        for title in _TITLES:
            said = _first(sheet, row, headings, _said(title), book, title in _DATES)
            if said and all(known != title for known, _ in facts):
                facts.append((title, said))
        break
    return CustomerFacts(name, tuple(facts), _related(book, customer), path.name, found)


def _related(book: Book, customer: str) -> tuple[Party, ...] | None:
    """The rows of a customer on the sheet of related parties; None where the workbook has no such sheet."""
    for sheet in book.sheets:
        for row, headings in _headings(sheet):
            party = next((place for place, said in headings.items() if said & set(_said(PARTY[0]))), None)
            key = next((place for place, said in headings.items() if _is_key(said)), None)
            if party is None or key is None:
                continue
            return tuple(
                Party({title.en: _first(sheet, line, headings, _said(title), book, title in _DATES) for title in PARTY})
                for line in sorted(sheet.grid[key])
                if line > row and key_of(sheet.grid.value(line, key)) == customer
            )
    return None


Headings = Mapping[int, frozenset[str]]
"""The words of each column's heading."""


def _headings(sheet: Sheet) -> Iterator[tuple[int, Headings]]:
    """Each row that may be one of headings, with what it says by column."""
    for row in range(1, min(sheet.last_row or HEADING_ROWS, HEADING_ROWS) + 1):
        said: dict[int, frozenset[str]] = {}
        for column in sorted(sheet.grid):
            value = sheet.grid.value(row, column)
            if isinstance(value, str) and value.strip():
                said[column] = _words(value)
        if said:
            yield row, said


def _words(heading: str) -> frozenset[str]:
    """A heading's lines, and the whole of it, folded; a note in parentheses does not count.

    >>> sorted(_words("Customer no.\\n客户编号"))
    ['customer no.', 'customer no. 客户编号', '客户编号']
    """
    lines = [" ".join(line.split()).casefold() for line in heading.splitlines()]
    return frozenset(line for line in (*lines, " ".join(lines)) if line)


def _said(title: Bilingual) -> tuple[str, ...]:
    return title.en.casefold(), title.zh.casefold(), f"{title.en} {title.zh}".casefold()


def _is_key(said: frozenset[str]) -> bool:
    return any(KEY_HEADINGS.search(line) and "信用代码" not in line and "credit code" not in line for line in said)


def _row_of(sheet: Sheet, customer: str) -> tuple[int | None, Headings]:
    """The row of a customer and the headings above it."""
    for row, headings in _headings(sheet):
        for column, said in headings.items():
            if not _is_key(said):
                continue
            for line, value in sheet.grid[column].items():
                if line > row and key_of(value) == customer:
                    return line, headings
    return None, {}


def key_of(value: Value) -> str:
    """A cell as the number of a customer, as the journal is given it."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return ""


def _first(
    sheet: Sheet, row: int, headings: Headings, titles: Sequence[str], book: Book, is_date: bool = False
) -> str:
    """What a row says in the first column of one of some titles, as text."""
    for column, said in headings.items():
        if said & set(titles):
            return _text(sheet.grid.value(row, column), book, is_date)
    return ""


def _text(value: Value, book: Book, is_date: bool) -> str:
    if isinstance(value, bool):
        return "yes 是" if value else "no 否"
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float):
        parts = date_of(value, book.date1904) if is_date else None
        if parts is not None and parts[2]:
            return datetime.date(*parts).isoformat() if parts != (1900, 2, 29) else "1900-02-29"
        return f"{value:,.15g}"
    return ""


