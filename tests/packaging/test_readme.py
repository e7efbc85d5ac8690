"""The README's two commands are the ones that CI and these tests run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from xlplugin.cli import COMMANDS
from xlplugin.functions.registry import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAIN, TESTS = "python3 xlplugin/quickstart.py", "python3 tests/run.py"


def test_both_commands_stand_in_the_readme():
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    assert MAIN in blocks and TESTS in blocks


def test_ci_runs_the_test_command_and_no_more():
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -eu", 'cd "$(dirname "$0")/.."', TESTS]


def test_links_and_pictures_exist():
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_policy_shown_is_the_policy_shipped():
    shown = "\n".join(re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)).splitlines()
    shipped = (ROOT / "policies" / "credit" / "credit_rating.yaml").read_text("utf-8").splitlines()
    assert len(shown) > 20
    assert [line for line in shown if line not in shipped] == []


def test_the_functions_listed_are_those_there_are():
    shown = re.findall(r"^\| `([A-Z]+)\((.*?)\)` \|", README, re.MULTILINE)
    declared = [
        (name, ", ".join(part.name if part.required else f"[{part.name}]" for part in function.arguments))
        for name, function in FUNCTIONS.items()
    ]
    assert shown == declared


def test_the_commands_listed_are_those_there_are():
    listed = re.findall(r"^\| `xlplugin (\w+)", README, re.MULTILINE)
    assert list(dict.fromkeys(listed)) == list(COMMANDS)


def test_the_output_shown_is_what_is_printed():
    ((command, shown),) = re.findall(r"```console\n\$ xlplugin (.*?)\n(.*?)```", README, re.DOTALL)
    wide = {**os.environ, "COLUMNS": "120", "PYTHONUTF8": "1"}
    ask = [sys.executable, "-m", "xlplugin", "--language", "en", *command.split(), "--as-of", "2026-06-30"]
    printed = subprocess.run(ask, cwd=ROOT, env=wide, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    assert [line for line in shown.splitlines() if line not in map(str.rstrip, printed.splitlines())] == []
