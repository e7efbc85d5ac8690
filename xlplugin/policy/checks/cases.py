"""The cases that a group of rules tells apart, and which rules hold in each: proofs by counting out.

Slots that no rule tells apart are one case, so that the product over several names stays small; the
product itself is walked as the sets of rules that still hold, which are few.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..cells import Cell
from ..model import Input, Policy
from ..partition import Partition, partition
from ..ranges import ALL, Range, complement, merge
from ..variable import Variable

MOST_STEPS = 200_000
MOST_GROUPS = 6


@dataclass(frozen=True, slots=True)
class Case:
    """Slots of one name that no rule tells apart; ``rules`` has bit i where rule i holds in them.

    Of a name that holds several words at once, ``together`` says that one slot is not enough: the cell
    says a word of each.
    """

    slots: tuple[int, ...]
    rules: int
    together: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """One name that the rules read, and its cases."""

    name: str
    part: Partition
    cases: tuple[Case, ...]

    def text(self, chosen: Iterable[int]) -> str:
        """Some cases as a cell would write them."""
        cases = [self.cases[i] for i in chosen]
        plain = wording(self.part, sorted(slot for case in cases if not case.together for slot in case.slots))
        joint = [frozenset(case.slots) for case in cases if case.together]
        least = [slots for slots in joint if not any(other < slots for other in joint)]
        cells = ["; ".join(self.part.text([slot]) for slot in sorted(slots)) for slots in least]
        return ", ".join([plain] * bool(plain) + cells)


def accepted(item: Input) -> tuple[Range, ...]:
    """The numbers that an input accepts: its domain, as far as it is plausible."""
    domain = item.domain.ranges if item.domain else (ALL,)
    return complement(complement(item.plausible.ranges), domain) if item.plausible else domain


def cut(policy: Policy, variable: Variable, cells: Iterable[Cell]) -> Partition:
    """The slots that cells tell apart among the values that a variable can have."""
    item = policy.inputs.get(variable.name)
    return partition(variable, cells, policy.lists, accepted(item) if item else None)


def wording(part: Partition, slots: Iterable[int]) -> str:
    """Some slots as a cell would write them; whole numbers and dates with their own ends."""
    chosen = list(slots)
    ranges = [span for i in chosen if (span := part.slots[i].range) is not None]
    if part.variable.kind in ("integer", "date"):
        ranges = _whole(ranges)
    texts = [span.text(part.variable.range_unit) for span in merge(ranges)]
    words = part.text(i for i in chosen if part.slots[i].range is None)
    return ", ".join([*texts, words] if words else texts)


def _whole(ranges: list[Range]) -> list[Range]:
    """The same whole numbers with the numbers themselves as ends, neighbours joined."""
    joined: list[Range] = []
    for span in merge(ranges):
        low, high = math.inf, -math.inf
        if math.isfinite(span.low):
            low = math.ceil(span.low) + (span.low.is_integer() and not span.low_closed)
        if math.isfinite(span.high):
            high = math.floor(span.high) - (span.high.is_integer() and not span.high_closed)
        low = float(low) if math.isfinite(span.low) else -math.inf
        high = float(high) if math.isfinite(span.high) else math.inf
        if joined and joined[-1].high + 1 >= low:
            low = joined.pop().low
        joined.append(Range(low, high, math.isfinite(low), math.isfinite(high)))
    return joined


def axes_of(policy: Policy, known: Mapping[str, Variable], rules: Sequence[Mapping[str, Cell]]) -> list[Axis]:
    """An axis for each name that some rule tests; missing is a case only where a rule speaks of it."""
    names = dict.fromkeys(name for rule in rules for name, cell in rule.items() if not cell.anything)
    return [_axis(policy, known[name], [rule.get(name) for rule in rules]) for name in names]


def _axis(policy: Policy, variable: Variable, cells: list[Cell | None]) -> Axis:
    group = [cell for cell in cells if cell is not None]
    part = cut(policy, variable, group)
    stated = any(cell.states_missing for cell in group)
    holding = [0] * len(part.slots)
    for i, cell in enumerate(cells):
        for slot, member in enumerate(part.members(cell, group) if cell is not None else ()):
            holding[slot] |= member << i
    everywhere = sum(1 << i for i, cell in enumerate(cells) if cell is None)
    signatures: dict[int, list[int]] = {}
    for slot, live in enumerate(part.live()):
        if live and (stated or slot != part.missing_slot):
            signatures.setdefault(holding[slot] | everywhere, []).append(slot)
    cases = [Case(tuple(slots), rules) for rules, slots in signatures.items()]
    if variable.kind in ("set", "list"):
        cases += _together([c for c in cases if part.missing_slot not in c.slots], cells)
    return Axis(variable.name, part, tuple(cases))


def _together(cases: list[Case], cells: list[Cell | None]) -> Iterator[Case]:
    """Several words in one cell: a test holds where one word passes, ``not`` only where every word does."""
    every = sum(1 << i for i, cell in enumerate(cells) if cell is None or cell.negated or cell.anything)
    most = len(cases) if len(cases) <= MOST_GROUPS else 2
    for count in range(2, most + 1):
        for chosen in itertools.combinations(cases, count):
            all_of, any_of = chosen[0].rules, 0
            for case in chosen:
                all_of, any_of = all_of & case.rules, any_of | case.rules
            yield Case(tuple(case.slots[0] for case in chosen), all_of & every | any_of & ~every, True)


@dataclass(frozen=True, slots=True)
class Box:
    """A product of cases: for each axis which of them; an axis whose cases all belong to it is left out."""

    sides: tuple[tuple[Axis, tuple[int, ...]], ...]

    @property
    def text(self) -> str:
        """The box as the ``when`` of a row."""
        if not self.sides:
            return "any values"
        return (
            "{" + ", ".join(f"{axis.name}: {_quoted(axis.text(chosen))}" for axis, chosen in self.sides) + "}"
        )


def _quoted(text: str) -> str:
    return text if text.replace("_", "").isalnum() and not text[0].isdigit() else f'"{text}"'


@dataclass(frozen=True, slots=True)
class Product:
    """Which sets of rules can hold together over a product of axes, and where."""

    axes: tuple[Axis, ...]
    levels: tuple[Mapping[int, Mapping[int, list[int]]], ...]
    """After each axis: the rules that still hold → those that held before it → the cases between them."""

    @property
    def outcomes(self) -> tuple[int, ...]:
        """Every set of rules that holds for some values, as bits."""
        return tuple(self.levels[-1]) if self.levels else ()

    def boxes(self, outcome: int) -> Iterator[Box]:
        """Where exactly these rules hold, box by box."""
        yield from self._back(len(self.axes), outcome, ())

    def _back(self, level: int, rules: int, sides: tuple[tuple[Axis, tuple[int, ...]], ...]) -> Iterator[Box]:
        if level == 0:
            yield Box(sides)
            return
        axis = self.axes[level - 1]
        for before, cases in self.levels[level][rules].items():
            whole = len(cases) == len(axis.cases)
            side = () if whole else ((axis, tuple(cases)),)
            yield from self._back(level - 1, before, (*side, *sides))


def product(axes: Iterable[Axis], rules: int) -> Product | None:
    """The product of axes for this many rules, or None where it is too large to be counted out."""
    axes = tuple(axes)
    levels: list[dict[int, dict[int, list[int]]]] = [{(1 << rules) - 1: {}}]
    steps = 0
    for axis in axes:
        level: dict[int, dict[int, list[int]]] = {}
        for before in levels[-1]:
            steps += len(axis.cases)
            if steps > MOST_STEPS:
                return None
            for i, case in enumerate(axis.cases):
                level.setdefault(before & case.rules, {}).setdefault(before, []).append(i)
        levels.append(level)
    return Product(axes, tuple(levels))
