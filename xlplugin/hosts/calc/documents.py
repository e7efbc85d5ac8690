"""The workbooks that are open in Calc: what each says of itself, read once and again after it has changed."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlplugin.hosts.workbook_context import refusing, settled
from xlplugin.workbooks.names import AS_OF, LANGUAGE, POLICY, WorkbookNames

from .logical_cells import LogicalCells
from .values import cells_of

if TYPE_CHECKING:
    from xlplugin.functions.context import Context

RECHECK = 1.0
"""Seconds after which even an unchanged workbook is asked again: a day may have begun."""

WHILE_LOADING = 0.05
"""The same for a workbook of which more is still being read."""
FIRST_YEAR = 1899
"""Of the day 0 of Calc and, from March 1900 on, of Excel."""

Listen = Callable[[Callable[[], None], Callable[[], None]], Any]
"""Makes a listener of Calc's that calls the first when something is modified, the second when it is closed."""


class Documents:
    """The contexts of the open workbooks.

    ``base`` gives what goes for a file's address before its own names are read; ``as_of`` goes before those.
    """

    def __init__(
        self, base: Callable[[str], Context], listen: Listen, as_of: datetime.date | None = None
    ) -> None:
        self._base, self._listen, self._as_of = base, listen, as_of
        self._open: dict[int, Document] = {}

    def find(self, document: Any) -> Document:
        """The workbook of a call; while it is unchanged this costs no look at it."""
        known = self._open.get(hash(document))
        if known is None:
            known = Document(document, self._listen, lambda: self._open.pop(hash(document), None))
            self._open[hash(document)] = known
        if not known.fresh or time.monotonic() > known.until:
            known.logical.recheck()
            known.context = known.read(self._base(document.getURL()), self._as_of)
            known.until = time.monotonic() + (RECHECK if document.IsLoaded else WHILE_LOADING)
            known.fresh = True
        return known


class Document:
    """One open workbook. It is kept until it closes, so that its hash cannot become another's."""

    context: Context

    def __init__(self, document: Any, listen: Listen, closed: Callable[[], object]) -> None:
        self.document = document
        self.fresh = False
        self.until = 0.0
        self._cells: list[Any] = []
        self.logical = LogicalCells(document)
        self._closed = closed
        self._listener = listen(self._modified, self._close)
        document.addModifyListener(self._listener)

    def read(self, base: Context, as_of: datetime.date | None) -> Context:
        """The context of its calls."""
        names = self.names()
        context = settled(names if as_of is None else replace(names, as_of=as_of.isoformat()), base)
        if self.document.NullDate.Year == FIRST_YEAR:
            return context
        return refusing(
            context,
            "this workbook counts days from another date than 1899-12-30, so that dates in cells cannot be told: "
            "set Tools > Options > LibreOffice Calc > Calculate > Date to 12/30/1899 and enter the dates anew",
            "本工作簿的日期不是从 1899-12-30 起算，无法识别单元格中的日期：请在“工具 > 选项 > LibreOffice Calc > "
            "计算 > 日期”中选择 1899-12-30，并重新填写日期",
        )

    def names(self) -> WorkbookNames:
        """What the workbook's names say; the cells behind them are listened to from now on."""
        for cells in self._cells:
            cells.removeModifyListener(self._listener)
        self._cells = []
        named = self.document.NamedRanges
        policy, as_of, language = (self._named(named, name) for name in (POLICY, AS_OF, LANGUAGE))
        return WorkbookNames(policy, as_of, language)

    def _named(self, names: Any, name: str) -> Any:
        if not names.hasByName(name):
            return None
        said = names.getByName(name)
        cells = said.getReferredCells()
        if cells is None:
            return constant(said.getContent())
        # A recalculation changes what a formula shows without counting as a change of the workbook.
        cells.addModifyListener(self._listener)
        self._cells.append(cells)
        values = cells_of(cells, self.logical)
        return values[0][0] if len(values) == len(values[0]) == 1 else said.getContent()

    def _modified(self) -> None:
        self.fresh = False
        self.logical.forget()

    def _close(self) -> None:
        self._closed()
        self._cells = []


def constant(formula: str) -> str | float:
    """What a name says that stands for a constant, ``"zh"`` or ``46000``; any other formula as it is."""
    text = formula.removeprefix("=").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    try:
        return float(text)
    except ValueError:
        return text
