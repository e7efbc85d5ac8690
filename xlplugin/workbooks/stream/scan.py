"""The scan of a large sheet: blocks taken apart by two threads, put together in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from xlplugin.functions import cell_columns

from ..addresses import address
from ..cell_values import stored_error
from ..errors import NotUnderstood, WorkbookError
from ..formulas import parse_formula
from ..limits import Limits
from ..sheet_scan import scan_sheet
from .cells import (
    BOOLEAN,
    ERROR,
    INLINE_TEXT,
    NUMBER,
    SHARED,
    STATED_NUMBER,
    STRING,
    Cells,
    attributes,
    find_cells,
)
from .columns import Column
from .formula_texts import Filled, filled, stored_text, unescaped
from .numbers import read_numbers
from .plain import NotPlain
from .row_blocks import row_blocks
from .scanned import Run, Scanned
from .switching import quick_turns
from .texts import Texts
from .tokens import Tags, find_tags

WORKERS = 2
AHEAD = 4
"""Blocks that are taken apart ahead of those that are put together."""
KEPT = 128 << 20
"""Bytes of a sheet that are kept for writing it; larger ones are unpacked a second time."""
LARGEST = 1 << 31
"""Bytes that the columns of a sheet may take."""
KNOWN_TEXTS = 100_000
"""Texts of cells whose number is remembered by their bytes."""
MOST_RUNS = 512
"""Different formulas in a sheet, beyond which it is no large table."""


def scan(
    pieces: Iterable[bytes],
    name: str,
    part: str,
    where: str,
    shared: np.ndarray,
    texts: Texts,
    functions: Container[str],
    limits: Limits,
) -> Scanned:
    """Scan a sheet from the pieces of its part. ``shared`` are the numbers of the shared strings in ``texts``.

    Raises NotPlain for a sheet that is to be read with care.
    """
    return _Scan(shared, texts, functions, limits).run(pieces, name, part, where)


@dataclass(slots=True)
class _Block:
    """A block taken apart."""

    tags: Tags
    cells: Cells
    kinds: np.ndarray
    numbers: np.ndarray
    own_places: np.ndarray
    """Which cells have a text of their own."""
    own_texts: list[bytes]


@dataclass(slots=True)
class _Growing:
    """A run while blocks are added to it."""

    text: str
    formula: Filled | None
    master: tuple[int, int] | None
    array: bool = False
    dynamic: bool = False
    rows: list[np.ndarray] = field(default_factory=list)
    places: list[np.ndarray] = field(default_factory=list)
    types: list[np.ndarray] = field(default_factory=list)


class _Scan:
    def __init__(self, shared: np.ndarray, texts: Texts, functions: Container[str], limits: Limits) -> None:
        self.shared, self.texts, self.functions, self.limits = shared, texts, functions, limits
        self.columns: dict[int, Column] = {}
        self.runs: dict[int, list[_Growing]] = {}
        self.masters: dict[bytes, tuple[str, tuple[int, int]]] = {}
        self.block_rows: list[int] = []
        self.known: dict[bytes, int] = {}
        self.count = self.last_row = self.last_column = self.rows_held = 0

    def run(self, pieces: Iterable[bytes], name: str, part: str, where: str) -> Scanned:
        """Scan all blocks."""
        source = row_blocks(pieces)
        head = next(source)
        tail = b""
        parts: list[bytes] | None = [head]
        size = 0

        def blocks() -> Iterator[bytes]:
            nonlocal tail, parts, size
            held = next(source)
            for block in source:
                size += len(held)
                if size > KEPT:
                    parts = None
                elif parts is not None:
                    parts.append(held)
                yield held
                held = block
            tail = held

        with quick_turns(), ThreadPoolExecutor(WORKERS) as pool:
            for block in _in_order(pool, self._taken_apart, blocks()):
                self._add(block)
        try:
            frame = scan_sheet(head + tail, name, part, where, limits=self.limits)
        except WorkbookError:
            raise NotPlain from None
        if frame.sheet_data_end != len(head) or frame.data != head + tail:
            raise NotPlain
        return Scanned(
            self.columns,
            list(self._finished()),
            frame.merges,
            np.array(self.block_rows),
            self.last_row,
            self.last_column,
            None if parts is None else [*parts, tail],
        )

    def _taken_apart(self, data: bytes) -> _Block:
        """One block by itself; this runs in a thread of its own."""
        tags = find_tags(data)
        cells = find_cells(tags)
        types = np.array([style.type for style in cells.styles], dtype=np.uint8)[cells.kinds]
        kinds = np.zeros(len(cells), dtype=np.uint8)
        numbers = np.zeros(len(cells))
        holds = cells.value_ends > cells.value_texts
        buffer = tags.buffer
        plain = np.flatnonzero(holds & ((types == NUMBER) | (types == STATED_NUMBER) | (types == SHARED)))
        try:
            numbers[plain] = read_numbers(buffer, cells.value_texts[plain], cells.value_ends[plain])
        except (ValueError, UnicodeDecodeError):
            raise NotPlain from None
        kinds[plain] = cell_columns.NUMBER
        texts = np.flatnonzero(holds & (types == SHARED))
        if len(texts):
            numbers[texts] = self._shared_texts(buffer, cells, texts, numbers[texts])
            kinds[texts] = cell_columns.TEXT
        own = np.flatnonzero(((types == STRING) | (types == INLINE_TEXT)) & (cells.values >= 0))
        kinds[own] = cell_columns.TEXT
        own_texts = [
            data[start:end]
            for start, end in zip(cells.value_texts[own].tolist(), cells.value_ends[own].tolist(), strict=True)
        ]
        for place in np.flatnonzero(holds & ((types == BOOLEAN) | (types == ERROR))).tolist():
            text = data[cells.value_texts[place] : cells.value_ends[place]].strip(b" \t\r\n")
            kinds[place], numbers[place] = _special(types[place], text)
        return _Block(tags, cells, kinds, numbers, own, own_texts)

    def _shared_texts(self, buffer: np.ndarray, cells: Cells, places: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """The texts that indexes into the table of shared strings stand for."""
        lengths = cells.value_ends[places] - cells.value_texts[places]
        whole = numbers.astype(np.int64)
        first = buffer[cells.value_texts[places]]
        digits = np.searchsorted(10 ** np.arange(1, 10, dtype=np.int64), whole, side="right") + 1
        # Just its digits: no sign, no point, no exponent.
        if (whole != numbers).any() or (digits != lengths).any() or (first == ord("-")).any():
            raise NotPlain
        if len(whole) and (whole.max() >= len(self.shared) or whole.min() < 0):
            raise NotPlain
        return self.shared[whole]

    def _add(self, block: _Block) -> None:
        """Put a block after those before it."""
        cells = block.cells
        if cells.first_row <= self.last_row:
            raise NotPlain
        known = self.known
        for data in set(block.own_texts) - known.keys():
            known[data] = self.texts.number(stored_text(data))
        block.numbers[block.own_places] = [known[data] for data in block.own_texts]
        if len(known) > KNOWN_TEXTS:
            known.clear()
        self.last_row = cells.last_row
        self.block_rows.append(cells.last_row)
        self.count += len(cells)
        if self.count > self.limits.cells:
            raise NotPlain
        order = np.argsort(cells.columns, kind="stable")
        columns = cells.columns[order]
        edges = np.flatnonzero(np.diff(columns, prepend=0, append=0))
        for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            members = order[start:stop]
            self._add_column(block, int(columns[start]), members)

    def _add_column(self, block: _Block, number: int, members: np.ndarray) -> None:
        cells = block.cells
        rows, kinds = cells.rows[members], block.kinds[members]
        formulas = cells.formulas[members] >= 0
        column = self.columns.get(number)
        if column is None:
            column = self.columns[number] = Column(self.texts)
            self.last_column = max(self.last_column, number)
        filled_ = kinds != cell_columns.EMPTY
        self.rows_held += max(int(rows[-1]) + 1 - len(column.kinds), 0)
        if self.rows_held * 9 > LARGEST:
            raise NotPlain
        column.fill(rows[filled_], kinds[filled_], block.numbers[members][filled_])
        if formulas.any():
            self._add_formulas(block, number, members[formulas])

    def _add_formulas(self, block: _Block, column: int, members: np.ndarray) -> None:
        cells, tags = block.cells, block.tags
        if cells.inline[members].any():
            raise NotPlain
        places = np.stack(
            (
                cells.tails[members],
                cells.tag_ends[members],
                cells.formula_stops[members],
                np.maximum(cells.value_stops[members], cells.formula_stops[members]),
            ),
            axis=1,
        ).astype(np.int32)
        types = np.array([style.type for style in cells.styles], dtype=np.uint8)[cells.kinds[members]]
        dynamic = np.array([style.dynamic for style in cells.styles])[cells.kinds[members]]
        rows = cells.rows[members]
        starts, ends = cells.formula_texts[members], cells.formula_ends[members]
        openings = cells.formulas[members]
        left = np.ones(len(members), dtype=bool)
        plain = starts - openings == 3
        if (plain & dynamic).any():
            raise NotPlain

        def fitting(run: _Growing) -> np.ndarray:
            """Which cells that are left hold the formula of a run."""
            alike = left & ~plain & (dynamic == run.dynamic) if run.array else left & plain
            candidates = np.flatnonzero(alike)
            if run.formula is None or not len(candidates):
                return candidates[:0]
            first = (openings if run.array else starts)[candidates]
            return candidates[run.formula.matches(tags.buffer, first, ends[candidates], rows[candidates])]

        for run in self.runs.setdefault(column, []):
            self._extend(run, (rows, places, types), fitting(run), left)
        while left.any():
            place = int(np.flatnonzero(left)[0])
            tag, row = tags.data[openings[place] : starts[place]], int(rows[place])
            text = tags.data[starts[place] : ends[place]]
            if plain[place] or b't="array"' in tag:
                run = self._new_run(column, tag, text, row, bool(dynamic[place]))
                fit = fitting(run)
                if place not in fit:
                    raise NotPlain
            elif dynamic[place]:
                raise NotPlain
            else:
                run, fit = self._shared_run(block, column, openings, starts, ends, rows, left & ~dynamic, place)
            self._extend(run, (rows, places, types), fit, left)

    def _extend(self, run: _Growing, found: tuple[np.ndarray, ...], fit: np.ndarray, left: np.ndarray) -> None:
        if len(fit):
            for kept, array in zip((run.rows, run.places, run.types), found, strict=True):
                kept.append(array[fit])
            left[fit] = False

    def _new_run(self, column: int, tag: bytes, data: bytes, row: int, dynamic: bool) -> _Growing:
        """A run of the formula that stands in a cell; its tag says whether it is an array formula of one cell."""
        text = unescaped(data)
        try:
            formula = parse_formula(text, self.functions)
        except NotUnderstood:
            raise NotPlain from None
        if not formula.pieces:
            raise NotPlain
        found = filled(data, row, formula.pieces, formula.moving)
        if tag == b"<f>":
            return self._kept(column, _Growing(text, found, None))
        said = formula_attributes(tag)
        place = address(row, column)
        if said.get("ref") != place or set(said) - {"t", "ref", "ca", "aca"}:
            raise NotPlain
        before, after = tag.split(f'ref="{place}"'.encode(), 1)
        column_letters = place.rstrip("0123456789")
        opening = before + f'ref="{column_letters}'.encode()
        pieces = (opening, b'"' + after + found.pieces[0], *found.pieces[1:])
        return self._kept(column, _Growing(text, Filled(pieces, (0, *found.offsets)), None, True, dynamic))

    def _kept(self, column: int, run: _Growing) -> _Growing:
        self.runs[column].append(run)
        if sum(map(len, self.runs.values())) > MOST_RUNS:
            raise NotPlain
        return run

    def _shared_run(
        self,
        block: _Block,
        column: int,
        openings: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        rows: np.ndarray,
        left: np.ndarray,
        place: int,
    ) -> tuple[_Growing, np.ndarray]:
        """The run of the shared formula that a cell belongs to, and which other cells of the block do."""
        data, buffer = block.tags.data, block.tags.buffer
        tag = data[openings[place] : starts[place]]
        said = formula_attributes(tag)
        if said.get("t") != "shared" or not said.get("si", "").isdecimal():
            raise NotPlain
        number = said["si"]
        text = unescaped(data[starts[place] : ends[place]])
        if text:
            if number in self.masters or "ref" not in said:
                raise NotPlain
            self.masters[number] = (text, (int(rows[place]), column))
            return self._kept(column, _Growing(text, None, self.masters[number][1])), np.array([place])
        if number not in self.masters or set(said) - {"t", "si"}:
            raise NotPlain
        text, master = self.masters[number]
        run = next((run for run in self.runs[column] if run.master == master), None)
        if run is None:
            run = self._kept(column, _Growing(text, None, master))
        candidates = np.flatnonzero(left & (starts - openings == len(tag)) & (ends == starts))
        windows = np.lib.stride_tricks.sliding_window_view(buffer, len(tag))[openings[candidates]]
        same = (windows == np.frombuffer(tag, dtype=np.uint8)).all(axis=1)
        return run, candidates[same]

    def _finished(self) -> Iterator[Run]:
        for number, runs in self.runs.items():
            for run in runs:
                column = self.columns.setdefault(number, Column(self.texts))
                rows = np.concatenate(run.rows)
                column.reserve(int(rows[-1]))
                yield Run(
                    number,
                    run.text,
                    run.master,
                    rows,
                    np.concatenate(run.places),
                    column,
                    np.concatenate(run.types),
                    np.zeros(len(rows), dtype=bool),
                    run.array,
                    run.dynamic,
                )


def formula_attributes(tag: bytes) -> dict[str, str]:
    """The attributes of the start tag of a formula, ``<f t="shared" si="0"/>``. Raises NotPlain."""
    found = attributes(tag[2:-2] if tag.endswith(b"/>") else tag[2:-1])
    return {name.decode("ascii"): value.decode("utf-8") for name, value in found.items()}


def _special(type_: int, text: bytes) -> tuple[int, float]:
    """A boolean or an error as kind and number."""
    if not text:
        return cell_columns.EMPTY, 0.0
    if type_ == BOOLEAN:
        found = {b"1": 1.0, b"true": 1.0, b"0": 0.0, b"false": 0.0}.get(text)
        if found is None:
            raise NotPlain
        return cell_columns.BOOLEAN, found
    try:
        return cell_columns.ERROR, float(cell_columns.ERRORS.index(stored_error(text.decode("utf-8"))))
    except ValueError:
        raise NotPlain from None


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[bytes], _Block], items: Iterable[bytes]
) -> Iterator[_Block]:
    """The results of work done by the pool, in the order of the items; only a few are worked on at a time."""
    pending: deque[Future[_Block]] = deque()
    try:
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) >= AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for one in pending:
            one.cancel()
