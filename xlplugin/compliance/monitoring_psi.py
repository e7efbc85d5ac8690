"""The population stability index (PSI): how far a figure's distribution has moved from a reference.

    PSI = Σ (a − e) · ln(a / e)        over the bins; e: share of the reference, a: share now

Bins of numbers are the deciles of the reference, (−∞, d1], (d1, d2] … (d9, ∞), equal ones merged; with ten
different numbers or fewer each is a bin of its own, and what the reference has not is one more. Words are a bin
each, blanks are one. A bin that is empty on one side counts there as half a case, so that nothing is infinite.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xlplugin.policy.findings import Bilingual

from .monitoring_columns import MISSING, Column
from .monitoring_scipy import distributions

WATCH, SHIFTED = 0.1, 0.25
"""The usual marks: conventions (Lewis 1994; Siddiqi 2006), no test of significance."""
FEWEST = 30
"""Cases on each side below which no PSI is given."""
MOST_VALUES, MOST_WORDS = 10, 20
HALF_A_CASE = 0.5
BLANK, OTHERS, OTHER_WORDS = (
    Bilingual("blank", "空白"),
    Bilingual("other numbers", "其他数值"),
    Bilingual("other words", "其他取值"),
)
Mark = Literal["stable", "watch", "shifted", ""]
MARKS: dict[Mark, Bilingual] = {
    "stable": Bilingual("below 0.1", "低于0.1"),
    "watch": Bilingual("0.1 to 0.25", "0.1至0.25"),
    "shifted": Bilingual("0.25 and above", "0.25及以上"),
    "": Bilingual("no figure", "无数值"),
}


@dataclass(frozen=True, slots=True)
class Bin:
    """A class of values: cases in the reference and now, and what it adds to the index."""

    title: Bilingual
    before: int
    after: int
    part: float


@dataclass(frozen=True, slots=True)
class Stability:
    """The PSI of one figure; ``why`` says why there is none, ``chance`` what equal populations stay below.

    ``chance`` is the 95% quantile of the index of two samples of these sizes from the same population:
    (1/n + 1/m) · χ²(bins − 1) (Yurdakul and Naranjo 2020). ``gone`` are redacted values, which no bin counts.
    """

    name: str
    title: Bilingual
    bins: tuple[Bin, ...]
    before: int
    after: int
    psi: float | None = None
    chance: float | None = None
    why: Bilingual | None = None
    gone: int = 0

    @property
    def mark(self) -> Mark:
        """Where the index lies by the usual marks."""
        if self.psi is None:
            return ""
        return "stable" if self.psi < WATCH else "watch" if self.psi < SHIFTED else "shifted"


def psi(before: Sequence[int], after: Sequence[int]) -> tuple[float, tuple[float, ...]]:
    """The index of two counts over the same bins, and what each bin adds; empty in both adds nothing.

    >>> round(psi([40, 30, 30], [35, 25, 40])[0], 4)
    0.0446
    """
    totals = sum(before), sum(after)
    if not all(totals):
        raise ValueError("an index needs cases on both sides")
    parts = []
    for old, new in zip(before, after, strict=True):
        if old == new == 0:
            parts.append(0.0)
            continue
        expected, actual = (max(count, HALF_A_CASE) / total for count, total in zip((old, new), totals, strict=True))
        parts.append((actual - expected) * math.log(actual / expected))
    return math.fsum(parts), tuple(parts)


def stability(
    name: str,
    title: Bilingual,
    reference: Column,
    now: Column,
    shown: Callable[[float], str] = lambda number: f"{number:.6g}",
    word_title: Callable[[str], Bilingual] = lambda word: Bilingual(word, word),
) -> Stability:
    """The PSI of one figure now against the reference. ``shown`` writes a number, ``word_title`` names a word."""
    gone = reference.gone + now.gone
    reference, now = reference.kept, now.kept
    sizes = len(reference), len(now)
    if min(sizes) < FEWEST:
        side = Bilingual("the reference", "基准样本") if sizes[0] < FEWEST else Bilingual("this day", "当日")
        why = Bilingual(
            f"too few cases: {min(sizes)} in {side.en}, {FEWEST} are asked for",
            f"样本过少：{side.zh}仅 {min(sizes)} 户，至少需 {FEWEST} 户",
        )
        return Stability(name, title, (), *sizes, why=why, gone=gone)
    counted = [one for one in _counted(reference, now, shown, word_title) if one[1] or one[2]]
    index, parts = psi([one[1] for one in counted], [one[2] for one in counted])
    bins = tuple(Bin(*one, part) for one, part in zip(counted, parts, strict=True))
    return Stability(name, title, bins, *sizes, psi=index, chance=chance(len(bins), *sizes), gone=gone)


def chance(bins: int, before: int, after: int) -> float | None:
    """What the index of two samples from one population stays below 19 times in 20; None without scipy."""
    stats = distributions()
    if stats is None or bins < 2:
        return None
    return float((1 / before + 1 / after) * stats.chi2.ppf(0.95, bins - 1))


_Counted = tuple[Bilingual, int, int]


def _counted(
    reference: Column, now: Column, shown: Callable[[float], str], word_title: Callable[[str], Bilingual]
) -> Iterator[_Counted]:
    yield from _of_numbers(reference, now, shown)
    yield from _of_words(reference, now, word_title)
    blank = [int((np.isnan(side.numbers) & (side.codes == MISSING)).sum()) for side in (reference, now)]
    yield BLANK, blank[0], blank[1]


def _of_numbers(reference: Column, now: Column, shown: Callable[[float], str]) -> Iterator[_Counted]:
    old, new = (side.numbers[~np.isnan(side.numbers)] for side in (reference, now))
    values = np.unique(old)
    if len(values) <= MOST_VALUES:
        known = 0
        for value in values.tolist():
            count = int((new == value).sum())
            known += count
            said = shown(value)
            yield Bilingual(said, said), int((old == value).sum()), count
        yield OTHERS, 0, len(new) - known
        return
    cuts = deciles(old)
    before, after = (np.bincount(np.searchsorted(cuts, side, "left"), minlength=len(cuts) + 1) for side in (old, new))
    for place, (first, second) in enumerate(zip(before.tolist(), after.tolist(), strict=True)):
        said = _interval(cuts, place, shown)
        yield Bilingual(said, said), first, second


def deciles(numbers: np.ndarray) -> np.ndarray:
    """The nine deciles, each a number that occurs; equal ones once."""
    return np.unique(np.quantile(numbers, np.arange(1, 10) / 10, method="inverted_cdf"))


def _interval(cuts: np.ndarray, place: int, shown: Callable[[float], str]) -> str:
    if place == 0:
        return f"≤ {shown(float(cuts[0]))}"
    if place == len(cuts):
        return f"> {shown(float(cuts[-1]))}"
    return f"({shown(float(cuts[place - 1]))}..{shown(float(cuts[place]))}]"


def _of_words(
    reference: Column, now: Column, word_title: Callable[[str], Bilingual]
) -> Iterator[_Counted]:
    words = list(dict.fromkeys((*reference.words, *now.words)))
    before, after = (_counts(side, words) for side in (reference, now))
    order = sorted(words, key=lambda word: (-before[word], -after[word], word))
    for word in order[:MOST_WORDS]:
        yield word_title(word), before[word], after[word]
    rest = order[MOST_WORDS:]
    yield OTHER_WORDS, sum(before[word] for word in rest), sum(after[word] for word in rest)


def _counts(side: Column, words: Sequence[str]) -> dict[str, int]:
    found = np.bincount(side.codes[side.codes >= 0], minlength=len(side.words))
    return dict.fromkeys(words, 0) | dict(zip(side.words, map(int, found), strict=True))
