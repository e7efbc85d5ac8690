"""Raw columns of a book (numpy, pandas, cells of a sheet) become canonical columns of an input.

Types are checked before values: TRUE never becomes 1, a text that is no number never becomes NaN.
Clean numpy numbers are taken as they are; every other distinct value goes through the value contract once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from xlplugin.policy.model import Input, NamedList
from xlplugin.policy.ranges import Range
from xlplugin.policy.variables import of_input

from .calendar import EPOCH
from .column import BAD, BLANK, FIRST, NONE, Column, code_type
from .problems import MISSING, Problem
from .values import converter

_EXACT = 2.0**53


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

    def read(self, raw: Any) -> Column:
        """The canonical column of a numpy array, pandas Series or Categorical, or a sequence of cells."""
        if hasattr(raw, "array") and not isinstance(raw, np.ndarray):  # a pandas Series or Index
            inner = raw.array
            raw = inner if hasattr(inner, "categories") else raw.to_numpy()
        if hasattr(raw, "categories") and hasattr(raw, "codes"):
            return self._categorical(raw)
        if isinstance(raw, np.ndarray):
            return self._array(raw)
        return self._cells(list(raw))

    def constant(self, value: datetime.date | None, rows: int) -> Column:
        """A column that says the same in every row."""
        found = self.convert(value)
        number = NONE if isinstance(found, Problem) else np.nan if found is MISSING else found
        return Column(np.full(rows, number, dtype=np.float64))

    def cleaned(self, column: Column) -> Column:
        """The column with +inf in place of numbers outside the domain, where numbers are worked with."""
        if not self.clean or column.vocabulary is not None:
            return column
        data = column.data
        inside = np.zeros(len(data), dtype=bool)
        for part in self.allowed:
            above = data >= part.low if part.low_closed else data > part.low
            below = data <= part.high if part.high_closed else data < part.high
            inside |= above & below
        for special in self.specials.values():
            inside |= data == special
        if self.item.missing == "stated":
            inside |= np.isnan(data)
        return column if inside.all() else Column(np.where(inside, data, NONE))

    def _numbers(self, data: np.ndarray) -> Column:
        """Floats of an input of type number or integer."""
        if self.blank == self.blank:
            data = np.where(np.isnan(data), self.blank, data)
        if self.item.type == "integer":
            broken = data != np.floor(data)
            broken &= ~np.isnan(data)
            if broken.any():
                data = np.where(broken, NONE, data)
        return Column(data)

    def _array(self, raw: np.ndarray) -> Column:
        kind = raw.dtype.kind
        if self.numeric and kind in "fiu":
            data = raw.astype(np.float64, copy=False)
            if kind in "iu" and raw.dtype.itemsize == 8 and len(data) and np.abs(data).max() > _EXACT:
                data = np.where(np.abs(data) > _EXACT, NONE, data)
            return self._numbers(data)
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
        codes = np.asarray(raw.codes).astype(np.intp)
        return self._distinct(codes, [*raw.categories.tolist(), None])

    def _distinct(self, which: np.ndarray, values: Sequence[object]) -> Column:
        """A column of few distinct values: each is converted once (an index of -1 means the last)."""
        column = self._coded([self.convert(value) for value in values])
        return Column(column.data.take(which, mode="wrap"), column.vocabulary)

    def _cells(self, cells: list[Any]) -> Column:
        kinds = set(map(type, cells))
        if self.numeric:
            return self._number_cells(cells, kinds)
        if kinds <= {str, type(None)}:
            codes: dict[object, int] = {}
            which = [codes.setdefault(cell, len(codes)) for cell in cells]
            if len(codes) * 2 < len(cells) or not self.dated:
                return self._distinct(np.array(which, dtype=np.intp), list(codes))
        return self._coded(_converted(cells, self.convert))

    def _number_cells(self, cells: list[Any], kinds: set[type]) -> Column:
        if kinds <= {float}:
            return self._numbers(np.array(cells, dtype=np.float64))
        numbers = self._number_of()
        data = np.array(
            [cell if cell.__class__ is float else numbers(cell) for cell in cells], dtype=np.float64
        )
        return self._numbers(data)

    def _number_of(self) -> Callable[[object], float]:
        """What a cell that is no float stands for, as an element of a number column."""
        known: dict[str, float] = {}

        def slow(cell: object) -> float:
            found = self.convert(cell)
            if type(found) is float:
                return found
            if type(found) is str:
                return self.specials[found]
            return np.nan if found is MISSING else NONE

        def number(cell: object) -> float:
            if cell.__class__ is str:
                found = known.get(cell)  # type: ignore[call-overload]
                if found is None:
                    found = known[cell] = slow(cell)  # type: ignore[index]
                return found
            if cell.__class__ is int and -_EXACT <= cell <= _EXACT:  # type: ignore[operator]
                return float(cell)  # type: ignore[arg-type]
            return slow(cell)

        return number

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


def _converted(cells: list[Any], convert: Callable[[object], Any]) -> list[Any]:
    """Each cell converted; equal cells of one type only once."""
    known: dict[Hashable, Any] = {}
    found = []
    for cell in cells:
        key = (cell.__class__, cell)
        try:
            value = known.get(key)
            if value is None:
                value = known[key] = convert(cell)
        except TypeError:  # an unhashable cell
            value = convert(cell)
        found.append(value)
    return found
