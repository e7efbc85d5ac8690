"""Makes the policies that a library serves: read, with their lists and the policies they use, and proved."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from .approved import Approved, refuse_changed
from .fields import wrong
from .findings import Bilingual, Finding, PolicyError, Severity, UnknownPolicy, Where, refuse
from .folders import Content
from .model import NamedList, Policy
from .strict_yaml import MapNode, parse
from .versions import Version

MOST_LEVELS = 20

Use = tuple[str, datetime.date]


class Reader(Protocol):
    """Makes a policy of nodes, as ``reader.read_policy`` does."""

    def __call__(
        self,
        node: MapNode,
        file_id: str,
        digest: str,
        lists: Callable[[str], NamedList],
        policies: Callable[[str, datetime.date], Policy],
        family: str,
    ) -> Policy: ...


ListReader = Callable[[MapNode, str, str], NamedList]


@dataclass(slots=True)
class _Made:
    """What a file became, a policy or findings, and the state of all that it was made with."""

    content: Content
    lists: dict[str, str] = field(default_factory=dict)
    uses: dict[Use, str] = field(default_factory=dict)
    policy: Policy | None = None
    findings: tuple[Finding, ...] = ()


class Serving:
    """Policies made of versions, kept until a file that they were made from changes."""

    def __init__(
        self,
        find_version: Callable[[str, datetime.date], Version],
        find_list: Callable[[str], Content],
        prove: Callable[[Policy], Iterable[Finding]],
        read: Reader,
        read_list: ListReader,
        find_approved: Callable[[Version], Approved | None],
    ) -> None:
        self._find_version, self._find_list, self._find_approved = find_version, find_list, find_approved
        self._prove, self._read, self._read_list = prove, read, read_list
        self._made: dict[Path, _Made] = {}
        self._lists: dict[Path, tuple[Content, NamedList]] = {}
        self._making: list[Version] = []

    def policy(self, version: Version) -> Policy:
        """The policy of a version. Raises PolicyError where it cannot be served."""
        with self._entered(version):
            made = self._made.get(version.path)
            if made is None or made.content is not version.content or not self._still(made):
                made = self._made[version.path] = self._make(version)
        if made.policy is None:
            raise PolicyError(*made.findings)
        refuse_changed(version.stamp, made.policy.digest, str(version.path), self._find_approved(version))
        return made.policy

    @contextmanager
    def _entered(self, version: Version) -> Iterator[None]:
        chain = [*self._making, version]
        if version in self._making or len(chain) > MOST_LEVELS:
            shown = " → ".join(one.stamp for one in chain)
            raise wrong(
                Where(str(version.path)),
                f"policies use each other in a circle, or too many levels deep: {shown}",
                f"制度之间循环引用，或引用层级过多：{shown}",
                "let one of them do without the other",
                "请去掉其中一处引用",
                "circle",
            )
        self._making.append(version)
        try:
            yield
        finally:
            self._making.pop()

    def _still(self, made: _Made) -> bool:
        """True where the lists and policies that it was made with are as they were."""
        return all(_state(self._list, name) == state for name, state in made.lists.items()) and all(
            _state(self._used, *use) == state for use, state in made.uses.items()
        )

    def _make(self, version: Version) -> _Made:
        made = _Made(version.content)

        def lists(name: str) -> NamedList:
            made.lists[name] = _state(self._list, name)
            return self._list(name)

        def policies(stamp: str, as_of: datetime.date) -> Policy:
            made.uses[stamp, as_of] = _state(self._used, stamp, as_of)
            try:
                return self._used(stamp, as_of)
            except UnknownPolicy as error:
                raise _uses_unknown(version, error) from error

        try:
            node = parse(version.content.data, str(version.path))
            read = self._read(node, version.id, version.content.digest, lists, policies, version.family)
            policy = replace(read, digest=_digest(made))
            errors = [finding for finding in self._prove(policy) if finding.severity is Severity.ERROR]
            if errors:
                raise PolicyError(*errors)
            made.policy = policy
        except PolicyError as error:
            made.findings = error.findings
        return made

    def _used(self, stamp: str, as_of: datetime.date) -> Policy:
        return self.policy(self._find_version(stamp, as_of))

    def _list(self, name: str) -> NamedList:
        content = self._find_list(name)
        known = self._lists.get(content.path)
        if known is None or known[0] is not content:
            node = parse(content.data, str(content.path))
            known = self._lists[content.path] = content, self._read_list(node, name, content.digest)
        return known[1]


def _state(find: Callable[..., NamedList | Policy], *names: object) -> str:
    """What a list or policy is now: its digest, or what keeps it from being served."""
    try:
        return find(*names).digest
    except (PolicyError, LookupError) as error:
        return f"! {error}"


def _digest(made: _Made) -> str:
    return digest_with(made.content.digest, made.lists, {stamp: state for (stamp, _), state in made.uses.items()})


def digest_with(file: str, lists: Mapping[str, str], uses: Mapping[str, str]) -> str:
    """The hash of a policy: its file's own; where lists (by name) or policies (by stamp) were used, one over it and theirs."""
    parts = [f"list {name} {digest}" for name, digest in lists.items()]
    parts += [f"policy {stamp} {digest}" for stamp, digest in uses.items()]
    if not parts:
        return file
    return hashlib.sha256("\n".join([file, *sorted(parts)]).encode()).hexdigest()


def _uses_unknown(version: Version, error: UnknownPolicy) -> PolicyError:
    return refuse(
        "unknown-policy",
        Where(str(version.path)),
        error.message,
        Bilingual("name a policy that there is, under use", "请在 use 中填写现有的制度"),
    )
