"""Several texts in one cell: items parted by semicolons, and ``name: value`` on a line each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlplugin.policy.findings import Bilingual

EMPTY_LIST, EMPTY_MAP = "[]", "{}"
SEMICOLONS = ";；\n"
ANY_COMMA = SEMICOLONS + ",，、"
_COLON = re.compile("[:：]")

Pairs = tuple[tuple[str, str], ...]


class Unreadable(Exception):
    """A cell whose text is not in the form that its column has: what is wrong, and the mend."""

    def __init__(self, message: Bilingual, mend: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message
        self.mend = mend


def join_items(items: Iterable[str], separators: str = SEMICOLONS) -> str:
    """Items as one text; one that could be misread is put in double quotes.

    >>> join_items(["CN", "Korea; South"]), join_items([])
    ('CN; "Korea; South"', '[]')
    """
    return "; ".join(_quoted(item, separators) for item in items) or EMPTY_LIST


def split_items(text: str, separators: str = SEMICOLONS) -> tuple[str, ...]:
    """The items of a text; the inverse of ``join_items``. Raises Unreadable for a quote left open.

    >>> split_items('CN；"Korea; South"'), split_items("[]")
    (('CN', 'Korea; South'), ())
    """
    if text.strip() == EMPTY_LIST:
        return ()
    items: list[str] = []
    place = 0
    parted = re.escape(separators)
    pattern = re.compile(rf'\s*+(?:"((?:[^"]|"")*)"\s*|(?!")([^{parted}]*))(?:[{parted}]|\Z)')
    while place < len(text):
        found = pattern.match(text, place)
        if found is None:
            raise Unreadable(
                Bilingual("a quote does not end where its item does", "引号没有与条目同时结束"),
                Bilingual(
                    'write items as A; B, and one that holds a semicolon as "A; B"',
                    '各条目写成 A; B；含分号的条目用双引号括起，如 "A; B"',
                ),
            )
        quoted, bare = found.groups()
        if quoted is not None:
            items.append(quoted.replace('""', '"'))
        elif bare.strip():
            items.append(bare.strip())
        place = found.end()
    return tuple(items)


def join_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """``name: value`` on a line each.

    >>> join_pairs([("leverage", "> 80%"), ("rank", "A, B")])
    'leverage: > 80%\\nrank: A, B'
    """
    return "\n".join(f"{name}: {value}" for name, value in pairs) or EMPTY_MAP


def split_pairs(text: str) -> Pairs:
    """The names and values of a text, a line each; the inverse of ``join_pairs``. Raises Unreadable."""
    if text.strip() == EMPTY_MAP:
        return ()
    return tuple(split_pair(line) for line in text.split("\n") if line.strip())


def split_pair(text: str) -> tuple[str, str]:
    """``("leverage", "> 80%")`` for ``leverage: > 80%``. Raises Unreadable where there is no colon."""
    found = _COLON.search(text)
    if found is None or not text[: found.start()].strip():
        raise Unreadable(
            Bilingual(
                f"{text.strip()[:80]!r} is not of the form name: value",
                f"“{text.strip()[:80]}”不是 名称: 值 的形式",
            ),
            Bilingual("write name: value, one on each line", "请写成 名称: 值，每行一项"),
        )
    return text[: found.start()].strip(), text[found.end() :].strip()


def is_pairs(text: str) -> bool:
    """Whether a text that may be a formula or pairs is meant as pairs: no formula has a colon."""
    return ":" in text or "：" in text or text.strip() == EMPTY_MAP


def _quoted(item: str, separators: str) -> str:
    risky = not item or item != item.strip() or item == EMPTY_LIST or item.startswith('"')
    if risky or any(char in separators for char in item):
        return '"' + item.replace('"', '""') + '"'
    return item
