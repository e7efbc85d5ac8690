"""Values of a part of a formula in many rows, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from xlplugin.functions.cell_columns import BOOLEAN, EMPTY, NUMBER, TEXT, CellColumn

from ..cell_values import Value
from .columns import Column
from .texts import Texts


class NotOnColumns(Exception):
    """A formula, or a part of it, that is worked out row by row."""


@dataclass(frozen=True, slots=True)
class Values:
    """Values of a part of a formula in many rows; ``careful`` are rows in which they are not to be used."""

    kinds: np.ndarray
    numbers: np.ndarray
    careful: np.ndarray


Get = Callable[[np.ndarray], Values]
"""From row numbers to the values there."""


def coded_values(values: list[Value], texts: Texts) -> tuple[np.ndarray, np.ndarray]:
    """Values as kinds and numbers."""
    coder = Column(texts)
    known: dict[tuple[type, Value], tuple[int, float]] = {}
    pairs = []
    for value in values:
        if type(value) is float:
            pairs.append((NUMBER, value))
            continue
        key = (type(value), value)
        if key not in known:
            known[key] = coder.coded(value)
        pairs.append(known[key])
    kinds, numbers = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(kinds, dtype=np.uint8), np.array(numbers, dtype=float)


def constant(kind: int, number: float, count: int) -> Values:
    """The same value in so many rows."""
    return Values(np.full(count, kind, dtype=np.uint8), np.full(count, number), np.zeros(count, dtype=bool))


def nothing(count: int) -> Values:
    """No value in any of so many rows: each is worked out by itself."""
    return Values(np.zeros(count, dtype=np.uint8), np.zeros(count), np.ones(count, dtype=bool))


def truths(result: np.ndarray, careful: np.ndarray) -> Values:
    """Booleans as values."""
    return Values(np.full(len(result), BOOLEAN, dtype=np.uint8), result.astype(float), careful)


def renumbered(column: CellColumn, texts: Texts) -> np.ndarray:
    """The numbers of a column's cells, its texts as they are numbered in ``texts``."""
    said = column.kinds == TEXT
    known = texts.numbers(column.texts)
    numbers = column.numbers.copy()
    numbers[said] = known[column.numbers[said].astype(np.int64)]
    return numbers


def taken(column: Column | None, rows: np.ndarray) -> Values:
    """The cells of a column in these rows."""
    count = len(rows)
    kinds, numbers = np.zeros(count, dtype=np.uint8), np.zeros(count)
    if column is not None:
        inside = (rows >= 1) & (rows < len(column.kinds))
        if inside.all():
            kinds, numbers = column.kinds[rows], column.numbers[rows]
        else:
            kinds[inside], numbers[inside] = column.kinds[rows[inside]], column.numbers[rows[inside]]
    return Values(kinds, numbers, np.zeros(count, dtype=bool))


def as_numbers(numbers: np.ndarray, careful: np.ndarray) -> Values:
    """Numbers as values."""
    return Values(np.full(len(numbers), NUMBER, dtype=np.uint8), numbers, careful)


def are(values: Values, *kinds: int) -> np.ndarray:
    """Where a value is of one of these kinds."""
    found = values.kinds == kinds[0]
    for kind in kinds[1:]:
        found |= values.kinds == kind
    return found


def numeric(values: Values) -> np.ndarray:
    """Where a value is a number to arithmetic as it stands: numbers, booleans, blanks."""
    return are(values, NUMBER, BOOLEAN, EMPTY)
