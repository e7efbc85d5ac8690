"""Scorecards: base points plus the weighted points of the attribute that each characteristic hits."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Attribute, Characteristic, Linear, Scorecard
from xlplugin.policy.partition import Partition
from xlplugin.policy.variables import points_range

from .column import NONE, Column
from .compiling import Block, Compiling, Row, no_rule
from .conditions import Compiled as Condition
from .conditions import compile_conditions
from .lookups import Lookup
from .problems import Problem
from .rounding import round_array, round_half_away
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
        self.table = np.array(self.points)
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
        numeric = self.variable.numeric and not self.linear
        self.thresholds = self.part.thresholds if numeric else ()
        self.by_word = (
            {}
            if self.variable.numeric
            else {word: self.points[slot] for word, slot in self.part.words.items()}
        )

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

    def columns(self, block: Block) -> np.ndarray:
        """The weighted points of every row, NaN where there is no rule."""
        column = block[self.at]
        if column.vocabulary is not None:
            return self.table.take(self.lookup.of_vocabulary(column.vocabulary)).take(column.data)
        slots = self.lookup.slots(column)
        points = self.table.take(slots)
        for slot, linear, span in self.linear:
            rows = np.flatnonzero(slots == slot)
            share = (column.data[rows] - span.low) / (span.high - span.low)
            points[rows] = (linear.start + (linear.end - linear.start) * share) * self.item.weight
        return points

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


class ScorecardStep:
    """A scorecard, compiled."""

    def __init__(self, card: Scorecard, compiling: Compiling) -> None:
        self.card, self.at = card, compiling.at[card.name]
        self.names = (card.name,)
        self.risk = compiling.policy.scale == "risk"
        self.cards = [Card(item, compiling, self.risk, card.title) for item in card.characteristics]
        self.applies = compile_conditions(
            [item.applies for item in card.characteristics], compiling, card.title
        )
        self.plain = card.combine == "sum" and not any(self.applies)
        self.quick = [
            (
                c.at,
                c.thresholds if c.variable.numeric and not c.linear and not c.variable.specials else None,
                c.points,
                c.by_word.get if c.by_word else None,
                c,
            )
            for c in self.cards
        ]
        self.most = 0.0
        for item in self.cards:
            self.most += item.most

    def row(self, v: Row) -> None:
        """Write the score of a row, or the problem it has."""
        try:
            v[self.at] = self._plain(v) if self.plain else self._general(v)
        except Undefined as undefined:
            v[self.at] = undefined.problem

    def _plain(self, v: Row) -> float:
        total = self.card.base_points
        for at, thresholds, points, by_word, card in self.quick:
            value = v[at]
            kind = value.__class__
            if kind is float and thresholds is not None:
                gained = points[bisect_right(thresholds, value)]
            elif kind is str and by_word is not None:
                gained = by_word(value, math.nan)
            else:
                gained = card.row(v)
            if gained != gained:
                gained = card.row(v)
            total += gained
        return self._finish(total)

    def _general(self, v: Row) -> float:
        gained: list[float] = []
        most = 0.0
        reweighted = False
        for card, applies in zip(self.cards, self.applies, strict=True):
            if applies is not None and not applies.row(v):
                reweighted |= card.item.inapplicable == "reweight"
                if card.item.inapplicable == "zero":
                    most += card.most
                    if self.card.combine != "mean":
                        gained.append(0.0)
                continue
            gained.append(card.row(v))
            most += card.most
        if not gained or reweighted and most == 0:
            raise Undefined(self._nothing_applies())
        if self.card.combine == "max":
            total = gained[0]
            for points in gained[1:]:
                total = points if points > total else total
            return self._finish(self.card.base_points + total)
        total = 0.0
        for points in gained:
            total += points
        if self.card.combine == "mean":
            total /= float(len(gained))
        elif reweighted:
            total *= self.most / most
        return self._finish(self.card.base_points + total)

    def _nothing_applies(self) -> Problem:
        title = self.card.title
        return Problem(
            "declined",
            Bilingual(f"{title.en}: no characteristic applies", f"{title.zh}：没有适用的评分指标"),
        )

    def _finish(self, total: float) -> float:
        if self.card.divide_by != 1.0:
            total /= self.card.divide_by
        return round_half_away(total, self.card.decimals)

    def columns(self, block: Block, rows: int) -> None:
        """Write the score column."""
        total = self._plain_columns(block, rows) if self.plain else self._general_columns(block, rows)
        if self.card.divide_by != 1.0:
            total /= self.card.divide_by
        score = round_array(total, self.card.decimals)
        wrong = score != score
        if wrong.any():
            score[wrong] = NONE
        block[self.at] = Column(score)

    def _plain_columns(self, block: Block, rows: int) -> np.ndarray:
        total = np.full(rows, self.card.base_points)
        for card in self.cards:
            total += card.columns(block)
        return total

    def _general_columns(self, block: Block, rows: int) -> np.ndarray:
        combine = self.card.combine
        total = np.full(rows, -np.inf if combine == "max" else 0.0)
        most, counted = np.zeros(rows), np.zeros(rows)
        reweighted, broken = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
        for card, applies in zip(self.cards, self.applies, strict=True):
            gained = card.columns(block)
            on: np.ndarray = np.ones(rows, dtype=bool)
            if applies is not None:
                on, open_ = applies.columns(block, rows)
                broken |= open_
                zero = card.item.inapplicable == "zero"
                if zero:
                    gained = np.where(on, gained, 0.0)
                    most += np.where(on, 0.0, card.most)
                    on_for_sum = np.ones(rows, dtype=bool) if combine != "mean" else on
                else:
                    reweighted |= ~on
                    on_for_sum = on
            else:
                on_for_sum = on
            most += np.where(on, card.most, 0.0)
            broken |= on_for_sum & np.isnan(gained)
            counted += on_for_sum
            if combine == "max":
                better = on_for_sum & (gained > total)
                total = np.where(better, gained, total)
            else:
                total = np.where(on_for_sum, total + gained, total)
        empty = counted == 0
        total = np.where(empty | broken | (reweighted & (most == 0)), np.nan, total)
        if combine == "mean":
            total = total / np.where(empty, 1.0, counted)
        elif combine == "sum" and reweighted.any():
            total = np.where(reweighted, total * (self.most / np.where(most == 0, 1.0, most)), total)
        return self.card.base_points + total

    def awards(self, v: Row) -> list[Award]:
        """What each characteristic contributed to the score, in file order; it sums to the score.

        Points stand after weight, reweighting and ``divide_by``; one that does not apply gives nothing.
        """
        applied = [self._applies(applies, v) for applies in self.applies]
        share = self._share(applied) / self.card.divide_by
        awards = []
        for card, on in zip(self.cards, applied, strict=True):
            award = card.award(v, self.risk) if on else Award(card.item, None, None, card.best, 0.0)
            awards.append(
                replace(
                    award,
                    points=None if award.points is None else self._shown(award.points * share),
                    best=self._shown(award.best * share),
                    lost=self._shown(award.lost * share),
                )
            )
        return awards

    def _shown(self, points: float) -> float:
        return round_half_away(points, max(self.card.decimals, 2)) + 0.0

    @staticmethod
    def _applies(applies: Condition | None, v: Row) -> bool:
        try:
            return applies is None or applies.row(v)
        except Undefined:
            return False

    def _share(self, applied: list[bool]) -> float:
        """By what a characteristic's points are multiplied on their way into the score."""
        if self.card.combine == "mean":
            return 1.0 / max(sum(applied), 1)
        dropped = [
            card.item.inapplicable == "reweight" for card, on in zip(self.cards, applied, strict=True) if not on
        ]
        if self.card.combine == "max" or not any(dropped):
            return 1.0
        most = sum(
            card.most
            for card, on in zip(self.cards, applied, strict=True)
            if on or card.item.inapplicable == "zero"
        )
        return self.most / most if most else 1.0
