"""Intervals of numbers, exact at both ends: an end is a cut just before or just after a number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .numbers import format_number

Cut = tuple[float, int]
"""``(x, 0)`` lies just before x, ``(x, 1)`` just after it; cuts sort as they lie on the line."""

LEFT_END: Cut = (-math.inf, 1)
RIGHT_END: Cut = (math.inf, 0)


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from ``low`` to ``high``; an infinite end is never closed."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool

    @classmethod
    def between(cls, start: Cut, end: Cut) -> Range:
        """The range between two cuts."""
        return cls(start[0], end[0], start[1] == 0, end[1] == 1)

    @property
    def start(self) -> Cut:
        """Where the range starts, as a cut."""
        return (self.low, 0 if self.low_closed else 1)

    @property
    def end(self) -> Cut:
        """Where the range ends, as a cut."""
        return (self.high, 1 if self.high_closed else 0)

    def __contains__(self, number: float) -> bool:
        above = number >= self.low if self.low_closed else number > self.low
        below = number <= self.high if self.high_closed else number < self.high
        return above and below

    def text(self, unit: str = "") -> str:
        """The range as a policy writes it, such as ``[60%..88%)`` or ``>= 90``."""
        if self.low == self.high:
            return format_number(self.low, unit)
        if math.isinf(self.low) and math.isinf(self.high):
            return "any number"
        if math.isinf(self.low):
            return f"{'<=' if self.high_closed else '<'} {format_number(self.high, unit)}"
        if math.isinf(self.high):
            return f"{'>=' if self.low_closed else '>'} {format_number(self.low, unit)}"
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{format_number(self.low, unit)}..{format_number(self.high, unit)}{right}"


ALL = Range(-math.inf, math.inf, False, False)


def merge(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same numbers as ``ranges`` in the fewest ranges, in order."""
    merged: list[tuple[Cut, Cut]] = []
    for start, end in sorted((r.start, r.end) for r in ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(Range.between(start, end) for start, end in merged)


def complement(ranges: Iterable[Range], within: Iterable[Range] = (ALL,)) -> tuple[Range, ...]:
    """The numbers of ``within`` that no range of ``ranges`` holds."""
    holes: list[Range] = []
    taken = merge(ranges)
    for outer in merge(within):
        at = outer.start
        for inner in taken:
            if inner.end <= at:
                continue
            if inner.start >= outer.end:
                break
            if inner.start > at:
                holes.append(Range.between(at, inner.start))
            at = max(at, inner.end)
        if at < outer.end:
            holes.append(Range.between(at, outer.end))
    return tuple(holes)


def holds_integer(item: Range) -> bool:
    """True where some whole number lies in the range."""
    if math.isinf(item.low) or math.isinf(item.high):
        return True
    first = math.ceil(item.low)
    if first == item.low and not item.low_closed:
        first += 1
    return first in item


def threshold(cut: Cut) -> float:
    """The least float at or after the cut: ``x >= threshold(cut)`` says that x lies after it."""
    number, after = cut
    if math.isinf(number):
        return -1.7976931348623157e308 if number < 0 else math.inf
    return math.nextafter(number, math.inf) if after else number
