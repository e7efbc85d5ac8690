"""A bank's own calendar: a strict YAML file with its holidays, its make-up workdays and the years that it covers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.fields import (
    Fields,
    Gathering,
    bilingual_of,
    items_of,
    nearest,
    text_of,
    unknown_key,
    wrong,
)
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Reference
from xlplugin.policy.numbers import parse_date, parse_number
from xlplugin.policy.strict_yaml import MapNode, Node, parse, read_bytes

KEYS = ("country", "name", "weekend", "holidays", "workdays", "covers", "reference")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_HOLIDAY = 40
"""Days that one range may have: more of them come from a mistyped year or month."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file says; ``country`` gives the days of the years that the file does not cover.

    ``weekend`` holds the weekly days off, Monday being 0; None where the file leaves them to the country.
    """

    path: Path
    country: str
    name: Bilingual
    holidays: frozenset[datetime.date]
    workdays: frozenset[datetime.date]
    covers: frozenset[int]
    reference: tuple[Reference, ...]
    weekend: frozenset[int] | None = None


Day = tuple[datetime.date, Node]


def read_calendar(path: Path) -> CalendarFile:
    """Read a calendar file; raises PolicyError with every mistake, where it is and how to mend it."""
    node = parse(read_bytes(path), str(path))
    gathering = Gathering([])
    for key, _ in node.items:
        with gathering.part():
            if key.text not in KEYS:
                raise unknown_key(key, KEYS, Bilingual("a calendar", "日历"))
    country, name = "", Bilingual(path.stem, path.stem)
    covers: list[tuple[int, Node]] = []
    weekend: list[int] = []
    off: list[Day] = []
    worked: list[Day] = []
    reference: tuple[Reference, ...] = ()
    with gathering.part():
        country = _text(node, "country")
    with gathering.part():
        name = bilingual_of(said, "name") if (said := node.get("name")) is not None else name
    for one in _items(node, "covers", gathering):
        with gathering.part():
            covers.append((_year(one), one))
    for one in _items(node, "weekend", gathering):
        with gathering.part():
            weekend.append(_weekday(one))
    for one in _items(node, "holidays", gathering):
        with gathering.part():
            off.extend((day, one) for day in _days(one))
    for one in _items(node, "workdays", gathering):
        with gathering.part():
            worked.append((_day(one, "workdays"), one))
    with gathering.part():
        reference = tuple(_references(node))
    if len(set(weekend)) == len(WEEKDAYS):
        with gathering.part():
            raise wrong(
                node.where,
                "weekend: no working day is left",
                "weekend：没有剩下工作日",
                "name the weekly days off only",
                "只写每周的休息日",
            )
    gathering.finish()
    years = frozenset(year for year, _ in covers)
    _agree(node, country, covers, off, worked, gathering)
    gathering.finish()
    return CalendarFile(
        path,
        country,
        name,
        frozenset(day for day, _ in off),
        frozenset(day for day, _ in worked),
        years,
        reference,
        frozenset(weekend) if node.get("weekend") is not None else None,
    )


def _agree(
    node: MapNode,
    country: str,
    covers: list[tuple[int, Node]],
    off: list[Day],
    worked: list[Day],
    gathering: Gathering,
) -> None:
    """What only the whole file shows: days twice, days of years that are not covered, a day off that is worked."""
    years = {year for year, _ in covers}
    if not covers and not country:
        with gathering.part():
            raise wrong(
                node.where,
                "the calendar covers no year",
                "日历未说明涵盖哪些年份",
                "add covers: [2026, 2027], the years whose days stand here, or country: CN",
                "请写 covers: [2026, 2027]（本文件涵盖的年份），或 country: CN",
                "missing-key",
            )
    seen: dict[datetime.date, str] = {}
    for key, days in (("holidays", off), ("workdays", worked)):
        for day, where in days:
            with gathering.part():
                _once(day, where, key, seen)
                if day.year not in years and not country:
                    raise wrong(
                        where.where,
                        f"{key}: {day} lies in a year that covers: does not name",
                        f"{key}：{day} 不在 covers 所列年份内",
                        f"correct the date, or add {day.year} to covers",
                        f"请更正日期，或在 covers 中补上 {day.year}",
                    )


def _once(day: datetime.date, node: Node, key: str, seen: dict[datetime.date, str]) -> None:
    other = seen.get(day)
    seen[day] = key
    if other is not None:
        raise wrong(
            node.where,
            f"{key}: {day} is among the {other} already",
            f"{key}：{day} 已列于 {other}",
            "name each day once",
            "每一天只写一次",
            "duplicate",
        )


def _text(node: MapNode, key: str) -> str:
    found = node.get(key)
    return "" if found is None else text_of(found, key)


def _items(node: MapNode, key: str, gathering: Gathering) -> tuple[Node, ...]:
    found = node.get(key)
    if found is not None:
        with gathering.part():
            return items_of(found, key)
    return ()


def _year(node: Node) -> int:
    text = text_of(node, "covers")
    value = parse_number(text)
    if value is None or not value.is_integer() or not 1900 <= value <= 2200:
        raise wrong(
            node.where, f"covers: {text} is no year", f"covers：{text} 不是年份", "write it as 2026", "请写成 2026 的形式"
        )
    return int(value)


def _weekday(node: Node) -> int:
    text = text_of(node, "weekend").lower()
    if text not in WEEKDAYS:
        close = nearest(text, WEEKDAYS)
        raise wrong(
            node.where,
            f"weekend: {text} is no day of the week",
            f"weekend：{text} 不是星期名称",
            f"did you mean {close}?" if close else "write [saturday, sunday]",
            f"是否应为 {close}？" if close else "请写成 [saturday, sunday]",
        )
    return WEEKDAYS.index(text)


def _day(node: Node, key: str) -> datetime.date:
    text = text_of(node, key)
    day = parse_date(text)
    if day is None:
        raise wrong(
            node.where,
            f"{key}: {text} is not a date",
            f"{key}：{text} 不是日期",
            "write it as 2026-01-31",
            "请写成 2026-01-31 的形式",
        )
    return day


def _days(node: Node) -> Iterator[datetime.date]:
    """A day, or all days of {from: …, to: …}."""
    if not isinstance(node, MapNode):
        yield _day(node, "holidays")
        return
    start, end = node.get("from"), node.get("to")
    if start is None or end is None or len(node.items) != 2:
        raise wrong(
            node.where,
            "holidays: a range needs from and to, and nothing else",
            "holidays：区间只能写 from 和 to",
            "write {from: 2027-02-05, to: 2027-02-11}",
            "请写成 {from: 2027-02-05, to: 2027-02-11}",
        )
    first, last = _day(start, "holidays.from"), _day(end, "holidays.to")
    if not 0 <= (last - first).days < LONGEST_HOLIDAY:
        raise wrong(
            node.where,
            f"holidays: from {first} to {last} is no holiday of 1 to {LONGEST_HOLIDAY} days",
            f"holidays：{first} 至 {last} 不是 1 至 {LONGEST_HOLIDAY} 天的假期",
            "write the first day before the last; a longer closure in several ranges",
            "请先写首日、后写末日；更长的假期请分段填写",
        )
    for past in range((last - first).days + 1):
        yield first + datetime.timedelta(past)


def _references(node: MapNode) -> Iterator[Reference]:
    found = node.get("reference")
    for item in items_of(found, "reference") if found is not None else ():
        fields = Fields(item, "reference", "reference")
        yield Reference(fields.text("title"), fields.text("href", ""))

