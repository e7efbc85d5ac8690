"""The rows that could not be graded: which they are is known at once, why is worked out when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from xlplugin.functions.values import Refusal
from xlplugin.policy.findings import Bilingual

from .addresses import address
from .nodes import Call, Literal, Node, Reference
from .report import UngradedRow

if TYPE_CHECKING:
    from xlplugin.functions.declaration import Function

Refusals = list[Refusal | None]
AT_ONCE = 8192
"""Rows whose words are worked out together."""
SAME_REASON = ("output",)
"""Arguments that do not matter for why a row cannot be graded."""
UNKNOWN = Bilingual("it cannot be graded; CHECKROW may say why", "无法评级；可用 CHECKROW 查看原因")


@dataclass(frozen=True, slots=True, eq=False)
class Failures:
    """What one call could not grade: the cells of one column that show it, by row."""

    column: int
    rows: Sequence[int]
    told: object
    """Equal for calls that grade the same cells by the same policy: one of them says it for all."""
    refusals: Callable[[Sequence[int]], Refusals]
    """Why the failures of some places in ``rows`` are none."""
    several: bool = False
    """Whether the failures in one row are several, because the call grades a block for one cell."""


class UngradedRows(Sequence[UngradedRow]):
    """One entry for each row and reason, in the order of the sheets; words come with the entry that is read."""

    def __init__(
        self,
        found: Sequence[tuple[int, Failures]],
        sheets: Sequence[str],
        key_of: Callable[[int, int], str] = lambda sheet, row: "",
    ) -> None:
        self._found = [failures for _, failures in found]
        self._sheets, self._key_of = sheets, key_of
        numbers: dict[object, int] = {}
        kinds, next_kind = [], len(found)
        for _, failures in found:
            count = len(failures.rows)
            number = numbers.setdefault(failures.told, len(numbers))
            kinds.append(np.full(count, number) if not failures.several else next_kind + np.arange(count))
            next_kind += count if failures.several else 0
        self._sheet = _joined([np.full(len(failures.rows), sheet) for sheet, failures in found])
        self._row = _joined([np.array(failures.rows, dtype=np.int64) for _, failures in found])
        self._source = _joined([np.full(len(failures.rows), number) for number, (_, failures) in enumerate(found)])
        self._place = _joined([np.arange(len(failures.rows)) for _, failures in found])
        columns = np.array([failures.column for _, failures in found], dtype=np.int64)[self._source]
        self._take(np.lexsort((self._place, columns, self._row, self._sheet)))
        self._once(_joined(kinds)[self._order])

    def _take(self, chosen: np.ndarray) -> None:
        self._order = chosen
        self._sheet, self._row = self._sheet[chosen], self._row[chosen]
        self._source, self._place = self._source[chosen], self._place[chosen]

    def _once(self, kinds: np.ndarray) -> None:
        """Leave out what has been said of a row already."""
        if not len(kinds):
            return
        grouped = np.lexsort((kinds, self._row, self._sheet))
        by = np.stack([self._sheet, self._row, kinds])[:, grouped]
        first = np.insert((np.diff(by, axis=1) != 0).any(axis=0), 0, True)
        self._take(np.sort(grouped[first]))
        same = (np.diff(self._sheet) == 0) & (np.diff(self._row) == 0)
        doubtful = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        if not len(doubtful):
            return
        kept = np.ones(len(self._row), dtype=bool)
        said: set[tuple[str, str, str]] = set()
        for start in range(0, len(doubtful), AT_ONCE):
            places = doubtful[start : start + AT_ONCE]
            for place, entry in zip(places.tolist(), self._entries(places), strict=True):
                row = entry.sheet, str(self._row[place]), entry.message.en
                kept[place] = row not in said
                said.add(row)
        self._take(np.flatnonzero(kept))

    def __len__(self) -> int:
        return len(self._row)

    @overload
    def __getitem__(self, index: int) -> UngradedRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[UngradedRow]: ...
    def __getitem__(self, index: int | slice) -> UngradedRow | list[UngradedRow]:
        places = np.arange(len(self))[index]
        return self._entries(places) if isinstance(index, slice) else self._entries(np.array([places]))[0]

    def __iter__(self) -> Iterator[UngradedRow]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._entries(np.arange(start, min(start + AT_ONCE, len(self))))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UngradedRows | tuple):
            return NotImplemented
        return len(self) == len(other) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} rows not graded>"

    def _entries(self, places: np.ndarray) -> list[UngradedRow]:
        found: dict[int, UngradedRow] = {}
        for source in np.unique(self._source[places]).tolist():
            mine = places[self._source[places] == source]
            failures = self._found[source]
            refusals = failures.refusals(self._place[mine].tolist())
            for place, refusal in zip(mine.tolist(), refusals, strict=True):
                sheet, row = int(self._sheet[place]), int(self._row[place])
                found[place] = UngradedRow(
                    self._sheets[sheet],
                    address(row, failures.column),
                    "#VALUE!" if refusal is None else refusal.error.value,
                    _words(refusal),
                    self._key_of(sheet, row),
                )
        return [found[place] for place in places.tolist()]


def reason_key(function: Function, node: Call, row: int) -> object:
    """What decides why a call in a row fails: the cells it grades, the policy it names, the headings."""
    names = [argument.name for argument in function.arguments]
    said: Mapping[str, Node] = dict(zip(names, node.arguments, strict=False))
    parts = [
        (name, _relative(part, row))
        for name, part in said.items()
        if name not in SAME_REASON and part != Literal(None)
    ]
    named = any(name == "policy" for name, _ in parts)
    return tuple(parts), "" if named else node.name == "AMLTIER"


def _relative(node: Node, row: int) -> object:
    """A reference as it looks from its own row, so that calls in one row can be compared."""
    if not isinstance(node, Reference):
        return row, node
    ends = ((node.top, node.top_fixed), (node.bottom, node.bottom_fixed))
    return node.sheet, node.left, node.right, tuple((end if fixed else end - row, fixed) for end, fixed in ends)


def _words(refusal: Refusal | None) -> Bilingual:
    try:
        return UNKNOWN if refusal is None else refusal.words
    except Exception:
        # The words of a problem are made when they are read; a defect there must not cost the report.
        return UNKNOWN


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)
