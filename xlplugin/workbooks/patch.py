"""New values written into the bytes of a sheet: the ``t`` attribute and ``<v>`` of cells, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xlplugin.functions.values import CellError

from .addresses import address
from .cell_values import Value
from .sheet import RowSpot, Sheet, Spot
from .stored_text import encode, xml_escape
from .xml_part import TAG

TYPE = re.compile(rb"""\s+t\s*=\s*(?:"[^"]*"|'[^']*')""")
NAME = re.compile(rb"<(?:([^\s<>/:]+):)?([^\s<>/:]+)")
SPACED = re.compile(r"\A\s|\s\Z|\s\s|[\n\t]")
SPACE_ATTRIBUTE = re.compile(rb"""\sxml:space\s*=\s*(["'])preserve\1""")


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes ``start`` to ``end`` of a part, replaced."""

    start: int
    end: int
    content: bytes


def stored(value: Value) -> tuple[bytes, bytes]:
    """The type and the text of a value as a cell stores it; a number has no type.

    >>> stored(5.0), stored("a<b"), stored(True)
    ((b'', b'5'), (b'str', b'a&lt;b'), (b'b', b'1'))
    """
    if type(value) is float:
        whole = value.is_integer() and abs(value) < 1e15
        return b"", (str(int(value)) if whole else repr(value).upper()).encode("ascii")
    if type(value) is bool:
        return b"b", b"1" if value else b"0"
    if type(value) is CellError:
        return b"e", value.value.encode("ascii")
    return b"str", xml_escape(encode(str(value))).encode("utf-8")


def patched(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A part with its edits made; they must not overlap."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        assert edit.start >= position, "two edits overlap"
        pieces += (data[position : edit.start], edit.content)
        position = edit.end
    pieces.append(data[position:])
    return b"".join(pieces)


def cell_edits(data: bytes, spot: Spot, value: Value) -> Iterator[Edit]:
    """The edits that give a cell a new value; None leaves it empty."""
    tag = TAG.match(data, spot.start)
    assert tag is not None
    kind, text = (b"", b"") if value is None else stored(value)
    opening = typed(tag[0], kind)
    closed = opening.endswith(b"/>")
    if closed:
        if value is None:
            yield Edit(spot.start, tag.end(), opening)
            return
        name, prefix = _names(opening)
        content = _value(prefix, value, text) + b"</" + prefix + name + b">"
        yield Edit(spot.start, tag.end(), opening[:-2].rstrip() + b">" + content)
        return
    if opening != tag[0]:
        yield Edit(spot.start, tag.end(), opening)
    if spot.value < 0:
        place = _end(data, spot.formula, spot.formula_end) if spot.formula >= 0 else tag.end()
        if value is not None:
            yield Edit(place, place, _value(_names(opening)[1], value, text))
        return
    if value is not None and data.startswith(b"<v>", spot.value) and data.startswith(b"</v>", spot.value_end):
        # The usual form, without the care that the others need.
        space = b' xml:space="preserve"' if wants_space(value) else b""
        yield Edit(spot.value, spot.value_end + 4, b"<v%s>%s</v>" % (space, text))
        return
    old = TAG.match(data, spot.value)
    assert old is not None
    end = _end(data, spot.value, spot.value_end)
    prefix = _names(opening)[1]
    if value is None:
        yield Edit(spot.value, end, b"")
    elif _names(old[0])[0] != b"v":
        # An inline text gives way to a value.
        yield Edit(spot.value, end, _value(prefix, value, text))
    else:
        start = old[0][:-2].rstrip() + b">" if old[0].endswith(b"/>") else old[0]
        if wants_space(value) and not SPACE_ATTRIBUTE.search(start):
            start = start[:-1] + b' xml:space="preserve">'
        yield Edit(spot.value, end, start + text + b"</" + prefix + b"v>")


def missing_edits(sheet: Sheet, missing: dict[tuple[int, int], Value]) -> Iterator[Edit]:
    """The edits that add cells which an array fills but which the part does not hold."""
    rows = sorted(sheet.rows, key=lambda spot: spot.number)
    known = {spot.number: spot for spot in rows}
    by_row: dict[int, list[tuple[int, Value]]] = {}
    for (row, column), value in sorted(missing.items()):
        by_row.setdefault(row, []).append((column, value))
    prefix = _names(TAG.match(sheet.data, next(iter(sheet.spots)))[0])[1]  # type: ignore[index]
    added: dict[int, list[bytes]] = {}
    for number, cells in by_row.items():
        if number in known:
            yield from _into_row(sheet.data, known[number], cells, prefix)
            continue
        place = next((spot.start for spot in rows if spot.number > number), sheet.sheet_data_end)
        content = b"".join(_cell(number, column, value, prefix) for column, value in cells)
        added.setdefault(place, []).append(
            b'<%srow r="%d">%s</%srow>' % (prefix, number, content, prefix)
        )
    for place, content in added.items():
        yield Edit(place, place, b"".join(content))


def _into_row(data: bytes, spot: RowSpot, cells: list[tuple[int, Value]], prefix: bytes) -> Iterator[Edit]:
    tag = TAG.match(data, spot.start) if spot.start >= 0 else None
    if tag is not None and tag[0].endswith(b"/>"):
        content = b"".join(_cell(spot.number, column, value, prefix) for column, value in cells)
        yield Edit(spot.start, tag.end(), tag[0][:-2].rstrip() + b">" + content + b"</" + prefix + b"row>")
        return
    places: dict[int, list[bytes]] = {}
    for column, value in cells:
        place = next((start for other, start in spot.cells if other > column), spot.end)
        places.setdefault(place, []).append(_cell(spot.number, column, value, prefix))
    for place, content in places.items():
        yield Edit(place, place, b"".join(content))


def _cell(row: int, column: int, value: Value, prefix: bytes) -> bytes:
    kind, text = stored(value)
    typed = b' t="%s"' % kind if kind else b""
    place = address(row, column).encode("ascii")
    return b'<%sc r="%s"%s>%s</%sc>' % (prefix, place, typed, _value(prefix, value, text), prefix)


def _value(prefix: bytes, value: Value, text: bytes) -> bytes:
    space = b' xml:space="preserve"' if wants_space(value) else b""
    return b"<%sv%s>%s</%sv>" % (prefix, space, text, prefix)


def wants_space(value: Value) -> bool:
    """Whether a value is a text whose white space XML readers might drop."""
    return type(value) is str and SPACED.search(value) is not None


def typed(tag: bytes, kind: bytes) -> bytes:
    """A start tag of a cell with its ``t`` attribute set, or taken out."""
    found = TYPE.search(_masked(tag)) if b"t" in tag else None
    attribute = b' t="%s"' % kind if kind else b""
    if found is None:
        if not kind:
            return tag
        end = -2 if tag.endswith(b"/>") else -1
        return tag[:end].rstrip() + attribute + tag[end:]
    if kind and _quoted(tag[found.start() : found.end()]) == kind:
        return tag
    return tag[: found.start()] + attribute + tag[found.end() :]


def _quoted(attribute: bytes) -> bytes:
    return attribute.partition(b"=")[2].strip()[1:-1]


def _masked(tag: bytes) -> bytes:
    """The tag with blanks in attribute values hidden, so that a name in a value is not found."""
    return re.sub(
        rb"""=\s*("[^"]*"|'[^']*')""",
        lambda match: b"=" + b" " * (match.start(1) - match.start() - 1) + re.sub(rb"\s", b"_", match[1]),
        tag,
    )


def _names(tag: bytes) -> tuple[bytes, bytes]:
    """The local name of a start tag, and its prefix with the colon."""
    match = NAME.match(tag)
    assert match is not None
    return match[2], match[1] + b":" if match[1] else b""


def _end(data: bytes, start: int, close: int) -> int:
    """Where an element ends whose start tag is at ``start`` and whose end tag, if any, is at ``close``."""
    tag = TAG.match(data, start)
    assert tag is not None
    return tag.end() if tag[0].endswith(b"/>") else data.index(b">", close) + 1
