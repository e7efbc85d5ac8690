"""Books for the measured card: clean columns, the same with dirty cells, mixed cells as a sheet has them."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .card import CHINESE, HIGH, LOW, MISSING_POINTS, NAMES, NUMBERS, WORD_POINTS

STRANGER = "unheard_of"
"""A word that no category of the card knows."""


@dataclass(frozen=True, slots=True)
class Book:
    """Clean columns (floats; uint8 codes in declared order), the same dirtied, and which rows that breaks.

    ``dirty`` has categories as pandas Categoricals, ``texts`` the same words as Python strings;
    ``touched`` rows have a dirty cell, ``broken`` rows one that cannot be graded.
    """

    clean: tuple[np.ndarray, ...]
    dirty: tuple[object, ...]
    texts: tuple[object, ...]
    touched: np.ndarray
    broken: np.ndarray

    def __len__(self) -> int:
        return len(self.touched)


def book(rows: int, share: float = 0.01, seed: int = 20260101) -> Book:
    """A random book with a ``share`` of dirty cells: NaN, both infinities, out of domain, unknown or no code."""
    chance = np.random.default_rng(seed)
    touched, broken = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    clean: list[np.ndarray] = []
    dirty: list[object] = []
    texts: list[object] = []
    for name in NAMES:
        spoiled = chance.random(rows) < share
        kind = chance.integers(0, 4, rows)
        blank = spoiled & (kind == 0)
        touched |= spoiled
        broken |= spoiled if name not in MISSING_POINTS else spoiled & ~blank
        if name in NUMBERS:
            values = np.round(chance.uniform(LOW, HIGH, rows), 2)
            clean.append(values)
            wrong = np.array([np.nan, np.inf, -np.inf, HIGH + 0.01])
            dirty.append(np.where(spoiled, wrong[kind], values))
            texts.append(dirty[-1])
        else:
            words = [*WORD_POINTS[name]]
            codes = chance.integers(0, len(words), rows).astype(np.uint8)
            clean.append(codes)
            known = sorted([*words, STRANGER])  # as pandas orders the categories that it finds
            place = np.array([known.index(word) for word in words])
            found = np.where(spoiled, np.where(blank, -1, known.index(STRANGER)), place[codes])
            dirty.append(pd.Categorical.from_codes(found, known))
            texts.append(np.array([*known, None], dtype=object)[found])
    return Book(tuple(clean), tuple(dirty), tuple(texts), touched, broken)


def mixed_rows(rows: int, seed: int = 20260101) -> list[list[object]]:
    """Rows as a sheet has them: floats, whole numbers, numbers as text, words in two languages, blanks, a few bad."""
    chance = random.Random(seed)
    return [[_cell(chance, name) for name in NAMES] for _ in range(rows)]


def _cell(chance: random.Random, name: str) -> object:
    drawn = chance.random()
    if drawn < (0.04 if name in MISSING_POINTS else 0.001):
        return None if drawn < 0.02 else ""
    if drawn > 0.998:
        return chance.choice(["n/a", True, 250.0, "1_0", -3] if name in NUMBERS else [STRANGER, 3, "？"])
    style = chance.random()
    if name in NUMBERS:
        number = round(chance.uniform(LOW, HIGH), 2)
        if style < 0.75:
            return number
        if style < 0.9:
            return int(number)
        return f"{number}" if style < 0.97 else f" {number:,.1f} "
    word = chance.choice([*WORD_POINTS[name]])
    if style < 0.45:
        return word
    if style < 0.9:
        return CHINESE[word]
    return word.capitalize() if style < 0.97 else f" {word.upper()} "
