"""One figure of many gradings as a numpy column: numbers, words, blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input

MISSING, GONE = -1, -2
"""Codes of a row without a word: blank (or its number stands in ``numbers``), and redacted."""
UNREADABLE = "\0unreadable"
"""The word of a cell that broke its declaration."""
UNREADABLE_TITLE = Bilingual("breaks its declaration", "不符合填写要求")


@dataclass(frozen=True, slots=True)
class Column:
    """A number or a word for each row; NaN and ``MISSING`` together are a blank.

    A number's special values are words, so a row has the one or the other.
    """

    numbers: np.ndarray
    codes: np.ndarray
    words: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: np.ndarray) -> Column:
        """The column of some rows only."""
        return Column(self.numbers[rows], self.codes[rows], self.words)

    @property
    def kept(self) -> Column:
        """The column without what was redacted."""
        return self.take(np.flatnonzero(self.codes != GONE))

    @property
    def gone(self) -> int:
        """How many values were redacted."""
        return int((self.codes == GONE).sum())


def column(values: Iterable[object]) -> Column:
    """A column of plain values: numbers, texts, booleans; None is a blank.

    >>> column([1.5, None, "no_ebitda"]).words
    ('no_ebitda',)
    """
    building = Building()
    for value in values:
        building.add(value)
    return building.column()


@dataclass(slots=True)
class Building:
    """A column that grows row by row, from values as the journal keeps them."""

    numbers: list[float] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)

    def add(self, kept: object) -> None:
        """Add a value: a default that was used counts as the blank that it stands for."""
        if type(kept) is float or type(kept) is int:
            self.numbers.append(kept)
            self.codes.append(MISSING)
            return
        self.numbers.append(np.nan)
        if kept is None:
            self.codes.append(MISSING)
        elif isinstance(kept, str):
            self.codes.append(self._code(kept))
        elif isinstance(kept, bool):
            self.codes.append(self._code("true" if kept else "false"))
        elif isinstance(kept, Mapping):
            wrong = kept.get("given") is not None  # a blank where none is allowed is a blank
            self.codes.append(GONE if "redacted" in kept else self._code(UNREADABLE) if wrong else MISSING)
        elif isinstance(kept, Sequence):
            self.codes.append(self._code("; ".join(map(str, kept))))
        else:
            raise TypeError(f"a journal keeps no {type(kept).__name__}")

    def skip(self) -> None:
        """Add a row for which nothing is known, as of a version of the policy without this input."""
        self.numbers.append(np.nan)
        self.codes.append(GONE)

    def _code(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))

    def column(self) -> Column:
        """What was added."""
        return Column(np.array(self.numbers, dtype=float), np.array(self.codes, dtype=np.int64), tuple(self.words))


def word_title(item: Input | None, word: str) -> Bilingual:
    """What a word of an input is called."""
    if word == UNREADABLE:
        return UNREADABLE_TITLE
    if item is not None:
        found = item.values.get(word) or item.special_titles.get(word)
        if found is not None:
            return found
        if item.type == "boolean":
            return Bilingual("yes", "是") if word == "true" else Bilingual("no", "否")
    return Bilingual(word, word)
