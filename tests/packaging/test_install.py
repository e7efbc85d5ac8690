"""However it was installed, wheel, editable or not at all, the package finds its policies and templates."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SET_UP = {"environment.py", "quickstart.py"}  # of a checkout: not in the wheel
LIBREOFFICE = {"com", "uno", "unohelper"}  # modules of its own Python, for the code that runs inside it
POLICIES = sorted((ROOT / "policies").rglob("*.yaml"))
SCHEMAS = sorted((ROOT / "policies").rglob("*.schema.json"))
TEMPLATES = sorted((ROOT / "workbook_templates").rglob("*.xlsx"))
# Everything these tests build and install is on this machine already: no package index is asked.
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
OFFLINE = ["--no-index", "--no-deps", "--no-build-isolation"]


def build_wheel(source: Path, folder: Path) -> Path:
    subprocess.run([*PIP, "wheel", *OFFLINE, "--wheel-dir", folder, source], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module", params=["wheel", "editable", "checkout"])
def python(request, tmp_path_factory):
    """A Python of its own that has the package in the way named, and this environment's other packages."""
    folder = tmp_path_factory.mktemp(request.param)
    venv.create(folder, with_pip=False)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    program = programs / ("python.exe" if os.name == "nt" else "python")
    ask = [program, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(ask, stdout=subprocess.PIPE, text=True, check=True).stdout.strip())
    # A path file adds the folder itself and not what its own path files add: not this environment's xlplugin.
    found = [sysconfig.get_path("purelib"), *([str(ROOT)] if request.param == "checkout" else [])]
    (packages / "others.pth").write_text("\n".join(found), "utf-8")
    install = [*PIP, "--python", program, "install", "--ignore-installed", *OFFLINE]
    if request.param == "wheel":
        subprocess.run([*install, request.getfixturevalue("wheel")], check=True)
    elif request.param == "editable":
        subprocess.run([*install, "--editable", ROOT], check=True)
    return request.param, program, packages


@pytest.fixture
def run(python, tmp_path):
    """Runs a command in a folder that has nothing to do with the project; gives what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XLPLUGIN"))}

    def run(*command: object) -> str:
        done = subprocess.run([*map(str, command)], cwd=tmp_path, env=kept, capture_output=True)
        assert done.returncode in (0, 1) and b"Traceback" not in done.stderr, done.stderr.decode()
        return done.stdout.decode()

    return run


@pytest.fixture
def xlplugin(python, run):
    """Runs a command of xlplugin: the installed program, or in a plain checkout the module."""
    way, program, _ = python
    command = [program, "-m", "xlplugin"] if way == "checkout" else [program.parent / "xlplugin"]
    return lambda *arguments: run(*command, *arguments)


def test_the_package_comes_from_where_it_should(python, run):
    way, program, packages = python
    home = (packages if way == "wheel" else ROOT) / "xlplugin"
    found = run(program, "-c", "import xlplugin; print(xlplugin.__file__)").strip()
    assert found == str(home / "__init__.py")
    copied = {path for path in packages.rglob("*.yaml") if "xlplugin" in path.parts}
    assert bool(copied) == (way == "wheel"), "an editable install reads the checkout's policies, not a copy"


def test_policies_are_found(xlplugin):
    listed = json.loads(xlplugin("policy", "list", "--json"))
    ids = {path.stem.partition("@")[0] for path in POLICIES if path.parent.name not in ("lists", "approvals")}
    assert {entry["policy"] for entry in listed} == ids


def test_a_packaged_book_is_recalculated(xlplugin, tmp_path):
    book = next(path for path in TEMPLATES if path.parent.name == "examples")
    xlplugin("recalc", book, "-o", tmp_path / "out")
    assert (tmp_path / "out" / book.name).is_file()


def names(archive: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(archive).namelist() if ".dist-info/" not in name}


def contents(archive: Path) -> dict[str, int]:
    return {member.filename: member.CRC for member in zipfile.ZipFile(archive).infolist()}


def test_the_wheel_holds_policies_and_templates_and_no_scripts(wheel):
    prefix = "xlplugin/_data/"
    data = {name.removeprefix(prefix) for name in names(wheel) if name.startswith(prefix)}
    shipped = {path.relative_to(ROOT).as_posix() for path in [*POLICIES, *SCHEMAS, *TEMPLATES]}
    assert shipped <= data
    assert not [name for name in data if name.endswith(".py")]
    assert all(name.startswith("xlplugin/") for name in names(wheel))


def test_the_wheel_holds_every_module(wheel):
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "xlplugin").rglob("*.py")}
    assert modules - names(wheel) == {f"xlplugin/{name}" for name in SET_UP}


def test_the_sdist_builds_the_same_wheel(sdist, wheel, tmp_path):
    again = build_wheel(sdist, tmp_path)
    assert again.name == wheel.name
    assert contents(again) == contents(wheel)
    # As one truth value: of two megabytes that differ, an explanation takes longer than all tests together.
    same = again.read_bytes() == wheel.read_bytes()
    assert same


def imported_modules(source: bytes) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"xlplugin"}


def test_what_is_declared_is_what_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "test" for line in lines]
    declared = {re.split(r"[<>=!~ \[]", line)[0].lower() for line in [*project["dependencies"], *extras]}
    modules = [path for path in (ROOT / "xlplugin").rglob("*.py") if path.name not in SET_UP]
    imported = set().union(*(imported_modules(path.read_bytes()) for path in modules))
    assert {{"yaml": "pyyaml"}.get(name, name) for name in imported - LIBREOFFICE} == declared
