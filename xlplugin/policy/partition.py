"""The finitely many cases that the cells of a variable tell apart.

All tests of one variable cut its values into slots: elementary intervals, words, special values, a slot
for a missing value and slots for what the variable cannot hold. A cell is then a set of slots, so that
gaps, overlaps and unreachable rows can be counted out, and scoring looks a slot up instead of comparing.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .cells import Cell
from .model import NamedList
from .ranges import ALL, LEFT_END, RIGHT_END, Cut, Range, holds_integer, merge, threshold
from .variable import Variable

SlotKind = Literal["outside", "range", "special", "word", "rest", "missing"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One case: a range of numbers, a word, the words not named (``rest``), missing, or outside the domain."""

    kind: SlotKind
    range: Range | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Partition:
    """The slots of one variable. Numeric slots come first, in order, slot 0 below and the last one above
    every threshold; words start at slot 1 (slot 0 is no value at all); the last slot is ``missing``."""

    variable: Variable
    slots: tuple[Slot, ...]
    thresholds: tuple[float, ...]
    words: Mapping[str, int]
    lists: Mapping[str, NamedList]

    @property
    def missing_slot(self) -> int:
        """The slot of a missing value."""
        return len(self.slots) - 1

    @property
    def rest_slot(self) -> int:
        """The slot of a text that no cell names (0 where there is none)."""
        return next((i for i, slot in enumerate(self.slots) if slot.kind == "rest"), 0)

    def of_number(self, number: float) -> int:
        """The slot of a number."""
        return bisect.bisect_right(self.thresholds, number)

    def live(self) -> tuple[bool, ...]:
        """Which slots a value of the variable can fall into."""
        return tuple(
            self.variable.may_miss if slot.kind == "missing" else slot.kind != "outside" for slot in self.slots
        )

    def members(self, cell: Cell, siblings: Sequence[Cell] = ()) -> tuple[bool, ...]:
        """Which slots a cell holds; ``other`` is what none of ``siblings`` holds, missing excepted."""
        taken: list[tuple[bool, ...]] = []
        if cell.other:
            taken = [self.members(sibling) for sibling in siblings if sibling is not cell]
        return tuple(
            self._holds(cell, slot)
            or (
                cell.other
                and slot.kind not in ("missing", "outside")
                and not any(holding[i] for holding in taken)
            )
            for i, slot in enumerate(self.slots)
        )

    def _holds(self, cell: Cell, slot: Slot) -> bool:
        if slot.kind == "outside":
            return False
        if cell.anything:
            return True
        if slot.kind == "missing":
            return cell.missing
        if slot.kind == "special":
            return slot.word in cell.specials
        if slot.range is not None:
            # every end of a cell is a cut of the partition, so one inner point stands for the slot
            return any(
                part.start <= slot.range.start and slot.range.end <= part.end for part in cell.ranges
            )
        if slot.kind == "rest":
            return cell.negated
        listed = any(slot.word in self.lists[name].items for name in cell.lists)
        if cell.negated:
            return slot.word not in cell.words and not listed
        return slot.word in cell.words or listed

    def text(self, slots: Iterable[int]) -> str:
        """Some slots in the policy's own notation, neighbouring intervals joined."""
        chosen = [self.slots[i] for i in slots]
        unit = self.variable.range_unit
        parts = [r.text(unit) for r in merge(slot.range for slot in chosen if slot.range is not None)]
        words = [slot.word for slot in chosen if slot.kind in ("word", "special")]
        if len(words) > 12:
            words = [*words[:12], "…"]
        parts += words
        parts += ["other"] * any(slot.kind == "rest" for slot in chosen)
        parts += ["missing"] * any(slot.kind == "missing" for slot in chosen)
        return ", ".join(parts)


def partition(
    variable: Variable,
    cells: Iterable[Cell],
    lists: Mapping[str, NamedList],
    domain: tuple[Range, ...] | None = None,
) -> Partition:
    """The slots that ``cells`` tell apart; ``domain`` (default: the variable's own ranges) bounds numbers."""
    if variable.numeric:
        return _numeric(variable, cells, lists, variable.ranges if domain is None else domain)
    if variable.kind in ("text", "list"):
        named = [word for cell in cells for word in _mentioned(cell, lists)]
        slots = [Slot("outside"), *(Slot("word", word=word) for word in dict.fromkeys(named)), Slot("rest")]
    else:
        slots = [Slot("outside"), *(Slot("word", word=word) for word in variable.words)]
    words = {slot.word: i for i, slot in enumerate(slots) if slot.kind == "word"}
    return Partition(variable, (*slots, Slot("missing")), (), words, lists)


def _mentioned(cell: Cell, lists: Mapping[str, NamedList]) -> Iterable[str]:
    yield from cell.words
    for name in cell.lists:
        yield from lists[name].items


def _numeric(
    variable: Variable, cells: Iterable[Cell], lists: Mapping[str, NamedList], domain: tuple[Range, ...]
) -> Partition:
    allowed = merge(domain)
    cuts: set[Cut] = {LEFT_END, RIGHT_END}
    for item in (*allowed, *(part for cell in cells for part in cell.ranges)):
        cuts.update((item.start, item.end))
    ordered = sorted(cuts)
    # two cuts may meet in one float (just after x, just before the next float): keep the later cut
    starts: dict[float, Cut] = {}
    for cut in ordered:
        starts[threshold(cut)] = cut
    thresholds = tuple(starts)
    kept = list(starts.values())
    slots = [Slot("outside")]
    for start, end in zip(kept, kept[1:], strict=False):
        piece = Range.between(start, end)
        inside = any(part.start <= start and end <= part.end for part in allowed)
        if inside and (variable.kind == "number" or holds_integer(piece)):
            slots.append(Slot("range", range=piece))
        else:
            slots.append(Slot("outside", range=None))
    slots.append(Slot("outside"))
    slots += [Slot("special", word=name) for name in variable.specials]
    words = {slot.word: i for i, slot in enumerate(slots) if slot.kind == "special"}
    return Partition(variable, (*slots, Slot("missing")), thresholds, words, lists)


__all__ = ["ALL", "Partition", "Slot", "partition"]
