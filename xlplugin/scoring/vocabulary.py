"""Categories and sets as cells bring them: looked up by id, title, synonym or alias in either language."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, NamedList

from .problems import Problem, about
from .wording import quoted
from .words import as_text, fold, too_long, trimmed

LISTED = 8
"""Accepted values that a message lists."""

LONGEST_WORD = 60
"""Characters of an unknown word that are compared with the known ones."""


class Vocabulary:
    """The words that a category accepts: ids, titles in both languages, synonyms and aliases, all folded.

    A word that several ids claim stands for none of them, unless it is the id of one; ids that differ
    in case only have to be spelled exactly.
    """

    def __init__(self, item: Input, lists: Mapping[str, NamedList]) -> None:
        self.item = item
        named = lists[item.values_from] if item.values_from else None
        self.titles: dict[str, Bilingual] = dict(item.values) | (dict(named.items) if named else {})
        claims: dict[str, set[str]] = {}
        own: dict[str, set[str]] = {}
        for word, title in self.titles.items():
            own.setdefault(fold(word), set()).add(word)
            further = (*item.synonyms.get(word, ()), *(named.aliases.get(word, ()) if named else ()))
            for text in (title.en, title.zh, *further):
                claims.setdefault(fold(text), set()).add(word)
        claims |= own
        blank = {fold(text) for text in item.missing_words} | {""}
        self.ids = {
            text: next(iter(words)) for text, words in claims.items() if len(words) == 1 and text not in blank
        }
        self.ambiguous = {text: sorted(words) for text, words in claims.items() if len(words) > 1}
        self.exact = {word: word for word in self.titles if fold(word) not in blank}

    def find(self, text: str) -> str | None:
        """The id that a text means, or None."""
        return self.exact.get(text) or self.ids.get(fold(text))

    def spellings(self) -> dict[str, str]:
        """The ids by the texts that need no folding: ids, titles and whatever is folded already."""
        titles = (text for title in self.titles.values() for text in (title.en, title.zh))
        found = {text: self.ids[fold(text)] for text in titles if fold(text) in self.ids}
        return self.ids | found | self.exact

    def unknown(self, text: str) -> Problem:
        """The problem of a word that is not among them, naming the nearest and the first few accepted."""
        return Problem("value", lambda: self._unknown(text), self.item.name)

    def _unknown(self, text: str) -> Bilingual:
        known, folded = self.titles, fold(text[:LONGEST_WORD])
        if meant := self.ambiguous.get(folded):
            return about(
                self.item,
                f"{quoted(text)} can mean {' or '.join(meant)}; write one of these",
                f"{quoted(text)} 可以指 {'、'.join(meant)}；请写明其中之一",
            )
        near = difflib.get_close_matches
        words = near(folded, self.ids, 3, 0.7) or near(folded, self.ids, 1, 0.5)
        close = dict.fromkeys(self.ids[word] for word in words)
        first = list(known)[:LISTED]
        rest = len(known) - len(first)
        meant_en = f"; did you mean {' or '.join(known[word].en for word in close)}?" if close else "."
        meant_zh = f"；是否应为{'、'.join(known[word].zh for word in close)}？" if close else "。"
        accepted_en = ", ".join(known[word].en for word in first) + (f" and {rest} more" if rest else "")
        accepted_zh = "、".join(known[word].zh for word in first) + (f"，另有 {rest} 项" if rest else "")
        return about(
            self.item,
            f"{quoted(text)} is not accepted{meant_en} Accepted: {accepted_en}",
            f"{quoted(text)} 不是可接受的值{meant_zh}可填：{accepted_zh}",
        )


def category_reader(words: Vocabulary) -> Callable[[object], str | Problem]:
    """What reads one word: its id, or a problem that names the nearest."""

    def read(value: object) -> str | Problem:
        text = as_text(value)
        if text is None:
            return words.unknown(str(value))
        return too_long(words.item, text) or words.find(text) or words.unknown(text)

    return read


_STRONG = re.compile(r"[;；、\n\r]")
_WEAK = re.compile(r"[,，/]")


def set_reader(words: Vocabulary) -> Callable[[object], tuple[str, ...] | Problem]:
    """What reads several words of one cell, parted by ; , / or 、 or new lines: their ids, sorted, each once.

    A word that holds a comma or slash itself ("Korea, North") is found before it is parted there.
    """

    def read(value: object) -> tuple[str, ...] | Problem:
        text = as_text(value)
        if text is None:
            return words.unknown(str(value))
        if long := too_long(words.item, text):
            return long
        found: set[str] = set()
        for part in _parted(text, words):
            word = words.find(part)
            if word is None:
                return words.unknown(trimmed(part))
            found.add(word)
        return tuple(sorted(found))

    return read


def _parted(text: str, words: Vocabulary) -> Iterable[str]:
    if words.find(text):
        return [text]
    parts: list[str] = []
    for part in _STRONG.split(text):
        parts += [part] if words.find(part) else _WEAK.split(part)
    return [part for part in parts if trimmed(part)]


def nothing_said(text: str) -> bool:
    """True where a set's cell holds separators and blanks only."""
    return not any(trimmed(part) for part in re.split(r"[;；、\n\r,，/]", text))
