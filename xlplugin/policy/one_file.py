"""A policy named by its file instead of its id, for whoever is still writing it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from .fields import wrong
from .findings import Bilingual, Finding, PolicyError, Severity, UnknownPolicy, Where, refuse
from .folders import Content
from .library import Library
from .model import NamedList, Policy
from .reader import read_list, read_policy
from .serving import digest_with
from .stamps import split_stamp
from .strict_yaml import parse, read_bytes
from .versions import Version, contradiction, read_version

MOST_LEVELS = 20


def is_file_name(text: str) -> bool:
    """Whether a text names a policy's file; ids and stamps never do.

    >>> is_file_name("credit_rating@2026.1"), is_file_name("drafts/credit_rating.yaml")
    (False, True)
    """
    return text.lower().endswith((".yaml", ".yml")) or "/" in text or "\\" in text


def read_file(path: Path, library: Library, prove: Callable[[Policy], Iterable[Finding]]) -> Policy:
    """The policy in a file; what it refers to lies beside it, in ``lists`` there or one up, or in ``library``.

    Raises PolicyError where it cannot be served, and where the library has its stamp with another content:
    grades under one stamp must come from one content.
    """
    return _File(path, library, prove, ()).policy()


class _File:
    """One file on its way to a policy; ``users`` are the files that use it."""

    def __init__(
        self,
        path: Path,
        library: Library,
        prove: Callable[[Policy], Iterable[Finding]],
        users: tuple[Path, ...],
    ) -> None:
        self.path, self.library, self.prove, self.users = path, library, prove, users

    def policy(self) -> Policy:
        version = self._version()
        served = self._served(version)
        if served is not None:
            return served
        node = parse(version.content.data, str(self.path))
        lists: dict[str, str] = {}
        uses: dict[str, str] = {}

        def find_list(name: str) -> NamedList:
            found = self._list(name)
            lists[name] = found.digest
            return found

        def find_policy(stamp: str, as_of: datetime.date) -> Policy:
            found = self._used(stamp, as_of)
            uses[stamp] = found.digest
            return found

        digest = version.content.digest
        policy = read_policy(node, version.id, digest, find_list, find_policy, version.family)
        policy = replace(policy, digest=digest_with(digest, lists, uses))
        self.library.refuse_changed(policy)
        errors = [finding for finding in self.prove(policy) if finding.severity is Severity.ERROR]
        if errors:
            raise PolicyError(*errors)
        return policy

    def _version(self) -> Version:
        data = read_bytes(self.path)
        if split_stamp(self.path.stem) is None or self.path.suffix != ".yaml":
            raise wrong(
                Where(str(self.path)),
                f"{self.path.name} is not the name of a policy file",
                f"{self.path.name} 不是合法的制度文件名",
                "name it my_policy.yaml or my_policy@2026.1.yaml, in lower-case letters, digits and _",
                "请命名为 my_policy.yaml 或 my_policy@2026.1.yaml，只用小写字母、数字和下划线",
                "file-name",
            )
        content = Content(self.path, data, hashlib.sha256(data).hexdigest())
        return read_version(content, self.path.resolve().parent.name)

    def _served(self, version: Version) -> Policy | None:
        """The library's own policy where this is its file; refuses a second content for a stamp."""
        try:
            known = self.library.versions(version.id)
        except (UnknownPolicy, PolicyError):
            return None
        for other in known:
            if other.path.resolve() == self.path.resolve():
                return self.library.get(other.stamp, other.effective)
            if other.stamp == version.stamp and other.content.digest != version.content.digest:
                raise contradiction(version, other)
        return None

    def _list(self, name: str) -> NamedList:
        here = self.path.resolve().parent
        for folder in (here, here.parent, *self.library.folders):
            path = folder / "lists" / f"{name}.yaml"
            if path.is_file():
                data = read_bytes(path)
                return read_list(parse(data, str(path)), name, hashlib.sha256(data).hexdigest())
        raise LookupError(f"no list {name}")

    def _used(self, stamp: str, as_of: datetime.date) -> Policy:
        beside = self.path.parent / f"{stamp}.yaml"
        if split_stamp(stamp) is not None and beside.is_file():
            chain = (*self.users, self.path.resolve())
            if beside.resolve() in chain or len(chain) > MOST_LEVELS:
                raise wrong(
                    Where(str(self.path)),
                    "policies use each other in a circle, or too many levels deep: "
                    + " → ".join(path.name for path in (*chain, beside)),
                    "制度之间循环引用，或引用层级过多：" + " → ".join(path.name for path in (*chain, beside)),
                    "let one of them do without the other",
                    "请去掉其中一处引用",
                    "circle",
                )
            return _File(beside, self.library, self.prove, chain).policy()
        try:
            return self.library.get(stamp, as_of)
        except UnknownPolicy as error:
            raise refuse(
                "unknown-policy",
                Where(str(self.path)),
                error.message,
                Bilingual("name a policy that there is, under use", "请在 use 中填写现有的制度"),
            ) from error
