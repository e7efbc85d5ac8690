"""Days. TODAY is the as-of date: nothing here reads a clock."""

from __future__ import annotations

import math

from xlplugin.functions.values import CellError

from ..conversions import Failure
from ..dates import date_of, months_later, rolled
from ..errors import NotUnderstood
from ..scope import Scope
from .declare import built_in


@built_in("TODAY", scoped=True)
def today(scope: Scope) -> float:
    return scope.today()


@built_in("DATE", "nnn", scoped=True)
def date(scope: Scope, year: float, month: float, day: float) -> float:
    if max(abs(year), abs(month), abs(day)) > 1e6:
        raise Failure(CellError.NUM)
    return _serial(rolled(math.trunc(year), math.trunc(month), math.trunc(day), scope.date1904))


@built_in("TIME", "nnn")
def time(hour: float, minute: float, second: float) -> float:
    parts = [math.trunc(part) for part in (hour, minute, second)]
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if max(map(abs, parts)) > 32767:
        raise NotUnderstood("TIME of a very large number is not known", "不支持数值过大的 TIME")
    if seconds < 0:
        raise Failure(CellError.NUM)
    return seconds % 86400 / 86400


@built_in("YEAR", "n", scoped=True)
def year(scope: Scope, serial: float) -> float:
    return float(_date(scope, serial)[0])


@built_in("MONTH", "n", scoped=True)
def month(scope: Scope, serial: float) -> float:
    return float(_date(scope, serial)[1])


@built_in("DAY", "n", scoped=True)
def day(scope: Scope, serial: float) -> float:
    return float(_date(scope, serial)[2])


@built_in("EDATE", "nn", scoped=True)
def months_on(scope: Scope, serial: float, months: float) -> float:
    return _months(scope, serial, months, month_end=False)


@built_in("EOMONTH", "nn", scoped=True)
def end_of_month(scope: Scope, serial: float, months: float) -> float:
    return _months(scope, serial, months, month_end=True)


@built_in("DAYS", "nn")
def days_between(end: float, start: float) -> float:
    return float(math.floor(end) - math.floor(start))


@built_in("DATEDIF", "nnt", scoped=True)
def difference(scope: Scope, start: float, end: float, unit: str) -> float:
    first, last = _date(scope, start), _date(scope, end)
    if math.floor(start) > math.floor(end):
        raise Failure(CellError.NUM)
    months = (last[0] - first[0]) * 12 + last[1] - first[1] - (last[2] < first[2])
    kinds = {"D": math.floor(end) - math.floor(start), "M": months, "Y": months // 12, "YM": months % 12}
    if unit.upper() not in kinds:
        raise NotUnderstood(f"DATEDIF with {unit!r} is not known", f"不支持 DATEDIF 的单位 {unit!r}")
    return float(kinds[unit.upper()])


def _months(scope: Scope, serial: float, months: float, month_end: bool) -> float:
    if abs(months) > 1e6:
        raise Failure(CellError.NUM)
    return _serial(months_later(serial, math.trunc(months), scope.date1904, month_end))


def _date(scope: Scope, serial: float) -> tuple[int, int, int]:
    found = date_of(serial, scope.date1904)
    if found is None:
        raise Failure(CellError.NUM)
    return found


def _serial(found: float | None) -> float:
    if found is None:
        raise Failure(CellError.NUM)
    return found
