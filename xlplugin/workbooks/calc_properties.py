"""``calcPr`` of the workbook part: set so that Excel keeps the values that are stored instead of starting anew."""

from __future__ import annotations

import re

from .errors import damaged
from .xml_part import TAG, local_name, new_parser, parse, utf8

CALC_ID = "191029"
"""The calculation engine of Excel 2019 and later; a file with a lower number is recalculated when it is opened."""
BEFORE = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
    "definedNames"
).split()
"""The elements that the schema puts before ``calcPr``."""
UNWANTED = re.compile(rb"""\s+(?:fullCalcOnLoad|calcCompleted)\s*=\s*(?:"[^"]*"|'[^']*')""")
CALC_ID_ATTRIBUTE = re.compile(rb"""(\scalcId\s*=\s*)(["'])([^"']*)\2""")


def settled(data: bytes, where: str) -> bytes:
    """The workbook part with no full calculation asked for on load, and the number of a recent engine."""
    data = utf8(data, where)
    found, place, prefix = _find(data, where)
    if found < 0:
        return data[:place] + b'<%scalcPr calcId="%s"/>' % (prefix, CALC_ID.encode()) + data[place:]
    match = TAG.match(data, found)
    assert match is not None
    tag = UNWANTED.sub(b"", match[0])
    old = CALC_ID_ATTRIBUTE.search(tag)
    if old is None:
        end = -2 if tag.endswith(b"/>") else -1
        tag = tag[:end].rstrip() + b' calcId="%s"' % CALC_ID.encode() + tag[end:]
    elif not old[3].isdigit() or int(old[3]) < int(CALC_ID):
        tag = CALC_ID_ATTRIBUTE.sub(rb"\g<1>\g<2>%s\g<2>" % CALC_ID.encode(), tag)
    return data[:found] + tag + data[match.end() :]


def _find(data: bytes, where: str) -> tuple[int, int, bytes]:
    """Where ``calcPr`` starts (or -1), where it would have to be put in, and the prefix of the elements."""
    parser = new_parser(where)
    depth, found, place = 0, -1, -1
    root = after = -1
    waiting = False

    def start(tag: str, _: list[str]) -> None:
        nonlocal depth, found, root, after, place, waiting
        depth += 1
        at = parser.CurrentByteIndex
        if depth == 1:
            root = at
        elif depth == 2:
            if waiting:
                place, waiting = at, False
            name = local_name(tag)
            if name == "calcPr":
                found = at
            elif name in BEFORE:
                waiting = True

    def end(_: str) -> None:
        nonlocal depth, place, waiting
        depth -= 1
        if depth == 0 and waiting:
            place, waiting = parser.CurrentByteIndex, False

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, data, where)
    tag = TAG.match(data, root)
    if place < 0 or tag is None:
        raise damaged(where, "it lists no sheets", "未列出工作表")
    head = re.match(rb"<(?:([^\s<>/:]+):)?", tag[0])
    return found, place, head[1] + b":" if head and head[1] else b""
