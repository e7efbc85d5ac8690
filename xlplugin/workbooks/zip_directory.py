"""The directory of a zip container: every name, size and offset checked before a byte is unpacked."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .errors import WorkbookError, damaged
from .limits import Limits

END = struct.Struct("<4s4H2LH")
END64_LOCATOR = struct.Struct("<4sLQL")
END64 = struct.Struct("<4sQ2H2L4Q")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, SPEED_BITS, UTF8_NAME = 0x1, 0x8, 0x6, 0x800
ZIP64_EXTRA = 1

Reader = Callable[[int, int], bytes]
"""Gives exactly so many bytes from an offset, or raises WorkbookError."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the container; offsets are in the file, sizes in bytes."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    header: int
    """Where the local header starts."""
    data: int
    """Where the packed bytes start."""
    end: int
    """Where the next member, or the directory, starts."""
    entry: bytes
    """The entry of the central directory as it stands in the file."""


def read_directory(at: Reader, file_size: int, where: str, limits: Limits) -> tuple[list[Member], bytes]:
    """The members in the order of the directory, and the comment of the file."""
    count, start, length, comment = _end(at, file_size, where)
    if count > limits.members:
        raise WorkbookError(
            Bilingual(f"the file holds {count} parts", f"文件包含 {count} 个部件"),
            Bilingual(
                f"a workbook may hold {limits.members}; check where the file comes from",
                f"工作簿最多可包含 {limits.members} 个部件；请核实文件来源",
            ),
            where,
        )
    entries = list(_entries(at(start, length), count, where))
    edges = sorted({offset for *_, offset in entries} | {start})
    if len(edges) != count + 1 or edges[0] != 0 or edges[-1] != start:
        raise damaged(where, "its parts overlap or do not start the file", "部件相互重叠或起始位置不正确")
    following = dict(zip(edges, edges[1:], strict=False))
    members = [_member(at, where, entry, following[entry[-1]]) for entry in entries]
    _check_sizes(members, where, limits)
    return members, comment


def _check_sizes(members: list[Member], where: str, limits: Limits) -> None:
    seen: set[str] = set()
    total = 0
    for member in members:
        if member.name.casefold() in seen:
            raise damaged(where, f"the part {member.name} occurs twice", f"部件 {member.name} 出现两次")
        seen.add(member.name.casefold())
        total += member.size
        if total > limits.total_bytes:
            raise too_large(where, total, limits.total_bytes)
        ratio = member.size / max(member.packed, 1)
        if member.size > limits.ratio_from and ratio > limits.ratio:
            raise WorkbookError(
                Bilingual(f"a part unpacks to {ratio:.0f} times its size", f"部件解压后为原大小的 {ratio:.0f} 倍"),
                Bilingual(
                    f"more than {limits.ratio} times is refused as a zip bomb; check where the file comes from",
                    f"超过 {limits.ratio} 倍即视为压缩炸弹并予以拒绝；请核实文件来源",
                ),
                f"{where}!{member.name}",
            )


Entry = tuple[str, bytes, tuple[int, ...], tuple[int, int], int]
"""Name, raw entry, its fields, (packed, unpacked) size, offset of the local header."""


def _member(at: Reader, book: str, found: Entry, end: int) -> Member:
    """A member whose local header agrees with its entry in the directory."""
    name, entry, fields, (packed, size), offset = found
    where = f"{book}!{name}"
    flags, method = fields[3], fields[4]
    if flags & ENCRYPTED:
        raise WorkbookError(
            Bilingual("the file is encrypted", "文件已加密"),
            Bilingual("remove the password and retry", "请取消密码后重试"),
            where,
        )
    if method not in (STORED, DEFLATED):
        raise damaged(where, f"unknown compression {method}", f"未知的压缩方式 {method}")
    segments = name.removesuffix("/").split("/")
    if "\\" in name or "\0" in name or ":" in segments[0] or any(s in ("", ".", "..") for s in segments):
        raise damaged(book, f"a part has the unsafe name {name!r}", f"部件名称 {name!r} 不安全")
    local = LOCAL.unpack(at(offset, LOCAL.size))
    if (
        local[0] != b"PK\3\4"
        or at(offset + LOCAL.size, local[9]) != entry[CENTRAL.size : CENTRAL.size + fields[10]]
        or local[3] != method
        or (local[2] ^ flags) & (ENCRYPTED | DESCRIPTOR)
    ):
        raise damaged(where, "its two headers disagree", "部件的两个文件头不一致")
    data = offset + LOCAL.size + local[9] + local[10]
    if data + packed > end:
        raise damaged(where, "it overlaps the next part", "部件与下一部件重叠")
    return Member(name, method, flags, fields[7], packed, size, offset, data, end, entry)


def _end(at: Reader, file_size: int, where: str) -> tuple[int, int, int, bytes]:
    """Count of entries, start and length of the directory, comment of the file."""
    tail_start = max(0, file_size - END.size - 0xFFFF)
    tail = at(tail_start, file_size - tail_start)
    place = tail.rfind(b"PK\5\6")
    # The record must end the file exactly: a copy of it inside a comment or a part is not the end.
    while place >= 0 and not (
        place + END.size <= len(tail) and place + END.size + END.unpack_from(tail, place)[7] == len(tail)
    ):
        place = tail.rfind(b"PK\5\6", 0, place)
    if place < 0:
        raise damaged(where, "it is cut short", "文件不完整（被截断）")
    end = END.unpack_from(tail, place)
    comment = tail[place + END.size :]
    before = tail_start + place
    disks, count, length, start = end[1] | end[2], end[4], end[5], end[6]
    if count == 0xFFFF or 0xFFFFFFFF in (start, length):
        locator = END64_LOCATOR.unpack(at(before - END64_LOCATOR.size, END64_LOCATOR.size))
        end64 = END64.unpack(at(locator[2], END64.size))
        if locator[0] != b"PK\6\7" or end64[0] != b"PK\6\6":
            raise damaged(where, "its directory cannot be found", "找不到文件目录")
        disks, count, length, start, before = end64[4] | end64[5], end64[7], end64[8], end64[9], locator[2]
    if disks or start + length > before:
        raise damaged(where, "its directory cannot be found", "找不到文件目录")
    return count, start, length, comment


def _entries(directory: bytes, count: int, where: str) -> Iterator[Entry]:
    """The entries of the directory as they say themselves."""
    short = damaged(where, "its directory is cut short", "文件目录不完整")
    position = 0
    for _ in range(count):
        if position + CENTRAL.size > len(directory):
            raise short
        fields = CENTRAL.unpack_from(directory, position)
        names = position + CENTRAL.size
        extras = names + fields[10]
        end = extras + fields[11] + fields[12]
        if fields[0] != b"PK\1\2" or end > len(directory):
            raise short
        try:
            name = directory[names:extras].decode("utf-8" if fields[3] & UTF8_NAME else "cp437")
        except UnicodeDecodeError:
            raise damaged(where, "a part has an unreadable name", "部件名称无法识别") from None
        wide = [value for value in (fields[9], fields[8], fields[16]) if value == 0xFFFFFFFF]
        found = _zip64(directory[extras : extras + fields[11]])
        if len(found) < 8 * len(wide):
            raise short
        numbers = iter(struct.unpack_from(f"<{len(wide)}Q", found))
        size, packed, offset = (
            next(numbers) if value == 0xFFFFFFFF else value for value in (fields[9], fields[8], fields[16])
        )
        yield name, directory[position:end], fields, (packed, size), offset
        position = end


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of an extra block; a malformed tail is passed on whole under the number -1."""
    position = 0
    while position < len(extra):
        if position + 4 > len(extra):
            yield -1, extra[position:]
            return
        kind, length = struct.unpack_from("<HH", extra, position)
        yield kind, extra[position : position + 4 + length]
        position += 4 + length


def _zip64(extra: bytes) -> bytes:
    return next((field[4:] for kind, field in _extra_fields(extra) if kind == ZIP64_EXTRA), b"")


def without_zip64(extra: bytes) -> bytes:
    """An extra block without the 64-bit sizes, which a rewritten member no longer needs."""
    return b"".join(field for kind, field in _extra_fields(extra) if kind != ZIP64_EXTRA)


def moved(entry: bytes, offset: int) -> bytes:
    """A directory entry with the offset of its local header set anew, in 32 or 64 bits as it was."""
    fields = CENTRAL.unpack_from(entry)
    if fields[16] != 0xFFFFFFFF:
        return entry[: CENTRAL.size - 4] + struct.pack("<L", offset) + entry[CENTRAL.size :]
    position = CENTRAL.size + fields[10]
    for kind, field in _extra_fields(entry[position : position + fields[11]]):
        if kind == ZIP64_EXTRA:
            place = position + 4 + 8 * (fields[9] == 0xFFFFFFFF) + 8 * (fields[8] == 0xFFFFFFFF)
            return entry[:place] + struct.pack("<Q", offset) + entry[place + 8 :]
        position += len(field)
    raise AssertionError("an entry without its 64-bit offset was let in")


def too_large(where: str, size: int, limit: int) -> WorkbookError:
    """The error for a file or part beyond what is read."""
    return WorkbookError(
        Bilingual(f"{size / 2**20:.0f} MB when unpacked", f"解压后为 {size / 2**20:.0f} MB"),
        Bilingual(
            f"at most {limit / 2**20:.0f} MB is read; split the workbook or check where it comes from",
            f"最多读取 {limit / 2**20:.0f} MB；请拆分工作簿或核实文件来源",
        ),
        where,
    )
