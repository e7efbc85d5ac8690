"""Defined names: what they stand for, and the three that the plug-in reads from a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .cell_values import Value
from .errors import NotUnderstood
from .nodes import Literal, Node, Reference

POLICY, AS_OF, LANGUAGE = "xlplugin_policy", "xlplugin_as_of", "xlplugin_language"


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name and the text of what it refers to; ``sheet`` is the number of its sheet, None for the workbook."""

    name: str
    sheet: int | None
    text: str

    def target(self) -> Node:
        """A constant or a reference of its own. Raises NotUnderstood for anything else."""
        from .formulas import parse_formula  # brings openpyxl along, which a call from a cell does without

        node = parse_formula(self.text, ()).node
        if isinstance(node, Literal):
            return node
        if isinstance(node, Reference) and node.sheet:
            fixed = node.top_fixed and node.left_fixed and node.bottom_fixed and node.right_fixed
            if fixed or (node.left_fixed and node.right_fixed and node.bottom - node.top > 1_000_000):
                return node
        raise NotUnderstood(
            f"the name {self.name} is no plain cell or area ({self.text[:60]})",
            f"名称 {self.name} 不是普通的单元格或区域（{self.text[:60]}）",
        )


class DefinedNames:
    """The names of a workbook; those of a sheet go before those of the workbook, case does not matter."""

    def __init__(self, names: tuple[DefinedName, ...] = ()) -> None:
        self._names: Mapping[tuple[int | None, str], DefinedName] = {
            (name.sheet, name.name.casefold()): name for name in names
        }

    def find(self, name: str, sheet: int | None) -> DefinedName | None:
        """The name as a formula on a sheet sees it."""
        folded = name.casefold()
        return self._names.get((sheet, folded)) or self._names.get((None, folded))

    def of_workbook(self) -> tuple[DefinedName, ...]:
        """The names that belong to no sheet."""
        return tuple(name for (sheet, _), name in self._names.items() if sheet is None)


@dataclass(frozen=True, slots=True)
class WorkbookNames:
    """What the workbook says of itself to the plug-in, as its cells hold it; None where it does not say.

    A date is its serial number of the 1900 system.
    """

    policy: Value = None
    as_of: Value = None
    language: Value = None


def read_names(workbook: Element) -> DefinedNames:
    """The defined names of the workbook part."""
    found = []
    for item in workbook.iterfind("definedNames/definedName"):
        sheet = item.get("localSheetId")
        if item.get("function", "0") in ("1", "true") or not item.text:
            continue
        found.append(
            DefinedName(item.get("name", ""), int(sheet) if sheet and sheet.isdecimal() else None, item.text)
        )
    return DefinedNames(tuple(found))
