"""One characteristic of a scorecard, compiled: the points of each attribute, looked up by row or column."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Attribute, Characteristic, Linear
from xlplugin.policy.partition import Partition
from xlplugin.policy.variables import points_range

from .column import NONE, Column
from .compiling import Block, Compiling, Row, no_rule
from .lookups import Lookup
from .problems import MISSING, Problem
from .undefined import Undefined


@dataclass(frozen=True, slots=True)
class Award:
    """What one characteristic gave a row: the attribute hit, its weighted points and the best there are."""

    characteristic: Characteristic
    attribute: Attribute | None
    points: float | None
    best: float
    lost: float


class Card:
    """One characteristic, compiled: the weighted points of each slot, NaN where there is no rule."""

    def __init__(self, item: Characteristic, compiling: Compiling, risk: bool, of: Bilingual) -> None:
        self.item, self.compiling, self.of = item, compiling, of
        self.at = compiling.at[item.of]
        self.variable = compiling.known[item.of]
        cells = [attribute.cell for attribute in item.attributes]
        self.part = compiling.partition(item.of, cells)
        self.hit = attribute_of_slot(item, self.part)
        self.points = tuple(self._points(attribute) for attribute in self.hit)
        # a value without a rule has endless points: any sum with it is NONE
        self.table = np.array([NONE if points != points else points for points in self.points])
        self.linear = tuple(
            (slot, attribute.points, attribute.cell.ranges[0])
            for slot, attribute in enumerate(self.hit)
            if attribute is not None and isinstance(attribute.points, Linear)
        )
        lows_highs = [bound * item.weight for bound in points_range(item)]
        self.best = min(lows_highs) if risk else max(lows_highs)
        self.most = max(lows_highs)
        sign = 1.0 if risk else -1.0

        def choose(slots: list[int]) -> int:
            # the worst of several counts: most risk points, fewest value points, no rule before all
            return max(
                slots,
                key=lambda slot: (
                    math.inf if self.points[slot] != self.points[slot] else (sign * self.points[slot])
                ),
            )

        self.lookup = Lookup(self.part, self.at, choose)
        self.by_word: dict[object, float] = {word: self.points[slot] for word, slot in self.part.words.items()}
        if self.variable.kind == "boolean":
            self.by_word = {truth == "true": points for truth, points in self.by_word.items()}
        self.by_word[MISSING] = self.points[self.part.missing_slot] if self.variable.may_miss else math.nan

    def _points(self, attribute: Attribute | None) -> float:
        if attribute is None or attribute.points is None:
            return math.nan
        if isinstance(attribute.points, Linear):
            return attribute.points.start * self.item.weight
        return attribute.points * self.item.weight

    def row(self, v: Row) -> float:
        """The weighted points of a row; raises Undefined where no attribute speaks of its value."""
        value = v[self.at]
        slot = self.lookup.slot(value)
        for linear_slot, linear, span in self.linear:
            if slot == linear_slot:
                share = (value - span.low) / (span.high - span.low)
                return (linear.start + (linear.end - linear.start) * share) * self.item.weight
        points = self.points[slot]
        if points != points:
            raise Undefined(self.no_rule(value))
        return points

    def columns(self, block: Block, out: np.ndarray | None = None) -> np.ndarray:
        """The weighted points of every row, ``NONE`` where there is no rule."""
        column = block[self.at]
        slots, table = self.tabled(column)
        points = table.take(slots, out=out, mode="wrap")  # of the modes the quickest; nothing is outside
        for slot, linear, span in self.linear:
            share = (column.data - span.low) / (span.high - span.low)
            along = (linear.start + (linear.end - linear.start) * share) * self.item.weight
            np.copyto(points, along, where=slots == slot)
        return points

    def tabled(self, column: Column) -> tuple[np.ndarray, np.ndarray]:
        """Each row's place in a table of points, and the table."""
        if column.vocabulary is not None:
            return column.data, self.table.take(self.lookup.of_vocabulary(column.vocabulary))
        return self.lookup.slots(column), self.table

    def no_rule(self, value: object) -> Problem:
        """Why this value has no points."""
        if isinstance(value, Problem):
            return value
        covered = [
            i
            for i, attribute in enumerate(self.hit)
            if attribute is not None and attribute.points is not None
        ]
        what = Bilingual(
            f"{self.of.en}, points for {self.item.title.en}", f"{self.of.zh}，{self.item.title.zh}的分值"
        )
        return no_rule(what, value, self.variable, self.part.text(covered))

    def award(self, v: Row, risk: bool) -> Award:
        """The attribute that a row hits; no points where there is a problem instead."""
        try:
            points = self.row(v)
        except Undefined:
            return Award(self.item, None, None, self.best, 0.0)
        lost = points - self.best if risk else self.best - points
        return Award(self.item, self.hit[self.lookup.slot(v[self.at])], points, self.best, max(lost, 0.0))


def attribute_of_slot(item: Characteristic, part: Partition) -> tuple[Attribute | None, ...]:
    """The attribute that each slot of a characteristic's partition hits, None where none does."""
    cells = [attribute.cell for attribute in item.attributes]
    hit: list[Attribute | None] = [None] * len(part.slots)
    for attribute in reversed(item.attributes):
        for slot, member in enumerate(part.members(attribute.cell, cells)):
            if member:
                hit[slot] = attribute
    return tuple(hit)
