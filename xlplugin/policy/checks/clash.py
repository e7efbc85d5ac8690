"""Rules that hold for the same values where only one may: attributes, bands, rows of a unique table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..cells import Cell
from ..findings import Bilingual, Where
from ..model import Attribute, Linear, Policy, Reason, Scorecard, Table, TableRow
from ..partition import Partition
from ..ranges import Range
from ..variable import Variable
from .cases import Axis, Box, cut, wording
from .cover import MOST_ROWS, bands_of, rules_of, sure

MOST = 10


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rules of a decision that hold for the same values; ``touching`` where they share only an end."""

    of: Bilingual
    text: str
    where: Where
    first: Where
    touching: bool
    alike: bool
    sure: bool = True


def clashes(policy: Policy, known: Mapping[str, Variable]) -> Iterator[Clash]:
    """All pairs of rules that claim the same values, at most a few for each decision."""
    for decision in policy.decisions:
        if isinstance(decision, Scorecard):
            for item in decision.characteristics:
                attributes = item.attributes
                pairs = _pairs(policy, known[item.of], [attribute.cell for attribute in attributes])
                for a, b, part, slots in pairs:
                    first, later = attributes[a], attributes[b]
                    touching = _touch(part, slots, first.cell, later.cell)
                    alike = _same_points(first, later, part, slots)
                    of = Bilingual(f"points for {item.of}", f"{item.of} 的分值")
                    yield Clash(of, wording(part, slots), later.where, first.where, touching, alike)
        elif isinstance(decision, Table) and decision.hit == "unique":
            yield from _rows(policy, known, decision)
    for bands in bands_of(policy):
        for a, b, part, slots in _pairs(policy, known[bands.of], [band.cell for band in bands.bands]):
            one, other = bands.bands[a], bands.bands[b]
            touching = _touch(part, slots, one.cell, other.cell)
            same = one.grade == other.grade
            of = Bilingual(
                f"{bands.name}: {one.grade} and {other.grade}", f"{bands.name}：{one.grade} 与 {other.grade}"
            )
            yield Clash(of, wording(part, slots), other.where, one.where, touching, same)


def _pairs(
    policy: Policy, variable: Variable, cells: Sequence[Cell]
) -> Iterator[tuple[int, int, Partition, list[int]]]:
    part = cut(policy, variable, cells)
    live = part.live()
    held = [
        sum(1 << slot for slot, member in enumerate(part.members(cell, cells)) if member and live[slot])
        for cell in cells
    ]
    taken, found = 0, 0
    for b, later in enumerate(held):
        for a, earlier in enumerate(held[:b]) if later & taken else ():
            if both := earlier & later:
                yield a, b, part, _bits(both)
                found += 1
                if found == MOST:
                    return
        taken |= later


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def _touch(part: Partition, slots: Sequence[int], *cells: Cell) -> bool:
    """True where the slots are single numbers at which an interval of each cell ends."""
    points = [part.slots[i].range for i in slots]
    return all(
        point is not None
        and point.low == point.high
        and any(point.low in _ends(span) for span in cell.ranges)
        for point in points
        for cell in cells
    )


def _ends(span: Range) -> tuple[float, ...]:
    return () if span.low == span.high else (span.low, span.high)


def _same_points(one: Attribute, other: Attribute, part: Partition, slots: Sequence[int]) -> bool:
    for i in slots:
        span = part.slots[i].range
        if span is not None and span.low == span.high:
            if _points_at(one, span.low) != _points_at(other, span.low):
                return False
        elif one.points != other.points or isinstance(one.points, Linear):
            return False
    return True


def _points_at(attribute: Attribute, at: float) -> float | None:
    if not isinstance(attribute.points, Linear):
        return attribute.points
    span = attribute.cell.ranges[0]
    share = (at - span.low) / (span.high - span.low)
    return attribute.points.start + (attribute.points.end - attribute.points.start) * share


def _rows(policy: Policy, known: Mapping[str, Variable], table: Table) -> Iterator[Clash]:
    if len(table.rows) > MOST_ROWS:
        return
    rules = rules_of(policy, known, table)
    provable = [i for i in range(len(table.rows)) if not rules.formulas >> i & 1]
    holding = [[_cases(axis, i) for axis in rules.axes] for i in range(len(table.rows))]
    found = 0
    for b in provable:
        for a in (i for i in provable if i < b):
            common = [x & y for x, y in zip(holding[a], holding[b], strict=True)]
            if not all(common):
                continue
            sides = tuple(
                (axis, tuple(_bits(both)))
                for axis, both in zip(rules.axes, common, strict=True)
                if both.bit_count() < len(axis.cases)
            )
            box = Box(sides)
            touching = any(
                _touch(axis.part, [slot for i in chosen for slot in axis.cases[i].slots], x, y)
                for axis, chosen in sides
                if (x := _cell(table.rows[a], axis)) is not None
                and (y := _cell(table.rows[b], axis)) is not None
            )
            yield Clash(
                Bilingual(f"{table.name}: two rows", f"{table.name}：两行"),
                box.text,
                table.rows[b].where,
                table.rows[a].where,
                touching,
                _outcome(table.rows[a]) == _outcome(table.rows[b]),
                sure(policy, known, box),
            )
            found += 1
            if found == MOST:
                return


def _cases(axis: Axis, row: int) -> int:
    """The cases of a name in which a row holds, as bits."""
    return sum(1 << i for i, case in enumerate(axis.cases) if case.rules >> row & 1)


def _cell(row: TableRow, axis: Axis) -> Cell | None:
    return row.when.cells.get(axis.name) if row.when else None


def _outcome(row: TableRow) -> tuple[dict[str, object], Bilingual | None, Reason | None]:
    return dict(row.then), row.refuse, row.reason
