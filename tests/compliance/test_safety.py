"""What was acknowledged stays: several processes, a kill in the middle, a disk that is full."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest
from sqlalchemy import event, text

from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.verifying import verify

from .grading import credit
from .killing import begin, killed, writer

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and kills of POSIX")
BOOKS, ROWS = 4, 50


def test_several_processes_write(url):
    processes = [writer(url, BOOKS, ROWS) for _ in range(3)]
    for process in processes:
        begin(process)
    said = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    with open_journal(url) as journal:
        found = verify(journal)
        assert found.holds
        assert found.entries == 3 * BOOKS * (ROWS + 1)
        last = {int(number) for numbers in said for number in numbers}
        assert last == {n * (ROWS + 1) for n in range(1, 3 * BOOKS + 1)}  # each book in one piece
        runs = [entry.run for entry in journal.entries(kind="grading")]
        assert runs == sorted(runs)  # type: ignore[type-var]


@POSIX
def test_a_kill_in_the_middle_loses_nothing_acknowledged(url):
    chance = random.Random(7)
    for _ in range(4):
        acknowledged, there = killed(url, 300, chance)
        assert there >= acknowledged
        assert there % 301 == 0  # no half book


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path):
    url = f"sqlite:///{tmp_path}/j.db"
    with open_journal(url, create=True) as journal:
        with Recording(journal, "test") as run:
            run.add(credit(100))

        @event.listens_for(journal.engine, "connect")
        def small(connection, record):
            connection.execute("PRAGMA max_page_count = 20")

        with pytest.raises(JournalError) as refused, Recording(journal, "test") as run:
            run.add(credit(3000))
        assert refused.value.kind == "full" and "磁盘" in refused.value.message.zh
    with open_journal(url) as journal:
        found = verify(journal)
        assert found.holds and found.entries == 101


def _no_more_than(size: int):
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@POSIX
def test_a_file_that_may_not_grow(tmp_path):
    url = f"sqlite:///{tmp_path}/j.db"
    process = writer(url, 0, 200, preexec_fn=lambda: _no_more_than(1_000_000))
    said = process.communicate("\n")[0].strip().splitlines()
    assert process.returncode == 1 and said[-1].startswith("full ")
    acknowledged = int(said[-2])
    assert acknowledged > 0
    with open_journal(url) as journal:
        found = verify(journal)
        assert found.holds and found.entries == acknowledged


@pytest.fixture
def small_disk(tmp_path):
    """A file system of four megabytes; None where this user may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        yield None
        return
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk):
    if small_disk is None:
        return  # the two tests above come as near as it goes without the right to mount
    url = f"sqlite:///{small_disk}/j.db"
    process = writer(url, 0, 200)
    said = process.communicate("\n")[0].strip().splitlines()
    assert process.returncode == 1 and said[-1].startswith("full "), said
    with open_journal(url) as journal:
        found = verify(journal)
        assert found.holds and found.entries >= int(said[-2])


def test_what_goes_wrong_while_writing_is_undone(journal):
    with Recording(journal, "test") as run:
        run.add(credit(5))
    with pytest.raises(JournalError), Recording(journal, "test") as run:
        run.add(credit(5))
        assert run.writing is not None
        run.writing.connection.execute(text("SELECT * FROM no_such_table"))
    found = verify(journal)
    assert found.holds and found.entries == 6
