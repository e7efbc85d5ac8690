"""Which cell styles show dates: needed where a workbook counts its days from 1904."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DATE_LETTERS = re.compile(r"[ymdhsYMDHS年月日]|(?<![A-Za-z])[eE](?![A-Za-z+-])")


def is_date_format(code: str) -> bool:
    """Whether a number format shows a day or a time."""
    first = LITERALS.sub("", code).split(";")[0]
    return first.casefold() != "general" and DATE_LETTERS.search(first) is not None


def date_styles(styles: Element | None) -> frozenset[int]:
    """The numbers of the cell styles (attribute ``s``) whose format is a date."""
    if styles is None:
        return frozenset()
    codes = {item.get("numFmtId"): item.get("formatCode", "") for item in styles.iterfind("numFmts/numFmt")}
    found = set()
    for number, style in enumerate(styles.iterfind("cellXfs/xf")):
        kind = style.get("numFmtId", "0")
        dated = is_date_format(codes[kind]) if kind in codes else kind.isdecimal() and int(kind) in BUILT_IN_DATES
        if dated:
            found.add(number)
    return frozenset(found)
