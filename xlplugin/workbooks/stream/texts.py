"""The different texts of a workbook, each with a number, so that columns hold numbers instead of texts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..comparison import folded


class Texts:
    """Texts by number; a text that is added twice keeps its number."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}
        self._folded = np.zeros(0, dtype=np.int64)
        self._first: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.values)
            self.values.append(text)
        return found

    def numbers(self, texts: Iterable[str]) -> np.ndarray:
        """The numbers of many texts."""
        return np.fromiter(map(self.number, texts), dtype=np.int64)

    def folded(self) -> np.ndarray:
        """For each text the number of the first that equals it where case does not count."""
        known = len(self._folded)
        if known < len(self.values):
            more = [
                self._first.setdefault(folded(text), number)
                for number, text in enumerate(self.values[known:], known)
            ]
            self._folded = np.concatenate([self._folded, np.array(more, dtype=np.int64)])
        return self._folded
