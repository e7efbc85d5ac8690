"""What the journal keeps of many graded rows at once, by columns: the same bytes as row by row, ten times faster."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat

import numpy as np

from xlplugin.policy.model import Input
from xlplugin.scoring.cards import Card
from xlplugin.scoring.column import BAD, BLANK, FIRST, Block, Column
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.grading_steps import GradeStep
from xlplugin.scoring.input_columns import InputColumn
from xlplugin.scoring.rounding import round_half_away
from xlplugin.scoring.scorecard import ScorecardStep

from .canonical import canonical, quoted
from .grading_fields import INPUT, OUTPUTS, POINTS, RULES, STEPS, unfilled

Lines = list[bytes]
MISSING = '{"missing":true}'
SAMPLE = 500
"""Numbers by which is told whether a column repeats itself."""
MOST_KNOWN = 50_000
"""Numbers of a field that are kept with their lines."""


class Known(dict[float, bytes]):
    """Lines of numbers that were written before."""

    def __init__(self, write: Callable[[float], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, number: float) -> bytes:
        line = self._write(number).encode()
        if len(self) < MOST_KNOWN:
            self[number] = line
        return line


class GradingColumns:
    """Writes the lines of a block's rows under one policy."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        policy = compiled.policy
        self.cells = [(item, compiled.at[item.name]) for item in compiled.cells]
        self.readers = {
            item.name: reader for item, reader in zip(policy.inputs.values(), compiled.input_columns, strict=True)
        }
        self.unfilled = {
            item.name: InputColumn(unfilled(item), policy.lists, (), False)
            for item in compiled.cells
            if item.missing == "default"
        }
        self.outputs = [
            (name, compiled.result_at[name], compiled.known[made].kind == "date")
            for name, made in sorted(policy.result.items())
        ]
        self.cards = sorted(
            ((card, step, place) for step in compiled.scorecards for place, card in enumerate(step.cards)),
            key=lambda found: found[0].item.name,
        )
        self.ruled = [step for step in compiled.graders if step.overrides]
        names = [card.item.name for card, _, _ in self.cards]
        self.able = (
            not compiled.ranks_within and len(names) == len(set(names))
        )
        """Whether all can be told by columns under this policy."""
        self._awards: dict[tuple[str, bool, float], Known] = {}
        self._combinations: dict[tuple[int, ...], bytes] = {}

    def blanks(self, cells: Sequence[object]) -> dict[str, np.ndarray]:
        """Where each input with a default is blank, for all rows of a book."""
        places = {item.name: i for i, (item, _) in enumerate(self.cells)}
        return {name: reader.read(cells[places[name]]).blank() for name, reader in self.unfilled.items()}

    def columns(
        self, block: Block, blanks: dict[str, np.ndarray], rules_of: Callable[[int], Sequence[object]]
    ) -> tuple[list[Lines], np.ndarray]:
        """The lines of each field, and the rows to be told otherwise.

        ``rules_of`` gives the rules that fired on one row; it is asked once for each combination of them.
        """
        count = len(block[self.cells[0][1]]) if self.cells else 0
        otherwise = np.zeros(count, dtype=bool)
        columns = [self._input(item, block[at], blanks.get(item.name), otherwise) for item, at in self.cells]
        columns.append(self._outputs(block, otherwise))
        points = self._points(block, otherwise)
        rules = self._rules(block, otherwise, rules_of)
        columns.append(list(map(b"".join, zip(points, rules, repeat(b"}"), strict=False))))
        return columns, otherwise

    def _input(self, item: Input, column: Column, blank: np.ndarray | None, otherwise: np.ndarray) -> Lines:
        start = f"{quoted(INPUT + item.name)}:"
        if column.vocabulary is not None:
            otherwise |= column.data == BAD
            lines = _of_words(column, start, MISSING)
        else:
            data, reader = column.data, self.readers[item.name]
            missing = np.isnan(data)
            plain = np.zeros(len(data), dtype=bool)
            for part in reader.allowed:
                above = data >= part.low if part.low_closed else data > part.low
                plain |= above & (data <= part.high if part.high_closed else data < part.high)
            for special in reader.specials.values():
                plain &= data != special
            if item.missing == "stated":
                plain |= missing
            otherwise |= ~plain
            lines = _of_days(data, start) if item.type == "date" else _of_numbers(data, start)
            for place in np.flatnonzero(missing).tolist():
                lines[place] = f"{start}{MISSING}".encode()
        if blank is not None:
            size = len(start.encode())
            for place in np.flatnonzero(blank).tolist():
                lines[place] = b'%b{"default":%b}' % (lines[place][:size], lines[place][size:])
        return lines

    def _outputs(self, block: Block, otherwise: np.ndarray) -> Lines:
        parts: list[Lines] = []
        for place, (name, at, dated) in enumerate(self.outputs):
            start = f"{',' if place else quoted(OUTPUTS) + ':{'}{quoted(name)}:"
            column = block[at]
            otherwise |= column.bad()
            if column.vocabulary is not None:
                parts.append(_of_words(column, start, "null"))
            else:
                lines = _of_days(column.data, start) if dated else _of_numbers(column.data, start)
                for row in np.flatnonzero(np.isnan(column.data)).tolist():
                    lines[row] = f"{start}null".encode()
                parts.append(lines)
        return list(map(b"".join, zip(*parts, repeat(b"}"), strict=False)))

    def _points(self, block: Block, otherwise: np.ndarray) -> Lines:
        count = len(otherwise)
        applied = {step.at: _Applied(step, block, count) for step in self.compiled.scorecards}
        opening = f"{quoted(STEPS)}:{{{quoted(POINTS)}:{{".encode()
        if not self.cards:
            return [opening + b"}"] * count
        parts = [
            self._awarded(card, place, applied[step.at], block, otherwise) for card, step, place in self.cards
        ]
        # each ends with a comma, the last one's comma becomes the bracket
        return [b"".join(row)[:-1] + b"}" for row in zip(repeat(opening), *parts, strict=False)]

    def _awarded(self, card: Card, place: int, applied: _Applied, block: Block, otherwise: np.ndarray) -> Lines:
        """The points of one characteristic, as ``ScorecardStep.awards`` shows them; nothing where it does not apply."""
        raw, step = card.columns(block), applied.step
        on = applied.on[place]
        otherwise |= ~np.isfinite(raw) if on is None else on & ~np.isfinite(raw)
        points = raw.tolist()
        known = [self._award(card, step, combination[place], step.share(combination)) for combination in applied.combinations]
        if len(known) == 1:
            return list(map(known[0].__getitem__, points))
        return [known[which][number] for which, number in zip(applied.which.tolist(), points, strict=True)]

    def _award(self, card: Card, step: ScorecardStep, on: bool, share: float) -> Known:
        """The lines of a characteristic's points, before weight and reweighting."""
        key = card.item.name, on, share
        if key not in self._awards:
            decimals, start = max(step.card.decimals, 2), f"{quoted(card.item.name)}:"

            def write(points: float) -> str:
                if not on or not math.isfinite(points):
                    return ""
                return f"{start}{canonical(round_half_away(points * (share / step.card.divide_by), decimals) + 0.0)},"

            self._awards[key] = Known(write)
        return self._awards[key]

    def _rules(
        self, block: Block, otherwise: np.ndarray, rules_of: Callable[[int], Sequence[object]]
    ) -> Lines:
        """What fired depends on the grades before and on the rules that hold: each combination is asked for once."""
        count = len(otherwise)
        keys: list[np.ndarray] = [np.zeros(count, dtype=np.int64)]
        bits = 0
        fired = np.zeros(count, dtype=bool)
        for step in self.ruled:
            rules = step.overrides.rules
            if not isinstance(step, GradeStep):  # a table does not tell what it gave before its overrides
                for _, condition, _ in rules:
                    otherwise |= condition.columns(block, count)[0]
                continue
            for sign, size in self._signs(step, block, count, fired):
                bits += size
                if bits > 62:
                    keys.append(np.zeros(count, dtype=np.int64))
                    bits = size
                keys[-1] = (keys[-1] << size) | sign
        rows = np.flatnonzero(fired & ~otherwise)
        found = [b""] * count
        chosen = [key[rows].tolist() for key in keys]
        for row, key in zip(rows.tolist(), zip(*chosen, strict=True), strict=True):
            line = self._combinations.get(key)
            if line is None:
                said = rules_of(row)
                line = self._combinations[key] = f",{quoted(RULES)}:{canonical(said)}".encode() if said else b""
            found[row] = line
        return found

    @staticmethod
    def _signs(step: GradeStep, block: Block, count: int, fired: np.ndarray) -> Iterator[tuple[np.ndarray, int]]:
        """What tells the combinations apart, and in how many bits; notes where a rule fired."""
        yield step.base_columns(block, count).astype(np.int64), 16
        for _, condition, _ in step.overrides.rules:
            true, open_ = condition.columns(block, count)
            fired |= true
            yield true + 2 * open_.astype(np.int64), 2


class _Applied:
    """Which characteristics of a card apply: the combinations that occur, and each row's."""

    def __init__(self, step: ScorecardStep, block: Block, count: int) -> None:
        self.step = step
        self.on = [None if applies is None else applies.columns(block, count)[0] for applies in step.applies]
        self.combinations: list[list[bool]] = [[True] * len(self.on)]
        self.which = np.zeros(count, dtype=np.intp)
        conditions = [on for on in self.on if on is not None and not on.all()]
        if conditions:
            everywhere = np.ones(count, dtype=bool)
            whole = np.stack([everywhere if on is None else on for on in self.on], axis=1)
            key = np.zeros(count, dtype=np.int64)
            for on in conditions:
                key = np.unique((key << 1) | on, return_inverse=True)[1].reshape(-1)
            _, firsts, self.which = np.unique(key, return_index=True, return_inverse=True)
            self.combinations = whole[firsts].tolist()


def _of_words(column: Column, start: str, blank: str) -> Lines:
    """Words by their codes; a broken one is told otherwise."""
    assert column.vocabulary is not None
    words = [list(word) if isinstance(word, tuple) else word for word in column.vocabulary]
    lines = [b""] * FIRST + [f"{start}{canonical(word)}".encode() for word in words]
    lines[BLANK] = f"{start}{blank}".encode()
    return _taken(lines, column.data)


def _of_days(data: np.ndarray, start: str) -> Lines:
    import datetime

    distinct, which = np.unique(np.where(np.isfinite(data), data, 1.0), return_inverse=True)
    days = [datetime.date.fromordinal(int(day)).isoformat() for day in distinct.tolist()]
    return _taken([f"{start}{quoted(day)}".encode() for day in days], which)


def _of_numbers(data: np.ndarray, start: str) -> Lines:
    """Numbers; what is not finite is told otherwise."""
    data = np.where(np.isfinite(data), data, 0.0) + 0.0
    numbers = data.tolist()
    if len(set(numbers[:SAMPLE])) * 2 < min(len(numbers), SAMPLE):
        return list(map(Known(lambda number: f"{start}{canonical(number)}").__getitem__, numbers))
    head = start.encode()
    lines = list(map(head.__add__, "\n".join(map(repr, numbers)).encode().split(b"\n")))
    size = np.abs(data)
    for place in np.flatnonzero((np.rint(data) == data) | (size < 1e-4) | (size >= 1e16)).tolist():
        lines[place] = f"{start}{canonical(numbers[place])}".encode()
    return lines


def _taken(lines: Lines, which: np.ndarray) -> Lines:
    return _table(lines).take(which.reshape(-1)).tolist()


def _table(lines: Lines) -> np.ndarray:
    table = np.empty(len(lines), dtype=object)
    table[:] = lines
    return table
