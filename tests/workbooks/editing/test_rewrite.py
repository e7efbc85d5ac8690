"""A changed tree becomes a text that says just that, with every other character where it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlplugin.policy.yaml_faults import hidden_character
from xlplugin.workbooks.editing.rewrite import rewrite
from xlplugin.workbooks.editing.scalars import written
from xlplugin.workbooks.editing.tree import Branch, Entry, Node, Scalar, compose, fresh, pairs

from .editor import FOR_TESTS, PACKAGED
from .test_round_trip import STYLES

TEXTS = st.one_of(
    st.sampled_from(
        ["a: b", "# no comment", "x # y", "'", '"', "*x", "&x", "!!python/object:os.system", "- a", "[a", "{", "%",
         "@", "`", "| x", "> 3", "a\nb", " a ", "\t", "~", "NO", "12:30", "---", "...", "中文：行", "? a", "\\n", "a:",
         ":", "<<", "[0%..60%]", "true", "\r\n", "e\u0301", "\U0001f600", "=1+1", "2026-01-01"]
    ),
    st.text(min_size=1, max_size=40).filter(lambda text: not hidden_character(text)),
)  # fmt: skip


def changed(text: str, *path: str | int, to: str) -> str:
    """The text with another scalar at a path of keys and positions."""
    root = compose(text)
    node: Node = root
    for step in path:
        assert isinstance(node, Branch)
        node = node.entries[step].value if isinstance(step, int) else node.get(step)  # type: ignore[assignment]
    assert isinstance(node, Scalar)
    node.text = to
    return rewrite(root, text)


CHANGES = [
    # before, path, new text, after
    ("a: 1  # c\n", ["a"], "2", "a: 2  # c\n"),
    ("a: '1'\n", ["a"], "it's", "a: 'it''s'\n"),
    ('a: "1"\n', ["a"], "2", 'a: "2"\n'),
    ("a: x\n", ["a"], "x: y", 'a: "x: y"\n'),
    ("a: {b: x}\n", ["a", "b"], "x, y", 'a: {b: "x, y"}\n'),
    ("a: x\n", ["a"], "x, y", "a: x, y\n"),
    ("a:\nb: 1\n", ["a"], "x", "a: x\nb: 1\n"),
    ("a: [1,  2]\n", ["a", 1], "3", "a: [1,  3]\n"),
    ("a:\n  - x\n  -   y # c\n", ["a", 1], "z", "a:\n  - x\n  -   z # c\n"),
    ("a: >-\n  one two\n  three four\n  five\n", ["a"], "one two three 4 five", "a: >-\n  one two\n  three 4\n  five\n"),
    ("a: >-\n  one\n", ["a"], " one", 'a: " one"\n'),
    ("a: |\n  one\n  two\nb: 1\n", ["a"], "one\n  3\n", "a: |\n  one\n    3\nb: 1\n"),
    ("a: >-\n  one\n\n  two\n", ["a"], "one\n2", "a: >-\n  one\n\n  2\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "path", "to", "after"), CHANGES)
def test_a_scalar_changes_in_its_own_style(before, path, to, after):
    assert changed(before, *path, to=to) == after
    windows = before.replace("\n", "\r\n")
    assert changed(windows, *path, to=to) == after.replace("\n", "\r\n")


ENTRIES = [
    # before, what is left or added at the top key a (positions of old entries, texts of new ones), after
    ("a: {x: 1, y: 2, z: 3}\n", [0, 2], "a: {x: 1, z: 3}\n"),
    ("a: {x: 1, y: 2}\n", [1], "a: {y: 2}\n"),
    ("a: {x: 1, y: 2}\n", [0], "a: {x: 1}\n"),
    ("a: {x: 1}\n", [], "a: {}\n"),
    ("a: {}\n", ["w"], "a: {w: new}\n"),
    ("a: {x: 1}  # c\n", [0, "w"], "a: {x: 1, w: new}  # c\n"),
    ("a: {x: 1, y: 2}\n", ["w", 1, 0], "a: {w: new, y: 2, x: 1}\n"),
    ("a: {\n  x: 1,  # one\n  y: 2,\n}\n", [0, 1, "w"], "a: {\n  x: 1,  # one\n  y: 2, w: new,\n}\n"),
    ("a:\n  x: 1\n  # two\n  y: 2  # here\n  z: 3\n", [0, 2], "a:\n  x: 1\n  # two\n  z: 3\n"),
    ("a:\n  x: 1\n  # two\n  y: 2\n# end\n", [0], "a:\n  x: 1\n  # two\n# end\n"),
    ("a:\n  # one\n  x: 1\n  # two\n  y: 2\n", [1], "a:\n  # one\n  # two\n  y: 2\n"),
    ("a:\n  x: 1\n\n  y: 2\nb: 3\n", [0, 1, "w"], "a:\n  x: 1\n\n  y: 2\n\n  w: new\nb: 3\n"),
    ("a:\n  x: 1\n  y:\n    z: 2\n", ["w", 1, 0], "a:\n  w: new\n  y:\n    z: 2\n  x: 1\n"),
    ("a:\n  x: 1\n  # two\n  y: 2\n  z: 3\n", [2, 0, 1], "a:\n  z: 3\n  x: 1\n  # two\n  y: 2\n"),
    ("a:\n  x: 1\nb: 2\n", [], "a: {}\nb: 2\n"),
    ("a:\n    x: 1", [0, "w"], "a:\n    x: 1\n    w: new"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "left", "after"), ENTRIES)
def test_entries_come_go_and_move(before, left, after):
    root = compose(before)
    branch = root.get("a")
    assert isinstance(branch, Branch)
    new = [Entry(Scalar(one), Scalar("new")) if isinstance(one, str) else branch.entries[one] for one in left]
    branch.entries = new
    assert rewrite(root, before) == after


def test_items_come_in_the_style_of_the_list():
    before = "a:\n- x: 1\n  y: 2\n-   z: 3\n"
    root = compose(before)
    branch = root.get("a")
    assert isinstance(branch, Branch)
    inner = Branch(True, [Entry(Scalar("w"), Scalar("1")), Entry(Scalar("m"), Branch(False))], flow=False)
    branch.entries[1:] = [Entry(None, inner), branch.entries[1]]
    assert rewrite(root, before) == "a:\n- x: 1\n  y: 2\n- w: 1\n  m: []\n-   z: 3\n"


@given(TEXTS, st.sampled_from(["", "'", '"']), st.booleans(), st.sampled_from(["value", "key", "item"]))
@settings(max_examples=200)
def test_any_text_stays_in_its_scalar(text, style, in_flow, place):
    said = written(text, style, in_flow)
    documents = {
        ("value", True): f"{{a: {said}, b: 2}}", ("value", False): f"a: {said}\nb: 2\n",
        ("key", True): f"{{{said}: a, b: 2}}", ("key", False): f"{said}: a\nb: 2\n",
        ("item", True): f"[{said}, b]", ("item", False): f"- {said}\n- b\n",
    }  # fmt: skip
    root = compose(documents[place, in_flow])
    assert len(root.entries) == 2
    found = root.entries[0].key if place == "key" else root.entries[0].value
    assert isinstance(found, Scalar) and found.text == text


SOURCES = [path.read_text("utf-8") for path in (*PACKAGED, *FOR_TESTS)] + list(STYLES.values())


@given(st.sampled_from(SOURCES), st.data())
@settings(max_examples=150, deadline=None)
def test_any_change_of_any_file_says_just_that(text, data):
    text = text.removeprefix("\ufeff")
    root = compose(text)
    kinds = set()
    for _ in range(data.draw(st.integers(1, 4))):
        branch = data.draw(st.sampled_from(_branches(root)))
        if not branch.entries:
            continue
        place = data.draw(st.integers(0, len(branch.entries) - 1))
        entry = branch.entries[place]
        kind = data.draw(st.sampled_from(["text", "key", "remove", "add", "swap", "replace"]))
        kinds.add(kind)
        match kind:
            case "text" if isinstance(entry.value, Scalar):
                entry.value.text = data.draw(TEXTS)
            case "key" if entry.key is not None:
                entry.key.text = data.draw(TEXTS)
            case "remove" if branch is not root or len(branch.entries) > 1:
                branch.entries.remove(entry)
            case "add":
                key = Scalar(data.draw(TEXTS)) if branch.is_map else None
                value = data.draw(st.sampled_from(["text", "flow", "block", "like"]))
                branch.entries.insert(place, Entry(key, _new(value, data.draw(TEXTS), entry)))
            case "swap":
                other = data.draw(st.integers(0, len(branch.entries) - 1))
                branch.entries[place], branch.entries[other] = branch.entries[other], branch.entries[place]
            case "replace":
                entry.value = _new(
                    data.draw(st.sampled_from(["text", "flow", "block"])), data.draw(TEXTS), entry
                )
    after = rewrite(root, text)
    assert all(True for _ in pairs(root, compose(after))), after
    if kinds <= {"text", "key", "add"}:  # nothing went, so no comment did
        assert all(comment in after for comment in re.findall(r"#[^\r\n]*", text))


def _branches(node: Node) -> list[Branch]:
    if isinstance(node, Scalar):
        return []
    return [node, *(inner for entry in node.entries for inner in _branches(entry.value))]


def _new(kind: str, text: str, entry: Entry) -> Node:
    if kind == "text":
        return Scalar(text)
    if kind == "like":
        return fresh(entry.value)
    inner = Entry(None, Scalar(text))
    return Branch(
        True,
        [Entry(Scalar("k"), Scalar(text)), Entry(Scalar("l"), Branch(False, [inner]))],
        flow=kind == "flow",
    )
