"""Kills a writing process in the middle of a batch, and looks what the journal has."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.verifying import verify

ROOT = Path(__file__).resolve().parents[2]


def writer(url: str, count: int, rows: int, **more: object) -> subprocess.Popen[str]:
    """A writing process that waits to be told to begin."""
    command = [sys.executable, "-m", "tests.compliance.writer", url, str(count), str(rows)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)}, **more,  # type: ignore[call-overload]
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    """Let a writing process write."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def killed(url: str, rows: int, chance: random.Random) -> tuple[int, int]:
    """Kill a writer at a random moment (SIGKILL): entries acknowledged, and entries that the journal has."""
    process = writer(url, 0, rows)
    begin(process)
    time.sleep(chance.uniform(0.02, 0.5))
    process.kill()
    said = process.communicate()[0].split()
    acknowledged = max(map(int, said), default=0)
    with contextlib.suppress(FileNotFoundError), open_journal(url, create=True) as journal:
        found = verify(journal)
        assert found.holds, found.faults
        return acknowledged, found.entries
    return acknowledged, 0
