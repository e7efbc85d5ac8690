"""Canonical JSON (RFC 8785): one value has one text, so that a hash over the text is a hash of the value."""

from __future__ import annotations

from json.encoder import encode_basestring as quoted

import rfc8785

from .errors import JournalError

EXACT = 2**53
"""Whole numbers of that size or more are not all exact in JSON."""


def canonical(value: object) -> str:
    """The canonical text of what JSON can say; raises JournalError for anything else.

    The library is asked wherever its text is not plainly the one that Python's own gives, because it is ten
    times slower; a property test holds both against each other.

    >>> canonical({"b": 55.0, "a": [True, None, "高"]})
    '{"a":[true,null,"高"],"b":55}'
    """
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is float:
        size = abs(value)  # type: ignore[arg-type]
        if 1e-4 <= size < 1e16:
            text = repr(value)
            return text[:-2] if text.endswith(".0") else text
    elif value is None:
        return "null"
    elif kind is bool:
        return "true" if value else "false"
    elif kind is int and -EXACT < value < EXACT:  # type: ignore[operator]
        return repr(value)
    elif kind is list or kind is tuple:
        return f"[{','.join(map(canonical, value))}]"  # type: ignore[call-overload]
    elif kind is dict and all(type(key) is str and key.isascii() for key in value):  # type: ignore[attr-defined]
        members = sorted(value.items())  # type: ignore[attr-defined]
        return f"{{{','.join(f'{quoted(key)}:{canonical(item)}' for key, item in members)}}}"
    try:
        return rfc8785.dumps(value).decode()  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeError, TypeError) as error:
        raise JournalError(
            "value",
            f"a value cannot be written into the journal: {error}; use texts, numbers, true, false, lists, mappings",
            f"该值无法写入评级日志：{error}；请使用文字、数字、真假值、列表或键值",
        ) from error
