"""What a cell shows of a policy's approval: worked out when it is asked for, so that no other call waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings

if TYPE_CHECKING:
    from .approvals import Approvals


def approval_words(folders: Iterable[Path], settings: Settings) -> Callable[[Policy], Bilingual]:
    """What says of a policy of some folders, in a few words, where its approval stands."""
    known: list[Approvals] = []

    def words(policy: Policy) -> Bilingual:
        if not known:
            from .approvals import Approvals

            known.append(Approvals(folders, settings))
        return known[0].words(policy)

    return words
