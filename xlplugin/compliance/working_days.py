"""Working days by a calendar that can be replaced: a country's, with its make-up workdays, or a bank's own file."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.settings import load_settings

from .calendar_file import CalendarFile, read_calendar
from .errors import JournalError
from .public_holidays import PublicHolidays, Year

WEEKEND = frozenset({5, 6})
ORDINARY = Year(frozenset(), frozenset(), settled=False)
MARK = "≈"
"""What stands before a date that rests on a year without a calendar."""
YEARS_END = (12, 29)
"""From this day on the decree for the next year may still make a weekend day a workday, as that for 2012 did."""
FILES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day by which something is due.

    ``known`` is False where it rests on a year that the calendar does not cover; then ``note`` says so.
    """

    day: datetime.date
    known: bool = True
    note: Bilingual | None = None

    def __str__(self) -> str:
        return self.day.isoformat() if self.known else f"{MARK}{self.day.isoformat()}"


def days_after(day: datetime.date, n: int) -> datetime.date:
    """The day so many days later, the last one that there is at most."""
    return day + datetime.timedelta(min(n, (datetime.date.max - day).days))


class WorkingDays:
    """The working days of a calendar: a country (``CN``, ``US/NY``) or the absolute path of a YAML file.

    Without one it is the calendar of the machine's configuration. Raises JournalError for a country that is not
    known, PolicyError for a file that cannot be read.

    In a year that the country's calendar covers, a file adds its holidays and make-up workdays to it. In a year
    that only the file covers, the file alone counts: what a country's calendar would guess of it does not.
    """

    def __init__(self, calendar: str | None = None) -> None:
        self.calendar = load_settings().calendar if calendar is None else calendar
        self.file: CalendarFile | None = None
        country = self.calendar
        if Path(self.calendar).is_absolute() or self.calendar.lower().endswith(FILES):
            self.file = read_calendar(_whole(self.calendar))
            country = self.file.country
        self.country = PublicHolidays(country) if country or self.file is None else None
        self.weekend = self.country.weekend if self.country else WEEKEND
        if self.file is not None and self.file.weekend is not None:
            self.weekend = self.file.weekend
        self._years: dict[int, Year] = {}
        self._after: dict[tuple[datetime.date, int], DueDate] = {}

    @property
    def name(self) -> Bilingual:
        """What the calendar is called."""
        return self.file.name if self.file else Bilingual(self.calendar, self.calendar)

    def covers(self, year: int) -> bool:
        """True where the holidays and make-up workdays of a year are known."""
        return self._year(year).settled

    def is_working(self, day: datetime.date) -> bool:
        """True on a working day; in a year that is not covered, as far as is known."""
        year = self._year(day.year)
        return day in year.workdays or (day.weekday() not in self.weekend and day not in year.holidays)

    def after(self, day: datetime.date, n: int) -> DueDate:
        """The ``n``-th working day after a day (the day itself for 0); raises ValueError for a negative number."""
        if n < 0:
            raise ValueError("the number of working days is negative")
        found = self._after.get((day, n))
        if found is None:
            found = self._after[day, n] = self._count(day, n)
        return found

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """How many working days lie after ``start``, up to and with ``end``."""
        return sum(self.is_working(start + datetime.timedelta(past)) for past in range(1, (end - start).days + 1))

    def _count(self, day: datetime.date, n: int) -> DueDate:
        last = day
        for _ in range(n):
            last = days_after(last, 1)
            while not self.is_working(last) and last < datetime.date.max:
                last = days_after(last, 1)
        unknown = self._unknown(days_after(day, 1), last) if n else []
        return DueDate(last, not unknown, self._missing(unknown) if unknown else None)

    def _unknown(self, first: datetime.date, last: datetime.date) -> list[int]:
        """The years without a calendar on which the days between rest."""
        years = list(range(first.year, last.year + 1))
        if self.country is not None and self.country.moves_workdays and (last.month, last.day) >= YEARS_END:
            years.append(last.year + 1)
        return [year for year in years if not self.covers(year)]

    def _year(self, year: int) -> Year:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._combined(year)
        return found

    def _combined(self, year: int) -> Year:
        of_country = self.country.year(year) if self.country else ORDINARY
        file = self.file
        if file is None:
            return of_country
        holidays = frozenset(day for day in file.holidays if day.year == year)
        workdays = frozenset(day for day in file.workdays if day.year == year)
        if year in file.covers and not of_country.settled:
            return Year(holidays, workdays, settled=True)
        return Year(
            (of_country.holidays - workdays) | holidays,
            (of_country.workdays - holidays) | workdays,
            of_country.settled or year in file.covers,
        )

    def _missing(self, years: list[int]) -> Bilingual:
        shown = ", ".join(map(str, years))
        country = self.country.country if self.country else ""
        begin = f"country: {country}, " if country else ""
        where_en = f"add it to {self.file.path}" if self.file else "write a calendar file"
        where_zh = f"请补入 {self.file.path}" if self.file else "请编写日历文件"
        named = "" if self.file else "; name its path under calendar: in the configuration"
        named_zh = "" if self.file else "，并在配置的 calendar: 中写明其路径"
        example = f"{begin}covers: [{years[0]}], holidays: […], workdays: […]"
        return Bilingual(
            f"the calendar {self.name.en} has no holidays and make-up workdays of {shown} yet: counted Monday to Friday "
            f"without the public holidays known so far. When they are published, {where_en} ({example}){named}",
            f"日历 {self.name.zh} 尚无 {shown} 年的放假及调休安排：暂按周一至周五扣除目前已知的法定节假日计算。"
            f"安排公布后{where_zh}（{example}）{named_zh}",
        )


def _whole(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise JournalError(
            "calendar",
            f"calendar: {text} is not an absolute path; write the whole path, from the root or the drive",
            f"calendar：{text} 不是绝对路径；请写出从根目录或盘符开始的完整路径",
        )
    return path
