"""The text of a changed tree: every character stays that does not belong to what was changed.

The original text is patched at the spans of its scalars and entries. A round-trip library was the
alternative: ruamel.yaml keeps comments and, on the packaged policies, all lines but the books of tests
(``[{value: 200}]`` becomes ``[value: 200]``); but it writes every file anew in one indentation and one
spacing, closes up aligned columns, joins lines of a flow mapping, and would so mix its own style into the
diff of a bank's file. A patch cannot: without a change the text is the same by construction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .scalars import rewritten_block, written
from .tree import Branch, Entry, Node, Scalar

STEP = 2
_COMMENT = re.compile(r"#[^\r\n]*")
_BREAK = re.compile(r"\r\n|\n|\r")


def rewrite(root: Branch, text: str) -> str:
    """The text of a tree that was composed from ``text`` and changed since."""
    return text[: root.start] + _Writer(text).node(root, 0, False) + text[root.end :]


class _Writer:
    """Writes nodes; ``column`` is where the block content of a new node begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = _BREAK.search(text)
        self.newline = found[0] if found else "\n"

    def node(self, node: Node, column: int, in_flow: bool) -> str:
        if isinstance(node, Scalar):
            return self._scalar(node, in_flow)
        if not node.entries and not node.was:
            return self.text[node.start : node.end] if node.start >= 0 else self._new_flow(node)
        if node.flow or in_flow or not node.entries:
            return self._flow(node) if node.was and node.flow else self._new_flow(node)
        return self._block(node) if node.was else self._new_block(node, column)

    def _scalar(self, node: Scalar, in_flow: bool) -> str:
        old = self.text[node.start : node.end]
        if node.was == node.text:
            return old
        block = rewritten_block(old, node.text, self.newline) if node.style in ("|", ">") else None
        return written(node.text, node.style, in_flow) if block is None else block

    def _flow(self, node: Branch) -> str:
        text, old, new = self.text, node.was, node.entries
        if not new:
            return "{}" if node.is_map else "[]"
        between = {one: text[one.end : next.start] for one, next in zip(old, old[1:], strict=False)}
        usual = next((gap for gap in between.values() if "#" not in gap), ", ")
        parts = [text[node.start : old[0].start]]
        for place, entry in enumerate(new):
            parts.append(self._entry(entry, 0, True))
            if place + 1 < len(new):
                parts.append(between.get(entry, usual))
        return "".join(parts) + text[old[-1].end : node.end]

    def _block(self, node: Branch) -> str:
        text, old = self.text, node.was
        column = self._column(node.start)
        kept = set(node.entries)
        # What stands above each entry; the comments above one that is gone stay, above the next.
        above: dict[Entry, str] = {}
        waiting = ""
        for before, entry in zip((None, *old), old, strict=False):
            gap = text[before.end : entry.start] if before else ""
            if entry in kept:
                above[entry], waiting = waiting + gap, ""
            elif "#" in gap:
                waiting += gap.rstrip()
        usual = self._usual_gap(old) + " " * column
        parts = []
        for place, entry in enumerate(node.entries):
            gap = above.get(entry, "")
            comment = gap[gap.find("#") :] if "#" in gap else ""
            parts.append(comment if place == 0 else gap or usual)
            parts.append(self._entry(entry, column, False))
        return "".join(parts) + waiting

    def _usual_gap(self, old: Sequence[Entry]) -> str:
        """The line ends between two entries: one more where every two have an empty line between them."""
        gaps = [self.text[one.end : next.start] for one, next in zip(old, old[1:], strict=False)]
        counts = [len(_BREAK.findall(gap)) for gap in gaps if "#" not in gap]
        return self.newline * max(1, min(counts, default=1))

    def _entry(self, entry: Entry, column: int, in_flow: bool) -> str:
        """An entry, with its place in the file if it has one."""
        text, was = self.text, entry.was
        if was is None:
            return self._new_entry(entry, column, in_flow)
        if entry.value is not was or (isinstance(was, Branch) and not was.entries and not was.flow):
            # A value of another shape begins on the line of its key.
            return self._new_entry(entry, column, in_flow) + text[was.end : entry.end]
        key = self._scalar(entry.key, in_flow) if entry.key else ""
        lead = text[entry.key.end if entry.key else entry.start : was.start]
        value = self.node(was, 0, in_flow)
        if value and was.start == was.end:  # nothing stood there, not even a blank before it
            lead = ": " if entry.key else "- "
        return key + lead + value + text[was.end : entry.end]

    def _new_entry(self, entry: Entry, column: int, in_flow: bool) -> str:
        value = entry.value
        block = isinstance(value, Branch) and not (value.flow or in_flow) and value.entries
        if entry.key is None:
            return self.node(value, 0, True) if in_flow else f"- {self.node(value, column + STEP, False)}"
        key = self._scalar(entry.key, in_flow)
        if block:
            return f"{key}:{self.newline}{' ' * (column + STEP)}{self.node(value, column + STEP, False)}"
        return f"{key}: {self.node(value, column, in_flow)}"

    def _new_flow(self, node: Branch) -> str:
        content = ", ".join(self._new_entry(entry, 0, True) for entry in node.entries)
        return f"{{{content}}}" if node.is_map else f"[{content}]"

    def _new_block(self, node: Branch, column: int) -> str:
        gap = self.newline + " " * column
        return gap.join(self._new_entry(entry, column, False) for entry in node.entries)

    def _column(self, place: int) -> int:
        line = max(self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place))
        return place - line - 1
