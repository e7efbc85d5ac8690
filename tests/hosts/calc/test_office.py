"""Which LibreOffice is found, and what is said where it cannot be used; programs here are stand-ins."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from xlplugin.hosts.calc import office
from xlplugin.hosts.calc.office import OfficeError, find_office, usable_office

HERE = sys.version_info[:2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Writes a stand-in for soffice; what it says to --version, and the library that its bridge is linked with."""

    def write(said: str = "LibreOffice 25.2.3.2 520(Build:2)", library: str | None = f"libpython3.{HERE[1]}.so.1.0") -> Path:
        folder = tmp_path / "program"
        folder.mkdir()
        soffice = folder / "soffice"
        soffice.write_text(f"#!/bin/sh\necho '{said}'\n", "utf-8")
        soffice.chmod(0o755)
        if library:
            (folder / "libpyuno.so").write_bytes(b"\x7fELF\0\0" + library.encode() + b"\0\0")
        monkeypatch.setenv(office.PROGRAM_VARIABLE, str(soffice))
        return soffice

    return write


def test_a_new_one_is_used(program):
    soffice = program()
    found = usable_office()
    assert (found.program, found.version, found.python) == (soffice, (25, 2), HERE)
    assert found.unopkg == soffice.with_name("unopkg")


@pytest.mark.parametrize("library", ["libpython3.9.so.1.0", "python39.dll", "Python.framework/Versions/3.9/Python"])
def test_another_python_is_refused_with_the_mend(program, library):
    program(library=library)
    with pytest.raises(OfficeError) as caught:
        usable_office()
    message = caught.value.message
    assert "Python 3.9" in message.en and f"3.{HERE[1]}" in message.en and "python3.9 -m venv" in message.zh


@pytest.mark.parametrize("version", ["7.4.7.2", "24.8.1.1", "25.0.0.1"])
def test_an_old_one_is_refused_with_the_mend(program, version):
    program(f"LibreOffice {version} 40(Build:2)")
    assert find_office().version < office.OLDEST
    with pytest.raises(OfficeError, match="too old.*25.2 or newer") as caught:
        usable_office()
    assert "版本过低" in caught.value.message.zh


def test_one_without_its_bridge_is_refused_with_the_mend(program):
    program(library=None)
    with pytest.raises(OfficeError, match="python3-uno"):
        usable_office()


def test_none_at_all(monkeypatch, tmp_path):
    monkeypatch.setenv(office.PROGRAM_VARIABLE, str(tmp_path / "soffice"))
    with pytest.raises(OfficeError, match="LibreOffice is not installed; install version 25.2 or newer"):
        find_office()


def test_one_that_does_not_say_its_version(program):
    program("Segmentation fault")
    with pytest.raises(OfficeError, match="does not say its version"):
        find_office()


def test_one_that_cannot_be_run(program):
    program().chmod(0o644)
    with pytest.raises(OfficeError, match="does not answer"):
        find_office()
