"""Policies and templates are found in an installed package and in a checkout, and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xlplugin.policy import locate

PACKAGE = Path(locate.__file__).resolve().parent.parent
CALLS = {"policies": locate.policies_folder, "workbook_templates": locate.templates_folder}


def make(root: Path, *folders: str, checkout: bool = False) -> Path:
    for folder in ("xlplugin", *folders):
        (root / folder).mkdir(parents=True)
    if checkout:
        (root / "pyproject.toml").touch()
    return root / "xlplugin"


@pytest.mark.parametrize("name", CALLS)
def test_found_in_this_installation(name: str) -> None:
    assert CALLS[name]().is_dir()
    assert CALLS[name]().name == name


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("folders", "checkout", "found"),
    [
        (["xlplugin/_data/{}"], False, "xlplugin/_data/{}"),
        (["{}"], True, "{}"),
        (["xlplugin/_data/{}", "{}"], True, "xlplugin/_data/{}"),
        (["{}"], False, None),  # beside a package in site-packages lies somebody else's folder
        ([], True, None),
    ],
)
def test_where_each_kind_of_installation_keeps_them(
    name: str,
    folders: list[str],
    checkout: bool,
    found: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = make(tmp_path, *(folder.format(name) for folder in folders), checkout=checkout)
    monkeypatch.setattr(locate, "_PACKAGE", package)
    if found is None:
        with pytest.raises(FileNotFoundError, match="install"):
            CALLS[name]()
    else:
        assert CALLS[name]() == tmp_path / found.format(name)


def test_an_installed_copy_finds_its_own_data_from_any_directory(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(PACKAGE, site / "xlplugin", ignore=shutil.ignore_patterns("__pycache__", "_data"))
    (site / "xlplugin" / "_data" / "policies").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", "from xlplugin.policy.locate import *; print(policies_folder())"],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    assert (done.stdout.strip(), done.stderr) == (str(site / "xlplugin" / "_data" / "policies"), "")
