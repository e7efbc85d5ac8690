"""Tests marked ``excel`` need Excel for Windows: on other systems they are deselected, which the summary says."""

from __future__ import annotations

import os

import pytest

REASON = "excel: {} test(s) for a real Excel deselected, because Excel runs on Windows only"
_KEY = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the tests out where they cannot run, so that no run counts them as skipped for want of an install."""
    if os.name == "nt":
        return
    live = [item for item in items if item.get_closest_marker("excel")]
    if live:
        items[:] = [item for item in items if item not in live]
        config.stash[_KEY] = len(live)
        config.hook.pytest_deselected(items=live)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:  # type: ignore[no-untyped-def]
    """Say what was deselected, and why."""
    if _KEY in config.stash:
        terminalreporter.write_line(REASON.format(config.stash[_KEY]))
