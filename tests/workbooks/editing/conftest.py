"""The library that drafts are judged with: the packaged policies, nothing of this machine."""

from __future__ import annotations

import pytest

from xlplugin.policy.library import Library

from .editor import ROOT


@pytest.fixture(scope="session")
def library() -> Library:
    return Library([ROOT / "policies"], prove=lambda policy: ())
