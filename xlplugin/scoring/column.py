"""A column of canonical values: numbers in a float array, words as codes into a vocabulary.

What a cell lacks is embedded: in numbers NaN is missing and +inf a value that breaks its declaration;
in codes 0 is a broken value, 1 is missing and 2 is the first word of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .problems import MISSING

BAD, BLANK, FIRST = 0, 1, 2
NONE = np.float64(np.inf)


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one name for many rows; ``vocabulary`` is None for numbers."""

    data: np.ndarray
    vocabulary: tuple[object, ...] | None = None

    def __len__(self) -> int:
        return len(self.data)

    def slice(self, start: int, stop: int) -> Column:
        """A view of some rows."""
        return Column(self.data[start:stop], self.vocabulary)

    def bad(self) -> np.ndarray:
        """True where there is no value because something is wrong."""
        return self.data == (BAD if self.vocabulary is not None else NONE)

    def blank(self) -> np.ndarray:
        """True where the value is missing."""
        return np.isnan(self.data) if self.vocabulary is None else self.data == BLANK

    def values(self) -> list[object]:
        """The values as Python objects: float, str, bool, tuple or MISSING; None where something is wrong."""
        if self.vocabulary is None:
            values: list[object] = self.data.tolist()
            for i in np.flatnonzero(~np.isfinite(self.data)).tolist():
                values[i] = MISSING if np.isnan(self.data[i]) else None
            return values
        words = np.empty(len(self.vocabulary) + FIRST, dtype=object)
        words[BAD], words[BLANK] = None, MISSING
        words[FIRST:] = self.vocabulary  # type: ignore[call-overload]
        if self.vocabulary and isinstance(self.vocabulary[0], tuple):
            for i, word in enumerate(self.vocabulary):
                words[FIRST + i] = word
        return words.take(self.data).tolist()


class Block(list[Any]):
    """Columns of some rows by position, with scratch memory that one block after another works in.

    Fresh memory for every step costs more than the arithmetic on it.
    """

    __slots__ = ("_scratch",)

    def __init__(self, columns: Iterable[Column] = (), scratch: dict[object, np.ndarray] | None = None) -> None:
        super().__init__(columns)
        self._scratch = {} if scratch is None else scratch

    def scratch(self, owner: object, rows: int, kind: type | np.dtype = float) -> np.ndarray:
        """An array of arbitrary content that belongs to ``owner`` until the next block."""
        found = self._scratch.get(owner)
        if found is None or len(found) < rows:
            found = self._scratch[owner] = np.empty(rows, dtype=kind)
        return found if len(found) == rows else found[:rows]


def code_type(words: int) -> np.dtype:
    """The smallest unsigned type that codes so many words."""
    return np.min_scalar_type(words + FIRST)
