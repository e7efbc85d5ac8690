"""Numbers read from the bytes of many cells at once, each to the very float that ``float()`` gives."""

from __future__ import annotations

import numpy as np

from ..cell_values import stored_number

SHORT = 8
_EXACT_DIGITS = 15
"""So many digits are exact in a float, and so is their power of ten: their quotient is rounded once, correctly."""
_POWERS = 10.0 ** np.arange(23)
_ZERO, _POINT, _MINUS = ord("0"), ord("."), ord("-")
_POINT_DIGIT = (_POINT - _ZERO) % 256


def read_numbers(buffer: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The numbers written between starts and ends. Raises ValueError for anything that is none.

    The usual ones, of up to 15 digits without exponent, are worked out digit by digit for all cells together.
    """
    lengths = ends - starts
    result = np.empty(len(starts))
    odd = np.ones(len(starts), dtype=bool)
    for low, high in ((0, SHORT), (SHORT, _EXACT_DIGITS + 2)):
        usual = np.flatnonzero((lengths > low) & (lengths <= high))
        if len(usual):
            values, fine, long = _digit_by_digit(buffer, starts[usual], lengths[usual])
            result[usual] = values
            odd[usual[fine | long]] = False
            if long.any():
                result[usual[long]] = _long(buffer, starts[usual[long]], ends[usual[long]])
    text = buffer.data
    for place in np.flatnonzero(odd).tolist():
        result[place] = stored_number(str(text[starts[place] : ends[place]], "ascii").strip(" \t\r\n"))
    return result


def _long(buffer: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Numbers of digits, a point and a sign that are too long to be worked out here."""
    text = buffer.tobytes() if not buffer.flags.c_contiguous else memoryview(buffer)
    found = [bytes(text[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return np.array(found).astype(np.float64)


def _digit_by_digit(
    buffer: np.ndarray, at: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The numbers that are written with digits, a point and a sign only, which of them are, and which are too long."""
    first = buffer[at]
    negative = first == _MINUS
    mantissa = np.zeros(len(at), dtype=np.int64)
    digits, decimals, points = (np.zeros(len(at), dtype=np.int8) for _ in range(3))
    shortest = int(size.min())
    others = np.zeros(len(at), dtype=bool)
    for place in range(int(size.max())):
        digit = (first if place == 0 else buffer[at + place]) - np.uint8(_ZERO)
        is_digit, is_point = digit <= 9, digit == _POINT_DIGIT
        is_other = ~(is_digit | is_point)
        if place == 0:
            is_other &= ~negative
        if place >= shortest:
            inside = size > place
            is_digit &= inside
            is_point &= inside
            is_other &= inside
        mantissa = np.where(is_digit, mantissa * 10 + digit, mantissa)
        decimals += is_digit & (points > 0)
        digits += is_digit
        points += is_point
        others |= is_other
    plain = ~others & (digits > 0) & (points <= 1) & (buffer[at + size - 1] != _POINT)
    fine = plain & (digits <= _EXACT_DIGITS)
    values = mantissa / _POWERS[decimals]
    np.negative(values, where=negative, out=values)
    return values, fine, plain & ~fine
