"""The versions of one policy id: what each file says it is, whether they agree, and which is in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .fields import text_of, wrong
from .findings import PolicyError, Where
from .folders import Content
from .numbers import parse_date
from .stamps import is_version, split_stamp, version_order
from .strict_yaml import MapNode, TextNode, parse


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy and the file that holds it."""

    id: str
    version: str
    effective: datetime.date
    retired: datetime.date | None
    path: Path
    family: str
    content: Content = field(repr=False)

    @property
    def stamp(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"


def read_version(content: Content, family: str) -> Version:
    """Which version a file holds. Raises PolicyError where name and content disagree."""
    node = parse(content.data, str(content.path))
    named = split_stamp(content.path.stem)
    assert named is not None, content.path
    policy, version = _text(node, "policy"), _text(node, "version")
    if policy.text.strip() != named[0]:
        raise _disagrees(policy, named[0])
    if named[1] and version.text.strip() != named[1]:
        raise _disagrees(version, named[1])
    if not is_version(version.text.strip()):
        raise wrong(
            version.where,
            f"version {version.text} cannot be part of a file name",
            f"版本 {version.text} 不能用作文件名",
            'use letters, digits, ".", "-" and "_", such as "2026.1"',
            '请用字母、数字、"."、"-" 和 "_"，例如 "2026.1"',
            "version",
        )
    return Version(
        named[0],
        version.text.strip(),
        _date(node, "effective"),
        _date(node, "retired") if node.get("retired") else None,
        content.path,
        family,
        content,
    )


def agreed(found: Sequence[Version]) -> tuple[Version, ...]:
    """The versions of one folder, oldest first. Raises PolicyError where they contradict each other."""
    by_stamp: dict[str, Version] = {}
    for version in found:
        twin = by_stamp.setdefault(version.stamp, version)
        if twin.content.digest != version.content.digest:
            raise contradiction(version, twin)
    newest = [version for version in found if "@" not in version.path.stem]
    if not newest:
        raise wrong(
            _whole(found[0]),
            f"{found[0].id}.yaml, the newest version, is not in this folder",
            f"文件夹中缺少最新版本文件 {found[0].id}.yaml",
            "add it, or name the newest version's file so",
            "请补上该文件，或将最新版本的文件改为此名",
            "file-name",
        )
    ordered = sorted(by_stamp.values(), key=lambda version: version.effective)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        same_day = earlier.effective == later.effective
        if same_day or version_order(earlier.version) >= version_order(later.version):
            raise wrong(
                _whole(later),
                f"{later.stamp} is effective {later.effective}, {earlier.stamp} {earlier.effective}",
                f"{later.stamp} 的生效日期为 {later.effective}，{earlier.stamp} 为 {earlier.effective}",
                "a higher version must take effect on a later day",
                "版本号较大者，生效日期应较晚",
                "effective-order",
            )
    for version in newest:
        if version.stamp != ordered[-1].stamp:
            raise wrong(
                _whole(version),
                f"{version.path.name} holds {version.stamp}, but {ordered[-1].stamp} is newer",
                f"{version.path.name} 的内容是 {version.stamp}，而 {ordered[-1].stamp} 更新",
                f"call this file {version.stamp}.yaml and the newest {version.id}.yaml",
                f"请将此文件改名为 {version.stamp}.yaml，最新版本命名为 {version.id}.yaml",
                "file-name",
            )
    return tuple(ordered)


def in_force(versions: Iterable[Version], as_of: datetime.date) -> Version | None:
    """The version in force on a date, or None before the first and after one that was retired."""
    begun = [version for version in versions if version.effective <= as_of]
    if not begun or (begun[-1].retired and begun[-1].retired <= as_of):
        return None
    return begun[-1]


def contradiction(version: Version, twin: Version) -> PolicyError:
    """The error of two files that claim one stamp and differ."""
    return wrong(
        _whole(version),
        f"{version.stamp} is also in {twin.path}, with another content",
        f"{version.stamp} 也在 {twin.path} 中，但内容不同",
        "give the changed one a new version, or remove one of the two",
        "请为改动过的文件更换版本号，或删除其中之一",
        "same-stamp",
    )


def _text(node: MapNode, key: str) -> TextNode:
    value = node.get(key)
    if value is None:
        raise wrong(
            node.where,
            f"policy lacks {key}",
            f"制度缺少 {key}",
            f"add the key {key}",
            f"请补上键 {key}",
            "missing-key",
        )
    text_of(value, key)
    assert isinstance(value, TextNode)
    return value


def _date(node: MapNode, key: str) -> datetime.date:
    value = _text(node, key)
    day = parse_date(value.text.strip())
    if day is None:
        raise wrong(
            value.where,
            f"{key}: {value.text} is not a date",
            f"{key}：{value.text} 不是日期",
            "write it as 2026-01-31",
            "请写成 2026-01-31 的形式",
        )
    return day


def _disagrees(node: TextNode, named: str) -> PolicyError:
    return wrong(
        node.where,
        f"the file's name says {named}, its content {node.text}",
        f"文件名写的是 {named}，内容写的是 {node.text}",
        "make them agree",
        "请改为一致",
        "file-name",
    )


def _whole(version: Version) -> Where:
    return Where(str(version.path))

