"""The cells in a block of rows: row, column, type, and where formula and value stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ..addresses import MAX_COLUMN, MAX_ROW
from .plain import NotPlain
from .tokens import (
    CELL,
    CELL_EMPTY,
    FORMULA,
    FORMULA_EMPTY,
    INLINE,
    ROW,
    ROW_EMPTY,
    VALUE,
    VALUE_EMPTY,
    Tags,
    eight_bytes,
)

NUMBER, SHARED, STRING, BOOLEAN, ERROR, INLINE_TEXT, STATED_NUMBER = range(7)
"""What the type of a cell says about its value; a number may go without."""
TYPES = {"": NUMBER, "n": STATED_NUMBER, "s": SHARED, "str": STRING, "b": BOOLEAN, "e": ERROR, "inlineStr": INLINE_TEXT}

_ATTRIBUTE = re.compile(rb' ([A-Za-z][A-Za-z0-9:._-]*)="([^"<&]*)"')
_ROW_START, _CELL_START = len(b'<row r="'), len(b'<c r="')
_POWERS = 10 ** np.arange(8, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a block, in order; offsets count from the start of the block, -1 where there is none."""

    rows: np.ndarray
    columns: np.ndarray
    tails: np.ndarray
    """Where the attributes after ``r`` start."""
    tag_ends: np.ndarray
    """The ``>`` of the cell's start tag."""
    kinds: np.ndarray
    """Which of ``Cells.styles`` a cell has."""
    styles: tuple[Style, ...]
    formulas: np.ndarray
    """The ``<`` of its formula."""
    formula_texts: np.ndarray
    """Where the text of the formula starts, after ``>``; for ``<f/>`` its end."""
    formula_ends: np.ndarray
    """Where the text of the formula ends; for ``<f/>`` the same."""
    values: np.ndarray
    """Where the ``<`` of the value stands; of ``<is>`` for inline texts."""
    value_texts: np.ndarray
    value_ends: np.ndarray
    formula_stops: np.ndarray
    """Where the formula's element ends, after its last ``>``; 0 where there is none."""
    value_stops: np.ndarray
    """The same of the value's element."""
    inline: np.ndarray
    """Whether the value is an inline text."""
    first_row: int
    last_row: int

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Style:
    """Attributes of a cell besides its place."""

    tail: bytes
    type: int
    dynamic: bool


def find_cells(tags: Tags) -> Cells:
    """The cells of a block. Raises NotPlain."""
    codes, buffer = tags.codes, tags.buffer
    words = eight_bytes(buffer)
    row_tags = np.flatnonzero((codes == ROW) | (codes == ROW_EMPTY))
    numbers, row_digits = _row_numbers(tags, row_tags, words)
    if not (np.diff(numbers, prepend=0) > 0).all() or numbers[-1] > MAX_ROW:
        raise NotPlain
    at = np.flatnonzero((codes == CELL) | (codes == CELL_EMPTY))
    counts = np.diff(np.append(np.searchsorted(at, row_tags), len(at)))
    which = np.repeat(np.arange(len(row_tags)), counts)
    starts, ends = tags.starts[at], tags.ends[at]
    columns, letters = _columns(buffer, starts + _CELL_START)
    same = which[1:] == which[:-1]
    if (columns > MAX_COLUMN).any() or ((columns[1:] <= columns[:-1]) & same).any():
        raise NotPlain
    digits_at = starts + _CELL_START + letters
    expected, masks = _digit_words(numbers, row_digits)
    if ((words[digits_at] & masks[which]) != expected[which]).any():
        raise NotPlain
    tails = digits_at + row_digits[which].astype(np.int32) + 1
    tag_ends = ends - (codes[at] == CELL_EMPTY)
    kinds, styles = _styles(tags, tails, tag_ends, words)
    contents = _contents(tags, at)
    values = contents[3]
    inline = np.array([style.type == INLINE_TEXT for style in styles])[kinds]
    is_inline = np.zeros(len(at), dtype=bool)
    has_value = values >= 0
    is_inline[has_value] = buffer[values[has_value] + 1] == ord("i")
    if (is_inline != (inline & has_value)).any():
        raise NotPlain
    return Cells(
        numbers[which].astype(np.int32), columns, tails, ends, kinds, styles, *contents, is_inline,
        int(numbers[0]), int(numbers[-1]),
    )  # fmt: skip


def _row_numbers(tags: Tags, row_tags: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of each row, and of how many digits it is written."""
    at = tags.starts[row_tags] + _ROW_START
    digits = tags.buffer[at[:, None] + np.arange(8)]
    quotes = digits == ord('"')
    lengths = quotes.argmax(axis=1)
    if not quotes.any(axis=1).all() or (lengths == 0).any():
        raise NotPlain
    values = digits.astype(np.int64) - ord("0")
    place = lengths[:, None] - 1 - np.arange(8)
    inside = place >= 0
    if (((values < 0) | (values > 9)) & inside).any() or (values[:, 0] == 0).any():
        raise NotPlain
    numbers = np.where(inside, values * _POWERS[np.where(inside, place, 0)], 0).sum(axis=1)
    ends = tags.ends[row_tags] - (tags.codes[row_tags] == ROW_EMPTY)
    _, tails = _grouped(tags, at + lengths.astype(np.int32) + 1, ends, words)
    for tail in tails:
        attributes(tail, b"r")
    return numbers, lengths


def _columns(buffer: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The column that each address names, and of how many letters."""
    first, second, third = (buffer[at + i].astype(np.int32) - 64 for i in range(3))
    two = (second >= 1) & (second <= 26)
    three = two & (third >= 1) & (third <= 26)
    if ((first < 1) | (first > 26)).any():
        raise NotPlain
    columns = np.where(two, first * 26 + second, first)
    columns = np.where(three, columns * 26 + third, columns)
    return columns.astype(np.int32), (1 + two + three).astype(np.int32)


def _digit_words(numbers: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers and the quote after them as eight bytes, and the mask of these."""
    expected = np.zeros(len(numbers), dtype=np.uint64)
    rest = numbers.copy()
    for place in range(7):
        active = lengths > place
        digit = (rest % 10 + ord("0")).astype(np.uint64)
        shift = (8 * np.where(active, lengths - 1 - place, 0)).astype(np.uint64)
        expected |= np.where(active, digit << shift, np.uint64(0))
        rest //= 10
    bits = (8 * lengths).astype(np.uint64)
    expected |= np.uint64(ord('"')) << bits
    masks = (np.uint64(1) << bits) * np.uint64(256) - np.uint64(1)
    return expected, masks


def _styles(tags: Tags, tails: np.ndarray, ends: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, tuple[Style, ...]]:
    kinds, texts = _grouped(tags, tails, ends, words)
    styles = []
    for text in texts:
        said = attributes(text, b"r")
        kind = TYPES.get(said.get(b"t", b"").decode("ascii", "replace"))
        if kind is None or not said.get(b"s", b"0").isdigit():
            raise NotPlain
        styles.append(Style(text, kind, said.get(b"cm", b"0") != b"0"))
    return kinds, tuple(styles)


def _grouped(
    tags: Tags, starts: np.ndarray, ends: np.ndarray, words: np.ndarray
) -> tuple[np.ndarray, list[bytes]]:
    """Which of a few different texts stands between each start and end, and those texts."""
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if (lengths < 0).any() or longest > 255:
        raise NotPlain
    parts = [_masked(words, starts + offset, lengths - offset) for offset in range(0, longest, 8)]
    mixed = lengths.astype(np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    buckets = (mixed >> np.uint64(52)).astype(np.int64)
    first = np.zeros(4096, dtype=np.int64)
    first[buckets] = np.arange(len(mixed))
    used = np.flatnonzero(np.bincount(buckets, minlength=4096))
    members = first[used]
    number = np.zeros(4096, dtype=np.int64)
    number[used] = np.arange(len(used))
    kinds = number[buckets]
    if any((part != part[members][kinds]).any() for part in (lengths, *parts)):
        # Two texts fell into one bucket.
        texts_as_numbers = np.stack((lengths.astype(np.uint64), *parts))
        _, members, kinds = np.unique(texts_as_numbers, axis=1, return_index=True, return_inverse=True)
    texts = [tags.data[starts[i] : ends[i]] for i in members.tolist()]
    return kinds, texts


def _masked(words: np.ndarray, at: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Up to eight bytes from each place on, as a number; those beyond the length are zero."""
    left = np.clip(lengths, 0, 8)
    shifts = (8 * (8 - left)).astype(np.uint64)
    found = words[np.minimum(at, len(words) - 1)]
    # Shifted by 64 bits nothing changes, where all should be gone.
    return np.where(left == 0, np.uint64(0), (found << shifts) >> shifts)


def attributes(text: bytes, *taken: bytes) -> dict[bytes, bytes]:
    """The attributes in the rest of a start tag. Raises NotPlain for anything unusual."""
    found: dict[bytes, bytes] = {}
    position = 0
    while position < len(text):
        match = _ATTRIBUTE.match(text, position)
        if match is None or match[1] in found or match[1] in taken or match[1].startswith(b"xmlns"):
            raise NotPlain
        found[match[1]] = match[2]
        position = match.end()
    return found


def _contents(tags: Tags, at: np.ndarray) -> tuple[np.ndarray, ...]:
    """Where formula and value of each cell start and end."""
    codes, starts, ends = tags.codes, tags.starts, tags.ends
    open_ = codes[at] == CELL
    following = np.minimum(at + 1, len(codes) - 1)
    has_formula = open_ & (codes[following] == FORMULA)
    has_empty = open_ & (codes[following] == FORMULA_EMPTY)
    formulas = np.where(has_formula | has_empty, starts[following], -1)
    texts = np.where(has_formula | has_empty, ends[following] + 1, -1)
    closed = np.minimum(following + 1, len(codes) - 1)
    text_ends = np.where(has_formula, starts[closed], texts)
    value_tag = np.minimum(following + 2 * has_formula + has_empty, len(codes) - 1)
    code = codes[value_tag]
    plain = open_ & (code == VALUE)
    inline = open_ & (code == INLINE)
    has_value = plain | inline | (open_ & (code == VALUE_EMPTY))
    values = np.where(has_value, starts[value_tag], -1)
    text_tag = np.minimum(value_tag + inline, len(codes) - 1)
    value_texts = np.where(has_value, ends[text_tag] + 1, -1)
    value_closed = np.minimum(text_tag + 1, len(codes) - 1)
    value_ends = np.where(plain | inline, starts[value_closed], value_texts)
    formula_stops = np.where(has_formula, ends[closed] + 1, np.where(has_empty, texts, 0))
    value_stops = np.where(plain | inline, ends[np.minimum(value_closed + inline, len(codes) - 1)] + 1, 0)
    value_stops = np.where(has_value & ~plain & ~inline, value_texts, value_stops)
    found = (formulas, texts, text_ends, values, value_texts, value_ends, formula_stops, value_stops)
    return tuple(array.astype(np.int32) for array in found)
