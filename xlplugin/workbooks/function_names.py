"""The names of functions as the programs store them, and which of them are ours.

Excel stores ``GRADE(…)`` of a workbook's own macros as it is, an add-in's (.xlam) as ``[1]!GRADE(…)`` or with
its path, an .xll's as ``_xll.GRADE``, an Office add-in's as ``_xldudf_XLP_GRADE``, one it gave up on as
``_xludf.GRADE``. All of them mean the same function. Functions newer than the file format carry ``_xlfn.``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

OFFICE_ADDIN = "_xldudf_"
SPELLINGS: Mapping[str, str] = {
    "excel": "{link}{name}",
    "standalone": "{name}",
    "calc": "{name}",
    "file": "{name}",
    "xll": "_xll.{name}",
    "office": OFFICE_ADDIN + "XLPLUGIN_{name}",
}
"""How each host stores a function: our add-in in Excel, a workbook with its own macros, LibreOffice Calc, a file for
the commands; then, which we read but do not write, an .xll and an Office add-in."""
PREFIX = re.compile(r"(?:_xll\.|_xludf\.|_xlfn\.|_xlws\.)+", re.IGNORECASE)
BOOK = re.compile(r"(?:\[\d+\]|'(?:[^']|'')*'|[^\s'!\[\]]+\.xl\w+)!", re.IGNORECASE)


def our_name(stored: str, ours: Container[str]) -> str:
    """The name of our function that a stored name means, or ``""``.

    >>> [our_name(name, {"GRADE"}) for name in ("grade", "[1]!GRADE", "_xldudf_XLP_GRADE", "UPGRADE")]
    ['GRADE', 'GRADE', 'GRADE', '']
    """
    name = BOOK.sub("", stored, count=1) if "!" in stored else stored
    if "!" in name:
        return ""
    name = PREFIX.sub("", name, count=1).upper()
    if name.startswith(OFFICE_ADDIN.upper()):
        name = name[len(OFFICE_ADDIN) :].rpartition("_")[2]
    return name if name in ours else ""


def built_in_name(stored: str) -> str:
    """A built-in's name without the marks of newer functions."""
    upper = stored.upper()
    for mark in ("_XLFN._XLWS.", "_XLFN."):
        if upper.startswith(mark):
            return upper[len(mark) :]
    return upper
