"""Which unit reads which, and an order in which each comes after all that it reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from xlplugin.policy.findings import Bilingual

from .addresses import Rect
from .errors import WorkbookError
from .limits import Limits
from .units import Unit


class UnitIndex:
    """Finds the units that have cells in an area."""

    def __init__(self, units: Sequence[Unit], tabs: Sequence[str]) -> None:
        columns: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
        for number, unit in enumerate(units):
            area = unit.area
            for column in range(area.left, area.right + 1):
                columns.setdefault((tabs[unit.sheet], column), []).append((area.top, area.bottom, number))
        self._columns: dict[str, list[int]] = {}
        self._starts: dict[tuple[str, int], list[int]] = {}
        self._entries: dict[tuple[str, int], list[tuple[int, int, int, int]]] = {}
        for (tab, column), found in columns.items():
            found.sort()
            furthest, entries = 0, []
            for top, bottom, number in found:
                furthest = max(furthest, bottom)
                entries.append((top, bottom, number, furthest))
            self._entries[tab, column] = entries
            self._starts[tab, column] = [top for top, *_ in entries]
            self._columns.setdefault(tab, []).append(column)
        for numbers in self._columns.values():
            numbers.sort()

    def within(self, tab: str, rect: Rect) -> Iterator[int]:
        """Numbers of the units that meet an area; some of a run's gaps count as its cells."""
        numbers = self._columns.get(tab, [])
        place = bisect_right(numbers, rect.left - 1)
        while place < len(numbers) and numbers[place] <= rect.right:
            key = (tab, numbers[place])
            entries = self._entries[key]
            position = bisect_right(self._starts[key], rect.bottom) - 1
            # Backwards from the last that starts early enough, until none before reaches down to the area.
            while position >= 0 and entries[position][3] >= rect.top:
                if entries[position][1] >= rect.top:
                    yield entries[position][2]
                position -= 1
            place += 1


def precedents(units: Sequence[Unit], index: UnitIndex, limits: Limits, where: str) -> list[list[int]]:
    """For each unit the units that it reads."""
    found: list[list[int]] = []
    count = 0
    for unit in units:
        area = unit.area
        read: set[int] = set()
        for tab, rect in unit.reads(area.top, area.bottom if unit.ref is None else area.top):
            for number in index.within(tab, rect):
                read.add(number)
                count += 1
                if count > limits.dependencies:
                    raise WorkbookError(
                        Bilingual("its formulas depend on each other in too many ways", "公式之间的依赖关系过多"),
                        Bilingual("shorten the ranges that its formulas read", "请缩小公式引用的区域"),
                        where,
                    )
        found.append(sorted(read))
    return found


def components(edges: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Groups of nodes that reach each other, every group after those it leads to (Tarjan, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    stacked: set[int] = set()
    for root in range(len(edges)):
        if root in order:
            continue
        work = [(root, iter(edges[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        stacked.add(root)
        while work:
            node, rest = work[-1]
            for following in rest:
                if following not in order:
                    order[following] = low[following] = len(order)
                    stack.append(following)
                    stacked.add(following)
                    work.append((following, iter(edges[following])))
                    break
                if following in stacked:
                    low[node] = min(low[node], order[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    group: list[int] = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        stacked.discard(group[-1])
                    yield sorted(group)


def reached(start: set[int], edges: Sequence[Sequence[int]]) -> set[int]:
    """Everything that ``start`` leads to, itself included."""
    found, pending = set(start), list(start)
    while pending:
        for following in edges[pending.pop()]:
            if following not in found:
                found.add(following)
                pending.append(following)
    return found


def reversed_edges(edges: Sequence[Sequence[int]]) -> list[list[int]]:
    """The same graph the other way round."""
    result: list[list[int]] = [[] for _ in edges]
    for node, following in enumerate(edges):
        for other in following:
            result[other].append(node)
    return result
