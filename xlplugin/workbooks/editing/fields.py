"""What a cell shows of a record of the policy, and how its text is put back: one class per form of content.

A record is an entry of the tree (an input, an attribute, an override, a test). A field finds its node
there, shows it as text, and changes nothing else when another text is put.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .items import (
    EMPTY_MAP,
    SEMICOLONS,
    Pairs,
    Unreadable,
    is_pairs,
    join_items,
    join_pairs,
    split_items,
    split_pair,
    split_pairs,
)
from .tree import Branch, Entry, Node, Scalar, fresh

Path = tuple[str, ...]
_INNER = ("code", "en", "zh")
"""The usual order of keys within a text or a reason."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the records of a kind are written: ``short`` is the key for which a bare text stands.

    ``order`` is the usual order of keys, ``required`` are those that stay when nothing is left in them;
    ``among`` is the usual order of the keys beside the record, where that is another.
    """

    order: tuple[str, ...] = ()
    short: str = ""
    required: tuple[str, ...] = ()
    among: tuple[str, ...] = ()


class Field:
    """A place in a record. ``paths`` are where it may be, the first is where a new one goes."""

    def __init__(self, *paths: Path) -> None:
        self.paths = paths

    def find(self, value: Node, shape: Shape) -> Node | None:
        """The node that the cell shows, in a record of this value."""
        for path in self.paths:
            node = _at(value, path)
            if node is not None and self.shows(node):
                return node
        is_short = isinstance(value, Scalar) and shape.short and self.paths[0] == (shape.short,)
        return value if is_short and self.shows(value) else None

    def get(self, value: Node, shape: Shape) -> str:
        """The text of the cell, empty where the record says nothing."""
        node = self.find(value, shape)
        return "" if node is None else self.text(node)

    def put(self, entry: Entry, text: str, shape: Shape) -> None:
        """Make the record say what the text says; an empty one removes it. Raises Unreadable."""
        node = self.find(entry.value, shape)
        if not text.strip():
            if node is not None:
                _remove(entry, node, shape)
        elif node is None:
            self._insert(entry, text, shape)
        else:
            changed = self.changed(node, text)
            if changed is not node:
                _replace(entry, node, changed)

    def canonical(self, text: str) -> str:
        """The text as the cell would show it after it was put. Raises Unreadable."""
        return text

    def shows(self, node: Node) -> bool:
        """Whether the form of the cell can hold a node."""
        return isinstance(node, Scalar)

    def text(self, node: Node) -> str:
        """A node as the cell shows it."""
        assert isinstance(node, Scalar)
        return node.text

    def changed(self, node: Node, text: str) -> Node:
        """The node with another text, itself where it can hold that."""
        assert isinstance(node, Scalar)
        node.text = text
        return node

    def made(self, text: str, like: Node | None) -> Node:
        """A new node."""
        return Scalar(text, _quotes(like))

    def _insert(self, entry: Entry, text: str, shape: Shape) -> None:
        path = self._new_path(entry.value)
        if not path:
            if isinstance(entry.value, Branch) and entry.value.entries:
                raise _occupied()
            entry.value = self.made(text, None)
            return
        if isinstance(entry.value, Scalar):
            old = entry.value
            entry.value = Branch(True, [], like=None)
            if shape.short and old.text:
                entry.value.entries.append(Entry(Scalar(shape.short), fresh(old)))
            elif old.text:
                raise _occupied()
        branch = entry.value
        for place, key in enumerate(path[:-1]):
            inner = branch.get(key)
            if inner is None:
                like = branch.like.get(key) if branch.like else None
                inner = Branch(True, flow=not isinstance(like, Branch) or like.flow)
                inner.like = like if isinstance(like, Branch) else None
                insert(branch, key, inner, shape.order if place == 0 else ())
            elif isinstance(inner, Scalar):
                raise _occupied()
            branch = inner
        like_it = branch.like.get(path[-1]) if branch.like else None
        made, there = self.made(text, like_it), branch.entry(path[-1])
        if there is None:
            insert(branch, path[-1], made, shape.order if len(path) == 1 else _INNER)
        elif isinstance(there.value, Scalar) and not there.value.text:
            there.value = made
        else:
            raise _occupied()

    def _new_path(self, value: Node) -> Path:
        """A longer place whose surroundings are there already, one that waits to be filled, else the first."""
        for path in self.paths[1:]:
            waiting = _at(value, path)
            if (len(path) > 1 and isinstance(_at(value, path[:-1]), Branch)) or (
                isinstance(waiting, Scalar) and not waiting.text
            ):
                return path
        return self.paths[0]


class Itself(Field):
    """The record's own text."""

    def __init__(self) -> None:
        super().__init__(())


class Listed(Field):
    """A list of texts, parted by semicolons."""

    def __init__(self, *path: str, separators: str = SEMICOLONS) -> None:
        super().__init__(path)
        self.separators = separators

    def canonical(self, text: str) -> str:
        return join_items(split_items(text, self.separators), self.separators)

    def shows(self, node: Node) -> bool:
        return (
            isinstance(node, Branch)
            and not node.is_map
            and all(isinstance(e.value, Scalar) for e in node.entries)
        )

    def text(self, node: Node) -> str:
        return join_items(_texts(node), self.separators)

    def changed(self, node: Node, text: str) -> Node:
        assert isinstance(node, Branch)
        old = list(node.entries)
        node.entries = []
        for item in split_items(text, self.separators):
            found = next((e for e in old if isinstance(e.value, Scalar) and e.value.text == item), None)
            if found is None:
                found = Entry(None, Scalar(item, _quotes(node.was[0].value if node.was else None)))
            else:
                old.remove(found)
            node.entries.append(found)
        return node

    def made(self, text: str, like: Node | None) -> Node:
        items = split_items(text, self.separators)
        quoted = like.entries[0].value if isinstance(like, Branch) and like.entries else None
        return Branch(False, [Entry(None, Scalar(item, _quotes(quoted))) for item in items])


class Lines(Field):
    """``name: value`` on a line each; with ``formula`` a text without a colon is a formula instead."""

    def __init__(self, *paths: Path, formula: bool = False) -> None:
        super().__init__(*paths)
        self.formula = formula

    def canonical(self, text: str) -> str:
        return text if self._is_formula(text) else join_pairs(split_pairs(text))

    def shows(self, node: Node) -> bool:
        return self.formula if isinstance(node, Scalar) else _pairs(node) is not None

    def text(self, node: Node) -> str:
        return node.text if isinstance(node, Scalar) else join_pairs(_pairs(node) or ())

    def changed(self, node: Node, text: str) -> Node:
        if isinstance(node, Scalar) != self._is_formula(text):
            return self.made(text, None)
        if isinstance(node, Scalar):
            node.text = text
        else:
            _set_pairs(node, split_pairs(text))
        return node

    def made(self, text: str, like: Node | None) -> Node:
        if self._is_formula(text):
            return Scalar(text, _quotes(like))
        branch = Branch(True)
        branch.like = like if isinstance(like, Branch) else None
        _set_pairs(branch, split_pairs(text))
        return branch

    def _is_formula(self, text: str) -> bool:
        return self.formula and not is_pairs(text)


class Rows(Field):
    """The rows of a test's book, a line each, in it ``name: value`` parted by semicolons."""

    def canonical(self, text: str) -> str:
        return "\n".join(map(_row_text, map(_row_pairs, _lines(text))))

    def shows(self, node: Node) -> bool:
        if not isinstance(node, Branch) or node.is_map:
            return False
        return all(isinstance(e.value, Branch) and _pairs(e.value) is not None for e in node.entries)

    def text(self, node: Node) -> str:
        assert isinstance(node, Branch)
        return "\n".join(_row_text(_pairs(entry.value) or ()) for entry in node.entries)

    def changed(self, node: Node, text: str) -> Node:
        assert isinstance(node, Branch)
        old = list(node.entries)
        node.entries = []
        for line in _lines(text):
            pairs = _row_pairs(line)
            found = next((entry for entry in old if _pairs(entry.value) == pairs), None)
            if found is None:
                found = Entry(None, _map_of(pairs))
            else:
                old.remove(found)
            node.entries.append(found)
        return node

    def made(self, text: str, like: Node | None) -> Node:
        return Branch(False, [Entry(None, _map_of(_row_pairs(line))) for line in _lines(text)])


OTHERWISE = "otherwise"


class When(Lines):
    """When a row of a table holds: a condition, or the word ``otherwise``, which takes the place of ``then``."""

    def __init__(self) -> None:
        super().__init__(("when",), formula=True)

    def find(self, value: Node, shape: Shape) -> Node | None:
        otherwise = isinstance(value, Branch) and value.entry(OTHERWISE)
        return otherwise.key if otherwise else super().find(value, shape)

    def put(self, entry: Entry, text: str, shape: Shape) -> None:
        branch = entry.value
        assert isinstance(branch, Branch)
        says, wanted = branch.entry(OTHERWISE) is not None, text.strip() == OTHERWISE
        if says == wanted:
            if not says:
                super().put(entry, text, shape)
            return
        if wanted:
            super().put(entry, "", shape)
        result = branch.entry("then" if wanted else OTHERWISE)
        if result is None:
            insert(branch, OTHERWISE, Scalar(""), shape.order)
        elif result.key is not None:
            result.key.text = OTHERWISE if wanted else "then"
        if says:
            super().put(entry, text, shape)


def insert(branch: Branch, key: str, value: Node, order: Sequence[str]) -> Entry:
    """Add an entry before the first one that usually comes later."""
    later = order[order.index(key) + 1 :] if key in order else ()
    place = next(
        (i for i, e in enumerate(branch.entries) if e.key and e.key.text in later), len(branch.entries)
    )
    quoted = branch.like.entry(key) if branch.like else None
    entry = Entry(Scalar(key, _quotes(quoted.key if quoted else None)), value)
    branch.entries.insert(place, entry)
    return entry


def _at(value: Node, path: Path) -> Node | None:
    node: Node | None = value
    for key in path:
        node = node.get(key) if isinstance(node, Branch) and node.is_map else None
    return node


def _remove(entry: Entry, node: Node, shape: Shape) -> None:
    """Take a node out of a record, and the collections that it leaves empty."""
    if node is entry.value:
        entry.value = Scalar("") if not shape.short else Branch(True)
        return
    assert isinstance(entry.value, Branch)
    chain = _chain(entry.value, node)
    for branch, inner in reversed(chain):
        empty = inner.value is node or (isinstance(inner.value, Branch) and not inner.value.entries)
        if empty and not (branch is entry.value and inner.key and inner.key.text in shape.required):
            branch.entries.remove(inner)


def _replace(entry: Entry, node: Node, changed: Node) -> None:
    if node is entry.value:
        entry.value = changed
        return
    assert isinstance(entry.value, Branch)
    _chain(entry.value, node)[-1][1].value = changed


def _chain(branch: Branch, node: Node) -> list[tuple[Branch, Entry]]:
    """The collections and entries that lead to a node."""
    for entry in branch.entries:
        if entry.value is node:
            return [(branch, entry)]
        if isinstance(entry.value, Branch) and (rest := _chain(entry.value, node)):
            return [(branch, entry), *rest]
    return []


def _texts(node: Node) -> list[str]:
    assert isinstance(node, Branch)
    return [entry.value.text for entry in node.entries if isinstance(entry.value, Scalar)]


def _pairs(node: Node) -> Pairs | None:
    """The pairs of a mapping of texts that lines can hold; None for any other node."""
    if not isinstance(node, Branch) or not node.is_map:
        return None
    found: list[tuple[str, str]] = []
    for entry in node.entries:
        if entry.key is None or not isinstance(entry.value, Scalar):
            return None
        found.append((entry.key.text, entry.value.text))
    return tuple(found) if all(split_safe(pair) for pair in found) else None


def split_safe(pair: tuple[str, str]) -> bool:
    """Whether a pair stays itself when it is written on a line and read again."""
    try:
        return "\n" not in "".join(pair) and split_pair(": ".join(pair)) == pair
    except Unreadable:
        return False


def _set_pairs(branch: Branch, pairs: Pairs) -> None:
    old = list(branch.entries)
    styled = (
        old[0].value if old else branch.like.entries[0].value if branch.like and branch.like.entries else None
    )
    branch.entries = []
    for name, value in pairs:
        found = next((entry for entry in old if entry.key and entry.key.text == name), None)
        if found is None:
            found = Entry(Scalar(name), Scalar(value, _quotes(styled)))
        else:
            old.remove(found)
            assert isinstance(found.value, Scalar)
            found.value.text = value
        branch.entries.append(found)


def _map_of(pairs: Pairs) -> Branch:
    return Branch(True, [Entry(Scalar(name), Scalar(value)) for name, value in pairs])


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _row_text(pairs: Pairs) -> str:
    return join_items(": ".join(pair) for pair in pairs) if pairs else EMPTY_MAP


def _row_pairs(line: str) -> Pairs:
    if line.strip() == EMPTY_MAP:
        return ()
    return tuple(split_pair(item) for item in split_items(line))


def _quotes(like: Node | None) -> str:
    return like.style if isinstance(like, Scalar) and like.style in ("'", '"') else ""


def _occupied() -> Unreadable:
    return Unreadable(
        Bilingual(
            "the file holds something else there that this sheet does not show",
            "文件此处另有本表未显示的内容",
        ),
        Bilingual(
            "clear the other cells of the row that exclude this one, or change it in the file",
            "请先清空该行中与此互斥的单元格，或直接修改文件",
        ),
    )
