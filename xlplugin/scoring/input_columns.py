"""Raw columns of a book (numpy, pandas, cells of a sheet) become canonical columns of an input.

Types are checked before values: TRUE never becomes 1, a text that is no number never becomes NaN.
Clean numpy numbers are taken as they are; every other distinct value goes through the value contract once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from xlplugin.policy.model import Input, NamedList
from xlplugin.policy.ranges import Range
from xlplugin.policy.variables import of_input

from .calendar import EPOCH
from .column import BAD, BLANK, FIRST, NONE, Column, code_type
from .numbers import plain_numeral
from .problems import MISSING, Problem
from .recoding import BROKEN, recoded
from .values import converter
from .words import EXACT


class InputColumn:
    """Reads the columns of one input."""

    def __init__(
        self, item: Input, lists: Mapping[str, NamedList], allowed: tuple[Range, ...], clean: bool
    ) -> None:
        self.item, self.allowed, self.clean = item, allowed, clean
        self.convert = converter(item, lists)
        self.numeric = item.type in ("number", "integer")
        self.dated = item.type == "date"
        variable = of_input(item, lists)
        self.words: tuple[object, ...] = (False, True) if item.type == "boolean" else variable.words
        self.open_words = item.type in ("text", "set")
        default = item.default if item.missing == "default" else np.nan
        self.blank = float(default) if self.numeric and isinstance(default, float) else np.nan
        if self.dated and item.missing == "default":
            self.blank = np.nan
        self.specials = dict(item.specials)
        self.whole = item.type == "integer"
        self.plain_numeral = plain_numeral(item)
        self.huge = not all(-EXACT <= part.low and part.high <= EXACT for part in allowed)

    def read(self, raw: Any) -> Column:
        """The canonical column of a numpy array, pandas Series or Categorical, or a sequence of cells."""
        if hasattr(raw, "array") and not isinstance(raw, np.ndarray):  # a pandas Series or Index
            inner = raw.array
            if str(raw.dtype) in ("str", "string") and not self.numeric:  # nothing but texts and blanks
                which, values = raw.factorize()
                return self._distinct(which, [*values.tolist(), None])
            raw = inner if hasattr(inner, "categories") else raw.to_numpy()
        if hasattr(raw, "categories") and hasattr(raw, "codes"):
            return self._categorical(raw)
        if isinstance(raw, np.ndarray):
            return self._array(raw)
        return self._cells(raw if isinstance(raw, (list, tuple)) else list(raw))

    def constant(self, value: datetime.date | None, rows: int) -> Column:
        """A column that says the same in every row."""
        found = self.convert(value)
        number = NONE if isinstance(found, Problem) else np.nan if found is MISSING else found
        return Column(np.full(rows, number, dtype=np.float64))

    def cleaned(self, column: Column) -> Column:
        """Some rows of the column, ready for the steps.

        A blank number is its default, one that is not whole but should be is +inf; so is one outside the
        domain, where numbers are worked with and not only looked up.
        """
        if column.vocabulary is not None:
            return column
        data = column.data
        if self.blank == self.blank:
            data = np.where(np.isnan(data), self.blank, data)
        if self.whole:
            broken = np.rint(data) != data
            if self.huge:
                broken |= np.abs(data) > EXACT
            if broken.any():
                data = np.where(broken & ~np.isnan(data), NONE, data)
        if self.clean:
            inside = self._inside(data)
            data = data + 0.0 if inside.all() else np.where(inside, data, NONE) + 0.0  # -0.0 becomes 0.0
        return Column(data)

    def _inside(self, data: np.ndarray) -> np.ndarray:
        """Where a number is accepted, special or missing as the input states."""
        inside = np.zeros(len(data), dtype=bool)
        for part in self.allowed:
            above = data >= part.low if part.low_closed else data > part.low
            below = data <= part.high if part.high_closed else data < part.high
            inside |= above & below
        for special in self.specials.values():
            inside |= data == special
        if self.item.missing == "stated":
            inside |= np.isnan(data)
        return inside

    def _array(self, raw: np.ndarray) -> Column:
        kind = raw.dtype.kind
        if self.numeric and kind in "fiu":
            data = raw.astype(np.float64, copy=False)
            if kind in "iu" and raw.dtype.itemsize == 8 and len(data) and np.abs(data).max() > EXACT:
                data = np.where(np.abs(data) > EXACT, NONE, data)
            return Column(data)
        if self.dated and kind == "M":
            days = raw.astype("datetime64[D]")
            data = np.where(np.isnat(days), np.nan, days.astype(np.int64) + float(EPOCH))
            return Column(np.where(np.isnan(data), self._blank_date(), data))
        if kind == "b":
            return self._distinct(raw.astype(np.intp), [False, True])
        if kind in "fiu":
            distinct, which = np.unique(raw, return_inverse=True)
            return self._distinct(which.reshape(-1), distinct.tolist())
        return self._cells(raw.tolist())

    def _blank_date(self) -> float:
        found = self.convert(None)
        return NONE if isinstance(found, Problem) else np.nan if found is MISSING else float(found)  # type: ignore[arg-type]

    def _categorical(self, raw: Any) -> Column:
        """A column of codes into categories: -1 is blank, another code without a category is broken."""
        codes = np.asarray(raw.codes)
        values = [self.convert(value) for value in raw.categories.tolist()]
        blank, count = self.convert(None), len(values)
        if len(codes) and (codes.min() < -1 or codes.max() >= count):
            codes = np.where((codes < -1) | (codes >= count), count, codes)
        if codes.dtype == np.int8 and not self.dated and not self.numeric:
            column = recoded(codes, values, blank)
            if column is not None:
                return column
        column = self._coded([*values, BROKEN, blank])
        return Column(column.data.take(codes, mode="wrap"), column.vocabulary)  # -1 is the last

    def _distinct(self, which: np.ndarray, values: Sequence[object]) -> Column:
        """A column of few distinct values: each is converted once; place -1 is the last."""
        column = self._coded([self.convert(value) for value in values])
        return Column(column.data.take(which, mode="wrap"), column.vocabulary)

    def _cells(self, cells: Sequence[Any]) -> Column:
        if self.numeric:
            return self._number_cells(cells)
        distinct = _Distinct()
        place = distinct.__getitem__ if set(map(type, cells)) <= {str, type(None)} else distinct.of
        which = np.fromiter(map(place, cells), dtype=np.intp, count=len(cells))
        return self._distinct(which, distinct.cells)

    def _number_cells(self, cells: Sequence[Any]) -> Column:
        if set(map(type, cells[:99])) <= {float} and set(map(type, cells)) <= {float}:
            return Column(np.array(cells, dtype=np.float64))
        other, plain = self._number, self.plain_numeral
        known = _Known(other)
        data = [
            cell
            if (kind := cell.__class__) is float
            else float(cell)
            if kind is int and -EXACT <= cell <= EXACT or kind is str and plain(cell)
            else known[cell]
            if kind is str or cell is None
            else other(cell)
            for cell in cells
        ]
        return Column(np.array(data, dtype=np.float64))

    def _number(self, cell: object) -> float:
        """What a cell stands for as an element of a number column."""
        found = self.convert(cell)
        if type(found) is float:
            return found
        if type(found) is str:
            return self.specials[found]
        return np.nan if found is MISSING else NONE

    def _coded(self, values: list[Any]) -> Column:
        """Converted values (Problem where one is broken) as a column."""
        if self.dated or self.numeric:
            data = [
                value if type(value) is float
                else self.specials[value] if type(value) is str
                else np.nan if value is MISSING
                else NONE
                for value in values
            ]  # fmt: skip
            return Column(np.array(data, dtype=np.float64))
        words = list(self.words) if not self.open_words else []
        place: dict[object, int] = {word: i + FIRST for i, word in enumerate(words)}
        codes = []
        for value in values:
            if value is MISSING:
                codes.append(BLANK)
            elif isinstance(value, Problem):
                codes.append(BAD)
            else:
                code = place.get(value)
                if code is None:
                    code = place[value] = len(words) + FIRST
                    words.append(value)
                codes.append(code)
        return Column(np.array(codes, dtype=code_type(len(words))), tuple(words))


class _Known(dict[Any, float]):
    """The numbers that texts and blanks stand for; each is converted when it first occurs."""

    def __init__(self, convert: Callable[[object], float]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: object) -> float:
        found = self[cell] = self._convert(cell)
        return found


class _Distinct(dict[Any, int]):
    """The place of each distinct cell in ``cells``: of texts and None by ``[]``, of any cell by ``of``."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[object] = []

    def __missing__(self, cell: object) -> int:
        self[cell] = len(self.cells)
        self.cells.append(cell)
        return self[cell]

    def of(self, cell: object) -> int:
        """1, 1.0 and True are equal and not the same; what has no hash is not compared."""
        if cell.__class__ is str or cell is None:
            return self[cell]
        try:
            place = self.setdefault((cell.__class__, cell), len(self.cells))
        except TypeError:
            place = len(self.cells)
        if place == len(self.cells):
            self.cells.append(cell)
        return place
