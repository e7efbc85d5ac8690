"""From a value to what a rule says about it: the slot of its partition, and a payload per slot.

The row path looks one value up, the column path a whole column; both read the same table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np

from xlplugin.policy.partition import Partition

from .column import BAD, BLANK, FIRST, Column
from .problems import MISSING, Problem
from .undefined import Undefined

MANY = 24
"""Above so many thresholds a binary search beats comparing with each."""


class Lookup:
    """Slots of one variable's partition. ``choose`` picks the slot that counts of a set's elements."""

    def __init__(
        self, partition: Partition, at: int, choose: Callable[[list[int]], int] | None = None
    ) -> None:
        self.partition = partition
        self.at = at
        self.thresholds = partition.thresholds
        self.words = partition.words
        self.rest = partition.rest_slot
        self.missing = partition.missing_slot
        self.truth = (self.words.get("false", 0), self.words.get("true", 0))
        self.choose = choose
        specials = partition.variable.specials
        self._latest: tuple[Sequence[object] | None, np.ndarray] = (None, np.empty(0))
        self.specials = tuple((value, self.words[name]) for name, value in specials.items())

    def slot(self, value: object) -> int:
        """The slot of a canonical value; raises Undefined where there is a problem instead of a value."""
        kind = type(value)
        if kind is float:
            return bisect_right(self.thresholds, value)  # type: ignore[type-var]
        if kind is str:
            return self.words.get(value, self.rest)  # type: ignore[arg-type]
        if kind is bool:
            return self.truth[value]  # type: ignore[index]
        if value is MISSING:
            return self.missing
        if kind is tuple:
            slots = [self.words.get(word, self.rest) for word in value]  # type: ignore[attr-defined]
            return slots[0] if self.choose is None else self.choose(slots)
        assert isinstance(value, Problem), value
        raise Undefined(value)

    def slots(self, column: Column) -> np.ndarray:
        """The slot of every row; a broken value falls into slot 0, which is outside."""
        if column.vocabulary is not None:
            return self.of_vocabulary(column.vocabulary).take(column.data)
        data = column.data
        if len(self.thresholds) > MANY:
            found = np.searchsorted(self.thresholds, data, side="right")
            found[np.isnan(data)] = 0
        else:
            found = counted(self.thresholds, data)
        if self.partition.variable.may_miss:
            # NaN lies above no threshold, so only the rows of slot 0 have to be looked at
            low = np.flatnonzero(found == 0)
            if len(low):
                blank = low[np.isnan(data[low])]
                found = found.astype(np.intp) if self.missing > 255 else found
                found[blank] = self.missing
        for value, slot in self.specials:
            found[data == value] = slot
        return found

    def of_vocabulary(self, vocabulary: Sequence[object]) -> np.ndarray:
        """The slot of each code of a vocabulary."""
        known, table = self._latest
        if known is vocabulary:
            return table
        table = np.zeros(len(vocabulary) + FIRST, dtype=np.intp)
        table[BAD], table[BLANK] = 0, self.missing if self.partition.variable.may_miss else 0
        for i, word in enumerate(vocabulary):
            table[FIRST + i] = self.slot(word)
        self._latest = (vocabulary, table)
        return table


def counted(thresholds: Sequence[float], data: np.ndarray) -> np.ndarray:
    """How many thresholds each value reaches, in bytes: compares without branches, added up."""
    if not thresholds:
        return np.zeros(len(data), dtype=np.uint8)
    found = (data >= thresholds[0]).view(np.uint8)
    reached = np.empty(len(data), dtype=bool)
    as_bytes = reached.view(np.uint8)
    for threshold in thresholds[1:]:
        np.greater_equal(data, threshold, out=reached)
        np.add(found, as_bytes, out=found)
    return found


def changes(partition: Partition, codes: np.ndarray) -> list[tuple[float, int]] | None:
    """Where along the numbers of a partition a byte changes, and by how much; None where ``stepped``
    cannot find it so: among words, special or missing values, or too many thresholds."""
    variable = partition.variable
    if not variable.numeric or variable.specials or variable.may_miss:
        return None
    steps = np.diff(codes[: len(partition.thresholds) + 1]).tolist()
    found = [(threshold, step) for threshold, step in zip(partition.thresholds, steps, strict=True) if step]
    return found if len(found) <= MANY else None


def stepped(start: int, steps: Sequence[tuple[float, int]], data: np.ndarray) -> np.ndarray:
    """A byte for each value: ``start`` plus the (wrapping) step of each threshold that it reaches."""
    found = np.full(len(data), start, dtype=np.uint8)
    reached = np.empty(len(data), dtype=bool)
    as_bytes = reached.view(np.uint8)
    for threshold, step in steps:
        np.greater_equal(data, threshold, out=reached)
        if step == 255:
            np.subtract(found, as_bytes, out=found)
            continue
        if step != 1:
            np.multiply(as_bytes, np.uint8(step), out=as_bytes)
        np.add(found, as_bytes, out=found)
    return found
