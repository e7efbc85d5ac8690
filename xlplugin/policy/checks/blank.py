"""What a blank cell becomes: missing, or the value that the input states instead."""

from __future__ import annotations

from ..model import Input
from ..partition import Partition


def blank_slot(part: Partition, item: Input | None) -> int | None:
    """The slot of a blank cell; None where a blank is an error."""
    if item is None or item.missing == "stated":
        return part.missing_slot if part.variable.may_miss else None
    if item.missing == "error" or item.default is None:
        return None
    if isinstance(item.default, float):
        return part.of_number(item.default)
    word = str(item.default).lower() if isinstance(item.default, bool) else item.default
    return part.words.get(word, part.rest_slot)
