"""The approval files beside policies: which hash of which version was approved, by whom. No signature is checked here."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from .fields import nearest, text_of, wrong
from .findings import PolicyError, Where
from .folders import APPROVALS, Content, Folders
from .numbers import parse_date
from .strict_yaml import MapNode, Node, TextNode, parse

RELEASE = "release.yaml"
REQUESTED, GRANTED, RETIRED = STEPS = ("requested", "granted", "retired")
_STEP = {"by": True, "on": True, "comment": False, "minute": False, "key": True, "signature": True}
_FILE = {"approval": True, "hash": True, REQUESTED: True, GRANTED: False, RETIRED: False}
_NAMES = ("release", "maker", "checker", "on", "statement", "versions", "key", "signature")
_HASH = re.compile(r"[0-9a-f]{64}")

Said = str | dict[str, "Said"]
"""What a file says, as texts and mappings: what signatures are made over."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one person did and signed."""

    by: str
    on: datetime.date
    key: str
    signature: str
    comment: str = ""
    minute: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalFile:
    """The approval of one version as its file states it; whether the signatures hold is another question."""

    path: Path
    stamp: str
    hash: str
    requested: Step
    granted: Step | None
    retired: Step | None
    said: dict[str, Said] = field(repr=False)

    def step(self, name: str) -> Step | None:
        """The step of a name in ``STEPS``."""
        return {REQUESTED: self.requested, GRANTED: self.granted, RETIRED: self.retired}[name]


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """The approval that a release of xlplugin carries for all versions of a folder: hashes by stamp, one signature."""

    path: Path
    release: str
    maker: str
    checker: str
    on: datetime.date
    hashes: Mapping[str, str]
    key: str
    signature: str
    said: dict[str, Said] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Approved:
    """The hash that was approved for a version, and the file that says so."""

    hash: str
    path: Path
    by_release: bool = False


_File = TypeVar("_File", ApprovalFile, ReleaseFile)


class ApprovalFiles:
    """The approval files of policy folders, read again only after a change."""

    def __init__(self) -> None:
        self._files = Folders()
        self._read: dict[Path, tuple[Content, ApprovalFile | ReleaseFile | PolicyError]] = {}

    def approval(self, root: Path, stamp: str) -> ApprovalFile | None:
        """The file of a version's approval, None where there is none. Raises PolicyError where it cannot be read."""
        return self._of(root / APPROVALS / f"{stamp}.yaml", read_approval)

    def release(self, root: Path) -> ReleaseFile | None:
        """The approval by a release for a folder's policies. Raises PolicyError where it cannot be read."""
        return self._of(root / APPROVALS / RELEASE, read_release)

    def approved(self, root: Path, stamp: str, releases: bool = True) -> Approved | None:
        """The hash that a version of a folder must have, None where it was not approved."""
        own = self.approval(root, stamp)
        if own is not None and own.granted is not None:
            return Approved(own.hash, own.path)
        release = self.release(root) if releases else None
        if release is not None and stamp in release.hashes:
            return Approved(release.hashes[stamp], release.path, True)
        return None

    def _of(self, path: Path, read: Callable[[Content], _File]) -> _File | None:
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:  # there, but closed to us: reading it says so
            pass
        content = self._files.content(path)
        known = self._read.get(path)
        if known is None or known[0] is not content:
            try:
                known = content, read(content)
            except PolicyError as error:
                known = content, error
            self._read[path] = known
        if isinstance(known[1], PolicyError):
            raise PolicyError(*known[1].findings)
        return known[1]  # type: ignore[return-value]


def root_of(path: Path, folders: Iterable[Path]) -> Path:
    """The policy folder that a policy's file belongs to, whose approvals bind it.

    One of ``folders`` that it lies in; else the folder it lies in, or the one above, where that has approvals.
    """
    for folder in folders:
        if path.is_relative_to(folder):
            return folder
    here = path.resolve().parent
    return here.parent if not (here / APPROVALS).is_dir() and (here.parent / APPROVALS).is_dir() else here


def refuse_changed(stamp: str, digest: str, file: str, approved: Approved | None) -> None:
    """Raise PolicyError where a version was approved with another hash than it has now."""
    if approved is None or approved.hash == digest:
        return
    mend_en, mend_zh = "restore the file", "恢复原文件"
    if approved.by_release:
        mend_en += "; in a checkout of xlplugin run python -m xlplugin.compliance.releasing"
        mend_zh += "；在 xlplugin 源码目录中请运行 python -m xlplugin.compliance.releasing"
    raise wrong(
        Where(file),
        f"the file, a list or a policy that it uses changed after {stamp} was approved: its hash is {digest[:16]}…, "
        f"{approved.path} approves {approved.hash[:16]}…",
        f"{stamp} 获批后，其文件、所用名单或所引用制度被改动：当前哈希为 {digest[:16]}…，"
        f"{approved.path} 批准的是 {approved.hash[:16]}…",
        f"make a new version of the policy and have it approved (xlplugin approve request), or {mend_en}",
        f"请另立新版本并报批（xlplugin approve request），或{mend_zh}",
        "changed-after-approval",
    )


def read_approval(content: Content) -> ApprovalFile:
    """The approval in a file. Raises PolicyError."""
    node = _keys(parse(content.data, str(content.path)), "approval", _FILE)
    stamp, digest = _text(node, "approval"), _hash(node, "hash")
    if stamp != content.path.stem:
        raise wrong(
            node.where,
            f"the file's name says {content.path.stem}, its content {stamp}",
            f"文件名写的是 {content.path.stem}，内容写的是 {stamp}",
            "give the file its name back",
            "请恢复原文件名",
            "file-name",
        )
    steps = {name: _step(node, name) for name in STEPS}
    order = [key.text for key, _ in node.items]
    if order != [name for name in _FILE if name in order]:
        raise _order(node, _FILE)
    requested = steps[REQUESTED]
    assert requested is not None
    return ApprovalFile(content.path, stamp, digest, requested, steps[GRANTED], steps[RETIRED], _said(node))


def read_release(content: Content) -> ReleaseFile:
    """The approval of a release in a file. Raises PolicyError."""
    node = _keys(parse(content.data, str(content.path)), "release", dict.fromkeys(_NAMES, True))
    if tuple(key.text for key, _ in node.items) != _NAMES:
        raise _order(node, _NAMES)
    versions = node.get("versions")
    if not isinstance(versions, MapNode):
        raise wrong(node.where, "versions is no mapping", "versions 不是键值对", "write stamp: hash", "请写成 标识@版本: 哈希")
    hashes = {key.text: _hash(versions, key.text) for key, _ in versions.items}
    release, maker, checker, key, signature = (
        _text(node, name) for name in ("release", "maker", "checker", "key", "signature")
    )
    return ReleaseFile(content.path, release, maker, checker, _date(node, "on"), hashes, key, signature, _said(node))


def _keys(node: Node | None, what: str, known: Mapping[str, bool]) -> MapNode:
    """A mapping that has no other keys than those known, and all that are needed."""
    if not isinstance(node, MapNode):
        place = node.where if node is not None else Where("")
        raise wrong(place, f"{what} is no mapping", f"{what} 不是键值对", *_RESTORE)
    for key, _ in node.items:
        if key.text not in known:
            close = nearest(key.text, tuple(known))
            raise wrong(
                key.where,
                f"{what} has no key {key.text}" + (f" ({close}?)" if close else ""),
                f"{what} 中没有键 {key.text}" + (f"（{close}？）" if close else ""),
                *_RESTORE,
                "unknown-key",
            )
    for name, needed in known.items():
        if needed and node.get(name) is None:
            raise wrong(node.where, f"{what} lacks {name}", f"{what} 缺少 {name}", *_RESTORE, "missing-key")
    return node


_RESTORE = (
    "approval files are written by xlplugin approve and never by hand: restore it, or have the version approved again",
    "审批文件由 xlplugin approve 生成，不得手工修改：请恢复原文件，或重新报批",
)


def _order(node: MapNode, known: Iterable[str]) -> PolicyError:
    listed = ", ".join(known)
    return wrong(
        node.where, f"the keys stand in another order than {listed}", f"键的顺序应为 {listed}", *_RESTORE, "order"
    )


def _step(node: MapNode, name: str) -> Step | None:
    given = node.get(name)
    if given is None:
        return None
    step = _keys(given, name, _STEP)
    texts = {key: _text(step, key) if step.get(key) is not None else "" for key in _STEP if key != "on"}
    return Step(on=_date(step, "on"), **texts)


def _text(node: MapNode, key: str) -> str:
    value = node.get(key)
    assert value is not None, key
    text = text_of(value, key)
    if text != _bare(value):  # nothing may be read otherwise than it was signed
        raise wrong(value.where, f"{key} begins or ends with blanks", f"{key} 首尾有空格", *_RESTORE)
    return text


def _hash(node: MapNode, key: str) -> str:
    text = _text(node, key)
    if not _HASH.fullmatch(text):
        value = node.get(key)
        assert value is not None
        raise wrong(value.where, f"{key}: {text} is no SHA-256 hash", f"{key}：{text} 不是 SHA-256 哈希", *_RESTORE)
    return text


def _date(node: MapNode, key: str) -> datetime.date:
    text = _text(node, key)
    day = parse_date(text)
    if day is None:
        value = node.get(key)
        assert value is not None
        raise wrong(value.where, f"{key}: {text} is not a date", f"{key}：{text} 不是日期", *_RESTORE)
    return day


def _said(node: MapNode) -> dict[str, Said]:
    """The texts of a mapping exactly as they stand."""
    return {key.text: _said(value) if isinstance(value, MapNode) else _bare(value) for key, value in node.items}


def _bare(node: Node) -> str:
    if not isinstance(node, TextNode):
        raise wrong(node.where, "a list stands where a text belongs", "此处应为文本，而不是列表", *_RESTORE)
    return node.text
