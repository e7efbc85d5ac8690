"""TREATMENT and NEXTREVIEW: what a policy ties to a grade."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.intervals import REVIEW_MONTHS
from xlplugin.policy.model import Policy
from xlplugin.scoring import reviews
from xlplugin.scoring.dates import day_number, serial
from xlplugin.scoring.wording import quoted
from xlplugin.scoring.words import as_text, fold

from .context import Context
from .rows import QUIET
from .tied import Item, Treated, tied
from .values import Block, CellError, Refusal, refused

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled


def treatment(context: Context, grades: Block, item: object, policy: object) -> object:
    """What the policy ties to each grade under ``item``: a number or a text in the workbook's language."""
    compiled = context.policy(policy)
    find = _finder(compiled, _item_name(compiled.policy, item))

    def answer(grade: object) -> object:
        found = find(grade)
        return found.in_language(context.language) if isinstance(found, Bilingual) else found

    return [[_of_grade(cell, answer) for cell in row] for row in grades]


def next_review(context: Context, grades: Block, last_reviews: Block, policy: object) -> object:
    """The day (serial number) on which each next review is due; grades and days in blocks of one shape."""
    compiled = context.policy(policy)
    said = compiled.policy
    if REVIEW_MONTHS not in _items(said):
        raise refused(
            CellError.REF,
            f"{said.id} states no review interval (treatments: {REVIEW_MONTHS}, or review: months)",
            f"{said.id} 未规定复评周期（treatments 中的 {REVIEW_MONTHS}，或 review 中的 months）",
        )
    find = _finder(compiled, REVIEW_MONTHS)
    days = _fitted(last_reviews, len(grades), len(grades[0]))
    return [
        [
            _of_grade(grade, partial(_review_after, said, find, day))
            for grade, day in zip(row, row_days, strict=True)
        ]
        for row, row_days in zip(grades, days, strict=True)
    ]


def _of_grade(cell: object, answer: Callable[[object], object]) -> object:
    """The answer for one cell of grades: nothing for an empty one, the same error for one with an error."""
    if cell is None:
        return QUIET
    if isinstance(cell, CellError):
        return refused(
            cell,
            f"the grade shows {cell}; CHECKROW says why",
            f"评级结果显示 {cell}；原因见 CHECKROW",
        )
    try:
        return answer(cell)
    except Refusal as refusal:
        return refusal


def _items(policy: Policy) -> list[str]:
    names = (name for table in tied(policy).values() for items in table.values() for name in items)
    return list(dict.fromkeys(names))


def _item_name(policy: Policy, item: object) -> str:
    known = _items(policy)
    for name in known:
        if item is not None and fold(str(item)) == fold(name):
            return name
    if item is None:
        raise refused(
            CellError.VALUE,
            f"item: say what is asked for: {', '.join(known)}",
            f"项目：请说明所查项目：{'、'.join(known)}",
        )
    raise refused(
        CellError.REF,
        f"{policy.id} ties no {item} to its grades; it has {', '.join(known) or 'no treatments'}",
        f"{policy.id} 未规定各等级的 {item}；可用的有 {'、'.join(known) or '（无）'}",
    )


def _finder(compiled: Compiled, item: str) -> Callable[[object], Item]:
    """What finds the treatment of a grade by its id or title; it raises ``Refusal`` where there is none."""
    policy, tables = compiled.policy, tied(compiled.policy)
    by_text: dict[str, list[tuple[str, Treated]]] = {}
    for name, table in tables.items():
        for grade, items in table.items():
            title = compiled.known[name].titles.get(grade)
            texts = {fold(grade)} | ({fold(title.en), fold(title.zh)} if title else set())
            for text in texts:
                by_text.setdefault(text, []).append((grade, items))

    def find(said: object) -> Item:
        entries = by_text.get(fold(as_text(said) or str(said)), [])
        for _, items in entries:
            if item in items:
                return items[item]
        if entries:
            raise refused(
                CellError.NA,
                f"{policy.id} states no {item} for {entries[0][0]}",
                f"{policy.id} 未规定等级 {entries[0][0]} 的 {item}",
            )
        known = list(dict.fromkeys(grade for table in tables.values() for grade in table))
        raise refused(
            CellError.NA,
            f"{quoted(said)} is no grade of {policy.id}; its grades are {', '.join(known)}",
            f"{quoted(said)} 不是 {policy.id} 的等级；其等级为 {'、'.join(known)}",
        )

    return find


def _fitted(cells: Block, height: int, width: int) -> Block:
    """A block of the wanted shape: as it is, or one cell for all."""
    if len(cells) == len(cells[0]) == 1:
        return [cells[0] * width] * height
    if (len(cells), len(cells[0])) != (height, width):
        raise refused(
            CellError.VALUE,
            f"there are {height} × {width} grades but {len(cells)} × {len(cells[0])} dates: give as many",
            f"等级有 {height} × {width} 个，而日期有 {len(cells)} × {len(cells[0])} 个：两者数量应一致",
        )
    return cells


def _review_after(policy: Policy, find: Callable[[object], Item], last: object, grade: object) -> float:
    """The serial number of the day on which a grade is due again after a last review."""
    months = find(grade)
    if isinstance(months, Bilingual):
        raise refused(
            CellError.NA,
            f"{policy.id} states no fixed date for the next review of {quoted(grade)} ({months.en})",
            f"{policy.id} 未规定等级{quoted(grade)}的固定复评日（{months.zh}）",
        )
    if isinstance(last, CellError):
        raise refused(last, f"last_review: the cell shows {last}", f"上次复评日：单元格显示 {last}")
    day = day_number(last) if last is not None else None
    if day is None:
        raise refused(
            CellError.VALUE,
            f"last_review: {'the cell is blank' if last is None else f'{quoted(last)} is not a date'}; "
            "enter a date such as 2026-03-01",
            f"上次复评日：{'单元格为空' if last is None else f'{quoted(last)} 不是日期'}；"
            "请填写 2026-03-01 这样的日期",
        )
    count = reviews.whole_months(months)
    if count is None:
        raise refused(
            CellError.NA,
            f"{REVIEW_MONTHS} is {months}, not a whole number of months",
            f"{REVIEW_MONTHS} 为 {months}，不是整月数",
        )
    try:
        due = reviews.next_review(datetime.date.fromordinal(int(day)), count)
    except ValueError:
        raise refused(
            CellError.VALUE,
            "last_review: the next review lies after the year 9999",
            "上次复评日：下次复评晚于 9999 年",
        ) from None
    return serial(float(due.toordinal()))
