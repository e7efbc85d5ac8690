"""Freezing: in an entry form, recalculation also keeps each grade, and what it was made from, as plain values.

The form says by names where: ``xlplugin_frozen_X`` is filled from ``xlplugin_live_X``, the frozen policy and
day from the calculation itself. Nothing outside these areas is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .cell_values import Value
from .named_areas import FORM, Place, named_areas
from .names import DefinedNames

LIVE, FROZEN = "xlplugin_live_", "xlplugin_frozen_"
GRADE, POLICY, ON = "grade", "policy", "on"

Change = tuple[str, int, int, Value]
"""The case-folded sheet, row and column of a cell, and its new value."""


@dataclass(frozen=True, slots=True)
class FrozenAreas:
    """The areas of a form: those that are copied, and those that are written, by the end of their names."""

    live: Mapping[str, Place]
    frozen: Mapping[str, Place]


def frozen_areas(names: DefinedNames) -> FrozenAreas | None:
    """What a form's names say; None for a workbook that is no form, or whose areas no longer fit together."""
    if names.find(FORM, None) is None:
        return None
    live, frozen = named_areas(names, LIVE), named_areas(names, FROZEN)
    copied = {name for name in frozen if name not in (POLICY, ON)}
    if GRADE not in frozen or not copied <= live.keys():
        return None
    heights = {place.rect.height for place in (*frozen.values(), *(live[name] for name in copied))}
    widths = all(frozen[name].rect.width == live[name].rect.width for name in copied)
    return FrozenAreas(live, frozen) if len(heights) == 1 and widths else None


def frozen_values(
    areas: FrozenAreas, value_at: Callable[[str, int, int], Value], stamp: str, day: float
) -> list[Change]:
    """The new values of the frozen cells: of every graded row, and nothing for rows that are empty now.

    A row that cannot be graded keeps what was frozen of it before.
    """
    changes: list[Change] = []
    grades = areas.live[GRADE]
    for offset in range(grades.rect.height):
        grade = value_at(grades.sheet, grades.rect.top + offset, grades.rect.left)
        graded = type(grade) in (str, float) and grade != ""
        if not graded and not _is_empty(areas, value_at, offset):
            continue
        for name, place in areas.frozen.items():
            for column in range(place.rect.width):
                value: Value = None
                if graded and name == POLICY:
                    value = stamp or None
                elif graded and name == ON:
                    value = day
                elif graded:
                    source = areas.live[name]
                    value = value_at(source.sheet, source.rect.top + offset, source.rect.left + column)
                changes.append((place.sheet, place.rect.top + offset, place.rect.left + column, value))
    return changes


def _is_empty(areas: FrozenAreas, value_at: Callable[[str, int, int], Value], offset: int) -> bool:
    """Whether nothing of a customer is filled in any more."""
    return all(
        value_at(place.sheet, place.rect.top + offset, place.rect.left + column) in (None, "")
        for place in areas.live.values()
        for column in range(place.rect.width)
    )
