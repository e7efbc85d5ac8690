"""All explanations by kind of mapping, in the order of ``KEYS``."""

from __future__ import annotations

from xlplugin.policy.keys import KEYS

from . import explained_decisions, explained_gradings, explained_policy, explained_process
from .explained import Explained

_ALL = {
    **explained_policy.EXPLAINED,
    **explained_decisions.EXPLAINED,
    **explained_gradings.EXPLAINED,
    **explained_process.EXPLAINED,
}
EXPLAINED: dict[str, Explained] = {record: _ALL[record] for record in KEYS}
