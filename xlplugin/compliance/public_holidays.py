"""The public holidays and make-up workdays of a country, from the holidays library, and for which years they are known."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from .errors import JournalError

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class Year:
    """The days of a year that are no ordinary ones: days off, and weekend days on which people work."""

    holidays: frozenset[datetime.date]
    workdays: frozenset[datetime.date]
    settled: bool


@dataclass(slots=True)
class PublicHolidays:
    """A country (``CN``) or a part of one (``US/NY``); raises JournalError where the library does not know it.

    Some countries move working days by a decree for each year. What the library works out for a year without
    that decree is only a guess, and so are the dates of feasts that depend on a sighting of the moon: such a year
    is not settled.
    """

    country: str
    _years: dict[int, Year] = field(default_factory=dict)
    _decreed: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self._decreed = _span(list(_decreed(self._of([2000]))))

    def year(self, year: int) -> Year:
        """What the library knows of a year."""
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._read(year)
        return found

    @property
    def moves_workdays(self) -> bool:
        """True where working days are moved by a decree for each year."""
        return self._decreed is not None

    @property
    def weekend(self) -> frozenset[int]:
        """The weekly days off, Monday being 0."""
        return frozenset(self._of([2000]).weekend)

    def _read(self, year: int) -> Year:
        near = self._of([one for one in (year - 1, year, year + 1) if datetime.MINYEAR <= one <= datetime.MAXYEAR])
        days = {day: name for day, name in near.items() if day.year == year}
        worked = frozenset(day for day in near.weekend_workdays if day.year == year)
        settled = near.start_year <= year <= near.end_year and not _estimated(near, days)
        if self._decreed is not None:
            settled = settled and self._decreed[0] <= year <= self._decreed[1]
        return Year(frozenset(days) - worked, worked, settled)

    def _of(self, years: list[int]) -> HolidayBase:
        import holidays

        country, _, part = self.country.partition("/")
        known = holidays.list_supported_countries()
        country = country.strip().upper()
        if country not in known:
            raise _unknown(self.country, country, tuple(known))
        try:
            with catch_warnings():
                simplefilter("ignore")  # years beyond what the library holds: the calendar tells of them itself
                return holidays.country_holidays(country, subdiv=part.strip().upper() or None, years=years)
        except NotImplementedError:
            raise _unknown(self.country, part, tuple(known[country]), country) from None


def _decreed(found: HolidayBase) -> Iterator[int]:
    """The years for which working days were moved by decree."""
    for name in dir(found):
        said: Any = getattr(found, name) if name.startswith("special_") else None
        if not isinstance(said, Mapping):
            continue
        for year, entries in said.items():
            each = entries if entries and isinstance(entries[0], tuple) else (entries,)
            if any(len(entry) > 3 for entry in each):  # to month and day, from month and day
                yield int(year)


def _span(years: list[int]) -> tuple[int, int] | None:
    return (min(years), max(years)) if years else None


def _estimated(found: HolidayBase, days: Mapping[datetime.date, str]) -> bool:
    label = getattr(found, "estimated_label", None)
    mark = found.tr(label).replace("%s", "").strip() if label else ""
    return bool(mark) and any(mark in name for name in days.values())


def _unknown(calendar: str, word: str, known: tuple[str, ...], country: str = "") -> JournalError:
    close = next(iter(get_close_matches(word, known, 1, 0.5)), "")
    of = f" of {country}" if country else ""
    of_zh = f"{country} 的" if country else ""
    listed = ", ".join(known[:60])
    return JournalError(
        "calendar",
        f"calendar: {calendar}: there is no working-day calendar {word}{of}; "
        + (f"did you mean {close}? " if close else f"known: {listed or 'no parts'}. ")
        + "Write a country such as CN, HK or US/NY, or the absolute path of a calendar file, into the configuration",
        f"calendar：{calendar}：没有{of_zh}工作日历 {word}；"
        + (f"是否应为 {close}？" if close else f"可用的有：{listed or '（无）'}。")
        + "请在配置中填写 CN、HK、US/NY 这样的国家或地区代码，或日历文件的绝对路径",
    )
