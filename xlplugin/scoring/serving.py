"""The policies of this machine, opened once for everything that grades: found, proved, compiled, kept."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from xlplugin.policy.approved import ApprovalFiles, Approved
from xlplugin.policy.findings import Finding
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.one_file import is_file_name, read_file
from xlplugin.policy.settings import Settings, load_settings

from .compile import Compiled, compile_policy
from .proof import failures


class Serving:
    """Compiled policies by stamp and date; ``serving.compiled`` is what the functions ask.

    ``folders`` come before those of the settings and the packaged ones, as does XLPLUGIN_POLICIES where
    no folder is given. Without ``settings`` the machine's are read; PolicyError where that fails.
    A policy is read, checked and proved by its own tests when it is first asked for, and again after a
    change; ``recheck_after`` as in ``Library``. One that changed after it was approved is not served.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        settings: Settings | None = None,
        environ: Mapping[str, str] = os.environ,
        recheck_after: float = 0.0,
    ) -> None:
        self.settings = settings if settings is not None else load_settings(environ)
        self._compiled: dict[str, Compiled] = {}
        self._approvals = ApprovalFiles()
        self.library = Library.configured(
            folders,
            prove=self._prove,
            settings=self.settings,
            environ=environ,
            recheck_after=recheck_after,
            approved=self._approved,
        )

    def compiled(self, stamp: str, as_of: datetime.date) -> Compiled:
        """The compiled policy of ``id`` (in force on ``as_of``) or ``id@version``.

        Raises UnknownPolicy where there is none, PolicyError where its file cannot be served.
        """
        return self._ready(self.library.get(stamp, as_of))

    def compiled_file(self, path: Path) -> Compiled:
        """The compiled policy in a file that need not lie in any folder of the library; raises PolicyError."""
        return self._ready(read_file(path, self.library, self._prove))

    def open(self, policy: str, as_of: datetime.date) -> Compiled:
        """The compiled policy that a person names: by id, by ``id@version`` or by its file."""
        return self.compiled_file(Path(policy)) if is_file_name(policy) else self.compiled(policy, as_of)

    def for_workbook(self, workbook: Path) -> Callable[[str, datetime.date], Compiled]:
        """``compiled`` as a workbook asks it: with the policies beside it, where the settings trust them."""
        library = self.library.for_workbook(workbook)
        return lambda stamp, as_of: self._ready(library.get(stamp, as_of))

    def _ready(self, policy: Policy) -> Compiled:
        compiled = self._compiled.get(policy.stamp)
        if compiled is None or compiled.policy is not policy:
            compiled = self._compiled[policy.stamp] = compile_policy(policy)
        return compiled

    def _approved(self, root: Path, stamp: str) -> Approved | None:
        return self._approvals.approved(root, stamp, releases=not self.settings.own_approvals)

    def _prove(self, policy: Policy) -> tuple[Finding, ...]:
        return findings(policy, self._ready(policy))


def findings(policy: Policy, compiled: Compiled | None = None) -> tuple[Finding, ...]:
    """What the checks find in a policy, and which of its own tests fail."""
    from xlplugin.policy import checks

    found = checks.run(policy)
    ready = compiled or compile_policy(policy)
    return (*found, *(one for test in policy.tests for one in failures(ready, test)))
