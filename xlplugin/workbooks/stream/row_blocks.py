"""The part of a large sheet in pieces: what stands before its rows, blocks of whole rows, what stands after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .plain import NotPlain

BLOCK = 1 << 22
"""Bytes of a block: small enough to stay in the cache of a processor while it is taken apart."""
LONGEST_HEAD = 1 << 22
_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"


def row_blocks(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """First what stands up to the rows, then blocks of rows, last what stands after them, perhaps nothing.

    Raises NotPlain where the rows cannot be told from the rest.
    """
    source = iter(pieces)
    held = b""
    while (at := held.find(_OPEN)) < 0:
        piece = next(source, None)
        if piece is None or len(held) > LONGEST_HEAD:
            raise NotPlain
        held += piece
    yield held[: at + len(_OPEN)]
    held = held[at + len(_OPEN) :]
    at = held.find(_CLOSE)
    for more in _gathered(source, size):
        if at >= 0:
            held += more
            continue
        if len(held) > size:
            cut = held.rfind(_ROW_END) + len(_ROW_END)
            if cut >= len(_ROW_END):
                yield held[:cut]
                held = held[cut:]
        # The end may lie across the seam.
        start = max(len(held) - len(_CLOSE), 0)
        held += more
        at = held.find(_CLOSE, start)
    if at < 0:
        at = held.find(_CLOSE)
    if at < 0:
        raise NotPlain
    if at:
        yield held[:at]
    yield held[at:]


def _gathered(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of at least so many."""
    held: list[bytes] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += len(piece)
        if count >= size:
            yield b"".join(held)
            held, count = [], 0
    if held:
        yield b"".join(held)
