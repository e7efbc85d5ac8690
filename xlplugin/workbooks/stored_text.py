"""Text as the parts store it: the ``_xHHHH_`` escapes, and which characters XML cannot hold."""

from __future__ import annotations

import re

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Not allowed in XML 1.0, and the carriage return, which a parser would turn into a line feed."""
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def decode(text: str) -> str:
    """The text that a stored one stands for."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def encode(text: str) -> str:
    """A text as it is stored, before XML's own escapes: ``decode(encode(text)) == text``."""
    if "_x" in text:
        text = LOOKS_ESCAPED.sub("_x005F_", text)
    return ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def xml_escape(text: str) -> str:
    """A stored text as XML character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
