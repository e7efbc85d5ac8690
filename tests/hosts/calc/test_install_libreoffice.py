"""How the tests' own LibreOffice is asked for; nothing is installed here."""

from __future__ import annotations

import pytest

from tests import install_libreoffice as installer

STANZAS = """# the usual
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
"""
LINES = ["# deb http://a.example/debian bookworm main", "deb http://b.example/debian bookworm main contrib",
         "deb [arch=amd64 signed-by=/key.gpg] http://c.example/debian bookworm main",
         "deb http://d.example/debian bookworm-updates main"]  # fmt: skip


def test_stanzas_are_asked_for_another_suite():
    [found] = installer.stanzas_for(STANZAS, "bookworm", "bookworm-backports")
    assert "URIs: http://mirror.example/debian" in found and "Suites: bookworm-backports" in found
    assert "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg" in found and "updates" not in found


def test_lines_of_the_older_form_become_stanzas():
    plain, signed = installer.lines_for(LINES, "bookworm", "bookworm-backports")
    assert plain.splitlines() == ["Types: deb", "URIs: http://b.example/debian", "Suites: bookworm-backports",
                                  "Components: main contrib"]  # fmt: skip
    assert signed.endswith("Signed-By: /key.gpg")


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine by its release, its user and the programs it has."""

    def make(release: str, user: int, programs: set[str]) -> None:
        (tmp_path / "os-release").write_text(release, "utf-8")
        monkeypatch.setattr(installer, "RELEASE", tmp_path / "os-release")
        monkeypatch.setattr(installer.os, "geteuid", lambda: user, raising=False)
        monkeypatch.setattr(installer.shutil, "which", lambda name: name if name in programs else None)

    return make


DEBIAN = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'


@pytest.mark.parametrize(
    ("release", "user", "programs", "words"),
    [
        (DEBIAN, 0, {"soffice", "apt-get"}, ""),
        (DEBIAN, 1000, {"apt-get"}, "only root can install it"),
        ("ID=fedora\n", 0, {"apt-get"}, "this is not Debian"),
        (DEBIAN, 0, set(), "this is not Debian"),
        (DEBIAN, 0, {"apt-get"}, None),
    ],
)
def test_what_is_installed_where(machine, release, user, programs, words):
    machine(release, user, programs)
    said = installer.why_not()
    assert said is None if words is None else said is not None and words in said


def test_the_reason_is_printed(machine, capsys):
    machine(DEBIAN, 1000, {"apt-get"})
    installer.install()
    assert capsys.readouterr().out.startswith("LibreOffice: not installed")
