"""The compression of VBA's sources, as [MS-OVBA] 2.4.1 lays it down: chunks of 4,096 bytes, copies within a chunk."""

from __future__ import annotations

CHUNK = 4096
SIGNATURE = 0x01
COMPRESSED = 0x3000 | 0x8000
SHORTEST = 3


class NotCompressed(ValueError):
    """The bytes are not what VBA's compression makes."""


def decompress(data: bytes) -> bytes:
    """The source. Raises NotCompressed.

    >>> decompress(compress(b"GRADE GRADE GRADE"))
    b'GRADE GRADE GRADE'
    """
    if data[:1] != bytes([SIGNATURE]):
        raise NotCompressed("it does not start like a compressed source")
    out = bytearray()
    at = 1
    while at + 2 <= len(data):
        header = int.from_bytes(data[at : at + 2], "little")
        end = min(at + 3 + (header & 0x0FFF), len(data))
        at += 2
        if not header & 0x8000:
            out += data[at : at + CHUNK]
            at += CHUNK
            continue
        start = len(out)
        while at < end:
            flags = data[at]
            at += 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    out.append(data[at])
                    at += 1
                    continue
                token = int.from_bytes(data[at : at + 2], "little")
                at += 2
                bits = _offset_bits(len(out) - start)
                length = (token & (0xFFFF >> bits)) + SHORTEST
                offset = (token >> (16 - bits)) + 1
                if offset > len(out) - start:
                    raise NotCompressed("a copy reaches before its chunk")
                for _ in range(length):
                    out.append(out[-offset])
    return bytes(out)


def compress(source: bytes) -> bytes:
    """The source as it is stored."""
    pieces = [bytes([SIGNATURE])]
    for start in range(0, len(source), CHUNK):
        chunk = source[start : start + CHUNK]
        packed = _chunk(chunk)
        if len(packed) > CHUNK:
            raw = chunk.ljust(CHUNK, b"\0")
            pieces.append((0x3000 | (CHUNK - 1)).to_bytes(2, "little") + raw)
        else:
            pieces.append((COMPRESSED | (len(packed) - 1)).to_bytes(2, "little") + packed)
    return b"".join(pieces)


def _chunk(chunk: bytes) -> bytes:
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = noted = 0
    while at < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at >= len(chunk):
                break
            bits = _offset_bits(at)
            while noted < at:
                seen.setdefault(chunk[noted : noted + SHORTEST], []).append(noted)
                noted += 1
            place, length = _longest(chunk, at, seen, (0xFFFF >> bits) + SHORTEST)
            if length < SHORTEST:
                tokens.append(chunk[at])
                at += 1
                continue
            flags |= 1 << bit
            tokens += ((at - place - 1) << (16 - bits) | (length - SHORTEST)).to_bytes(2, "little")
            at += length
        out.append(flags)
        out += tokens
    return bytes(out)


def _longest(chunk: bytes, at: int, seen: dict[bytes, list[int]], limit: int) -> tuple[int, int]:
    """The nearest of the longest copies of what stands at a place, and its length."""
    best, length = 0, 0
    limit = min(limit, len(chunk) - at)
    for place in reversed(seen.get(chunk[at : at + SHORTEST], ())):
        size = 0
        while size < limit and chunk[place + size] == chunk[at + size]:
            size += 1
        if size > length:
            best, length = place, size
            if size == limit:
                break
    return best, length


def _offset_bits(position: int) -> int:
    """How many bits of a copy say how far back, so many bytes into a chunk."""
    return max((position - 1).bit_length(), 4)
