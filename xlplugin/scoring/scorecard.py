"""Scorecards: base points plus the weighted points of the attribute that each characteristic hits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Scorecard

from .cards import Award, Card
from .column import NONE, Column
from .compiling import Block, Compiling, Row
from .conditions import Compiled as Condition
from .conditions import compile_conditions
from .problems import Problem
from .rounding import keeps, round_array, round_half_away
from .undefined import Undefined


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
        self.most = 0.0
        for item in self.cards:
            self.most += item.most
        self.kept = self.plain and self._kept()
        self.write: Callable[[Row], None] = self._quick() if self.kept else self.row
        """``row``, as quick as it can be."""

    def _kept(self) -> bool:
        """True where every sum of points lies beside a decimal number that the rounding keeps."""
        if not self.cards or self.card.divide_by != 1.0 or any(card.linear for card in self.cards):
            return False
        points = [self.card.base_points, *(p for card in self.cards for p in card.points if p == p)]
        return keeps(points, len(self.cards) + 1, self.card.decimals)

    def row(self, v: Row) -> None:
        """Write the score of a row, or the problem it has."""
        try:
            v[self.at] = self._plain(v) if self.plain else self._general(v)
        except Undefined as undefined:
            v[self.at] = undefined.problem

    def _quick(self) -> Callable[[Row], None]:
        """What writes the score where points may be added in any order: numbers first, then words."""
        at, base, scale, usual = self.at, self.card.base_points, 10.0**self.card.decimals, self.row
        numbers = [(c.at, c.part.thresholds, c.points) for c in self.cards if c.variable.numeric]
        words = [(c.at, c.by_word) for c in self.cards if not c.variable.numeric]

        def row(v: Row) -> None:
            total = base
            try:
                for of, thresholds, points in numbers:
                    total += points[bisect_right(thresholds, v[of])]
                for of, by_word in words:
                    total += by_word[v[of]]
                v[at] = round(total * scale) / scale
            except (KeyError, TypeError, ValueError):  # a value missing, special, broken, without a rule; a set
                usual(v)

        return row

    def _plain(self, v: Row) -> float:
        total = self.card.base_points
        for card in self.cards:
            total += card.row(v)
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
        size, score = block.scratch("points", rows), block.scratch(self.at, rows)
        block[self.at] = Column(round_array(total, self.card.decimals, self.kept, size, score))

    def _plain_columns(self, block: Block, rows: int) -> np.ndarray:
        total, gained = block.scratch("total", rows), block.scratch("points", rows)
        if self.kept:
            return self._joined(block, total, gained)
        total[:] = self.card.base_points
        for card in self.cards:
            total += card.columns(block, gained)
        return total

    def _joined(self, block: Block, total: np.ndarray, gained: np.ndarray) -> np.ndarray:
        """Sums that may be added in any order: the tables of several characteristics are joined into one."""
        joined = block.scratch("slots", len(total), np.uint8)
        slots, table = self.cards[0].tabled(block[self.cards[0].at])
        table = table + self.card.base_points
        out = total
        for card in self.cards[1:]:
            further, points = card.tabled(block[card.at])
            if len(table) * len(points) <= 256 and slots.dtype == further.dtype == np.uint8:
                slots = np.multiply(slots, np.uint8(len(points)), out=joined)
                slots += further
                table = np.add.outer(table, points).ravel()
                continue
            table.take(slots, out=out, mode="wrap")
            if out is gained:
                total += gained
            slots, table, out = further, points, gained
        table.take(slots, out=out, mode="wrap")
        if out is gained:
            total += gained
        return total

    def _general_columns(self, block: Block, rows: int) -> np.ndarray:
        combine, always = self.card.combine, 0
        total = np.full(rows, -np.inf if combine == "max" else 0.0)
        most, counted = np.zeros(rows), np.zeros(rows)
        reweighted, broken = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
        for card, applies in zip(self.cards, self.applies, strict=True):
            gained = card.columns(block, block.scratch("points", rows))
            zero = applies is None or card.item.inapplicable == "zero"
            if applies is not None:
                on, open_ = applies.columns(block, rows)
                broken |= open_
                gained = np.where(on, gained, -np.inf if combine == "max" and not zero else 0.0)
            if applies is None or zero and combine != "mean":
                always += 1
            else:
                counted += on
            if zero:
                most += card.most
            else:
                most += np.where(on, card.most, 0.0)
                reweighted |= ~on
            if combine == "max":
                np.maximum(total, gained, out=total)
            else:
                total += gained
        counted += always
        broken |= (total == NONE) | (counted == 0) | (reweighted & (most == 0))
        if combine == "mean":
            total /= counted
        elif combine == "sum" and reweighted.any():
            total = np.where(reweighted, total * (self.most / most), total)
        total[broken] = NONE
        total += self.card.base_points
        return total

    def awards(self, v: Row) -> list[Award]:
        """What each characteristic contributed to the score, in file order; it sums to the score.

        Points stand after weight, reweighting and ``divide_by``; one that does not apply gives nothing.
        """
        applied = [self._applies(applies, v) for applies in self.applies]
        share = self.share(applied) / self.card.divide_by
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

    def share(self, applied: Sequence[bool]) -> float:
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
