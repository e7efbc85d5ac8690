"""What verifying a journal finds, and which entries are concerned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xlplugin.policy.findings import Bilingual

from .anchors import Anchor

Kind = Literal["changed", "moved", "missing", "added", "truncated", "redacted", "anchor", "text", "run"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit; ``first`` and ``last`` are the numbers of the entries concerned."""

    kind: Kind
    first: int
    last: int
    message: Bilingual


@dataclass(slots=True)
class Verification:
    """What was found: how many entries, how many of them with redacted fields, where the chain ends."""

    entries: int = 0
    redacted: int = 0
    anchor: Anchor | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True where nothing was found."""
        return not self.faults


def span(first: int, last: int) -> str:
    """The numbers of entries, as a person reads them."""
    return str(first) if first == last else f"{first}–{last}"


def ranges(moved: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Neighbours that moved alike, as first, last and by how much."""
    start = 0
    for place in range(1, len(moved) + 1):
        seq, origin = moved[place - 1]
        following = moved[place] if place < len(moved) else None
        if following != (seq + 1, origin + 1):
            yield moved[start][0], seq, origin - seq
            start = place
