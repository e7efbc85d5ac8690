"""Typed reading of the mappings of a strict YAML file: every mistake becomes a finding with its place."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from .findings import Bilingual, Finding, PolicyError, Where, refuse
from .keys import FLAG, KEYS, REQUIRED, bounds_of, keys_of, words_of
from .model import Reference, Status
from .numbers import parse_date, parse_number
from .strict_yaml import ListNode, MapNode, TextNode

Node = TextNode | MapNode | ListNode


@dataclass(slots=True)
class Gathering:
    """Collects the findings of the parts of a file, so that one mistake does not hide the next."""

    findings: list[Finding]

    @contextmanager
    def part(self) -> Iterator[None]:
        """What goes wrong inside is kept; the reader goes on after it."""
        try:
            yield
        except PolicyError as error:
            self.findings.extend(error.findings)

    def finish(self) -> None:
        """Raise all that was gathered, if anything was."""
        if self.findings:
            raise PolicyError(*self.findings)


def nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    """The known word that looks most like ``word``, or ``""``."""
    return next(iter(difflib.get_close_matches(word, known, 1, 0.6)), "")


def wrong(where: Where, en: str, zh: str, mend_en: str, mend_zh: str, code: str = "shape") -> PolicyError:
    """An error of the file's shape."""
    return refuse(code, where, Bilingual(en, zh), Bilingual(mend_en, mend_zh))


def unknown_key(key: TextNode, known: Sequence[str], what: Bilingual) -> PolicyError:
    """A key that ``what`` does not have, with the nearest one that it has."""
    close = nearest(key.text, list(known))
    return wrong(
        key.where,
        f"{what.en} has no key {key.text}",
        f"{what.zh}没有键 {key.text}",
        f"did you mean {close}?" if close else "known keys: " + ", ".join(known),
        f"是否应为 {close}？" if close else "可用的键：" + "、".join(known),
        "unknown-key",
    )


class Fields:
    """The keys of one mapping of a known kind (``record``), read with types.

    Unknown keys and absent required keys raise at once, with the nearest known key. Words, and the bounds
    and defaults that a call does not give, are those of ``KEYS``.
    """

    def __init__(self, node: Node, record: str, what: str) -> None:
        self.what, self.declared = what, KEYS[record]
        if not isinstance(node, MapNode):
            raise wrong(
                node.where,
                f"{what} must be a mapping",
                f"{what} 应为键值映射",
                "write keys and values: " + ", ".join(keys_of(record)),
                "请按键和值来写：" + "、".join(keys_of(record)),
            )
        self.node, self.where = node, node.where
        known = keys_of(record)
        findings: list[Finding] = []
        for key, _ in node.items:
            if key.text not in known:
                findings += unknown_key(key, known, Bilingual(what, f"{what} ")).findings
        for name in REQUIRED[record]:
            if node.get(name) is None:
                findings += wrong(
                    node.where,
                    f"{what} lacks {name}",
                    f"{what} 缺少 {name}",
                    f"add the key {name}",
                    f"请补上键 {name}",
                    "missing-key",
                ).findings
        if findings:
            raise PolicyError(*findings)

    def has(self, key: str) -> bool:
        """True where the key is there."""
        return self.node.get(key) is not None

    def at(self, key: str) -> Where:
        """Where the value of a key stands (the mapping, where it is absent)."""
        node = self.node.get(key)
        return node.where if node is not None else self.where

    def child(self, key: str) -> Node:
        """The node of a key that is there."""
        node = self.node.get(key)
        assert node is not None, key
        return node

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a key."""
        node = self.node.get(key)
        if node is None:
            return self._absent(key) if default is None else default
        return text_of(node, f"{self.what}.{key}")

    def _absent(self, key: str) -> str:
        """What the absence of a key means."""
        assert self.declared[key].default, key
        return self.declared[key].default

    def number(
        self, key: str, default: float | None = None, names: Mapping[str, float] | None = None
    ) -> float:
        """The number of a key; a name of ``names`` may stand for it."""
        node = self.node.get(key)
        if node is None:
            return float(self._absent(key)) if default is None else default
        return number_of(node, f"{self.what}.{key}", names)

    def whole(
        self,
        key: str,
        default: int | None = None,
        low: int | None = None,
        high: int | None = None,
        names: Mapping[str, float] | None = None,
    ) -> int:
        """A whole number between two bounds; a name of ``names`` may stand for it."""
        declared = bounds_of(self.declared[key].takes)
        low, high = declared.low if low is None else low, declared.high if high is None else high
        value = self.number(key, None if default is None else float(default), names)
        if not value.is_integer() or not low <= value <= high:
            raise wrong(
                self.at(key),
                f"{self.what}.{key} is {value:g}",
                f"{self.what}.{key} 为 {value:g}",
                f"write a whole number from {low} to {high}",
                f"请写 {low} 到 {high} 之间的整数",
            )
        return int(value)

    def date(self, key: str) -> datetime.date:
        """The date of a key."""
        text = self.text(key)
        day = parse_date(text)
        if day is None:
            raise wrong(
                self.at(key),
                f"{self.what}.{key}: {text} is not a date",
                f"{self.what}.{key}：{text} 不是日期",
                "write it as 2026-01-31",
                "请写成 2026-01-31 的形式",
            )
        return day

    def flag(self, key: str) -> bool:
        """true or false; absent means false."""
        return self.choice(key, "false") == "true"

    def choice(self, key: str, default: str | None = None) -> str:
        """One of the few words that the key takes."""
        text, words = self.text(key, default), words_of(self.declared[key].takes)
        if text not in words:
            close = nearest(text, words)
            raise wrong(
                self.at(key),
                f"{self.what}.{key}: {text} is not known",
                f"{self.what}.{key}：不认识 {text}",
                (f"did you mean {close}? " if close else "") + "write one of: " + ", ".join(words),
                (f"是否应为 {close}？" if close else "") + "可写：" + "、".join(words),
            )
        return text

    def bilingual(self, key: str, default: Bilingual | None = None) -> Bilingual:
        """The text {en, zh} of a key."""
        node = self.node.get(key)
        if node is None:
            assert default is not None, key
            return default
        return bilingual_of(node, f"{self.what}.{key}")

    def said(self, key: str) -> Bilingual:
        """The text {en, zh} of a key, or a plain text that is the same in both languages."""
        node = self.child(key)
        if isinstance(node, MapNode):
            return self.bilingual(key)
        text = self.text(key)
        return Bilingual(text, text)

    def optional_bilingual(self, key: str) -> Bilingual | None:
        """The text {en, zh} of a key, or None where it is absent."""
        return self.bilingual(key) if self.has(key) else None

    def status(self, inherited: Status) -> Status:
        """The status written here, else the one above."""
        return self.choice("status", inherited)  # type: ignore[return-value]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent means empty."""
        node = self.node.get(key)
        if node is None:
            return ()
        return tuple(text_of(item, f"{self.what}.{key}") for item in items_of(node, f"{self.what}.{key}"))

    def pairs(self, key: str) -> tuple[tuple[TextNode, Node], ...]:
        """The pairs of a mapping; absent means none."""
        node = self.node.get(key)
        return () if node is None else pairs_of(node, f"{self.what}.{key}")

    def references(self) -> tuple[Reference, ...]:
        """The list under ``reference``."""
        node = self.node.get("reference")
        if node is None:
            return ()
        read = [Fields(item, "reference", "reference") for item in items_of(node, "reference")]
        return tuple(Reference(item.text("title"), item.text("href", "")) for item in read)


def text_of(node: Node, what: str) -> str:
    """The text of a scalar that is not empty."""
    if not isinstance(node, TextNode):
        raise wrong(
            node.where, f"{what} must be a text", f"{what} 应为文本", "write a single value", "请只写一个值"
        )
    if not node.text.strip():
        raise wrong(
            node.where, f"{what} is empty", f"{what} 为空", "write a value or drop the key", "请填写或删去"
        )
    return node.text.strip()


def number_of(node: Node, what: str, names: Mapping[str, float] | None = None) -> float:
    """The number that a scalar writes, or that the parameter it names holds."""
    text = text_of(node, what)
    value = parse_number(text)
    if value is None:
        value = (names or {}).get(text)
    if value is None:
        raise wrong(
            node.where,
            f"{what}: {text} is not a number",
            f"{what}：{text} 不是数字",
            "write a number such as 12, 0.5 or 60%" + (" or the name of a parameter" if names else ""),
            "请写 12、0.5 或 60% 这样的数字" + ("，或参数名" if names else ""),
        )
    return value


def constant_of(node: Node, what: str) -> float | bool:
    """The number that a scalar writes, or ``true`` or ``false``."""
    text = text_of(node, what)
    return text == FLAG[1] if text in FLAG else number_of(node, what)


def bilingual_of(node: Node, what: str) -> Bilingual:
    """The text {en, zh}."""
    fields = Fields(node, "text", what)
    return Bilingual(fields.text("en"), fields.text("zh"))


def items_of(node: Node, what: str) -> tuple[Node, ...]:
    """The items of a list."""
    if not isinstance(node, ListNode):
        raise wrong(node.where, f"{what} must be a list", f"{what} 应为列表", "write [a, b]", "请写成 [a, b]")
    return node.items


def pairs_of(node: Node, what: str) -> tuple[tuple[TextNode, Node], ...]:
    """The pairs of a mapping, at least one."""
    if not isinstance(node, MapNode) or not node.items:
        raise wrong(
            node.where,
            f"{what} must be a mapping with at least one key",
            f"{what} 应为至少含一个键的映射",
            "write {key: value}",
            "请写成 {键: 值}",
        )
    return node.items
