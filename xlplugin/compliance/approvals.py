"""Whether a version of a policy is a draft, approved or retired: its approval file, and whether the signatures hold.

Nothing but the file, the policy and this machine's configuration is asked: an approval can be checked offline.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from xlplugin.policy.approved import RETIRED, STEPS, ApprovalFile, ApprovalFiles, ReleaseFile, Said, root_of
from xlplugin.policy.findings import Bilingual, PolicyError
from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings

from . import approval_faults as faults
from .access import Access
from .approval_faults import Fault
from .approval_keys import PublicKey, keys_of
from .approval_signatures import release_fault, signature_holds, together
from .errors import JournalError

DRAFT, APPROVED = "draft", "approved"
State = Literal["draft", "approved", "retired"]
By = Literal["release", "own", ""]
RELEASE: By = "release"
OWN: By = "own"


@dataclass(frozen=True, slots=True)
class Approval:
    """Where a version stands. ``by``: this release of xlplugin, or the bank's own people.

    ``hash`` is what was approved, ``file_hash`` the SHA-256 of what the approval file says. ``problem`` says why an
    approval does not count; the version is then a draft.
    """

    state: State = "draft"
    by: By = ""
    maker: str = ""
    checker: str = ""
    requested_on: datetime.date | None = None
    granted_on: datetime.date | None = None
    retired_on: datetime.date | None = None
    hash: str = ""
    release: str = ""
    minute: str = ""
    file: Path | None = None
    file_hash: str = ""
    fault: Fault | None = None

    @property
    def problem(self) -> Bilingual | None:
        """Why the approval does not count, None where there is nothing wrong."""
        return self.fault.message if self.fault else None

    @property
    def approved_on(self) -> datetime.date | None:
        """The day on which it was granted."""
        return self.granted_on

    @property
    def digest(self) -> str:
        """The hash that was approved."""
        return self.hash

    @property
    def words(self) -> Bilingual:
        """The state in a few words, as a cell shows it."""
        if self.state == RETIRED:
            return Bilingual(f"retired: {self.retired_on}", f"已停用：{self.retired_on}")
        if self.by == RELEASE:
            return Bilingual(f"approved: release {self.release}", f"已批准：随 {self.release} 版发布")
        if self.state == APPROVED:
            return Bilingual(f"approved: {self.checker}, {self.granted_on}", f"已批准：{self.checker}，{self.granted_on}")
        if self.fault and self.fault.kind == "unchecked":
            return Bilingual("not checked: see approve show", "未核验：见 approve show")
        if self.fault:
            return Bilingual("draft: its approval does not hold", "未审批：审批文件核验未通过")
        if self.requested_on:
            return Bilingual(f"draft: approval requested {self.requested_on}", f"未审批：已于 {self.requested_on} 报批")
        return Bilingual("draft", "未审批")


class Approvals:
    """The approvals of the policies of some folders; files are read again after a change, signatures checked once."""

    def __init__(self, folders: Iterable[Path], settings: Settings) -> None:
        self.folders, self.settings = tuple(folders), settings
        self._files = ApprovalFiles()
        self._known: dict[tuple[str, str, str], tuple[ApprovalFile | None, ReleaseFile | None, Approval]] = {}
        self._releases: dict[Path, tuple[ReleaseFile, Fault | None]] = {}

    @classmethod
    def of(cls, where: Library | Iterable[Path], settings: Settings) -> Approvals:
        """The approvals that bind the policies of a library, or of folders."""
        return cls(where.folders if isinstance(where, Library) else where, settings)

    def state(self, policy: Policy) -> Approval:
        """Where a version stands. Nothing is raised: what is wrong is said in the answer, and it is then a draft."""
        root = root_of(Path(policy.where.path), self.folders)
        try:
            own = self._files.approval(root, policy.stamp)
            release = None if self.settings.own_approvals else self._release(root, policy)
        except PolicyError as error:
            return Approval(fault=faults.unreadable(error))
        name = (str(root), policy.stamp, policy.digest)
        known = self._known.get(name)
        if known is None or known[0] is not own or known[1] is not release:
            known = self._known[name] = own, release, self._state(policy, own, release)
        return known[2]

    def _release(self, root: Path, policy: Policy) -> ReleaseFile | None:
        """The release approval of a policy's folder, or that of the package, where the policy is a copy of its own.

        A bank that adds a version has to copy those before it into its folder; they are approved as they were. A copy
        that differs is not bound by the package's approval, it only is not approved by it.
        """
        release = self._files.release(root)
        if release is not None and policy.stamp in release.hashes:
            return release
        try:
            packaged = self._files.release(policies_folder())
        except FileNotFoundError:
            return None
        return packaged if packaged is not None and packaged.hashes.get(policy.stamp) == policy.digest else None

    def words(self, policy: Policy) -> Bilingual:
        """The state in a few words."""
        return self.state(policy).words

    def _state(self, policy: Policy, own: ApprovalFile | None, release: ReleaseFile | None) -> Approval:
        mine = own_approval(own, self.fault(own, policy.digest)) if own is not None else None
        if mine is not None and own is not None and own.granted is not None:
            return mine  # also where it does not hold: a spoilt retirement must not make way for an older approval
        if release is not None and policy.stamp in release.hashes:
            return self._by_release(policy, release)
        return mine or Approval()

    def _by_release(self, policy: Policy, file: ReleaseFile) -> Approval:
        fault = self.release_fault(file)
        if fault is None and file.hashes[policy.stamp] != policy.digest:
            fault = faults.other_hash(file.path, policy.stamp, file.hashes[policy.stamp], policy.digest)
        if fault is not None:
            return Approval(hash=file.hashes[policy.stamp], file=file.path, file_hash=_hash(file.said), fault=fault)
        return Approval(
            "approved", RELEASE, file.maker, file.checker, file.on, file.on, None, policy.digest, file.release,
            file=file.path, file_hash=_hash(file.said),
        )  # fmt: skip

    def release_fault(self, file: ReleaseFile) -> Fault | None:
        """Why the approval of a release does not hold, None where it does; worked out once."""
        known = self._releases.get(file.path)
        if known is None or known[0] is not file:
            known = self._releases[file.path] = file, release_fault(file)
        return known[1]

    def fault(self, file: ApprovalFile, digest: str | None = None) -> Fault | None:
        """Why the approval of a version does not hold, None where it does; ``digest`` is what the policy is now."""
        if digest is not None and file.hash != digest:
            return faults.other_hash(file.path, file.stamp, file.hash, digest)
        if file.retired is not None and file.granted is None:
            return faults.not_granted(file)
        try:
            for name in STEPS:
                if file.step(name) is not None and (fault := self._step_fault(file, name)):
                    return fault
        except JournalError as error:
            return Fault("keys", error.message)
        return together(file)

    def _step_fault(self, file: ApprovalFile, name: str) -> Fault | None:
        step = file.step(name)
        assert step is not None
        keys = self._keys.get(step.by)
        if keys is None:
            return faults.unknown_person(file, name)
        key = next((one for one in keys if one.text == step.key), None)
        if key is None:
            return faults.unknown_key(file, name)
        if key.until is not None and step.on > key.until:
            return faults.expired(file, name, key.until)
        if key.until is None and not self._access.allows(step.by, f"approval.{name}"):
            return faults.without_role(file, name)
        held = signature_holds(step.key, step.signature, file.said, name)
        return held if isinstance(held, Fault) else None if held else faults.wrong_signature(file, name)

    @cached_property
    def _keys(self) -> Mapping[str, tuple[PublicKey, ...]]:
        return keys_of(self.settings.approval_keys)

    @cached_property
    def _access(self) -> Access:
        return Access(self.settings.roles)


def own_approval(file: ApprovalFile, fault: Fault | None) -> Approval:
    """What a file says, if nothing is wrong with it."""
    granted, retired = file.granted, file.retired
    state: State = "draft" if fault or not granted else "retired" if retired else "approved"
    return Approval(
        state,
        OWN if state != DRAFT else "",
        file.requested.by,
        granted.by if granted else "",
        file.requested.on,
        granted.on if granted else None,
        retired.on if retired else None,
        file.hash,
        minute=granted.minute if granted else "",
        file=file.path,
        file_hash=_hash(file.said),
        fault=fault,
    )


def _hash(said: Mapping[str, Said]) -> str:
    try:
        from .canonical import canonical
    except ImportError:
        return ""
    return sha256(canonical(said).encode()).hexdigest()
