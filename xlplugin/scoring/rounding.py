"""Rounding half away from zero, the same on a float and on an array, so that binary fractions move no grade.

A sum of decimal points such as 0.1 + 0.2 lies a few units in the last place beside the decimal number
it stands for. A value within 2**-44 (relative, at most 1/64 of the last place) of a half therefore
counts as the half.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

_NEAR = 2.0**-44
_NEAREST = 1 / 64
_WHOLE = 2.0**52


def round_half_away(value: float, decimals: int) -> float:
    """``value`` rounded to ``decimals`` places; infinities and NaN stay.

    >>> round_half_away(0.1 + 0.2, 6), round_half_away(-2.5, 0), round_half_away(74.49999999999999, 0)
    (0.3, -3.0, 75.0)
    """
    scale = 10.0**decimals
    size = abs(value) * scale
    if not size < _WHOLE:
        return value
    low = math.floor(size)
    rounded = (low + (1.0 if size - low >= 0.5 - min(_NEAR * max(size, 1.0), _NEAREST) else 0.0)) / scale
    return -rounded if value < 0 and rounded else rounded


def keeps(terms: Iterable[float], most: int, decimals: int) -> bool:
    """True where a sum of up to ``most`` of these terms is at once the decimal number that it rounds to.

    Each term then stands for a number of no more than ``decimals`` places, so that no sum comes near a
    half of the last place; ``round_array`` need not look for one.
    """
    scale = 10.0**decimals
    return all(
        abs(term) * scale * most**2 < 2.0**46 and abs(term * scale - round(term * scale)) < 2.0**-10 / most
        for term in terms
    )


def round_array(
    values: np.ndarray,
    decimals: int,
    kept: bool = False,
    scratch: np.ndarray | None = None,
    out: np.ndarray | None = None,
) -> np.ndarray:
    """The same for every element of a float array, bit for bit.

    ``kept`` says that all finite values are such sums as ``keeps`` finds harmless. ``scratch`` and ``out``
    are memory to work in and for the result.
    """
    scale = 10.0**decimals
    with np.errstate(all="ignore"):
        size = np.multiply(values, scale, out=scratch)
        rounded = np.rint(size, out=out)
        rounded += 0.0  # -0.0 becomes 0.0
        if not kept:
            size -= rounded
            np.abs(size, out=size)
            careful = size >= 0.5 - _NEAREST
            np.abs(rounded, out=size)
            careful |= ~(size < _WHOLE)
        rounded /= scale
        if not kept and careful.any():
            rows = np.flatnonzero(careful)
            rounded[rows] = _carefully(values[rows], scale)
    return rounded


def _carefully(values: np.ndarray, scale: float) -> np.ndarray:
    """Values that may lie at a half or are too large to round."""
    size = np.abs(values) * scale
    low = np.floor(size)
    low += (size - low) >= 0.5 - np.minimum(_NEAR * np.maximum(size, 1.0), _NEAREST)
    low /= scale
    low = np.where((values < 0) & (low != 0), -low, low)
    return np.where(size < _WHOLE, low, values)
