"""The text of a formula as each host stores it: our functions under the name that means them there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from .function_names import SPELLINGS, our_name

TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*"                                               # a text
  | (?P<file>'(?:[^']|'')*'!)                                    # a sheet, or a file
  | '(?:[^']|'')*'
  | (?P<name>(?:\[\d+\]!|[^\s'!\[\]()+\-*/^&=<>,;:{}"]+!)?[A-Za-z_][\w.]*)\(
  | [()]
    """,
    re.VERBOSE,
)


def formula_for(host: str, formula: str, ours: Container[str], link: int = 0) -> str:
    """A formula for a host, whichever host it comes from; everything but our functions' names stays.

    ``host`` as in ``SPELLINGS``; ``link`` is the number of the workbook's link to our add-in, where it has one:
    so Excel stores a function of an add-in, and binds it when the workbook is opened.

    >>> formula_for("excel", 'IF(A1="GRADE(",GRADE(A2:F2))', {"GRADE"}, link=1)
    'IF(A1="GRADE(",[1]!GRADE(A2:F2))'
    >>> formula_for("calc", "_xll.GRADE(A2:F2)&'C:\\\\x y\\\\[a.xlam]b'!GRADE(A3:F3)", {"GRADE"})
    'GRADE(A2:F2)&GRADE(A3:F3)'
    """
    spelling, before = SPELLINGS[host], f"[{link}]!" if link else ""
    parts: list[str] = []
    position = 0
    for start, inside, name in openings(formula, ours):
        parts += [formula[position:start], spelling.format(name=name, link=before), "("]
        position = inside
    return "".join(parts) + formula[position:]


def openings(formula: str, ours: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Each place where one of our functions is called: its start, its arguments' start, its plain name."""
    file = file_end = None
    for token in TOKEN.finditer(formula):
        if token["name"]:
            before = file if file is not None and file_end == token.start() else ""
            found = our_name(before + token["name"], ours)
            if found:
                yield token.start() - len(before), token.end(), found
        file, file_end = token["file"], token.end()
