"""An .xlsx or .xlsm package: which parts it has, found through content types and relationships."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import splitext
from types import TracebackType
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from xlplugin.policy.findings import Bilingual

from .archive import Archive, Content
from .errors import WorkbookError, damaged
from .file_kinds import MAIN_TYPES, cannot_read, check_kind, not_a_workbook
from .limits import DEFAULT_LIMITS, Limits
from .xml_part import tree

TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship: its kind (the last word of its type), the part or address it leads to."""

    kind: str
    target: str
    external: bool


class Package:
    """An open workbook file; use it in a ``with`` statement."""

    def __init__(
        self, path: Path, limits: Limits = DEFAULT_LIMITS, tell: Callable[[int], None] = lambda size: None
    ) -> None:
        check_kind(path)
        self.tell = tell
        """Told the size of each piece of a large part that is read."""
        self.path = path
        self.limits = limits
        try:
            self._archive = Archive(path, limits)
        except OSError as error:
            raise cannot_read(path, error) from None
        try:
            self._names = {name.casefold(): name for name in self._archive.members}
            self.workbook = self._find_workbook()
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def where(self, part: str) -> str:
        """How an error names a part."""
        return f"{self.path.name}!{part}"

    def read(self, part: str) -> bytes:
        """The content of a part."""
        return self._archive.read(self._member(part))

    def size(self, part: str) -> int:
        """The size of a part in bytes, as its container states it."""
        return self._archive.members[self._names[part.casefold()]].size if self.has(part) else 0

    def large_bytes(self) -> int:
        """The size of all parts that are read as large sheets."""
        sizes = (member.size for member in self._archive.members.values())
        return sum(size for size in sizes if size >= self.limits.large_part_bytes)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of a part, piece by piece."""
        for piece in self._archive.pieces(self._member(part)):
            yield piece
            self.tell(len(piece))

    def has(self, part: str) -> bool:
        """Whether the package holds a part of that name (names ignore case)."""
        return part.casefold() in self._names

    def tree(self, part: str) -> Element:
        """The content of a small XML part."""
        return tree(self.read(part), self.where(part), self.limits)

    def relations(self, part: str) -> Mapping[str, Relation]:
        """The relationships of a part by their id; ``""`` is the package itself."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(rels):
            return {}
        found: dict[str, Relation] = {}
        for item in self.tree(rels).iter("Relationship"):
            external = item.get("TargetMode") == "External"
            target = item.get("Target", "")
            found[item.get("Id", "")] = Relation(
                item.get("Type", "").rpartition("/")[2],
                target if external else self._resolve(folder, target, rels),
                external,
            )
        return found

    def write_copy(self, target: BinaryIO, changed: Mapping[str, Content]) -> None:
        """Write the package anew with the content of some parts changed."""
        self._archive.write_copy(target, {self._names[part.casefold()]: data for part, data in changed.items()})

    def _member(self, part: str) -> str:
        name = self._names.get(part.casefold())
        if name is None:
            raise damaged(self.where(part), "this part is missing", "缺少该部件")
        return name

    def _resolve(self, folder: str, target: str, rels: str) -> str:
        """A relationship's target as the name of a part."""
        path = unquote(target.partition("#")[0])
        joined = posixpath.normpath(path if path.startswith("/") else posixpath.join("/", folder, path))
        if ".." in posixpath.join(folder, path).split("/") and _climbs(folder, path):
            raise damaged(self.where(rels), f"the address {target!r} leaves the file", f"地址 {target!r} 指向文件之外")
        return joined.lstrip("/")

    def _find_workbook(self) -> str:
        """The name of the workbook part; refuses files whose main part is of another kind."""
        if not self.has(TYPES):
            raise not_a_workbook(self.path.name, self._archive.members, "")
        types: dict[str, str] = {}
        for item in self.tree(TYPES):
            key = item.get("PartName") or f"*.{item.get('Extension', '')}"
            types[key.casefold()] = item.get("ContentType", "")
        every_type = " ".join(types.values())
        main = [relation.target for relation in self.relations("").values() if relation.kind == "officeDocument"]
        kinds = [types.get(f"/{part}".casefold()) or types.get(f"*{splitext(part)[1]}".casefold()) for part in main]
        if len(main) != 1 or kinds[0] not in MAIN_TYPES:
            raise not_a_workbook(self.path.name, self._archive.members, every_type)
        if any(relation.kind == "origin" for relation in self.relations("").values()):
            raise WorkbookError(
                Bilingual("the workbook carries a digital signature", "工作簿带有数字签名"),
                Bilingual(
                    "new values would break it: recalculate an unsigned copy and sign that",
                    "写入新值会使签名失效：请对未签名的副本重新计算后再签名",
                ),
                self.path.name,
            )
        return main[0]


def _climbs(folder: str, path: str) -> bool:
    """Whether a relative target leads above the root of the package."""
    depth = 0
    for segment in ([] if path.startswith("/") else folder.split("/")) + path.split("/"):
        if segment == "..":
            depth -= 1
        elif segment not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False
