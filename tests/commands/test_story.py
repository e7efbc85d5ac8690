"""The story of the README, run as it stands there: every line by the person who types it, what is shown is what is printed.

`officer$ xlplugin …` runs in this process as the user `officer`; other lines go to the shell. In what is shown, … stands
for anything: numbers that change from run to run, lines that are left out.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from xlplugin.compliance import journal, user

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## From the grade to the examiner"
PROMPT = re.compile(r"^(it|officer|reviewer|approver|risk|compliance)\$ (.*)$")


@dataclass(frozen=True)
class Line:
    """A command of the story, who gives it, and what is shown of its output."""

    user: str
    command: str
    shown: tuple[str, ...]


def story() -> Iterator[Line]:
    """The lines of the console blocks under the heading; a line that ends in a backslash goes on."""
    text = (ROOT / "README.md").read_text("utf-8")
    section = re.search(rf"^{HEADING}$(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert section is not None
    for block in re.findall(r"```console\n(.*?)```", section[1], re.DOTALL):
        user, command, shown = "", "", []
        for line in block.replace("\\\n", " ").splitlines():
            if found := PROMPT.match(line):
                if command:
                    yield Line(user, command, tuple(shown))
                user, command, shown = found[1], found[2], []
            else:
                shown.append(line)
        yield Line(user, command, tuple(shown))


def fits(shown: tuple[str, ...], printed: str) -> bool:
    """Whether the lines shown stand in the output, in their order; … in them stands for anything."""
    lines = iter(" ".join(line.split()) for line in printed.splitlines())
    for line in shown:
        wanted = ".*".join(re.escape(part.strip()) for part in " ".join(line.split()).split("…"))
        if wanted and not any(re.fullmatch(wanted.replace(".*", r"\s?.*\s?"), other) for other in lines):
            return False
    return True


def shell(command: str, given: str = "") -> str:
    """What the shell prints for a command."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    said = {"input": given, "env": {"PATH": path}, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(["bash", "-c", command], text=True, **said)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the example books, and the configuration that the story writes."""
    monkeypatch.chdir(tmp_path)
    for name in ("workbook_templates", "policies"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(tmp_path / "bank" / "config.yaml"))
    return tmp_path


@pytest.mark.approvals
def test_the_story_of_the_readme_is_what_happens(desk, run, monkeypatch):
    told = list(story())
    assert len(told) > 12
    for line in told:
        command, _, filtered = line.command.partition(" | ")
        if command.startswith("xlplugin "):
            for place in (journal, user):
                monkeypatch.setattr(place, "current_user", lambda name=line.user: name)
            ran = run(*shlex.split(command)[1:])
            printed, status = ran.out + ran.err, ran.status
            if filtered:
                shell(filtered, ran.out)
        else:
            printed, status = shell(line.command), 0
        assert status in (0, 1) or set(line.shown) - {"…", ""}, f"{line.command}\n{printed}"
        assert fits(line.shown, printed), f"{line.user}$ {line.command}\n{printed}"
