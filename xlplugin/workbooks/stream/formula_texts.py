"""Which formulas of a column are one formula filled down: their bytes compared with those that it predicts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ..stored_text import decode
from .plain import NotPlain

_REFERENCE = re.compile(r"&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|([a-z]+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def unescaped(data: bytes) -> str:
    """XML character data as text. Raises NotPlain for characters that XML does not allow."""
    text = data.decode("utf-8")
    return _REFERENCE.sub(_character, text) if "&" in text else text


def stored_text(data: bytes) -> str:
    """The text that a part stores as these bytes."""
    return decode(unescaped(data).replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Filled:
    """The bytes of a formula in any row: pieces with a row number after each but the last."""

    pieces: tuple[bytes, ...]
    offsets: tuple[int, ...]
    """What is added to the row of the cell to get each number."""

    def matches(self, buffer: np.ndarray, starts: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Where the bytes between start and end are the formula as it reads in that row."""
        result = np.zeros(len(rows), dtype=bool)
        numbers = [rows.astype(np.int64) + offset for offset in self.offsets]
        if not numbers:
            shapes = np.zeros(len(rows), dtype=np.int64)
        else:
            widths = [np.searchsorted(_TENS, number, side="right") for number in numbers]
            shapes = sum(width << (3 * place) for place, width in enumerate(widths[:20]))
        for shape in np.unique(shapes).tolist():
            members = np.flatnonzero(shapes == shape)
            digits = [int(width[members[0]]) for width in widths] if numbers else []
            result[members] = self._alike(buffer, starts, ends, [number[members] for number in numbers], members, digits)
        return result

    def _alike(
        self,
        buffer: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        numbers: list[np.ndarray],
        members: np.ndarray,
        digits: list[int],
    ) -> np.ndarray:
        """The same for rows whose numbers have as many digits each."""
        if any(width < 1 for width in digits):
            return np.zeros(len(members), dtype=bool)
        length = sum(map(len, self.pieces)) + sum(digits)
        at = starts[members]
        fine = ends[members] - at == length
        windows = np.lib.stride_tricks.sliding_window_view(buffer, length)[np.where(fine, at, 0)]
        place = 0
        for number, piece in enumerate(self.pieces):
            expected = np.frombuffer(piece, dtype=np.uint8)
            fine &= (windows[:, place : place + len(piece)] == expected).all(axis=1)
            place += len(piece)
            if number < len(digits):
                rest = numbers[number].copy()
                for last in range(digits[number] - 1, -1, -1):
                    fine &= windows[:, place + last] == rest % 10 + ord("0")
                    rest //= 10
                place += digits[number]
        return fine


_TENS = 10 ** np.arange(8, dtype=np.int64)


def filled(data: bytes, row: int, pieces: tuple[str, ...], moving: tuple[int, ...]) -> Filled:
    """The formula that stands as ``data`` in ``row``, where its text is ``pieces`` around the numbers ``moving``."""
    ends = _ends(data)
    found: list[bytes] = []
    place = start = 0
    for number, piece in enumerate(pieces):
        place += len(piece)
        found.append(data[start : ends[place]])
        if number < len(moving):
            place += len(str(moving[number]))
            start = ends[place]
    return Filled(tuple(found), tuple(number - row for number in moving))


def _ends(data: bytes) -> list[int]:
    """Where in the bytes each number of characters of the text ends."""
    text = data.decode("utf-8")
    ends, place, bytes_before = [0], 0, 0
    while place < len(text):
        match = _REFERENCE.match(text, place)
        step = match.end() - place if match else 1
        bytes_before += len(text[place : place + step].encode("utf-8"))
        ends.append(bytes_before)
        place += step
    return ends


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1] or match[2], 10 if match[1] else 16)
    if code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF:
        return chr(code)
    raise NotPlain
