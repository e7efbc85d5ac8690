"""Runs command lines in this process, with the policies for tests first and nothing of this machine."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xlplugin.cli import app
from xlplugin.compliance.approvals import Approval, Approvals

DAY = datetime.date(2026, 1, 1)
POLICIES = Path(__file__).resolve().parents[1] / "policies"


@dataclass(frozen=True)
class Ran:
    """What a command line printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> object:
        """The one JSON document on the standard output."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    """No configuration, a log folder of its own, a wide terminal."""
    for name in list(os.environ):
        if name.startswith("XLPLUGIN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "no-configuration"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(autouse=True)
def all_approved(request, monkeypatch):
    """Every policy counts as approved, but in tests of approvals, which are marked ``approvals``."""
    if request.node.get_closest_marker("approvals") is None:
        everything = Approval("approved", "release", "xlplugin", "release checks", DAY, DAY, release="0")
        monkeypatch.setattr(Approvals, "state", lambda self, policy: everything)


@pytest.fixture
def run() -> Run:
    """Runs ``xlplugin`` with some arguments."""

    def run(*arguments: object) -> Ran:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def policies() -> Path:
    """The folder of the policies for tests."""
    return POLICIES


@pytest.fixture
def card(run) -> Run:
    """Runs a command with the policies for tests, as of a date on which ``card@2026.1`` is in force."""

    def run_card(*arguments: object) -> Ran:
        return run(*arguments, "--policies", POLICIES, "--as-of", "2026-06-01")

    return run_card
