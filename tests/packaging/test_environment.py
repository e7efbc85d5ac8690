"""What the two set-up commands do on machines that lack something."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xlplugin import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """The module, pointed at a `.venv` of the test's own."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin" / "python")
    return folder


@pytest.fixture
def without(monkeypatch):
    """Hides modules from the set-up, as on a Debian where python3-venv or python3-pip is not installed."""
    find = importlib.util.find_spec

    def hide(*names: str) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in names else find(name))

    return hide


def pip_works(venv: Path) -> bool:
    return subprocess.run([venv / "bin" / "python", "-m", "pip", "--version"]).returncode == 0


def test_with_venv_and_ensurepip(venv):
    environment._make()
    assert pip_works(venv)


@pytest.mark.skipif(not shutil.which("apt-get"), reason="a way for Debian and its relatives: no apt-get here")
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="a way for Debian 12's own Python, 3.11")
def test_without_ensurepip_and_pip_takes_pip_from_debian(venv, without, capfd):
    without("ensurepip", "pip")
    try:
        environment._make()
    except SystemExit:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Debian's packages cannot be reached: {capfd.readouterr().err}")
    assert pip_works(venv)


def test_says_what_to_install_where_nothing_helps(venv, without, monkeypatch, capsys):
    without("ensurepip", "pip")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as end:
        environment._make()
    assert end.value.code == 2
    said = capsys.readouterr().out
    assert "sudo apt-get update && sudo apt-get install -y python3-venv" in said
    assert "在 Debian 上用下一行命令" in said


def test_a_folder_of_someone_else(venv, monkeypatch, capsys):
    venv.parent.joinpath("file").write_text("")
    monkeypatch.setattr(environment, "VENV", venv.parent / "file" / ".venv")
    with pytest.raises(SystemExit) as end:
        environment._make()
    assert end.value.code == 2
    assert "Cannot write there (Not a directory)" in capsys.readouterr().out


def test_an_old_python_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as end:
        environment._want_python()
    assert end.value.code == 2
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().out


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "argv", ["-c", "raise SystemExit(7)"])
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable if name == "python3.12" else None)
    with pytest.raises(SystemExit) as end:
        environment._want_python()
    assert end.value.code == 7


@pytest.mark.parametrize("extra, changed, installs", [("", False, 0), ("test", False, 0), ("", True, 1)])
def test_installs_again_only_when_the_project_changed(venv, tmp_path, monkeypatch, extra, changed, installs):
    (tmp_path / "pyproject.toml").write_text("before")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    commands: list[list[object]] = []
    monkeypatch.setattr(environment, "run", lambda command, **_: commands.append(command) or 0)
    environment.PYTHON.parent.mkdir(parents=True)
    environment.PYTHON.touch()
    environment.prepare("test")
    commands.clear()
    if changed:
        (tmp_path / "pyproject.toml").write_text("after")
    environment.prepare(extra)
    assert sum("install" in command for command in commands) == installs


def test_an_install_that_fails_is_tried_again(venv, tmp_path, monkeypatch, capsys):
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "run", lambda command, **_: 1 if "install" in command else 0)
    environment.PYTHON.parent.mkdir(parents=True)
    environment.PYTHON.touch()
    for _ in range(2):
        with pytest.raises(SystemExit) as end:
            environment.prepare()
        assert end.value.code == 2
    assert "needs a Python package index" in capsys.readouterr().out


def test_scripts_are_not_led_astray_by_names_of_the_standard_library():
    """A script's folder comes first in the search path: a calendar.py in it would hide Python's own."""
    beside = [path for folder in ("xlplugin", "tests") for path in (ROOT / folder).iterdir()]
    assert not [path.name for path in beside if path.stem in sys.stdlib_module_names]


@pytest.mark.parametrize("encoding", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "latin-1"}])
def test_chinese_on_a_terminal_without_it(encoding):
    code = r"import environment as e; e._speak_chinese(); e.say('output', '\u8f93\u51fa')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **encoding, "PYTHONPATH": str(ROOT / "xlplugin"), "PYTHONCOERCECLOCALE": "0"},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout.decode("utf-8").strip() == "output / 输出"
