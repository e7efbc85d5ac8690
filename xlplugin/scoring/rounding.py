"""Rounding half away from zero, the same on a float and on an array, so that binary fractions move no grade.

A sum of decimal points such as 0.1 + 0.2 lies a few units in the last place beside the decimal number
it stands for. A value within 2**-44 (relative, at most 1/64 of the last place) of a half therefore
counts as the half.
"""

from __future__ import annotations

import math

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


def round_array(values: np.ndarray, decimals: int) -> np.ndarray:
    """The same for every element of a float array, bit for bit."""
    scale = 10.0**decimals
    size = np.abs(values)
    size *= scale
    low = np.floor(size)
    up = (size - low) >= 0.5 - np.minimum(_NEAR * np.maximum(size, 1.0), _NEAREST)
    low += up
    low /= scale
    wide = ~(size < _WHOLE)
    negative = values < 0
    if negative.any():
        low = np.where(negative & (low != 0), -low, low)
    if wide.any():
        low = np.where(wide, values, low)
    return low
