"""The zip container of a workbook: members are read checked, and copied with their packed bytes as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from .deflate import FAULTS, compressor, crc32, decompressor
from .errors import damaged
from .limits import DEFAULT_LIMITS, Limits
from .zip_directory import (
    CENTRAL,
    DEFLATED,
    DESCRIPTOR,
    END,
    LOCAL,
    SPEED_BITS,
    STORED,
    Member,
    moved,
    read_directory,
    too_large,
    without_zip64,
)

PIECE = 1 << 17
"""Packed bytes that are unpacked at once."""
Content = bytes | Callable[[Iterator[bytes]], Iterator[bytes]]
"""New content of a member: its bytes, or what makes their pieces out of those of the old content."""


class Archive:
    """An open container; it holds the file open until it is closed."""

    def __init__(self, path: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        self.path = path
        self._limits = limits
        self._file: BinaryIO = path.open("rb")
        try:
            self._size = self._file.seek(0, 2)
            if self._size > limits.file_bytes:
                raise too_large(path.name, self._size, limits.file_bytes)
            members, self._comment = read_directory(self._at, self._size, path.name, limits)
        except BaseException:
            self._file.close()
            raise
        self.members: Mapping[str, Member] = {member.name: member for member in members}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; needed before it can be replaced on Windows."""
        self._file.close()

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a member, checked against its stated size and checksum."""
        member = self.members[name]
        where = f"{self.path.name}!{name}"
        if member.size > self._limits.part_bytes:
            raise too_large(where, member.size, self._limits.part_bytes)
        data = self._at(member.data, member.packed)
        if member.method != STORED:
            try:
                # One byte more than stated: a member that lies about its size is caught, not unpacked.
                data = decompressor().decompress(data, member.size + 1)
            except FAULTS as error:
                raise damaged(where, str(error), "压缩数据无法解压") from None
        if len(data) != member.size or crc32(data) != member.crc:
            raise damaged(where, "a part does not match its size or checksum", "部件的大小或校验和不符")
        return data

    def pieces(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a member piece by piece; the last is followed by the check of size and checksum."""
        member = self.members[name]
        where = f"{self.path.name}!{name}"
        if member.size > self._limits.part_bytes:
            raise too_large(where, member.size, self._limits.part_bytes)
        inflater = decompressor() if member.method != STORED else None
        size, checksum = 0, 0
        for packed in self._pieces(member.data, member.data + member.packed, PIECE):
            try:
                piece = packed if inflater is None else inflater.decompress(packed, member.size - size + 1)
            except FAULTS as error:
                raise damaged(where, str(error), "压缩数据无法解压") from None
            size += len(piece)
            checksum = crc32(piece, checksum)
            if size > member.size:
                break
            yield piece
        if size != member.size or checksum != member.crc:
            raise damaged(where, "a part does not match its size or checksum", "部件的大小或校验和不符")

    def write_copy(self, target: BinaryIO, changed: Mapping[str, Content]) -> None:
        """Write the container anew: ``changed`` members with their new content, all others as they are."""
        entries: dict[str, bytes] = {}
        for member in sorted(self.members.values(), key=lambda member: member.header):
            offset = target.tell()
            if member.name in changed:
                entries[member.name] = self._write_changed(target, member, changed[member.name], offset)
                continue
            for piece in self._pieces(member.header, member.end):
                target.write(piece)
            entries[member.name] = moved(member.entry, offset)
        start = target.tell()
        directory = b"".join(entries[name] for name in self.members)
        if start + len(directory) >= 0xFFFFFFFF:
            raise too_large(self.path.name, start + len(directory), 0xFFFFFFFF)
        count = len(entries)
        target.write(directory)
        target.write(END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, len(self._comment)))
        target.write(self._comment)

    def _write_changed(self, target: BinaryIO, member: Member, content: Content, offset: int) -> bytes:
        """Write a member with new content; gives its new entry for the directory."""
        flags = member.flags & ~(DESCRIPTOR | SPEED_BITS)
        local = list(LOCAL.unpack(self._at(member.header, LOCAL.size)))
        names = self._at(member.header + LOCAL.size, local[9] + local[10])
        extra = without_zip64(names[local[9] :])
        local[2], local[3], local[10] = flags, DEFLATED, len(extra)
        # The sizes are not known yet.
        for piece in (LOCAL.pack(*local), names[: local[9]], extra):
            target.write(piece)
        packed, size, crc = _deflated(target, (content,) if isinstance(content, bytes) else content(self.pieces(member.name)))
        if max(packed, size) >= 0xFFFFFFFF:
            raise too_large(f"{self.path.name}!{member.name}", max(packed, size), 0xFFFFFFFF)
        end = target.tell()
        local[6], local[7], local[8] = crc, packed, size
        target.seek(offset)
        target.write(LOCAL.pack(*local))
        target.seek(end)
        entry = list(CENTRAL.unpack_from(member.entry))
        extras = CENTRAL.size + entry[10]
        comment = extras + entry[11]
        extra = without_zip64(member.entry[extras:comment])
        entry[3], entry[4], entry[7], entry[8], entry[9] = flags, DEFLATED, crc, packed, size
        entry[11], entry[16] = len(extra), offset
        return CENTRAL.pack(*entry) + member.entry[CENTRAL.size : extras] + extra + member.entry[comment:]

    def _at(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes of the file from ``offset``."""
        if offset < 0 or offset + length > self._size:
            raise damaged(self.path.name, "it is cut short", "文件不完整（被截断）")
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise damaged(self.path.name, "it is cut short", "文件不完整（被截断）")
        return data

    def _pieces(self, start: int, end: int, size: int = 1 << 22) -> Iterator[bytes]:
        """The bytes of the file between two offsets, a few at a time."""
        for offset in range(start, end, size):
            yield self._at(offset, min(size, end - offset))


def _deflated(target: BinaryIO, pieces: Iterable[bytes]) -> tuple[int, int, int]:
    """Write pieces packed; gives their packed size, their size and their checksum."""
    deflater = compressor()
    packed = size = crc = 0
    for piece in pieces:
        size += len(piece)
        crc = crc32(piece, crc)
        packed += target.write(deflater.compress(piece))
    return packed + target.write(deflater.flush()), size, crc
