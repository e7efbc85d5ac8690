"""A policy as it would be with a few places set otherwise: the file's nodes are changed, no file is."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.fields import nearest
from xlplugin.policy.findings import Bilingual, PolicyError, Where, refuse
from xlplugin.policy.model import NamedList, Policy, SubPolicy
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import ListNode, MapNode, Node, TextNode, parse, read_bytes

LONGEST = 2000
_SHORT = ("value", "when", "points")
"""What a place that is written out as a mapping means when it is set to a single text."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One place of a policy that was set: its path from the top of the file, its text before and after."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path} = {self.after}"


def what_if(
    policy: Policy, asked: Sequence[str], policies: Callable[[str, datetime.date], Policy]
) -> tuple[Policy, tuple[Setting, ...]]:
    """The policy with places set as ``path=text`` says, read by the strict reader, and what was set.

    Paths name places in the file by its keys, from the top (``parameters.a_from.value=85``) or from a
    decision (``grade.bands.A=">= 85"``); an item of a list by its number from 1 or its reason's code.
    Raises PolicyError for a path that leads nowhere and for whatever the reader finds.
    """
    path = Path(policy.where.path)
    data = read_bytes(path)
    root = parse(data, str(path))
    settings: list[Setting] = []
    for text in asked:
        root, setting = _set(root, text)
        if any(other.path == setting.path for other in settings):
            raise _wrong(text, f"{setting.path} is set twice", f"{setting.path} 设置了两次", _ONCE)
        settings.append(setting)
    said = "\n".join(map(str, settings))
    digest = hashlib.sha256(f"{policy.digest}\n{said}".encode()).hexdigest() if settings else policy.digest

    def lists(name: str) -> NamedList:
        return policy.lists[name]

    used = {one.use: one.policy for one in policy.decisions if isinstance(one, SubPolicy)}

    def find(stamp: str, as_of: datetime.date) -> Policy:
        return used[stamp] if stamp in used else policies(stamp, as_of)

    return read_policy(root, policy.id, digest, lists, find, policy.family), tuple(settings)


_ONCE = Bilingual("set each place once", "每个位置只设置一次")


def _set(root: MapNode, text: str) -> tuple[MapNode, Setting]:
    if len(text) > LONGEST:
        raise _wrong(text[:40], "the text is too long", "内容过长", _FORM)
    start = text.lstrip()
    decisions = root.get("decisions")
    from_top = _keys_at(root, start)
    if not from_top and isinstance(decisions, MapNode) and _keys_at(decisions, start):
        changed, path, before, after = _into(decisions, start, text, "decisions")
        return _with(root, "decisions", changed), Setting(path, before, after)
    if not from_top:
        known = [*root.keys(), *(decisions.keys() if isinstance(decisions, MapNode) else ())]
        raise _unknown(text, start, "", known)
    changed, path, before, after = _into(root, start, text, "")
    assert isinstance(changed, MapNode)
    return changed, Setting(path, before, after)


def _into(node: Node, rest: str, asked: str, path: str) -> tuple[Node, str, str, str]:
    """The node with the place that ``rest`` names set, the place's path, and its text before and after."""
    if rest.lstrip().startswith("=") and not _keys_at(node, rest):
        return _replaced(node, rest.lstrip()[1:].strip(), asked, path)
    rest = rest.removeprefix(".").lstrip() if path else rest
    for key, after_key in _keys_at(node, rest):
        child = _child(node, key)
        changed, *found = _into(child, after_key, asked, f"{path}.{key}" if path else key)
        return _with(node, key, changed), *found  # type: ignore[return-value]
    if not rest.strip():
        raise _wrong(asked, "there is no = with the new value", "缺少 = 和新值", _FORM)
    raise _unknown(asked, rest, path, _names(node))


def _keys_at(node: Node, rest: str) -> list[tuple[str, str]]:
    """The keys with which ``rest`` can begin, the longest first, each with what follows it."""
    text = rest.removeprefix(".").lstrip()
    found: list[tuple[str, str]] = []
    for key in _names(node):
        for written in (f'"{key}"', f"'{key}'", key):
            after = text[len(written) :]
            if text.startswith(written) and (after.startswith(".") or after.lstrip().startswith("=") or not after):
                found.append((key, after))
                break
    return sorted(found, key=lambda pair: -len(pair[0]))[:1]


def _names(node: Node) -> list[str]:
    """How the children of a node are named: by key, by number from 1, by the code of their reason."""
    if isinstance(node, MapNode):
        return list(node.keys())
    if isinstance(node, ListNode):
        return [*(code for item in node.items if (code := _code(item))), *map(str, range(1, len(node.items) + 1))]
    return []


def _code(node: Node) -> str:
    for key in ("reason", "code"):
        found = node.get(key) if isinstance(node, MapNode) else None
        node = found if found is not None else ListNode(Where(""), ())
    return node.text if isinstance(node, TextNode) else ""


def _place(node: ListNode, name: str) -> int:
    for place, item in enumerate(node.items):
        if _code(item) == name:
            return place
    return int(name) - 1


def _child(node: Node, name: str) -> Node:
    if isinstance(node, ListNode):
        return node.items[_place(node, name)]
    assert isinstance(node, MapNode)
    found = node.get(name)
    assert found is not None
    return found


def _with(node: Node, name: str, changed: Node) -> MapNode:
    """The node with one child replaced."""
    if isinstance(node, ListNode):
        place = _place(node, name)
        items = (*node.items[:place], changed, *node.items[place + 1 :])
        return ListNode(node.where, items)  # type: ignore[return-value]
    assert isinstance(node, MapNode)
    return MapNode(node.where, tuple((key, changed if key.text == name else old) for key, old in node.items))


def _replaced(node: Node, value: str, asked: str, path: str) -> tuple[Node, str, str, str]:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if isinstance(node, TextNode):
        if not value.strip():
            raise _wrong(asked, f"{path} has no new value", f"{path} 没有新值", _FORM)
        return TextNode(Where(f"--set {path}"), value, True), path, node.text, value
    short = [key for key in _SHORT if isinstance(node, MapNode) and isinstance(node.get(key), TextNode)]
    if len(short) == 1:
        changed, *found = _replaced(_child(node, short[0]), value, asked, f"{path}.{short[0]}")
        return _with(node, short[0], changed), *found  # type: ignore[return-value]
    listed = ", ".join(f"{path}.{name}" for name in _names(node)[:12])
    raise _wrong(
        asked,
        f"{path} holds several values",
        f"{path} 含有多个值",
        Bilingual(f"name one of them: {listed}", f"请指明其中之一：{listed}"),
    )


def _unknown(asked: str, rest: str, path: str, known: Sequence[str]) -> PolicyError:
    word = rest.removeprefix(".").split("=")[0].split(".")[0].strip().strip("\"'")
    close = nearest(word, list(known))
    listed = ", ".join(known[:20])
    inside_en, inside_zh = (f"{path} has", f"{path} 中没有") if path else ("the policy has", "制度中没有")
    if not known:
        mend = Bilingual(f"{path} is a single value: write {path}=…", f"{path} 是单个值：请写 {path}=…")
    elif close:
        mend = Bilingual(f"did you mean {close}? There is: {listed}", f"是否应为 {close}？现有：{listed}")
    else:
        mend = Bilingual(f"there is: {listed}", f"现有：{listed}")
    return _wrong(asked, f"{inside_en} no {word}", f"{inside_zh} {word}", mend, "unknown-path")


_FORM = Bilingual(
    'write path=value, such as grade.bands.AAA=">= 88" or parameters.a_from.value=65',
    '请写成 路径=值，例如 grade.bands.AAA=">= 88" 或 parameters.a_from.value=65',
)


def _wrong(asked: str, en: str, zh: str, mend: Bilingual, code: str = "shape") -> PolicyError:
    return refuse(code, Where(f"--set {asked[:80]}"), Bilingual(en, zh), mend)
