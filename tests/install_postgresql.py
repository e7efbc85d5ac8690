"""Installs PostgreSQL for the tests that need a real one: on Debian, as root, where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version."""
LOCK_SECONDS = 600


def programs() -> Path | None:
    """The folder with the newest initdb and postgres of this machine, None where there are none."""
    found = [path.parent for path in PROGRAMS.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def install() -> None:
    """Install PostgreSQL if it can be done, else print why not; the tests then skip, or fail in CI."""
    said = why_not()
    if said is None:
        said = _install()
    if said:
        print(f"PostgreSQL: {said}", flush=True)


def why_not() -> str | None:
    """Why nothing is to be installed, ``""`` where it is there already; None where it can be installed."""
    if programs() is not None:
        return ""
    if os.name != "posix" or os.geteuid() != 0:
        return "not installed, and only root can install it: the tests that need it are skipped"
    if not shutil.which("apt-get"):
        return "not installed, and this is not Debian: install its server programs"
    return None


def _install() -> str:
    print("Installing PostgreSQL (less than a minute)", flush=True)
    options = ["-qq", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}"]
    for command in (
        ["apt-get", *options, "update"],
        ["apt-get", *options, "install", "-y", "--no-install-recommends", "postgresql"],
    ):
        surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(command, env=surroundings, stdout=subprocess.DEVNULL).returncode:
            return f"{' '.join(command[-2:])} failed, for the reason above"
    return ""


if __name__ == "__main__":
    install()
