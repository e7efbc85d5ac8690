"""How far the work on a workbook is, for who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from .archive import Content

Tell = Callable[[float, int], None]
"""Takes how far the work on a workbook is, from 0 to 1, and how many rows it has, 0 until that is known."""
READ, CALCULATED = 0.45, 0.7
"""About how much of the work is done when a workbook is read, and when it is calculated."""


@dataclass(slots=True)
class Watch:
    """Says how far the work on a workbook is, by what has been read of its large sheets."""

    tell: Tell
    bytes: int = 0
    rows: int = 0
    start: float = 0.0
    stop: float = READ
    seen: int = 0

    def read(self, size: int) -> None:
        """Note a piece of a large part, which is read to be scanned and once more to be written."""
        self.seen += size
        done = min(self.seen / max(self.bytes, 1), 1.0)
        self.tell(self.start + (self.stop - self.start) * done, self.rows)

    def reached(self, done: float, rows: int | None = None) -> None:
        """Note the end of a part of the work."""
        self.start, self.stop, self.seen = done, 1.0, 0
        self.rows = self.rows if rows is None else rows
        self.tell(done, self.rows)

    def watched(self, parts: Mapping[str, Content]) -> dict[str, Content]:
        """The same contents, noted as they are made."""
        return {name: one if isinstance(one, bytes) else partial(self._noted, one) for name, one in parts.items()}

    def _noted(self, make: Callable[[Iterator[bytes]], Iterator[bytes]], pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in make(pieces):
            yield piece
            self.read(len(piece))
