"""The container that a VBA project is stored in: an OLE compound file, read into streams and written from them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR, SMALL_SECTOR, SMALL_BELOW = 512, 64, 4096
END, TABLE, NOTHING = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
IN_HEADER = 109
"""How many sectors of the allocation table the header lists; a project needs no more (7 MB)."""
_HEADER = struct.Struct("<8s16s5H6s9I")
_ENTRY = struct.Struct("<64sHBB3I16sIQQIQ")


class NotACompoundFile(ValueError):
    """The bytes are no compound file, or one that is damaged."""


class _Entry(NamedTuple):
    name: bytes
    name_length: int
    kind: int
    colour: int
    left: int
    right: int
    child: int
    clsid: bytes
    state: int
    created: int
    modified: int
    start: int
    size: int


def read_streams(data: bytes) -> dict[str, bytes]:
    """Every stream by its path, such as ``VBA/dir``. Raises NotACompoundFile."""
    try:
        return dict(_Reader(data).streams())
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise NotACompoundFile(f"a compound file is damaged: {error}") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        if data[:8] != SIGNATURE:
            raise NotACompoundFile("it does not start like a compound file")
        head = _HEADER.unpack_from(data)
        if (1 << head[5], 1 << head[6]) != (SECTOR, SMALL_SECTOR) or head[9] > IN_HEADER:
            raise NotACompoundFile("a compound file of an unusual kind")
        self.data = data
        self.following: list[int] = []
        for sector in struct.unpack_from(f"<{head[9]}I", data, _HEADER.size):
            self.following += struct.unpack(f"<{SECTOR // 4}I", self._sector(sector))
        directory = self._chain(head[10])
        self.entries = [_Entry(*_ENTRY.unpack_from(directory, at)) for at in range(0, len(directory), _ENTRY.size)]
        self.small_following = [number for (number,) in struct.iter_unpack("<I", self._chain(head[13]))]
        self.small = self._chain(self.entries[0].start)

    def streams(self) -> Iterator[tuple[str, bytes]]:
        waiting, seen = [(self.entries[0].child, "")], {NOTHING}
        while waiting:
            number, folder = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            entry = self.entries[number]
            name = folder + entry.name[: max(entry.name_length - 2, 0)].decode("utf-16-le")
            waiting += [(entry.left, folder), (entry.right, folder)]
            if entry.kind == STORAGE:
                waiting.append((entry.child, f"{name}/"))
            elif entry.kind == STREAM:
                yield name, self._content(entry)

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= SMALL_BELOW:
            return self._chain(entry.start)[: entry.size]
        pieces, sector = [], entry.start
        for _ in range(-(-entry.size // SMALL_SECTOR)):
            pieces.append(self.small[sector * SMALL_SECTOR : (sector + 1) * SMALL_SECTOR])
            sector = self.small_following[sector]
        return b"".join(pieces)[: entry.size]

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        while start != END:
            if len(pieces) > len(self.following):
                raise NotACompoundFile("the sectors of a compound file run in a circle")
            pieces.append(self._sector(start))
            start = self.following[start]
        return b"".join(pieces)

    def _sector(self, number: int) -> bytes:
        found = self.data[(number + 1) * SECTOR : (number + 2) * SECTOR]
        if len(found) != SECTOR:
            raise NotACompoundFile("a compound file is cut short")
        return found


@dataclass
class _Node:
    """An entry being written."""

    name: str
    kind: int
    content: bytes = b""
    inside: list[_Node] = field(default_factory=list)
    number: int = 0
    colour: int = BLACK
    left: int = NOTHING
    right: int = NOTHING
    child: int = NOTHING
    start: int = 0
    size: int = 0


def write_streams(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams; equal streams give equal bytes."""
    nodes = _nodes(streams)
    sectors: list[bytes] = []
    following: list[int] = []

    def put(content: bytes) -> int:
        """Write a chain of sectors; gives its start."""
        if not content:
            return END
        first, pieces = len(sectors), _cut(content, SECTOR)
        sectors.extend(pieces)
        following.extend([*range(first + 1, first + len(pieces)), END])
        return first

    small: list[bytes] = []
    small_following: list[int] = []
    for node in nodes[1:]:
        node.size = len(node.content)
        if node.size >= SMALL_BELOW:
            node.start = put(node.content)
        elif node.size:
            pieces = _cut(node.content, SMALL_SECTOR)
            node.start = len(small)
            small += pieces
            small_following += [*range(node.start + 1, node.start + len(pieces)), END]
        elif node.kind == STREAM:
            node.start = END
    root = nodes[0]
    root.size = len(small) * SMALL_SECTOR
    root.start = put(b"".join(small))
    table = struct.pack(f"<{len(small_following)}I", *small_following)
    small_table = put(table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff"))
    directory = b"".join(map(_entry, nodes))
    empty = _ENTRY.pack(b"", 0, 0, 0, NOTHING, NOTHING, NOTHING, b"", 0, 0, 0, 0, 0)
    directory_start = put(directory + empty * (-len(nodes) % (SECTOR // _ENTRY.size)))
    tables = 0
    while (len(following) + tables) > tables * (SECTOR // 4):
        tables += 1
    assert tables <= IN_HEADER
    first_table = len(sectors)
    following += [TABLE] * tables
    following += [NOTHING] * (tables * (SECTOR // 4) - len(following))
    head = _HEADER.pack(
        SIGNATURE, bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, tables, directory_start, 0, SMALL_BELOW, small_table, -(-len(table) // SECTOR), END, 0,
    )  # fmt: skip
    listed = [*range(first_table, first_table + tables), *[NOTHING] * (IN_HEADER - tables)]
    whole = struct.pack(f"<{len(following)}I", *following)
    return b"".join([head, struct.pack(f"<{IN_HEADER}I", *listed), *sectors, whole])


def _nodes(streams: Mapping[str, bytes]) -> list[_Node]:
    """The entries in the order of their numbers, each folder's as a balanced tree."""
    root = _Node("Root Entry", ROOT)
    folders = {"": root}
    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        assert "/" not in folder, "one level of folders is all that a project has"
        if folder not in folders:
            folders[folder] = _Node(folder, STORAGE)
            root.inside.append(folders[folder])
        folders[folder].inside.append(_Node(name, STREAM, content))
    nodes = [root]
    for folder_node in folders.values():
        folder_node.inside.sort(key=lambda node: (len(node.name), node.name.upper()))
        for node in folder_node.inside:
            node.number = len(nodes)
            nodes.append(node)
        folder_node.child = _tree(folder_node.inside, len(folder_node.inside).bit_length())
    return nodes


def _tree(nodes: Sequence[_Node], levels: int) -> int:
    """A red-black tree of sorted entries: all black, only the lowest level red."""
    if not nodes:
        return NOTHING
    middle = len(nodes) // 2
    node = nodes[middle]
    node.colour = RED if levels == 1 else BLACK
    node.left = _tree(nodes[:middle], levels - 1)
    node.right = _tree(nodes[middle + 1 :], levels - 1)
    return node.number


def _entry(node: _Node) -> bytes:
    name = node.name.encode("utf-16-le")
    return _ENTRY.pack(
        name, len(name) + 2, node.kind, node.colour, node.left, node.right, node.child, bytes(16), 0, 0, 0,
        node.start, node.size,
    )  # fmt: skip


def _cut(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size].ljust(size, b"\0") for at in range(0, len(content), size)]
