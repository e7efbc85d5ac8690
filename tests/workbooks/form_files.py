"""Forms as files: the parts of a workbook, and the policies that the tests build forms from."""

from __future__ import annotations

import datetime
import re
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Policy
from xlplugin.workbooks.forms.grid import LEDGER

AS_OF = datetime.date(2026, 6, 30)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LIBRARY = Library([policies_folder()], prove=lambda policy: ())
IDS = sorted(LIBRARY.ids())


@cache
def packaged(policy: str) -> Policy:
    """A packaged policy, not proved again."""
    return LIBRARY.get(policy, AS_OF)


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a workbook by its name."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def unlike(one: Path, other: Path) -> list[str]:
    """The parts in which two workbooks differ, by name: a failing comparison need not show their bytes."""
    first, second = parts(one), parts(other)
    return [name for name in sorted({*first, *second}) if first.get(name) != second.get(name)]


def workbook(path: Path) -> ElementTree.Element:
    """The part that lists sheets and names."""
    return ElementTree.fromstring(parts(path)["xl/workbook.xml"])


def names(path: Path) -> dict[str, str]:
    """The defined names of a workbook and what they stand for."""
    return {item.get("name"): item.text for item in workbook(path).iter(f"{MAIN}definedName")}


def sheet(path: Path, title: str = LEDGER) -> ElementTree.Element:
    """A sheet's part; they are numbered in the order of their tabs."""
    titles = [item.get("name") for item in workbook(path).iter(f"{MAIN}sheet")]
    return ElementTree.fromstring(parts(path)[f"xl/worksheets/sheet{titles.index(title) + 1}.xml"])


def texts(path: Path) -> list[str]:
    """The shared strings."""
    root = ElementTree.fromstring(parts(path)["xl/sharedStrings.xml"])
    return ["".join(item.itertext()) for item in root]


def cells(path: Path, title: str = LEDGER) -> dict[str, ElementTree.Element]:
    """The cells of a sheet by their address."""
    return {cell.get("r"): cell for cell in sheet(path, title).iter(f"{MAIN}c")}


def shown(path: Path, title: str = LEDGER) -> dict[str, object]:
    """The values of a sheet's cells, formulas by what is cached."""
    shared = texts(path)
    return {address: _value(cell, shared) for address, cell in cells(path, title).items()}


def formulas(path: Path, title: str = LEDGER) -> dict[str, str]:
    """The formulas of a sheet by their address."""
    found = {address: cell.find(f"{MAIN}f") for address, cell in cells(path, title).items()}
    return {address: formula.text for address, formula in found.items() if formula is not None}


def at(name: str) -> tuple[str, str]:
    """The sheet and the cell that a defined name stands for."""
    found = re.fullmatch(r"'([^']+)'!\$([A-Z]+)\$([0-9]+)", name)
    assert found, name
    return found[1], found[2] + found[3]


def _value(cell: ElementTree.Element, shared: list[str]) -> object:
    value = cell.find(f"{MAIN}v")
    if value is None:
        return None
    text, kind = value.text or "", cell.get("t", "n")
    if kind == "s":
        return shared[int(text)]
    if kind == "b":
        return text == "1"
    return float(text) if kind == "n" else text
