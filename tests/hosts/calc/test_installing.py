"""Installing into LibreOffice and uninstalling, with LibreOffice's own program, in folders of the test's own."""

from __future__ import annotations

import os
import subprocess

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from xlplugin import cli
from xlplugin.hosts.calc import extension, installing
from xlplugin.hosts.calc import office as offices
from xlplugin.hosts.calc.installing import Installation, try_out, usual
from xlplugin.hosts.calc.office import Office, OfficeError, surroundings


@pytest.fixture
def installation(office, tmp_path):
    """An installation like that of whoever runs the tests, but nowhere else than in a temporary folder."""
    options = [f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    made = usual(office)
    if made.shared:
        (tmp_path / "shared").mkdir()
        options.append(f"-env:UNO_SHARED_PACKAGES_CACHE={(tmp_path / 'shared').as_uri()}")
    return Installation(office, made.shared, tuple(options))


def test_in_and_out_again(installation, office, environ, tmp_path):
    assert not installation.present() and not installation.remove()
    installation.add()
    installation.add()  # over itself
    assert installation.present()
    book = Workbook()
    for column, value in enumerate([0.5, "good", 0, "yes", "2010-01-01"], 1):
        book.active.cell(1, column, value)
    book.active["G1"] = "=GRADE(A1:E1)"
    book.save(tmp_path / "book.xlsx")
    command = [office.program, *installation.options, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out"]
    subprocess.run([*command, tmp_path / "book.xlsx"], env=surroundings(environ), timeout=120, check=True, capture_output=True)
    assert load_workbook(tmp_path / "out" / "book.xlsx", data_only=True).active["G1"].value == "AAA"
    assert installation.remove()
    assert not installation.present()


def test_a_trial_before_the_installation(office, monkeypatch, tmp_path):
    monkeypatch.delenv("XLPLUGIN_CONFIG", raising=False)
    assert try_out(office, "credit_rating").startswith("20")
    with pytest.raises(OfficeError, match="does not work: .*no policy nobody"):
        try_out(office, "nobody")


def test_a_package_that_cannot_be_loaded_says_so(office, monkeypatch, tmp_path):
    said = extension.where_installed()
    for module in (extension, installing):
        monkeypatch.setattr(f"{module.__name__}.where_installed", lambda: said, raising=False)
    monkeypatch.setattr("xlplugin.hosts.calc.converting.where_installed", lambda: said | {"path": [str(tmp_path)]})
    with pytest.raises(OfficeError, match="xlplugin cannot be loaded.*No module named 'xlplugin'"):
        try_out(office, "credit_rating")
    monkeypatch.setattr("xlplugin.hosts.calc.converting.where_installed", lambda: said | {"python": [3, 9]})
    with pytest.raises(OfficeError, match=r"installed for Python 3\.9.*xlplugin calc install"):
        try_out(office, "credit_rating")


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """An office whose unopkg is a script."""

    def write(script: str) -> Office:
        program = tmp_path / "program" / "soffice"
        program.parent.mkdir()
        unopkg = program.with_name("unopkg")
        unopkg.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        unopkg.chmod(0o755)
        return Office(program, (25, 2), (3, 11))

    return write


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'ERROR: The lock file indicates it is already running: /home/u/.lock' >&2; exit 1", "close all its windows"),
        ("echo 'ERROR: disk full' >&2; exit 1", "unopkg add failed: ERROR: disk full"),
        ("exit 0", "did not register"),
    ],
)
def test_what_goes_wrong_is_said(stand_in, script, message):
    with pytest.raises(OfficeError, match=message):
        Installation(stand_in(script), shared=False).add()


@pytest.fixture
def command(monkeypatch, office):
    """Runs ``xlplugin calc …`` with an installation that only notes what is done."""
    done: list[str] = []

    class Noted(Installation):
        def add(self):
            done.append("add")

        def remove(self):
            done.append("remove")
            return True

        def present(self):
            return True

    monkeypatch.setattr(installing, "usual", lambda office: Noted(office, shared=True))

    def run(*arguments: str):
        ran = CliRunner().invoke(cli.app, ["calc", *arguments])
        return ran.exit_code, ran.output, done

    return run


def test_a_dry_run_does_nothing(command):
    status, said, done = command("install", "--dry-run")
    assert status == 0 and "Would install" in said and "unopkg add --shared" in said and not done
    status, said, done = command("uninstall", "--dry-run")
    assert status == 0 and "unopkg remove --shared org.xlplugin.calc" in said and not done


def test_the_command_installs_and_says_how_to_undo(command):
    status, said, done = command("install")
    assert status == 0 and done == ["add"]
    assert "=GRADE(A2:F2)" in said and "credit_rating@" in said and "xlplugin calc uninstall" in said
    status, said, done = command("uninstall", "--language", "zh")
    assert status == 0 and done == ["add", "remove"] and "已卸载" in said


def test_the_command_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv(offices.PROGRAM_VARIABLE, str(tmp_path / "soffice"))
    for language, words in (("en", "install version 25.2"), ("zh", "请安装 25.2")):
        ran = CliRunner().invoke(cli.app, ["--language", language, "calc", "install"])
        assert ran.exit_code == 2 and words in ran.output + ran.stderr
