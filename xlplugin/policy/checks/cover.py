"""What the rules of one decision leave open: for points, bands, a matrix and a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..cells import Cell
from ..model import Bands, Decision, Formula, Policy, Ranking, Scorecard, Table
from ..partition import Partition
from ..ranges import Range
from ..variable import Variable
from .cases import Axis, Box, Product, axes_of, cut, product, wording
from .reaching import scores
from .readers import maker, roots

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Hole:
    """Values that no rule speaks of; ``end`` beyond all rules, ``sure`` where they are known to occur."""

    text: str
    end: bool
    sure: bool


def holes(policy: Policy, known: Mapping[str, Variable], name: str, cells: Sequence[Cell]) -> Iterator[Hole]:
    """What no cell holds of the values of one name, missing left aside, each in its own piece."""
    variable = known[name]
    part = cut(policy, variable, cells)
    covered = [any(column) for column in zip(*(part.members(cell, cells) for cell in cells), strict=True)]
    live = part.live()
    spans: list[int] = []
    words: list[int] = []
    for i in range(part.missing_slot):
        if live[i] and not (covered and covered[i]):
            (words if part.slots[i].range is None else spans).append(i)
    inner = [i for i, hit in enumerate(covered) if hit and part.slots[i].range is not None]
    for piece in _pieces(part, spans):
        span = _span(part, piece)
        if not _can_fall(policy, known, name, span):
            continue
        end = not inner or piece[-1] < inner[0] or piece[0] > inner[-1]
        occurs = (variable.proven or not end) and _attained(policy, known, name, span)
        yield Hole(wording(part, piece), end, occurs)
    if words:
        yield Hole(wording(part, words), False, True)


def _pieces(part: Partition, slots: list[int]) -> Iterator[list[int]]:
    """Slots by runs; what lies outside the domain (or holds no whole number) does not part a run."""
    run: list[int] = []
    live = part.live()
    for slot in slots:
        if run and any(live[between] for between in range(run[-1] + 1, slot)):
            yield run
            run = []
        run.append(slot)
    if run:
        yield run


def _span(part: Partition, slots: list[int]) -> Range:
    first, last = part.slots[slots[0]].range, part.slots[slots[-1]].range
    assert first is not None and last is not None
    return Range.between(first.start, last.end)


def decimals_of(decision: Decision | None) -> int | None:
    """How many decimals the numbers of a decision have, where it rounds them."""
    if isinstance(decision, Scorecard | Formula):
        return decision.decimals
    return 12 if isinstance(decision, Ranking) else None


def _can_fall(policy: Policy, known: Mapping[str, Variable], name: str, span: Range) -> bool:
    """False where a hole is so narrow that no rounded number falls into it."""
    places = decimals_of(maker(policy, name))
    if places is None or math.isinf(span.low) or math.isinf(span.high):
        return True
    step = Decimal(1).scaleb(-places)
    low, high = Decimal(repr(span.low)), Decimal(repr(span.high))
    first = (low / step).to_integral_value(rounding="ROUND_CEILING") * step
    if first == low and not span.low_closed:
        first += step
    return first <= high if span.high_closed else first < high


def _attained(policy: Policy, known: Mapping[str, Variable], name: str, span: Range) -> bool:
    """False where the few scores that a card can give all lie outside."""
    decision = maker(policy, name)
    found = scores(policy, decision, known) if isinstance(decision, Scorecard) else None
    return found is None or any(score in span for score in found)


@dataclass(frozen=True, slots=True)
class Rules:
    """A table as rules over cases; bit i stands for row i, ``formulas`` for rows that cannot be proved."""

    axes: tuple[Axis, ...]
    product: Product | None
    formulas: int
    empty: tuple[int, ...]
    """The rows that no value can match."""


def rules_of(policy: Policy, known: Mapping[str, Variable], table: Table) -> Rules:
    """The rows of a table over the cases that they tell apart."""
    cells: list[Mapping[str, Cell]] = [row.when.cells if row.when else {} for row in table.rows]
    formulas = sum(1 << i for i, row in enumerate(table.rows) if row.when and row.when.formula is not None)
    if len(table.rows) > MOST_ROWS:
        return Rules((), None, formulas, ())
    axes = axes_of(policy, known, cells)
    empty = tuple(
        i
        for i in range(len(table.rows))
        if any(not any(case.rules >> i & 1 for case in axis.cases) for axis in axes)
    )
    return Rules(tuple(axes), product(axes, len(table.rows)), formulas, empty)


def sure(policy: Policy, known: Mapping[str, Variable], box: Box) -> bool:
    """True where the values of a box are known to occur together: they depend on no common input, and
    each lies within what its name is known to give."""
    if any(not known[axis.name].proven and _at_an_end(axis, chosen) for axis, chosen in box.sides):
        return False
    below, names = roots(policy), [axis.name for axis, _ in box.sides]
    decided = [name for name in names if name not in policy.inputs]
    return not any(below[name] & below[other] for name in decided for other in names if name != other)


def _at_an_end(axis: Axis, chosen: Sequence[int]) -> bool:
    spans = [i for i, slot in enumerate(axis.part.slots) if slot.range is not None and axis.part.live()[i]]
    slots = {slot for i in chosen for slot in axis.cases[i].slots}
    return bool(spans) and slots <= set(spans) and bool(slots & {spans[0], spans[-1]})


def bands_of(policy: Policy) -> Iterator[Bands]:
    """The decisions that cut a number into grades."""
    return (decision for decision in policy.decisions if isinstance(decision, Bands))
