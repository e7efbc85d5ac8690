"""What a careful programmer writes by hand to turn the mixed cells of a sheet into values, types checked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .card import CHINESE, HIGH, LOW, MISSING_POINTS, NUMBERS, WORD_POINTS, WORDS

NUMERAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII)

BAD = object()
"""Stands for a cell that is not what its column wants."""


def converted(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """The rows with floats for numbers, ids for words, None for a blank where one may be, else ``BAD``."""
    blanks = [None if name in MISSING_POINTS else BAD for name in (*NUMBERS, *WORDS)]
    number_blanks, word_blanks = blanks[: len(NUMBERS)], blanks[len(NUMBERS) :]
    spelled = [
        {text.casefold(): word for word in WORD_POINTS[name] for text in (word, CHINESE[word])} for name in WORDS
    ]
    count = len(NUMBERS)
    found = []
    for row in rows:
        values: list[object] = []
        for cell, blank in zip(row, number_blanks, strict=False):
            kind = type(cell)
            if kind is float:
                number = cell
            elif kind is int:
                number = float(cell)  # type: ignore[arg-type]
            elif kind is str:
                text = cell.strip()  # type: ignore[union-attr]
                if not text:
                    values.append(blank)
                    continue
                if not NUMERAL.fullmatch(text):
                    values.append(BAD)
                    continue
                number = float(text.replace(",", ""))
            else:
                values.append(blank if cell is None else BAD)
                continue
            if number != number:
                values.append(blank)
            else:
                values.append(number if LOW <= number <= HIGH else BAD)  # type: ignore[operator]
        for cell, blank, words in zip(row[count:], word_blanks, spelled, strict=True):
            if type(cell) is str:
                text = cell.strip().casefold()
                values.append(words.get(text, BAD) if text else blank)
            else:
                values.append(blank if cell is None else BAD)
        found.append(values)
    return found
