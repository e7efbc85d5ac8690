"""Outcomes: which customers defaulted within a window, as a table says, and how they fit to the journal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual, Where
from xlplugin.policy.model import Input
from xlplugin.scoring.problems import MISSING, Problem
from xlplugin.scoring.values import converter

from .errors import JournalError

NAMED = 20
"""Rows that an error names."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a default counts, and what a default is."""

    start: datetime.date
    end: datetime.date
    definition: str

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise JournalError(
                "outcomes",
                f"the window of the outcomes ends ({self.end}) before it begins ({self.start}); give --outcome-from and "
                "--outcome-until in order",
                f"结果观察期的止日（{self.end}）早于起日（{self.start}）；请核对 --outcome-from 和 --outcome-until",
            )


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Who defaulted. ``blank`` are customers without an outcome, ``repeated`` rows that say the same once more."""

    window: Window
    defaulted: Mapping[str, bool]
    blank: int
    repeated: int
    source: str
    digest: str

    @property
    def defaulters(self) -> int:
        """How many defaulted."""
        return sum(self.defaulted.values())


def gather(
    rows: Iterable[tuple[int, str, object]], window: Window, source: str, digest: str, column: str
) -> Outcomes:
    """Take rows of number, customer and cell. Raises JournalError for cells that are neither yes nor no, for rows
    without a customer and for customers whose rows contradict one another, with the rows."""
    read = converter(Input(column, "boolean", Bilingual(column, column), Where(source), "stated", missing="stated"), {})
    found: dict[str, tuple[int, bool]] = {}
    blank: set[str] = set()
    repeated, wrong, nameless, apart = 0, [], [], []
    for number, customer, cell in rows:
        value = read(cell)
        if not customer:
            nameless.append(str(number))
        elif value is MISSING:
            blank.add(customer)
        elif isinstance(value, Problem) or not isinstance(value, bool):
            wrong.append(f"{number} ({str(cell)[:20]})")
        elif customer in found:
            first, said = found[customer]
            repeated += said is value
            if said is not value:
                apart.append((customer, first, number))
        else:
            found[customer] = number, value
    _refuse(source, column, wrong, nameless, apart)
    defaulted = {customer: value for customer, (_, value) in found.items()}
    if not defaulted:
        raise JournalError(
            "outcomes",
            f"{source}: no row has an outcome in the column {column}",
            f"{source}：{column} 列没有任何结果",
        )
    return Outcomes(window, defaulted, len(blank - defaulted.keys()), repeated, source, digest)


def _refuse(
    source: str, column: str, wrong: list[str], nameless: list[str], apart: list[tuple[str, int, int]]
) -> None:
    if wrong:
        raise JournalError(
            "outcomes",
            f"{source}: {column} says whether a customer defaulted, 1 or 0, yes or no; mend rows {_some(wrong)}",
            f"{source}：{column} 应填是否违约（1或0，是或否）；请更正第 {_some(wrong)} 行",
        )
    if nameless:
        raise JournalError(
            "outcomes",
            f"{source}: rows {_some(nameless)} name no customer; name the customers' column with --customer",
            f"{source}：第 {_some(nameless)} 行没有客户号；请用 --customer 指定客户号所在列",
        )
    if apart:
        en = _some([f"{customer} (rows {one} and {two})" for customer, one, two in apart])
        zh = _some([f"{customer}（第 {one} 行与第 {two} 行）" for customer, one, two in apart])
        raise JournalError(
            "outcomes",
            f"{source}: a customer either defaulted or did not; rows contradict one another for {en}",
            f"{source}：同一客户的结果不一致：{zh}；请核对后重新提供",
        )


def _some(texts: list[str]) -> str:
    more = len(texts) - NAMED
    return ", ".join(texts[:NAMED]) + (f" … (+{more})" if more > 0 else "")
