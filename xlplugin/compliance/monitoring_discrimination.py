"""How well a ranking tells defaulters from others: AUC and Gini with DeLong's bounds, KS, and the curves.

A ranking is a number for each customer that is higher for the riskier. Customers of the same number count half.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from xlplugin.policy.findings import Bilingual

from .monitoring_scipy import distributions

FEWEST = 10
"""Defaulters, and others, below which no figure is given."""
LEVEL = 0.95
MOST_POINTS = 200


@dataclass(frozen=True, slots=True)
class Curve:
    """The ROC and CAP curves, from the riskiest on: shares of non-defaulters, defaulters and all customers reached."""

    others: tuple[float, ...]
    defaulters: tuple[float, ...]
    everybody: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Discrimination:
    """What one ranking tells; ``why`` says why there is no figure, ``without`` are customers it has no number for.

    ``low`` and ``high`` are the bounds of the AUC at 95%; those of Gini = 2·AUC − 1 follow. None where DeLong's
    variance is 0 (perfect separation). ``ks_at`` is the ranking's number at which the curves are farthest apart, from
    which on customers are riskier; ``parted`` says so in words. ``ks_p`` needs scipy. ``ties`` is the share of pairs of
    a defaulter and another that the ranking does not tell apart.
    """

    name: str
    title: Bilingual
    customers: int
    defaulters: int
    without: int = 0
    ties: float = 0.0
    auc: float | None = None
    low: float | None = None
    high: float | None = None
    ks: float | None = None
    ks_at: float | None = None
    ks_p: float | None = None
    curve: Curve | None = None
    why: Bilingual | None = None
    parted: Bilingual | None = None

    @property
    def gini(self) -> float | None:
        """2·AUC − 1."""
        return None if self.auc is None else 2 * self.auc - 1

    @property
    def gini_bounds(self) -> tuple[float, float] | None:
        """The bounds of Gini at 95%."""
        return None if self.low is None or self.high is None else (2 * self.low - 1, 2 * self.high - 1)


def discrimination(name: str, title: Bilingual, risk: np.ndarray, defaulted: np.ndarray) -> Discrimination:
    """The figures of a ranking; ``risk`` is higher for the riskier and NaN where there is none."""
    known = ~np.isnan(risk)
    without = int((~known).sum())
    risk, defaulted = risk[known], defaulted[known].astype(bool)
    bad, good = risk[defaulted], risk[~defaulted]
    counts = len(risk), len(bad)
    why = _too_few(len(bad), len(good))
    if why is not None:
        return Discrimination(name, title, *counts, without, why=why)
    auc, deviation = delong(bad, good)
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * deviation
    low, high = (max(auc - half, 0.0), min(auc + half, 1.0)) if deviation > 0 else (None, None)
    curve, distance, at = _curves(risk, defaulted)
    stats = distributions()
    p = None if stats is None else float(stats.ks_2samp(bad, good, method="asymp").pvalue)
    ties = _tied_pairs(bad, good) / (len(bad) * len(good))
    return Discrimination(name, title, *counts, without, ties, auc, low, high, distance, at, p, curve)


def _too_few(bad: int, good: int) -> Bilingual | None:
    if bad == 0 or good == 0:
        if bad == good:
            return Bilingual("no customer has an outcome and a number", "没有同时具备结果和数值的客户")
        one = Bilingual("nobody defaulted", "无客户违约") if bad == 0 else Bilingual("everybody defaulted", "客户全部违约")
        return Bilingual(f"one class only: {one.en}", f"结果只有一类：{one.zh}")
    if min(bad, good) < FEWEST:
        return Bilingual(
            f"too few cases: {bad} defaulted, {good} did not; {FEWEST} of each are asked for",
            f"样本过少：违约 {bad} 户，未违约 {good} 户；每类至少需 {FEWEST} 户",
        )
    return None


def midranks(numbers: np.ndarray) -> np.ndarray:
    """The ranks from 1; equal numbers share the mean of theirs.

    >>> midranks(np.array([3.0, 1.0, 3.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[which.reshape(-1)]


def delong(bad: np.ndarray, good: np.ndarray) -> tuple[float, float]:
    """The AUC and its standard error (DeLong, DeLong and Clarke-Pearson 1988; by ranks as Sun and Xu 2014)."""
    m, n = len(bad), len(good)
    together = midranks(np.concatenate([bad, good]))
    over_good = (together[:m] - midranks(bad)) / n
    over_bad = 1 - (together[m:] - midranks(good)) / m
    auc = float(over_good.mean())
    variance = over_good.var(ddof=1) / m + over_bad.var(ddof=1) / n
    return auc, math.sqrt(float(variance))


def _curves(risk: np.ndarray, defaulted: np.ndarray) -> tuple[Curve, float, float]:
    """The curves over the distinct numbers, the riskiest first; KS is looked for at all of them."""
    distinct, which = np.unique(risk, return_inverse=True)
    which = which.reshape(-1)
    bad = np.bincount(which[defaulted], minlength=len(distinct))[::-1].cumsum()
    whole = np.bincount(which, minlength=len(distinct))[::-1].cumsum()
    good = whole - bad
    shares = [np.concatenate([[0.0], count / count[-1]]) for count in (good, bad, whole)]
    gap = np.abs(shares[1] - shares[0])
    farthest = int(gap.argmax())
    at = float(distinct[::-1][max(farthest - 1, 0)])
    places = _thinned(len(distinct) + 1, farthest)
    curve = Curve(*(tuple(share[places].tolist()) for share in shares))
    return curve, float(gap[farthest]), at


def _thinned(points: int, always: int) -> np.ndarray:
    if points <= MOST_POINTS:
        return np.arange(points)
    return np.unique(np.append(np.linspace(0, points - 1, MOST_POINTS).round().astype(int), always))


def _tied_pairs(bad: np.ndarray, good: np.ndarray) -> int:
    values, counts = np.unique(bad, return_counts=True)
    ordered = np.sort(good)
    equal = np.searchsorted(ordered, values, "right") - np.searchsorted(ordered, values, "left")
    return int((counts * equal).sum())
