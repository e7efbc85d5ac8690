"""Tables of a workbook (Insert > Table): where they are, and what ``Table1[[#This Row],[Sales]]`` stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .addresses import Rect, read_rect
from .errors import NotUnderstood
from .nodes import Reference, TableReference
from .package import Package
from .stored_text import decode

PART = re.compile(r"\s*\[((?:'.|[^'\[\]])*)\]\s*", re.DOTALL)
ESCAPED = re.compile(r"'(.)", re.DOTALL)
THIS_ROW = "#this row"


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``sheet`` is the case-folded name of its sheet."""

    name: str
    sheet: str
    rect: Rect
    columns: tuple[str, ...]
    headers: int
    """Rows of headings, 0 or 1."""
    totals: int

    @property
    def data(self) -> tuple[int, int]:
        """The first and last row of its data."""
        return self.rect.top + self.headers, self.rect.bottom - self.totals

    def area(self, node: TableReference, sheet: str, row: int) -> Reference:
        """What a reference to it in a row of a sheet stands for. Raises NotUnderstood."""
        items, columns = _parts(node.inside)
        left, right = self._columns(columns, node)
        top, bottom = self._rows(items, node)
        if THIS_ROW in items:
            if sheet != self.sheet or not top <= row <= bottom:
                raise _odd(node, "there is no row of the table beside it", "所在行不在表的数据范围内")
            return Reference(self.sheet, row, left, row, right, False, True, False, True)
        return Reference(self.sheet, top, left, bottom, right, True, True, True, True)

    def _columns(self, columns: list[str], node: TableReference) -> tuple[int, int]:
        if not columns:
            return self.rect.left, self.rect.right
        numbers = []
        for wanted in columns:
            found = [i for i, name in enumerate(self.columns) if name.casefold() == wanted.casefold()]
            if len(found) != 1:
                raise _odd(node, f"the table has no column {wanted[:40]}", f"表中没有列 {wanted[:40]}")
            numbers.append(self.rect.left + found[0])
        return min(numbers), max(numbers)

    def _rows(self, items: set[str], node: TableReference) -> tuple[int, int]:
        first, last = self.data
        rows = {
            frozenset(): (first, last),
            frozenset({"#data"}): (first, last),
            frozenset({THIS_ROW}): (first, last),
            frozenset({"#all"}): (self.rect.top, self.rect.bottom),
            frozenset({"#headers"}): (self.rect.top, first - 1),
            frozenset({"#totals"}): (last + 1, self.rect.bottom),
            frozenset({"#headers", "#data"}): (self.rect.top, last),
            frozenset({"#data", "#totals"}): (first, self.rect.bottom),
        }.get(frozenset(items))
        if rows is None or rows[0] > rows[1]:
            raise _odd(node, "the table has no such part", "表中没有该部分")
        return rows


def _parts(inside: str) -> tuple[set[str], list[str]]:
    """The special items and the one or two columns that a reference names."""
    text = inside.strip()
    items: set[str] = set()
    if text.startswith("@"):
        items.add(THIS_ROW)
        text = text[1:]
    if not text.startswith("["):
        name = ESCAPED.sub(r"\1", text)
        if text.startswith("#"):
            return items | {text.casefold()}, []
        return items, [name] if name else []
    columns: list[str] = []
    position, joined = 0, ""
    while position < len(text):
        found = PART.match(text, position)
        if found is None:
            raise NotUnderstood("a reference to a table cannot be read", "表的结构化引用无法识别")
        name = found[1]
        if name.startswith("#"):
            items.add(name.casefold())
        else:
            if columns and joined != ":":
                raise NotUnderstood("a reference takes separate columns of a table", "引用了表中不相邻的列")
            columns.append(ESCAPED.sub(r"\1", name))
        position = found.end()
        joined = text[position : position + 1]
        if joined and joined not in ",:":
            raise NotUnderstood("a reference to a table cannot be read", "表的结构化引用无法识别")
        position += 1
    return items, columns[:2] if len(columns) < 3 else _too_many()


def _too_many() -> list[str]:
    raise NotUnderstood("a reference takes separate columns of a table", "引用了表中不相邻的列")


def _odd(node: TableReference, en: str, zh: str) -> NotUnderstood:
    text = f"{node.table}[{node.inside}]"[:60]
    return NotUnderstood(f"{text}: {en}", f"{text}：{zh}")


def read_tables(package: Package, sheets: Iterable[tuple[str, str]]) -> Mapping[str, Table]:
    """The tables of a workbook by case-folded name; ``sheets`` are names of worksheets and their parts."""
    found: dict[str, Table] = {}
    for sheet, part in sheets:
        for relation in package.relations(part).values():
            if relation.kind != "table" or relation.external or not package.has(relation.target):
                continue
            root = package.tree(relation.target)
            rect = read_rect(root.get("ref", ""))
            columns = tuple(decode(item.get("name", "")) for item in root.iterfind("tableColumns/tableColumn"))
            counts = [root.get("headerRowCount", "1"), root.get("totalsRowCount", "0")]
            name = root.get("displayName") or root.get("name", "")
            # A table that does not add up is not one: what refers to it is refused then.
            if root.tag != "table" or rect is None or len(columns) != rect.width or not set(counts) <= {"0", "1"}:
                continue
            headers, totals = map(int, counts)
            if rect.height >= headers + totals:
                found[name.casefold()] = Table(name, sheet.casefold(), rect, columns, headers, totals)
    return found
