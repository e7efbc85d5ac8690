"""A run that is ended at any moment, or finds the disk full: every file is whole, as before, or not there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from tests.commands.conftest import POLICIES
from tests.commands.making_books import GOOD, WRONG, customers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes as Linux shows them")

ROOT = Path(__file__).resolve().parents[2]
BOOKS, ROWS = 4, 1000
PATIENCE = 30.0


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books of one content under several names and in two folders."""
    folder = tmp_path_factory.mktemp("originals")
    rows = [[0.3 + number % 60 / 100, *GOOD[1:]] if number % 9 else WRONG for number in range(ROWS)]
    first = customers(folder / "0.xlsx", rows)
    for number in range(1, BOOKS):
        copy = folder / "more" / f"{number}.xlsx"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(first, copy)
    return folder


@pytest.fixture(scope="module")
def result(originals: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What each of them is recalculated into."""
    out = tmp_path_factory.mktemp("whole")
    run = started([originals / "0.xlsx", "-o", out])
    run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    return (out / "0.xlsx").read_bytes()


def started(arguments: Sequence[object], before: str = "") -> subprocess.Popen[bytes]:
    """A real process in a group of its own; ``before`` is Python that it runs first."""
    line = ["recalc", *map(str, arguments), "--policies", str(POLICIES), "--as-of", "2026-06-01"]
    code = f"{before}\nimport sys\nsys.argv = ['xlplugin', *{line!r}]\nfrom xlplugin.cli import main\nmain()"
    command = [sys.executable, "-c", code] if before else [sys.executable, "-m", "xlplugin", *line]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def all_ended(group: int) -> bool:
    """Whether no process of the group is left, some time later."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not members(group):
            return True
        time.sleep(0.02)
    return False


def members(group: int) -> list[int]:
    """The processes of a group that have not ended, though the system may not have cleared all away."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return []
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of, *_ = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(of) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def unfinished(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.name.endswith(".xlplugin.tmp")]


def wait_for(moment: object, folder: Path, run: subprocess.Popen[bytes]) -> None:
    """Wait some seconds, or until a file is being written."""
    if isinstance(moment, float):
        time.sleep(moment)
        return
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and run.poll() is None and not unfinished(folder):
        pass


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("ended_by", "moment"),
    [(signal.SIGTERM, "writing"), *product((signal.SIGKILL, signal.SIGINT), ("writing", 0.6))],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_results_are_whole_or_absent(ended_by, moment, jobs, originals, result, tmp_path):
    out, report = tmp_path / "out", tmp_path / "report.xlsx"
    run = started([originals, "-o", out, "--jobs", jobs, "--report", report])
    wait_for(moment, out, run)
    run.send_signal(ended_by)
    run.communicate(timeout=PATIENCE)
    assert all_ended(run.pid), "its processes end with it"
    for path in out.rglob("[!.]*.xlsx") if out.exists() else ():
        assert path.read_bytes() == result
    assert not report.exists() or zipfile.ZipFile(report).testzip() is None
    if ended_by != signal.SIGKILL:
        assert run.returncode in (1, 130, -ended_by)  # before the command runs, Python itself is ended
        assert not unfinished(tmp_path)
    if moment != "writing":
        return
    again = started([originals, "-o", out, "--report", report])
    again.communicate(timeout=PATIENCE)
    assert again.returncode == 1 and len(list(out.rglob("[!.]*.xlsx"))) == BOOKS and zipfile.is_zipfile(report)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT], ids=lambda number: number.name)
def test_in_place_books_are_old_or_new_and_backups_whole(ended_by, jobs, originals, result, tmp_path):
    books = tmp_path / "books"
    shutil.copytree(originals, books)
    before = (originals / "0.xlsx").read_bytes()
    run = started([books, "--in-place", "--jobs", jobs])
    wait_for("writing", books, run)
    run.send_signal(ended_by)
    run.communicate(timeout=PATIENCE)
    assert all_ended(run.pid)
    for path in books.rglob("[!.]*"):
        if path.name.endswith(".xlsx"):
            assert path.read_bytes() in (before, result)
            if path.read_bytes() == result:
                assert path.with_name(f"{path.name}.bak").read_bytes() == before
        elif path.is_file():
            assert path.suffix == ".bak" and path.read_bytes() == before
    if ended_by == signal.SIGINT:
        assert not unfinished(books)


def test_leftovers_are_no_books_and_go_after_a_day(originals, tmp_path):
    books = tmp_path / "books"
    shutil.copytree(originals, books)
    old, new, other = (books / f".{name}.xlplugin.tmp" for name in ("0.xlsx.0123abcd", "1.xlsx.0123abcd", "x"))
    for path in (old, new, other):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    run = started([books, "-o", books])
    assert b"the output is the workbook itself" in run.communicate(timeout=PATIENCE)[1]
    run = started([books, "--in-place"])
    run.communicate(timeout=PATIENCE)
    assert run.returncode == 1 and (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("way", ["-o", "--in-place", "beside"])
@pytest.mark.parametrize("size", [0, 4_096, 30_000])
def test_a_full_disk_leaves_everything_as_it_was(size, way, originals, tmp_path):
    book = tmp_path / "books" / "0.xlsx"
    book.parent.mkdir()
    shutil.copyfile(originals / "0.xlsx", book)
    before = book.read_bytes()
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    named = {"-o": ["-o", tmp_path / "out"], "--in-place": ["--in-place"], "beside": []}[way]
    run = started([book, *named], limit)
    _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 2 and b"cannot be written" in said and b"Traceback" not in said
    assert book.read_bytes() == before
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["0.xlsx"]
