"""The colours of grades: green for the first, red for the last, light enough to read in print."""

from __future__ import annotations

from xlplugin.policy.model import Grades, Scale

_STOPS = ((0x8F, 0xD1, 0x9E), (0xC9, 0xE7, 0xB0), (0xFF, 0xF2, 0xAE), (0xFC, 0xCF, 0x9B), (0xF4, 0x9A, 0x94))
NO_ORDER = "#DCE6F2"


def colours(grades: Grades, scale: Scale) -> dict[str, str]:
    """The fill of each grade, from green for the first to red for the last; one colour without an order."""
    last = len(grades.ids) - 1
    if scale == "none":
        return dict.fromkeys(grades.ids, NO_ORDER)
    return {grade: _at(place / last if last else 0.0) for place, grade in enumerate(grades.ids)}


def _at(share: float) -> str:
    """The colour that lies at ``share`` of the way from green to red."""
    place = share * (len(_STOPS) - 1)
    below = min(int(place), len(_STOPS) - 2)
    mixed = (
        round(low + (high - low) * (place - below))
        for low, high in zip(_STOPS[below], _STOPS[below + 1], strict=True)
    )
    return "#" + "".join(f"{part:02X}" for part in mixed)
