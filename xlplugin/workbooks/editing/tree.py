"""A YAML text as a tree that can be changed, each part knowing where it stands in the text.

Plain data only: scalars are texts, collections have entries. ``rewrite`` turns a changed tree into the
changed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # a PyYAML built without libyaml
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

_DASH = re.compile(r"^[ ]*(-)(?=\s|$)", re.MULTILINE)
_LINE_END = re.compile(r"[\r\n]|\Z")


@dataclass(slots=True, eq=False)
class Scalar:
    """A text; ``was`` is the one that stands in the file at ``start``, None for a new scalar.

    ``style`` is YAML's: ``""`` plain, a quote, ``|`` literal, ``>`` folded.
    """

    text: str
    style: str = ""
    start: int = -1
    end: int = -1
    was: str | None = None


@dataclass(slots=True, eq=False)
class Entry:
    """A pair of a mapping, or an item of a sequence (``key`` is None then).

    ``was`` is the value that stands in the file; ``start`` and ``end`` reach from the key or dash to the end
    of the value, in block style to the end of its line with the comment there.
    """

    key: Scalar | None
    value: Scalar | Branch
    start: int = -1
    end: int = -1
    was: Scalar | Branch | None = field(default=None, repr=False)


@dataclass(slots=True, eq=False)
class Branch:
    """A mapping or a sequence; ``was`` are its entries in the file, ``like`` is the model of a new one."""

    is_map: bool
    entries: list[Entry] = field(default_factory=list)
    flow: bool = True
    start: int = -1
    end: int = -1
    was: tuple[Entry, ...] = field(default=(), repr=False)
    like: Branch | None = field(default=None, repr=False)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, or None."""
        return next(
            (entry for entry in self.entries if entry.key is not None and entry.key.text == key), None
        )

    def get(self, key: str) -> Scalar | Branch | None:
        """The value of a key, or None."""
        found = self.entry(key)
        return None if found is None else found.value


Node = Scalar | Branch


def compose(text: str) -> Branch:
    """The tree of a text that ``strict_yaml`` has accepted: so its depth and size are within bounds."""
    root = _node(yaml.compose(text, Loader=Loader), text)
    assert isinstance(root, Branch)
    return root


def fresh(node: Node) -> Node:
    """The same content for another place of the text: in one line, without the comments inside."""
    if isinstance(node, Scalar):
        return Scalar(node.text, node.style if node.style in "\"'" else "")
    entries = [
        Entry(entry.key and Scalar(entry.key.text, entry.key.style), fresh(entry.value))
        for entry in node.entries
    ]
    return Branch(node.is_map, entries)


def pairs(one: Node, other: Node) -> Iterator[tuple[Entry, Entry]]:
    """The entries of two trees that stand at the same place; ValueError where the trees differ."""
    if isinstance(one, Scalar) or isinstance(other, Scalar):
        if not (isinstance(one, Scalar) and isinstance(other, Scalar) and one.text == other.text):
            raise ValueError(one, other)
        return
    if one.is_map != other.is_map or len(one.entries) != len(other.entries):
        raise ValueError(one, other)
    for mine, theirs in zip(one.entries, other.entries, strict=True):
        if (mine.key and mine.key.text) != (theirs.key and theirs.key.text):
            raise ValueError(mine.key, theirs.key)
        yield mine, theirs
        yield from pairs(mine.value, theirs.value)


def _node(node: yaml.Node, text: str) -> Node:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            end = start + len(text[start:end].rstrip())
        return Scalar(node.value, node.style or "", start, end, node.value)
    if isinstance(node, yaml.MappingNode):
        entries = [_pair(key, value, text, node.flow_style) for key, value in node.value]
    else:
        entries, place = [], start
        for item in node.value:
            entries.append(_item(item, text, place, node.flow_style))
            place = entries[-1].end
    if not node.flow_style:
        start, end = entries[0].start, entries[-1].end
    return Branch(isinstance(node, yaml.MappingNode), entries, node.flow_style, start, end, tuple(entries))


def _pair(key: yaml.Node, value: yaml.Node, text: str, flow: bool) -> Entry:
    name, content = _node(key, text), _node(value, text)
    assert isinstance(name, Scalar)
    end = max(name.end, content.end)
    return Entry(name, content, name.start, end if flow else _line_end(text, end), content)


def _item(item: yaml.Node, text: str, place: int, flow: bool) -> Entry:
    content = _node(item, text)
    if flow:
        return Entry(None, content, content.start, content.end, content)
    # Only blanks, comments and the dash stand between the end of the last item and this one.
    dash = _DASH.search(text, place) if text[place] != "-" else None
    start = dash.start(1) if dash else place
    return Entry(None, content, start, _line_end(text, content.end), content)


def _line_end(text: str, place: int) -> int:
    found = _LINE_END.search(text, place)
    assert found is not None
    return found.start()
