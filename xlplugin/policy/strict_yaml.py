"""Strict YAML: bytes become nodes that are all text, each with its place, or are refused with a mend.

Nothing is guessed: ``NO``, ``yes``, ``12:30`` and ``010`` stay the text they are. Anchors, tags, merge
keys, duplicate keys and several documents are refused, because each lets a file say something other
than what its reader sees.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from .findings import Finding, PolicyError, Where
from .yaml_faults import character_fault, fault, hidden_character, place, syntax_fault

try:
    from yaml.cyaml import CParser as Parser
except ImportError:  # a PyYAML built without libyaml
    from .yaml_faults import PureParser as Parser  # type: ignore[assignment]

MOST_BYTES = 2_000_000
MOST_NODES = 100_000
MOST_DEPTH = 50
MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class TextNode:
    """A scalar, as it is written; ``quoted`` is False for a bare word."""

    where: Where
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    where: Where
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping in file order; no key stands twice."""

    where: Where
    items: tuple[tuple[TextNode, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        for name, value in self.items:
            if name.text == key:
                return value
        return None

    def keys(self) -> tuple[str, ...]:
        """The keys in file order."""
        return tuple(name.text for name, _ in self.items)


Node = TextNode | ListNode | MapNode


def read_bytes(path: Path) -> bytes:
    """The bytes of a policy, list or settings file; one that is too large is refused by its size alone.

    Raises PolicyError where the file cannot be read, is no ordinary file or is too large.
    """
    where = Where(str(path))
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PolicyError(fault("not-a-file", where))
            if status.st_size > MOST_BYTES:
                raise PolicyError(fault("too-large", where, size=status.st_size, most=MOST_BYTES))
            return file.read(MOST_BYTES + 1)  # the file may have grown since; parse looks again
    except OSError as error:
        raise PolicyError(fault("unreadable", where, reason=error.strerror)) from error


def parse(data: bytes, path: str) -> MapNode:
    """The top-level mapping of a strict YAML file; ``path`` is what its places are called by.

    Raises PolicyError with what is wrong, where and how to mend it.

    >>> node = parse(b"country: NO", "example.yaml")
    >>> node.get("country").text, str(node.get("country").where)
    ('NO', 'example.yaml:1:10')
    """
    text = _decode(data, path)
    builder = _Builder(text, path)
    try:
        return builder.document()
    except (YAMLError, ValueError, OverflowError) as error:  # the pure parser lets chr() fail on a bad escape
        raise PolicyError(*builder.findings, syntax_fault(error, text, path)) from None


def _without_waiting(path: str, flags: int) -> int:
    """Opens a file; a pipe in its place must not make us wait for a writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _decode(data: bytes, path: str) -> str:
    if len(data) > MOST_BYTES:
        raise PolicyError(fault("too-large", Where(path), size=len(data), most=MOST_BYTES))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data.removeprefix(b"\xef\xbb\xbf")[: error.start].decode()
        raise PolicyError(fault("not-utf8", place(before, len(before), path))) from None
    if found := character_fault(text, path):
        raise PolicyError(found)
    return text


class _Builder:
    """Builds nodes from the stream of events and gathers what may not be there.

    Events come one by one and the depth is counted before the next one is asked for: libyaml's own
    composer recurses, and a file of brackets would end the process.
    """

    def __init__(self, text: str, path: str) -> None:
        self._next = Parser(text).get_event
        self._path = path
        self._escapes = "\\" in text
        self._nodes = 0
        self.findings: list[Finding] = []

    def document(self) -> MapNode:
        """The one document of the file, a mapping."""
        self._next()  # the start of the stream
        if type(self._next()) is StreamEndEvent:
            raise PolicyError(fault("empty-file", Where(self._path)))
        root = self._node(self._next(), 0)
        if type(root) is TextNode and not root.text:
            raise PolicyError(fault("empty-file", Where(self._path)))
        self._next()  # the end of the document
        event = self._next()
        if type(event) is DocumentStartEvent:
            self._find("several-documents", event)
        if type(root) is not MapNode:
            raise PolicyError(*self.findings, fault("not-a-mapping", root.where))
        if self.findings:
            raise PolicyError(*self.findings)
        return root

    def _node(self, event: Event, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._find("too-many-values", event, last=True, most=MOST_NODES)
        if type(event) is AliasEvent:
            self._find("alias", event, name=event.anchor)
            return TextNode(self._where(event), "")
        if event.anchor is not None:
            self._find("anchor", event, name=event.anchor)
        if event.tag is not None:
            self._find("tag", event, name=event.tag)
        if type(event) is ScalarEvent:
            return self._text(event)
        if depth >= MOST_DEPTH:
            self._find("too-deep", event, last=True, most=MOST_DEPTH)
        return self._map(event, depth) if type(event) is MappingStartEvent else self._list(event, depth)

    def _text(self, event: ScalarEvent) -> TextNode:
        where = self._where(event)
        if self._escapes and event.style == '"' and (hidden := hidden_character(event.value)):
            self._find("hidden-character", event, name=hidden)
        return TextNode(where, event.value, bool(event.style))

    def _list(self, start: Event, depth: int) -> ListNode:
        items: list[Node] = []
        while type(event := self._next()) is not SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        if len(items) == 1 and type(only := items[0]) is TextNode and not only.quoted and ".." in only.text:
            self._find("unquoted-test", start, name=f"[{only.text}]")
        return ListNode(self._where(start), tuple(items))

    def _map(self, start: Event, depth: int) -> MapNode:
        items: dict[str, tuple[TextNode, Node]] = {}
        while type(event := self._next()) is not MappingEndEvent:
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if type(key) is not TextNode or not key.text:
                self._find("key-not-text", event)
            elif key.text == "<<" and not key.quoted:
                self._find("merge-key", event)
            elif key.text in items:
                first = items[key.text][0].where
                self._find("duplicate-key", event, name=key.text, line=first.line, column=first.column)
            else:
                items[key.text] = key, value
        return MapNode(self._where(start), tuple(items.values()))

    def _where(self, event: Event) -> Where:
        mark = event.start_mark
        return Where(self._path, mark.line + 1, mark.column + 1)

    def _find(self, code: str, event: Event, *, last: bool = False, **names: object) -> None:
        self.findings.append(fault(code, self._where(event), **names))
        if last or len(self.findings) >= MOST_FINDINGS:
            raise PolicyError(*self.findings)
