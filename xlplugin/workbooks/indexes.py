"""Indexes over areas, so that 100,000 look-ups in one column do not read it 100,000 times."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from xlplugin.functions.values import CellError

from .areas import Area, Raw, as_block, shape
from .cell_values import Value
from .comparison import folded
from .criteria import Criterion, Doubtful, key_of
from .errors import NotUnderstood


class CriteriaIndex:
    """The cells of an area by the key that equality criteria compare; positions count row by row."""

    def __init__(self, raw: Raw) -> None:
        height, width = shape(raw)
        if type(raw) is Area:
            columns = [raw.column(index) for index in range(width)]
            self.values: Sequence[Value] = columns[0] if width == 1 else _row_by_row(columns)
        else:
            self.values = [value for row in as_block(raw) for value in row]
        self.tail = height * width - len(self.values)
        """Blank cells beyond the last used row, which are not listed."""
        self._positions: dict[object, list[int]] | None = None
        self._doubtful: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._numbers = False

    def matches(self, criterion: Criterion) -> list[int]:
        """The positions that meet a criterion, in order; those of the tail are left out."""
        if criterion.test is not None:
            test = criterion.test
            return [position for position, value in enumerate(self.values) if test(value)]
        found = self._equal(criterion.key)
        if not criterion.negated:
            return found
        if any(type(value) is CellError for value in self.values):
            raise NotUnderstood("a criterion with <> meets an error", "含 <> 的条件遇到错误值")
        excluded = set(found)
        return [position for position in range(len(self.values)) if position not in excluded]

    def _equal(self, key: object) -> list[int]:
        if self._positions is None:
            self._build()
        assert self._positions is not None
        if type(key) is Doubtful:
            if self._numbers or self._doubtful.get(key.words, set()) - {key.text}:
                raise _doubtful(key.text)
        elif type(key) is float and self._doubtful:
            raise _doubtful(next(iter(next(iter(self._doubtful.values())))))
        elif type(key) is tuple and str(key[1]).lower() in self._positions:
            raise NotUnderstood("a criterion of TRUE or FALSE meets the same as text", "条件 TRUE/FALSE 遇到同形的文本")
        return self._positions.get(key, [])

    def _build(self) -> None:
        positions: dict[object, list[int]] = defaultdict(list)
        known: dict[str, object] = {}
        for position, value in enumerate(self.values):
            if value is None:
                continue
            if type(value) is str:
                key = known.get(value)
                if key is None:
                    key = known[value] = key_of(value)
            else:
                key = key_of(value)
            positions[key].append(position)
            if type(key) is Doubtful:
                self._doubtful[key.words].add(key.text)
            self._numbers = self._numbers or type(value) is float
        self._positions = dict(positions)


class LookupIndex:
    """A row or column of cells for MATCH and its relatives, which keep numbers and texts apart."""

    def __init__(self, raw: Raw) -> None:
        height, width = shape(raw)
        if type(raw) is Area and width == 1:
            self.values: Sequence[Value] = raw.column(0)
        else:
            self.values = [value for row in as_block(raw) for value in row]
        self._first: dict[object, int] | None = None
        self._last: dict[object, int] = {}
        self._sorted: tuple[list[float], list[int]] | None = None

    def first(self, value: Value) -> int | None:
        """The first position that holds this value."""
        return self._exact().get(exact_key(value))

    def last(self, value: Value) -> int | None:
        """The last position that holds this value."""
        self._exact()
        return self._last.get(exact_key(value))

    def not_above(self, wanted: float) -> int | None:
        """The last position whose number is at most ``wanted``; the numbers have to be in ascending order."""
        if self._sorted is None:
            pairs = [(value, position) for position, value in enumerate(self.values) if type(value) is float]
            numbers = [number for number, _ in pairs]
            if any(after < before for before, after in zip(numbers, numbers[1:], strict=False)):
                raise NotUnderstood(
                    "an approximate look-up meets numbers that are not in ascending order",
                    "近似查找的数字未按升序排列",
                )
            self._sorted = numbers, [position for _, position in pairs]
        numbers, positions = self._sorted
        place = bisect_right(numbers, wanted)
        return positions[place - 1] if place else None

    def _exact(self) -> dict[object, int]:
        if self._first is None:
            self._first = {}
            for position, value in enumerate(self.values):
                if value is not None:
                    key = exact_key(value)
                    self._first.setdefault(key, position)
                    self._last[key] = position
        return self._first


def exact_key(value: Value) -> object:
    """What an exact look-up compares."""
    if type(value) is str:
        return folded(value)
    return (bool, value) if type(value) is bool else value


def _row_by_row(columns: list[list[Value]]) -> list[Value]:
    return [value for row in zip(*columns, strict=True) for value in row]


def _doubtful(text: str) -> NotUnderstood:
    return NotUnderstood(
        f"whether the text {text[:30]!r} is a number depends on language settings",
        f"文本 {text[:30]!r} 是否为数字取决于系统语言设置",
    )
