"""Journals to test with: a new one for each test, in SQLite and in a real PostgreSQL."""

from __future__ import annotations

import datetime
import os

import pytest

from tests.install_postgresql import why_not
from xlplugin.compliance import access
from xlplugin.compliance.approvals import Approval, Approvals
from xlplugin.compliance.journal import open_journal

DAY = datetime.date(2026, 1, 1)
NOON = datetime.datetime(2026, 6, 1, 12, 0, tzinfo=datetime.UTC)


class Clock:
    """A clock that goes on a second each time it is asked."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=1)
        return self.now


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, tmp_path):
    """No configuration of this machine, and a data folder of the test's own."""
    for name in list(os.environ):
        if name.startswith("XLPLUGIN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "no-configuration"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def kinds_of_tests(monkeypatch):
    """Kinds of events that only these tests write."""
    for kind in ("note", "ratings", "x"):
        monkeypatch.setitem(access.WHO_MAY, kind, (access.OFFICER,))


@pytest.fixture(autouse=True)
def all_approved(request, monkeypatch):
    """Every policy counts as approved, but in tests of approvals, which are marked ``approvals``."""
    if request.node.get_closest_marker("approvals") is None:
        everything = Approval("approved", "release", "xlplugin", "release checks", DAY, DAY, release="0")
        monkeypatch.setattr(Approvals, "state", lambda self, policy: everything)


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server; without one the tests that need it are skipped, but not in CI."""
    said = why_not()
    if said != "":
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed: see tests/install_postgresql.py")
        pytest.skip(f"PostgreSQL: {said or 'not installed; run tests/install_postgresql.py'}")
    from .postgresql import Server

    server = Server()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a journal that is still to be made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'journal.db'}"
    return request.getfixturevalue("server").new_database()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def journal(url, clock):
    """An empty journal."""
    with open_journal(url, create=True, clock=clock, user="mary") as journal:
        yield journal
