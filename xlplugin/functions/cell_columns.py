"""A block of cells by columns, as an engine holds large sheets: numbers stay in arrays from the file to the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .values import CellError, plain

EMPTY, NUMBER, TEXT, BOOLEAN, ERROR = range(5)
"""What a cell holds; its number is the value itself, that of a text, 0 or 1, or that of an error."""
ERRORS = tuple(CellError)

Cell = float | str | bool | CellError | None


@dataclass(frozen=True, slots=True)
class CellColumn:
    """Cells below each other; ``texts`` are those that numbers of texts stand for."""

    kinds: np.ndarray
    numbers: np.ndarray
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.kinds)

    def cells(self) -> list[Cell]:
        """The values of the cells."""
        return cells_of(self.kinds, self.numbers, self.texts)

    def cleaned(self) -> CellColumn:
        """The same with texts that say nothing as empty cells, and error texts as errors."""
        texts = self.kinds == TEXT
        if not texts.any():
            return self
        codes, places = np.unique(self.numbers[texts].astype(np.int64), return_inverse=True)
        said = [plain(self.texts[code]) for code in codes.tolist()]
        if all(type(one) is str for one in said):
            return self
        kinds, numbers = self.kinds.copy(), self.numbers.copy()
        new = [
            (EMPTY, 0.0) if one is None else (ERROR, float(ERRORS.index(one))) if isinstance(one, CellError) else (TEXT, code)
            for one, code in zip(said, codes.tolist(), strict=True)
        ]
        kinds[texts] = np.array([kind for kind, _ in new], dtype=np.uint8)[places]
        numbers[texts] = np.array([number for _, number in new], dtype=float)[places]
        return CellColumn(kinds, numbers, self.texts)


class Words:
    """A column of texts and blanks as codes into its different texts."""

    __slots__ = ("codes", "categories")

    def __init__(self, codes: np.ndarray, categories: np.ndarray) -> None:
        self.codes, self.categories = codes, categories

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, place: int) -> str | None:
        code = self.codes[place]
        return None if code < 0 else self.categories[code]


@dataclass(frozen=True, slots=True)
class CellColumns:
    """Rows of cells by column; all columns are of one length."""

    columns: tuple[CellColumn, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    @property
    def width(self) -> int:
        """Count of columns."""
        return len(self.columns)

    def rows(self) -> list[list[Cell]]:
        """The same as a list of rows."""
        return list(map(list, zip(*(column.cells() for column in self.columns), strict=True)))


def raw_column(column: CellColumn, rows: np.ndarray, numeric: bool) -> object:
    """Some rows of a column as scoring takes it: an array of numbers, ``Words``, or a tuple of cells.

    ``numeric`` says that the policy wants numbers there, so that NaN may stand for a blank.
    """
    kinds, numbers = column.kinds[rows], column.numbers[rows]
    empty = kinds == EMPTY
    if numeric and ((kinds == NUMBER) | empty).all():
        return np.where(empty, np.nan, numbers)
    if not numeric and ((kinds == TEXT) | empty).all():
        codes, places = np.unique(np.where(empty, -1, numbers).astype(np.int64), return_inverse=True)
        blanks = int(len(codes) > 0 and codes[0] < 0)
        categories = np.array([column.texts[code] for code in codes[blanks:].tolist()], dtype=object)
        return Words(places.reshape(-1) - blanks, categories)
    return tuple(cells_of(kinds, numbers, column.texts))


def cells_of(kinds: np.ndarray, numbers: np.ndarray, texts: Sequence[str]) -> list[Cell]:
    """Kinds and numbers as the values of cells."""
    values: list[Cell] = numbers.tolist()
    places = np.flatnonzero(kinds != NUMBER)
    for place, kind in zip(places.tolist(), kinds[places].tolist(), strict=True):
        if kind == TEXT:
            values[place] = texts[int(values[place])]  # type: ignore[arg-type]
        elif kind == EMPTY:
            values[place] = None
        elif kind == BOOLEAN:
            values[place] = values[place] != 0.0
        else:
            values[place] = ERRORS[int(values[place])]  # type: ignore[arg-type]
    return values
