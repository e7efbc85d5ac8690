"""Rankings: where a row stands in the whole book. One row alone has no rank: the policy declines."""

from __future__ import annotations

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Ranking

from .column import NONE, Column
from .compiling import Block, Compiling, Row
from .conditions import compile_conditions
from .problems import Problem
from .rounding import round_array
from .undefined import Undefined

PLACES = 12


class RankingStep:
    """A ranking, compiled; rows that cannot be graded, or lie outside ``where``, do not count."""

    def __init__(self, ranking: Ranking, compiling: Compiling) -> None:
        self.ranking, self.title = ranking, ranking.title
        self.names = (ranking.name,)
        self.at, self.of = compiling.at[ranking.name], compiling.at[ranking.of]
        self.name_of = ranking.of
        self.compiling = compiling
        compiling.read_as_number.add(self.of)
        self.where = compile_conditions([ranking.where_], compiling, ranking.title)[0]

    def row(self, v: Row) -> None:
        """Decline, unless the row's own value or the condition already says why there is no rank."""
        value = v[self.of]
        if isinstance(value, Problem):
            v[self.at] = value
            return
        try:
            if self.where is not None:
                self.where.row(v)
            v[self.at] = self.alone()
        except Undefined as undefined:
            v[self.at] = undefined.problem

    def alone(self) -> Problem:
        """Why one row has no rank."""
        return Problem(
            "declined",
            Bilingual(
                f"{self.title.en}: a rank needs the whole book; pass all customers' rows at once",
                f"{self.title.zh}：排名需要全部客户的数据；请一次传入整个区域",
            ),
        )

    def columns(self, block: Block, rows: int) -> None:
        """Write the rank of every row of the book."""
        data = block[self.of].data
        counted = np.isfinite(data)
        outside = np.zeros(rows, dtype=bool)
        if self.where is not None:
            true, open_ = self.where.columns(block, rows)
            outside = counted & ~true & ~open_
            counted &= true
        found = np.full(rows, NONE)
        if self.ranking.outside is not None:
            found[outside] = self.ranking.outside
        chosen = np.flatnonzero(counted)
        if len(chosen):
            found[chosen] = self._ranks(data[chosen])
        block[self.at] = Column(found)

    def _ranks(self, values: np.ndarray) -> np.ndarray:
        ranking, count = self.ranking, len(values)
        order = np.argsort(-values if ranking.order == "descending" else values, kind="stable")
        ordered = values[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        ends = np.concatenate((starts[1:], [count]))
        group = np.repeat(np.arange(len(starts)), ends - starts)
        first, last = starts[group] + 1.0, ends[group] + 0.0
        rank = {"best": first, "worst": last, "mean": (first + last) / 2}[ranking.ties]
        if ranking.measure == "percent_rank":
            measured = rank / count
        elif ranking.measure == "ntile":
            measured = np.floor((rank - 1) * ranking.tiles / count) + 1
        else:
            measured = self._shares(ordered, starts, ends, group)
        found = np.empty(count)
        found[order] = round_array(measured, PLACES)
        return found

    def _shares(
        self, ordered: np.ndarray, starts: np.ndarray, ends: np.ndarray, group: np.ndarray
    ) -> np.ndarray:
        running = np.concatenate(([0.0], np.cumsum(ordered)))
        total = running[-1]
        if not total > 0 or ordered.min() < 0 or not np.isfinite(total):
            return np.full(len(ordered), NONE)
        before, after = running[starts], running[ends]
        better = self.ranking.crossing == "better"
        if self.ranking.ties == "mean":
            share = before if better else (before + after) / 2
        elif better:
            share = before if self.ranking.ties == "best" else after - ordered[starts]
        else:
            share = before + ordered[starts] if self.ranking.ties == "best" else after
        return share[group] / total

    def count(self, block: Block) -> int:
        """How many rows of an evaluated book were ranked."""
        return int(np.isfinite(block[self.at].data).sum())
