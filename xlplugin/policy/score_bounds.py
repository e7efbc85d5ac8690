"""The least and greatest total of a card's points, whichever characteristics apply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal

from .model import Characteristic, Scorecard

Ends = tuple[float, float]
"""The least and most points of a characteristic, weighted."""
Share = tuple[float, float, float, bool]
"""Its least and most points, what they are out of, and whether it may drop out."""


def total_bounds(card: Scorecard, ends: Sequence[Ends]) -> Ends:
    """Bounds of what ``combine`` makes of the points; ``ends`` are those of each characteristic.

    A characteristic that does not apply drops out: its weight goes to the others in proportion
    (``reweight``), or it counts as zero. Of a ratio of sums the extremes lie where the best (or worst)
    few of those that may drop out stay, so that no subsets need to be tried.
    """
    if card.combine == "max":
        return _of_max(card, ends)
    parts = list(zip(card.characteristics, ends, strict=True))
    if card.combine == "mean":
        shares = [(low, high, 1.0, item.applies is not None) for item, (low, high) in parts]
        return _ratio(shares, 1.0)
    shares = [(*_with_zero(item, pair), max(pair), item.inapplicable == "reweight") for item, pair in parts]
    most = sum(share[2] for share in shares)
    if not any(share[3] for share in shares) or any(share[2] <= 0 for share in shares if share[3]):
        return sum(share[0] for share in shares), sum(share[1] for share in shares)
    return _ratio(shares, most)


def _with_zero(item: Characteristic, pair: Ends) -> Ends:
    return (min(pair[0], 0.0), max(pair[1], 0.0)) if item.inapplicable == "zero" else pair


def _of_max(card: Scorecard, ends: Sequence[Ends]) -> Ends:
    parts = list(zip(card.characteristics, ends, strict=True))
    stay = [_with_zero(item, pair) for item, pair in parts if item.inapplicable != "reweight"]
    least = max(low for low, _ in stay) if stay else min(low for low, _ in ends)
    return least, max(_with_zero(item, pair)[1] for item, pair in parts)


def _ratio(shares: Sequence[Share], whole: float) -> Ends:
    """Bounds of the points over what they are out of, times ``whole``."""
    return _extreme(shares, 0, min) * whole, _extreme(shares, 1, max) * whole


def _extreme(shares: Sequence[Share], end: Literal[0, 1], pick: Callable[..., float]) -> float:
    fixed = [share for share in shares if not share[3]]
    free = [share for share in shares if share[3]]
    first = (sum(share[end] for share in fixed), sum(share[2] for share in fixed))
    ordered = sorted(free, key=lambda share: share[end] / share[2], reverse=pick is max)
    sums = accumulate(
        ((share[end], share[2]) for share in ordered),
        lambda total, part: (total[0] + part[0], total[1] + part[1]),
        initial=first,
    )
    return pick((points / out_of for points, out_of in sums if out_of > 0), default=0.0)
