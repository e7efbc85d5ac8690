"""The tags in a block of rows, found with numpy; anything but the plain form of a sheet is refused.

Plain: tags follow each other without white space, ``r`` comes first in rows and cells, attributes stand in
double quotes, a cell holds at most a formula and then a value. It is how Excel, LibreOffice and the usual
libraries write sheets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .plain import NotPlain

ROW, ROW_EMPTY, CELL, CELL_EMPTY, FORMULA, FORMULA_EMPTY, VALUE, VALUE_EMPTY, INLINE, TEXT = range(10)
END_CELL, END_VALUE, END_FORMULA, END_ROW, END_INLINE, END_TEXT, OTHER = range(10, 17)

_FOLLOWERS = {
    ROW: (CELL, CELL_EMPTY, END_ROW),
    ROW_EMPTY: (ROW, ROW_EMPTY),
    CELL: (FORMULA, FORMULA_EMPTY, VALUE, VALUE_EMPTY, INLINE, END_CELL),
    CELL_EMPTY: (CELL, CELL_EMPTY, END_ROW),
    FORMULA: (END_FORMULA,),
    FORMULA_EMPTY: (VALUE, VALUE_EMPTY, END_CELL),
    VALUE: (END_VALUE,),
    VALUE_EMPTY: (END_CELL,),
    INLINE: (TEXT,),
    TEXT: (END_TEXT,),
    END_CELL: (CELL, CELL_EMPTY, END_ROW),
    END_VALUE: (END_CELL,),
    END_FORMULA: (VALUE, VALUE_EMPTY, END_CELL),
    END_ROW: (ROW, ROW_EMPTY),
    END_INLINE: (END_CELL,),
    END_TEXT: (END_INLINE,),
}
_MAY_FOLLOW = np.zeros((17, 17), dtype=bool)
for _first, _next in _FOLLOWERS.items():
    _MAY_FOLLOW[_first, list(_next)] = True
_MAY_FOLLOW = _MAY_FOLLOW.reshape(-1)

_START = np.full(256, OTHER, dtype=np.uint8)
_END = np.full(256, OTHER, dtype=np.uint8)
for _letter, _start, _end in zip(
    b"rcfvit",
    (ROW, CELL, FORMULA, VALUE, INLINE, TEXT),
    (END_ROW, END_CELL, END_FORMULA, END_VALUE, END_INLINE, END_TEXT),
    strict=True,
):
    _START[_letter], _END[_letter] = _start, _end
_CLOSABLE = (ROW, CELL, FORMULA, VALUE)
"""Those whose code for ``<x/>`` is one more."""
_FIXED = {
    END_ROW: b"</row>", END_CELL: b"</c>", END_FORMULA: b"</f>", END_VALUE: b"</v>", END_INLINE: b"</is>",
    END_TEXT: b"</t>", INLINE: b"<is>", VALUE_EMPTY: b"<v/>",
}  # fmt: skip
_LENGTHS = np.zeros(17, dtype=np.int32)
for _code, _tag in _FIXED.items():
    _LENGTHS[_code] = len(_tag)
_HOLDS_TEXT = np.zeros(17, dtype=bool)
_HOLDS_TEXT[[FORMULA, VALUE, TEXT]] = True
_OPEN, _CLOSE = ord("<"), ord(">")
_SPACED = b' xml:space="preserve"'
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
_ENTITIES = (b"&lt;", b"&gt;", b"&amp;", b"&quot;", b"&apos;")
_NUMBERED = re.compile(rb"&#(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6});")


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a block: what each is, where its ``<`` and its ``>`` stand."""

    data: bytes
    buffer: np.ndarray
    """The bytes of the block, with zeros after them."""
    codes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


def find_tags(data: bytes) -> Tags:
    """The tags of a block of whole rows. Raises NotPlain."""
    buffer = np.zeros(len(data) + 32, dtype=np.uint8)
    buffer[: len(data)] = np.frombuffer(data, dtype=np.uint8)
    _check_text(data, buffer)
    starts = np.flatnonzero(buffer == _OPEN).astype(np.int32)
    if not len(starts) or starts[0] != 0:
        raise NotPlain
    nexts = np.append(starts[1:], np.int32(len(data)))
    first = buffer[starts + 1]
    codes = _START[first]
    closing = first == ord("/")
    codes[closing] = _END[buffer[starts[closing] + 2]]
    ends = _ends(buffer, starts, nexts, codes)
    gaps = nexts[:-1] - ends[:-1]
    if (buffer[ends] != _CLOSE).any() or (gaps < 1).any() or ends[-1] != len(data) - 1:
        raise NotPlain
    empty = (buffer[ends - 1] == ord("/")) & ~closing
    codes[empty] += 1
    if (codes >= OTHER).any() or not np.isin(codes[empty], [code + 1 for code in _CLOSABLE]).all():
        raise NotPlain
    if not _MAY_FOLLOW[codes[:-1].astype(np.int16) * 17 + codes[1:]].all():
        raise NotPlain
    if codes[0] not in (ROW, ROW_EMPTY) or codes[-1] not in (END_ROW, ROW_EMPTY):
        raise NotPlain
    if ((gaps != 1) & ~_HOLDS_TEXT[codes[:-1]]).any():
        raise NotPlain
    tags = Tags(data, buffer, codes, starts, ends)
    _check_tags(tags)
    return tags


def _ends(buffer: np.ndarray, starts: np.ndarray, nexts: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Where each tag ends: before the next one, or before the text that it holds."""
    ends = nexts - 1
    holds = np.flatnonzero(_HOLDS_TEXT[codes])
    short = starts[holds] + 2
    bare = buffer[short] == _CLOSE
    ends[holds[bare]] = short[bare]
    others = holds[~bare]
    if len(others):
        closes = np.flatnonzero(buffer == _CLOSE).astype(np.int32)
        found = np.searchsorted(closes, starts[others])
        if len(closes) == 0 or found[-1] >= len(closes):
            raise NotPlain
        ends[others] = closes[found]
    return ends


def _check_text(data: bytes, buffer: np.ndarray) -> None:
    """Refuse what the careful parser would call damaged, and what only it can read."""
    if not data.isascii():
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise NotPlain from None
        if "\ufffe" in text or "\uffff" in text:
            raise NotPlain
    if buffer[: len(data)].min() < ord(" ") and len(data.translate(None, _CONTROL)) != len(data):
        raise NotPlain
    if b"]]>" in data:
        raise NotPlain
    marks = np.flatnonzero(buffer == 0x26)
    if not len(marks):
        return
    words = eight_bytes(buffer)[marks]
    known = np.zeros(len(marks), dtype=bool)
    for entity in _ENTITIES:
        known |= _are(words, entity)
    if any(_NUMBERED.match(data, at) is None for at in marks[~known].tolist()):
        raise NotPlain


def _check_tags(tags: Tags) -> None:
    """Check the tags that may be written in one way only, and those with one attribute at most."""
    words, codes = eight_bytes(tags.buffer), tags.codes
    lengths = tags.ends - tags.starts + 1
    fixed = _LENGTHS[codes]
    if ((fixed != 0) & (lengths != fixed)).any():
        raise NotPlain
    for code, text in ((END_ROW, b"</row>"), (END_INLINE, b"</is>"), (INLINE, b"<is>")):
        chosen = tags.starts[codes == code]
        if len(chosen) and not _begin(words, chosen, text):
            raise NotPlain
    for code, length in ((VALUE, 3), (TEXT, 3)):
        odd = np.flatnonzero((codes == code) & (lengths != length))
        if len(odd) and any(_inside(tags, at) != _SPACED for at in odd.tolist()):
            raise NotPlain
    rows = tags.starts[(codes == ROW) | (codes == ROW_EMPTY)]
    cells = tags.starts[(codes == CELL) | (codes == CELL_EMPTY)]
    if not _begin(words, rows, b"<row r=\"") or not _begin(words, cells, b'<c r="'):
        raise NotPlain


def eight_bytes(buffer: np.ndarray) -> np.ndarray:
    """The eight bytes from every position on, as one little-endian number."""
    return np.ndarray((len(buffer) - 7,), dtype="<u8", buffer=buffer.data, strides=(1,))


def _are(words: np.ndarray, text: bytes) -> np.ndarray:
    """Whether eight bytes begin with ``text``."""
    mask = np.uint64((1 << 8 * len(text)) - 1)
    return (words & mask) == np.uint64(int.from_bytes(text, "little"))


def _begin(words: np.ndarray, at: np.ndarray, text: bytes) -> bool:
    """Whether the bytes at all these places are ``text``, of at most eight bytes."""
    return bool(_are(words[at], text).all())


def _inside(tags: Tags, at: int) -> bytes:
    """What stands between the name of a tag of one letter and its end."""
    return tags.data[tags.starts[at] + 2 : tags.ends[at]]
