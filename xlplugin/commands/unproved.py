"""Opens policies that need not pass their checks, and keeps what is found wrong with each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from xlplugin.policy.findings import Finding, PolicyError, Severity
from xlplugin.policy.folders import APPROVALS
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.one_file import is_file_name, read_file
from xlplugin.policy.reader import read_list
from xlplugin.policy.strict_yaml import parse, read_bytes

from .session import Failure, Session

UNREADABLE = ("unreadable", "not-a-file", "no-folder")
"""Codes of findings that speak of a file or folder that cannot be read at all."""


@dataclass(slots=True)
class Opened:
    """A policy that was asked for: what it is called, where it lies, and what is wrong with it.

    ``policy`` is there if it could be read, whether or not it can be served.
    """

    name: str
    place: str
    policy: Policy | None = None
    findings: list[Finding] = field(default_factory=list)

    def worst(self, *severities: Severity) -> bool:
        """True where there is a finding of one of these severities."""
        return any(finding.severity in severities for finding in self.findings)


class Unproved:
    """The policies of this machine and of files, drafts included."""

    def __init__(self, session: Session, folders: Sequence[Path] | None) -> None:
        for folder in folders or ():
            if not folder.is_dir():
                raise Failure(f"{folder} is not a folder", f"{folder} 不是文件夹")
        self._folders, self._session = tuple(folders or ()), session
        self.library = self._library(lambda policy: ())

    def policy(self, name: str, as_of: datetime.date) -> Policy:
        """The policy of an id, a stamp or a file; PolicyError only where it cannot be read."""
        if is_file_name(name):
            return read_file(Path(name), self.library, lambda policy: ())
        return self.library.get(name, as_of)

    def all(self, names: Sequence[str], judge: Callable[[Policy], Iterable[Finding]]) -> Iterator[Opened]:
        """Every version of every policy named (of all, without names), with what ``judge`` finds in it."""
        judged: dict[Path, tuple[Policy, list[Finding]]] = {}

        def prove(policy: Policy) -> list[Finding]:
            found = list(judge(policy))
            judged[Path(policy.where.path).resolve()] = policy, found
            return found

        library = self._library(prove)
        for opened, get in _asked(library, names or library.ids(), prove):
            try:
                opened.policy = get()
            except PolicyError as error:
                opened.findings = list(error.findings)
            if (place := Path(opened.place).resolve()) in judged:
                opened.policy, known = judged[place]
                opened.findings = known + [one for one in opened.findings if one not in known]
            yield opened
        if not names:
            yield from _broken_lists(library)
            for finding in library.refused():
                yield Opened(Path(finding.where.path).name, finding.where.path, findings=[finding])

    def _library(self, prove: Callable[[Policy], Iterable[Finding]]) -> Library:
        session = self._session
        return Library.configured(
            self._folders, prove=prove, settings=session.settings, environ=session.environ
        )


def _broken_lists(library: Library) -> Iterator[Opened]:
    """The list files that cannot be read, whether or not a policy uses them."""
    for folder in library.folders:
        for path in sorted((folder / "lists").glob("*.yaml")):
            try:
                read_list(parse(read_bytes(path), str(path)), path.stem, "")
            except PolicyError as error:
                yield Opened(f"lists/{path.stem}", str(path), findings=list(error.findings))


Get = Callable[[], Policy]


def _asked(
    library: Library, names: Iterable[str], prove: Callable[[Policy], Iterable[Finding]]
) -> Iterator[tuple[Opened, Get]]:
    """What each name stands for, and how to get it: a folder for its files, an id for its versions."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            for file in sorted(path.rglob("*.yaml")):
                if file.parent.name not in ("lists", APPROVALS):
                    yield Opened(file.stem, str(file)), partial(read_file, file, library, prove)
        elif is_file_name(name):
            yield Opened(path.stem, name), partial(read_file, path, library, prove)
        else:
            yield from _versions(library, name)


def _versions(library: Library, name: str) -> Iterator[tuple[Opened, Get]]:
    """The versions of an id, or the one of a stamp; raises UnknownPolicy where there is none."""
    today = datetime.date.today()
    policy_id, _, only = name.partition("@")
    try:
        versions = [one for one in library.versions(policy_id) if only in ("", one.version)]
    except PolicyError as error:  # files that contradict each other: no version can be told
        yield Opened(name, error.findings[0].where.path), partial(library.get, name, today)
        return
    if not versions:
        library.get(name, today)
    for version in versions:
        yield Opened(version.stamp, str(version.path)), partial(library.get, version.stamp, version.effective)
