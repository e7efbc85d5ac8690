"""The worked example of policies/README.md, followed to the letter in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "policies" / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = "supplier_grade.yaml"


def chapter(heading: str) -> str:
    """The text below a heading, down to the next one of its rank."""
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


ENGLISH, CHINESE = chapter("A policy in ten minutes"), chapter("十分钟写一项制度")


def printed(command: str, folder: Path) -> str:
    """What a command of the page prints in a folder that knows no configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}
    surroundings = {
        **kept,
        "COLUMNS": "110",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "XDG_CONFIG_DIRS": str(folder / "no-configuration"),
        "XDG_STATE_HOME": str(folder.parent / "state"),
    }
    program, *arguments = shlex.split(command)
    assert program == "xlplugin"
    ask = [sys.executable, "-m", "xlplugin", *arguments]
    done = subprocess.run(
        ask, cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def mended(text: str, change: str) -> str:
    """The text with the lines that begin with - replaced by those that begin with +."""
    old, new = ("".join(f"{line[1:]}\n" for line in change.splitlines() if line[0] == sign) for sign in "-+")
    assert text.count(old) == 1
    return text.replace(old, new)


def test_both_languages_have_the_same_code():
    assert BLOCK.findall(ENGLISH) == BLOCK.findall(CHINESE)
    assert [kind for kind, _ in BLOCK.findall(ENGLISH)].count("console") >= 5


def test_the_example_does_what_the_page_shows(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    policy, shown = folder / FILE, []
    policy.write_text("", "utf-8")
    for kind, text in BLOCK.findall(ENGLISH):
        if kind == "yaml":
            policy.write_text(policy.read_text("utf-8") + text, "utf-8")
        elif kind == "diff":
            policy.write_text(mended(policy.read_text("utf-8"), text), "utf-8")
        else:
            command, _, output = text.removeprefix("$ ").partition("\n")
            assert printed(command, folder) == output, command
            shown.append(command.split()[1])
    assert shown == ["policy", "policy", "policy", "explain", "template"]
    assert {path.name for path in folder.iterdir()} == {"policy.schema.json", FILE, "supplier_grade.xlsx"}


@pytest.mark.parametrize("chapter", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_example_is_read_in_ten_minutes(chapter):
    words = re.findall(r"[A-Za-z0-9_%.]+", chapter) + re.findall(r"[\u4e00-\u9fff]{2}", chapter)
    assert 300 < len(words) < 2000  # some 200 a minute


def test_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(targets) > 10
    assert [target for target in targets if not (ROOT / "policies" / target).exists()] == []
