"""New values put into the bytes of a large sheet, block by block; cells that keep their value keep their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from xlplugin.functions.cell_columns import BOOLEAN, ERROR, NUMBER, TEXT, cells_of

from ..cell_values import Value
from ..patch import stored, typed, wants_space
from .cells import BOOLEAN as BOOLEAN_TYPE
from .cells import ERROR as ERROR_TYPE
from .cells import NUMBER as NUMBER_TYPE
from .cells import STRING as STRING_TYPE
from .row_blocks import row_blocks
from .scanned import Run, Scanned
from .switching import quick_turns

_TYPES = np.zeros(5, dtype=np.uint8)
_TYPES[[NUMBER, TEXT, BOOLEAN, ERROR]] = NUMBER_TYPE, STRING_TYPE, BOOLEAN_TYPE, ERROR_TYPE

_SPACED = b'<v xml:space="preserve">'


def changed_cells(scanned: Scanned) -> int:
    """How many cells have another value than the one stored."""
    for run in scanned.runs:
        run.settle()
    return sum(int(np.count_nonzero(run.changed)) for run in scanned.runs)


def spliced(scanned: Scanned, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The new bytes of a sheet, made from those of the file; a thread works ahead of who takes them."""
    source = row_blocks(pieces) if scanned.parts is None else iter(scanned.parts)
    yield next(source)
    ends = scanned.block_rows.tolist()
    with quick_turns(), ThreadPoolExecutor(1) as pool:
        ahead: Future[bytes] | None = None
        for after, last in zip([0, *ends[:-1]], ends, strict=True):
            following = pool.submit(_block, next(source), scanned, after, last)
            if ahead is not None:
                yield ahead.result()
            ahead = following
        if ahead is not None:
            yield ahead.result()
    yield from source


def _block(data: bytes, scanned: Scanned, after: int, last: int) -> bytes:
    """A block whose rows come after ``after`` and end with ``last``, with its new values."""
    found = [edits for run in scanned.runs if (edits := _edits(run, after, last)) is not None]
    if not found:
        return data
    buffer = np.frombuffer(data, dtype=np.uint8)
    starts, stops, contents = [], [], []
    tags: dict[tuple[bytes, bytes], bytes] = {}
    for places, retyped, values, kinds in found:
        tails, tag_ends, formula_ends, value_ends = places.T
        spaced = np.flatnonzero((value_ends > formula_ends) & (buffer[formula_ends + 2] == ord(" ")))
        for place in spaced.tolist():
            values[place] = _SPACED + values[place].removeprefix(_SPACED).removeprefix(b"<v>")
        starts.append(formula_ends)
        stops.append(value_ends)
        contents += values
        which = np.flatnonzero(retyped)
        starts.append(tails[which])
        stops.append(tag_ends[which] + 1)
        for place, start, stop in zip(which.tolist(), starts[-1].tolist(), stops[-1].tolist(), strict=True):
            key = data[start:stop], kinds[place]
            if key not in tags:
                tags[key] = typed(b"<c" + key[0], key[1])[2:]
            contents.append(tags[key])
    begin, end = np.concatenate(starts), np.concatenate(stops)
    order = np.argsort(begin, kind="stable")
    from_ = [0, *end[order].tolist()]
    upto = [*begin[order].tolist(), len(data)]
    parts: list[bytes] = [b""] * (2 * len(from_) - 1)
    parts[::2] = [data[start:stop] for start, stop in zip(from_, upto, strict=True)]
    parts[1::2] = [contents[place] for place in order.tolist()]
    return b"".join(parts)


def _edits(
    run: Run, after: int, last: int
) -> tuple[np.ndarray, np.ndarray, list[bytes], list[bytes]] | None:
    """Where the changed cells of a run stand in a block, which need another type, and value and type of each."""
    start, stop = np.searchsorted(run.rows, (after + 1, last + 1)).tolist()
    chosen = start + np.flatnonzero(run.changed[start:stop])
    if not len(chosen):
        return None
    rows = run.rows[chosen]
    kinds, numbers = run.values.kinds[rows], run.values.numbers[rows]
    values: list[bytes] = [b""] * len(rows)
    types: list[bytes] = [b""] * len(rows)
    for kind in np.unique(kinds).tolist():
        members = np.flatnonzero(kinds == kind)
        different, which = np.unique(numbers[members], return_inverse=True)
        texts = cells_of(np.full(len(different), kind), different, run.values.texts.values)
        written = [(type_, _opening(value) + text + b"</v>") for value in texts for type_, text in [stored(value)]]
        for place, number in zip(members.tolist(), which.reshape(-1).tolist(), strict=True):
            types[place], values[place] = written[number]
    return run.places[chosen], run.types[chosen] != _TYPES[kinds], values, types


def _opening(value: Value) -> bytes:
    return _SPACED if wants_space(value) else b"<v>"
