"""Areas of a form that its defined names mark for programs: ``xlplugin_frozen_grade``, ``xlplugin_request_customer`` …"""

from __future__ import annotations

from dataclasses import dataclass

from .addresses import Rect
from .errors import NotUnderstood
from .names import DefinedNames
from .nodes import Reference

FORM = "xlplugin_form"
"""The name that every entry form has."""
LARGEST = 2_000_000
"""Cells that one area may have."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area of a sheet, whose name is case-folded."""

    sheet: str
    rect: Rect


def named_areas(names: DefinedNames, start: str) -> dict[str, Place]:
    """The areas of the workbook's names that begin with ``start``, by the rest of the name, case-folded.

    A name that stands for anything else than an area of a sensible size is left out.
    """
    found: dict[str, Place] = {}
    for item in names.of_workbook():
        folded = item.name.casefold()
        if not folded.startswith(start):
            continue
        try:
            node = item.target()
        except NotUnderstood:
            continue
        if isinstance(node, Reference) and node.rect(0).size <= LARGEST:
            found[folded.removeprefix(start)] = Place(node.sheet.casefold(), node.rect(0))
    return found
