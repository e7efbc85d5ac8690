"""Installs LibreOffice for the tests that need a real spreadsheet program: on Debian, as root, where there is none.

LibreOffice 25.2 or newer is needed, which Debian 12 has among its backports. They are fetched from where the
machine fetches its other packages; the machine's own list of sources stays as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

PACKAGES = ("libreoffice-calc-nogui", "python3-uno", "fonts-noto-cjk", "poppler-utils")
FIRST_WITH_IT = 13
"""The Debian whose own LibreOffice is new enough."""
SOURCES = Path("/etc/apt")
RELEASE = Path("/etc/os-release")
LOCK_SECONDS = 600


def install() -> None:
    """Install LibreOffice if it can be done, else print why not; the tests then skip, or fail in CI."""
    said = why_not()
    if said is None:
        said = _install()
    if said:
        print(f"LibreOffice: {said}", flush=True)


def why_not() -> str | None:
    """Why nothing is to be installed, ``""`` where it is there already; None where it can be installed."""
    if shutil.which("soffice"):
        return ""
    if os.name != "posix" or os.geteuid() != 0:
        return "not installed, and only root can install it: the tests that need it are skipped"
    release = read_release(RELEASE)
    if release.get("ID") != "debian" or not shutil.which("apt-get"):
        return "not installed, and this is not Debian: install version 25.2 or newer with its Python bridge"
    return None


def _install() -> str:
    release = read_release(RELEASE)
    name, number = release.get("VERSION_CODENAME", ""), release.get("VERSION_ID", "")
    suite = f"{name}-backports" if number.isdecimal() and int(number) < FIRST_WITH_IT else name
    print(f"Installing LibreOffice from {suite} (a minute or two)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        stanzas = [stanza for path in _source_files() for stanza in _with_suite(path, name, suite)]
        if not stanzas:
            return f"this machine's sources of packages name no {name}"
        if suite != name and not any(suite in path.read_text("utf-8") for path in _source_files()):
            Path(folder, "added.sources").write_text("\n\n".join(stanzas) + "\n", "utf-8")
        for path in _source_files():
            if path.parent != SOURCES:  # that one is read anyway
                shutil.copy(path, folder)
        options = ["-qq", "-o", f"Dir::Etc::SourceParts={folder}", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}"]
        surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", *options, "update"],
            ["apt-get", *options, "install", "-y", "-t", suite, "--no-install-recommends", *PACKAGES],
        ):
            if subprocess.run(command, env=surroundings, stdout=subprocess.DEVNULL).returncode:
                return f"{' '.join(command[-2:])} failed, for the reason above"
    return ""


def read_release(path: Path) -> dict[str, str]:
    """What the system says of itself."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key: value.strip('"') for key, _, value in pairs}


def _source_files() -> list[Path]:
    parts = SOURCES / "sources.list.d"
    return [path for path in sorted(parts.glob("*")) if path.suffix in (".sources", ".list")] + [
        path for path in [SOURCES / "sources.list"] if path.is_file()
    ]


def _with_suite(path: Path, name: str, suite: str) -> list[str]:
    text = path.read_text("utf-8")
    return stanzas_for(text, name, suite) if path.suffix == ".sources" else lines_for(text.splitlines(), name, suite)


def stanzas_for(text: str, name: str, suite: str) -> list[str]:
    """The stanzas of a .sources file that offer a release, asked for another suite of it."""
    found = []
    for stanza in re.split(r"\n\s*\n", text.strip()):
        suites = re.search(r"^Suites:(.*)$", stanza, re.MULTILINE)
        if suites and name in suites[1].split():
            found.append(re.sub(r"^Suites:.*$", f"Suites: {suite}", stanza, flags=re.MULTILINE))
    return found


def lines_for(lines: Iterable[str], name: str, suite: str) -> list[str]:
    """The same for lines of the older form ``deb [options] address release components``, as stanzas."""
    found = []
    for line in lines:
        parts = re.match(r"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+(.+?)\s*$", line)
        if parts and parts[3] == name:
            stanza = ["Types: deb", f"URIs: {parts[2]}", f"Suites: {suite}", f"Components: {parts[4]}"]
            signed = re.search(r"signed-by=(\S+)", parts[1] or "")
            found.append("\n".join([*stanza, *([f"Signed-By: {signed[1]}"] if signed else [])]))
    return found


if __name__ == "__main__":
    install()
