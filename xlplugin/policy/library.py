"""The policies that can be served: found in folders, in force on a date, proved before they are used."""

from __future__ import annotations

import copy
import datetime
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from .approved import Approved, refuse_changed, root_of
from .fields import nearest
from .findings import Bilingual, Finding, PolicyError, UnknownPolicy
from .folders import Content, Folders, Listing
from .locate import policies_folder
from .model import Policy
from .reader import read_list, read_policy
from .serving import ListReader, Reader, Serving
from .settings import Settings
from .stamps import split_stamp
from .versions import Version, agreed, contradiction, in_force, read_version

POLICIES_VARIABLE = "XLPLUGIN_POLICIES"
MOST_RECENT = 1000

ApprovedHash = Callable[[Path, str], Approved | None]
"""The hash that was approved for a version of a policy folder, by folder and stamp."""


class Library:
    """Policies by stamp and date, from folders in order; the first folder that holds an id supplies it.

    ``prove`` is asked once about each policy that was read; one with a finding of severity error is not
    served. Every call looks whether files changed and reads those again; with ``recheck_after`` an
    answer stands for so many seconds without a look, for a host that asks cell by cell and whose
    folders may lie on a network. ``approved`` says which hash of a version was approved: one that changed
    since is not served. Safe for threads.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        *,
        prove: Callable[[Policy], Iterable[Finding]],
        trusted: Iterable[Path] = (),
        read: Reader = read_policy,
        read_list: ListReader = read_list,
        recheck_after: float = 0.0,
        approved: ApprovedHash | None = None,
    ) -> None:
        self.folders = tuple(dict.fromkeys(Path(os.path.abspath(folder)) for folder in folders))
        self._trusted = tuple(trusted)
        self._prove, self._read, self._read_list = prove, read, read_list
        self._files = Folders()
        self._headers: dict[Path, tuple[Content, Version | PolicyError]] = {}
        self._agreed: dict[str, tuple[tuple[Content, ...], tuple[Version, ...]]] = {}
        self._approved = approved
        self._serving = Serving(self._version, self._list, prove, read, read_list, self._approved_version)
        self._beside: dict[Path, Library] = {}
        self._ignored: Path | None = None
        self._recheck_after = recheck_after
        self._recent: dict[tuple[str, datetime.date], tuple[float, Policy]] = {}
        self._lock = threading.RLock()

    @classmethod
    def configured(
        cls,
        explicit: Sequence[Path] = (),
        *,
        prove: Callable[[Policy], Iterable[Finding]],
        settings: Settings,
        environ: Mapping[str, str] = os.environ,
        recheck_after: float = 0.0,
        approved: ApprovedHash | None = None,
    ) -> Library:
        """The library of this machine.

        First come the ``explicit`` folders, else those of XLPLUGIN_POLICIES; then those of the settings,
        then the packaged ones.
        """
        named = [Path(folder) for folder in environ.get(POLICIES_VARIABLE, "").split(os.pathsep) if folder]
        return cls(
            [*(explicit or named), *settings.policies, policies_folder()],
            prove=prove,
            trusted=settings.trusted_workbook_folders,
            recheck_after=recheck_after,
            approved=approved,
        )

    def for_workbook(self, workbook: Path) -> Library:
        """This library and the folder ``policies`` beside a workbook, if the settings trust that folder.

        It comes last, so that it can add policies and never replace one of the bank's.
        """
        folder = workbook.resolve().parent / "policies"
        if not folder.is_dir() or folder in self.folders:
            return self
        real = folder.resolve()
        if not any(real.is_relative_to(trusted.resolve()) for trusted in self._trusted):
            other = copy.copy(self)  # the same folders and files; it only knows what it left aside
            other._ignored = folder
            return other
        with self._lock:
            if folder not in self._beside:
                self._beside[folder] = Library(
                    (*self.folders, folder),
                    prove=self._prove,
                    trusted=self._trusted,
                    read=self._read,
                    read_list=self._read_list,
                    recheck_after=self._recheck_after,
                    approved=self._approved,
                )
            return self._beside[folder]

    def get(self, stamp: str, as_of: datetime.date) -> Policy:
        """The policy that is in force on ``as_of`` for an id; the version itself for ``id@version``.

        Raises UnknownPolicy where there is none, and PolicyError where its file cannot be served.
        """
        with self._lock:
            now = time.monotonic()
            at, policy = self._recent.get((stamp, as_of), (0.0, None))
            if policy is None or now - at >= self._recheck_after:
                policy = self._serving.policy(self._version(stamp, as_of))
                if len(self._recent) >= MOST_RECENT:
                    self._recent.clear()
                self._recent[stamp, as_of] = now, policy
            return policy

    def ids(self) -> tuple[str, ...]:
        """All policy ids, sorted."""
        with self._lock:
            return tuple(sorted({name for listing in self._listings() for name in listing.policies}))

    def versions(self, id: str) -> tuple[Version, ...]:
        """The versions of an id, oldest first. Raises as ``get`` does."""
        with self._lock:
            return self._versions(id)

    def superseded(self, stamp: str, as_of: datetime.date) -> str | None:
        """The newer stamp that is in force on ``as_of`` instead of a pinned one, or None."""
        with self._lock:
            pinned = self._version(stamp, as_of)
            current = in_force(self._versions(pinned.id), as_of)
            return current.stamp if current and current.effective > pinned.effective else None

    def refused(self) -> tuple[Finding, ...]:
        """Files that seem to be meant as policies or lists but are misnamed or link out of their folder."""
        with self._lock:
            return tuple(finding for listing in self._listings() for finding in listing.refused.values())

    def refuse_changed(self, policy: Policy) -> None:
        """Raise PolicyError where a policy that need not be of this library changed after its approval."""
        if self._approved is not None:
            approved = self._approved(self.root_of(policy), policy.stamp)
            refuse_changed(policy.stamp, policy.digest, policy.where.path, approved)

    def root_of(self, policy: Policy) -> Path:
        """The policy folder that a policy's file belongs to, whose approvals bind it."""
        return root_of(Path(policy.where.path), self.folders)

    def _approved_version(self, version: Version) -> Approved | None:
        if self._approved is None:
            return None
        return self._approved(root_of(version.path, self.folders), version.stamp)

    def _listings(self) -> list[Listing]:
        return [self._files.listing(folder) for folder in self.folders]

    def _version(self, stamp: str, as_of: datetime.date) -> Version:
        parts = split_stamp(stamp.strip())
        if parts is None:
            shown = repr(stamp[:80])
            raise UnknownPolicy(
                Bilingual(
                    f"{shown} does not name a policy: write an id such as credit_rating, or id@version",
                    f"{shown} 不是制度名称：请写制度标识，例如 credit_rating，或 标识@版本",
                )
            )
        name, wanted = parts
        versions = self._versions(name)
        if not wanted:
            return in_force(versions, as_of) or _none_in_force(versions, as_of)
        for version in versions:
            if version.version == wanted:
                return version
        there = [version.version for version in versions]
        raise UnknownPolicy(
            Bilingual(
                f"{name} has no version {wanted}; there is: {', '.join(there)}",
                f"{name} 没有版本 {wanted}；现有：{'、'.join(there)}",
            )
        )

    def _versions(self, name: str) -> tuple[Version, ...]:
        holding: list[list[tuple[Content, str]]] = []  # by folder: files and their families
        for listing in self._listings():
            if not holding and name in listing.refused:  # the folder's own policy must not give way unseen
                raise PolicyError(listing.refused[name])
            if name in listing.policies:
                holding.append(
                    [
                        (self._files.content(path), "" if path.parent == listing.root else path.parent.name)
                        for path in listing.policies[name]
                    ]
                )
        if not holding:
            raise self._unknown(name)
        contents = tuple(content for folder in holding for content, _ in folder)
        known = self._agreed.get(name)
        if known is None or known[0] != contents:
            versions = agreed([self._header(*file) for file in holding[0]])
            self._compare(versions, [file for folder in holding[1:] for file in folder])
            known = self._agreed[name] = contents, versions
        return known[1]

    def _compare(self, versions: tuple[Version, ...], shadowed: list[tuple[Content, str]]) -> None:
        """Refuses a later folder's file that claims a served stamp for another content."""
        for content, family in shadowed:
            try:
                other = self._header(content, family)
            except PolicyError:  # unreadable, it claims no stamp; and it is not what is served
                continue
            for version in versions:
                if version.stamp == other.stamp and version.content.digest != content.digest:
                    raise contradiction(version, other)

    def _header(self, content: Content, family: str) -> Version:
        known = self._headers.get(content.path)
        if known is None or known[0] is not content:
            try:
                known = content, read_version(content, family)
            except PolicyError as error:
                known = content, error
            self._headers[content.path] = known
        if isinstance(known[1], PolicyError):
            raise PolicyError(*known[1].findings)
        return known[1]

    def _list(self, name: str) -> Content:
        for listing in self._listings():
            if finding := listing.refused.get(f"lists/{name}"):
                raise PolicyError(finding)
            if name in listing.lists:
                return self._files.content(listing.lists[name])
        raise LookupError(f"no list {name}")

    def _unknown(self, name: str) -> UnknownPolicy:
        close = nearest(name, self.ids())
        looked = ", ".join(str(folder) for folder in self.folders)
        en = f"there is no policy {name}{f'; did you mean {close}?' if close else ''} (looked in {looked})"
        zh = f"没有制度 {name}{f'；是否应为 {close}？' if close else ''}（查找位置：{looked}）"
        if self._ignored:
            en += f"; {self._ignored} was left aside: the configuration does not trust it"
            zh += f"；未查找 {self._ignored}：配置未信任该文件夹"
        return UnknownPolicy(Bilingual(en, zh))


def _none_in_force(versions: Sequence[Version], as_of: datetime.date) -> Version:
    first, last = versions[0], versions[-1]
    if as_of < first.effective:
        raise UnknownPolicy(
            Bilingual(
                f"{first.id} is in force from {first.effective}, not yet on {as_of}",
                f"{first.id} 自 {first.effective} 起生效，{as_of} 尚未生效",
            )
        )
    raise UnknownPolicy(
        Bilingual(
            f"{last.id} was retired and is not in force on {as_of}; name a version, such as {last.stamp}",
            f"{last.id} 已停用，{as_of} 无有效版本；可指定版本，例如 {last.stamp}",
        )
    )
