"""What the formulas of one calculation share: the cells, the date, our functions, the indexes over areas."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from .addresses import Rect
from .areas import Area, Budget, Raw, Tab
from .dates import serial_of
from .errors import NotUnderstood
from .indexes import CriteriaIndex, LookupIndex

if TYPE_CHECKING:
    from xlplugin.functions.context import Context
    from xlplugin.functions.declaration import Function

    from .builtins import BuiltIn


KEPT_INDEXES = 16
Index = TypeVar("Index", CriteriaIndex, LookupIndex)


@dataclass(slots=True)
class Scope:
    """The surroundings of every formula of a workbook."""

    tabs: Mapping[str, Tab]
    """By name, case-folded."""
    functions: Mapping[str, Function]
    context: Context | None
    """None while only the cells behind the workbook's own names are calculated."""
    date1904: bool
    budget: Budget
    stamps: set[str] = field(default_factory=set)
    """The policies that calls have named."""
    resized: set[tuple[str, int, int]] = field(default_factory=set)
    """Sheet, row and column of dynamic arrays that have another size now than the file has room for."""
    built_ins: Mapping[str, BuiltIn] | None = None
    """The built-in functions that formulas may call; those of the native engine where nothing is said."""
    _criteria: dict[tuple[str, Rect], CriteriaIndex] = field(default_factory=dict)
    _lookups: dict[tuple[str, Rect], LookupIndex] = field(default_factory=dict)

    def area(self, tab: Tab, rect: Rect) -> Area:
        """An area of a sheet."""
        return Area(tab, rect, self.budget)

    def today(self) -> float:
        """The serial of the as-of date."""
        if self.context is None:
            raise NotUnderstood("it asks for today's date", "公式使用了当前日期")
        as_of: datetime.date = self.context.as_of
        serial = serial_of(as_of.year, as_of.month, as_of.day, self.date1904)
        if serial is None:
            raise NotUnderstood("the as-of date is before the calendar of the workbook", "基准日早于工作簿的日期系统")
        return serial

    def criteria_index(self, raw: Raw) -> CriteriaIndex:
        """The index that COUNTIF and its relatives use."""
        if type(raw) is not Area:
            return CriteriaIndex(raw)
        return _kept(self._criteria, raw, CriteriaIndex)

    def lookup_index(self, raw: Raw) -> LookupIndex:
        """The index that MATCH and its relatives use."""
        if type(raw) is not Area:
            return LookupIndex(raw)
        return _kept(self._lookups, raw, LookupIndex)


def _kept(indexes: dict[tuple[str, Rect], Index], area: Area, build: Callable[[Raw], Index]) -> Index:
    """The index over an area; only the latest few are kept, as a growing range asks for a new one in every row."""
    key = (area.tab.name, area.rect)
    index = indexes.get(key)
    if index is None:
        if len(indexes) >= KEPT_INDEXES:
            del indexes[next(iter(indexes))]
        index = indexes[key] = build(area)
    return index


