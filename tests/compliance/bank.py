"""A bank with a policy folder and people who sign: a maker, a checker, and what they have to do."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from xlplugin.compliance.approvals import Approval, Approvals
from xlplugin.compliance.approving import Approving, Opened
from xlplugin.compliance.signing import Key, new_key
from xlplugin.policy.approved import ApprovalFile
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings
from xlplugin.scoring.serving import Serving

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND, THIRD = (datetime.date(2026, 6, day) for day in (1, 2, 3))
MAKER, CHECKER = "mary", "li"


@cache
def key_of(person: str) -> Key:
    """The key of a person, the same for all tests."""
    return new_key()


class Bank:
    """One policy folder with ``risk`` (which reads lists and uses another policy) and ``card``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bank"
        shutil.copytree(ROOT / "tests" / "policies", self.folder)
        keys = {person: key_of(person).public for person in (MAKER, CHECKER)}
        self.settings = Settings(policies=(self.folder,), approval_keys=keys)

    def approving(
        self, person: str, day: datetime.date, key: Callable[[], Key] | None = None, writing: Opened | None = None
    ) -> Approving:
        """Somebody who acts on a day."""
        return Approving(self.folder, self.settings, person, key or (lambda: key_of(person)), day, writing)

    def policy(self, stamp: str = "card@2026.1") -> Policy:
        """A policy as it is now, whatever was approved."""
        return Library([self.folder], prove=lambda policy: ()).get(stamp, FIRST)

    def served(self, stamp: str = "card@2026.1") -> Policy:
        """A policy as this machine serves it."""
        return Serving([self.folder], self.settings, {}).compiled(stamp, FIRST).policy

    def approved(self, stamp: str = "card@2026.1") -> ApprovalFile:
        """A version on its way through both hands."""
        self.approving(MAKER, FIRST).request(self.policy(stamp), "for the spring 春季调整")
        return self.approving(CHECKER, SECOND).grant(self.policy(stamp), "2026-17", "as discussed")

    def state(self, stamp: str = "card@2026.1", **settings: object) -> Approval:
        """Where a version stands, read anew."""
        return Approvals([self.folder], replace(self.settings, **settings)).state(self.policy(stamp))  # type: ignore[arg-type]

    def file(self, stamp: str = "card@2026.1") -> Path:
        """The approval file of a version."""
        return self.folder / "approvals" / f"{stamp}.yaml"

    def kind(self, stamp: str = "card@2026.1", **settings: object) -> str:
        """What is wrong with an approval, an empty text for nothing."""
        fault = self.state(stamp, **settings).fault
        return fault.kind if fault else ""


def keys(**said: str) -> Mapping[str, str]:
    """The keys of the configuration, with others for some people."""
    return {person: key_of(person).public for person in (MAKER, CHECKER)} | said
