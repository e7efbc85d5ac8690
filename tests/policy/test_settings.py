"""The machine's configuration: as shipped without a file, strict with one, never a user's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from xlplugin.policy.findings import PolicyError
from xlplugin.policy.settings import Settings, load_settings, settings_file

HERE = str(Path.cwd().anchor) + "bank"


def load(folder: Path, text: str) -> Settings:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings({"XLPLUGIN_CONFIG": str(file)})


def test_without_a_file_the_settings_are_as_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "site_config_dir", lambda name, appauthor: str(tmp_path / name))
    settings = load_settings({})
    assert settings == Settings()
    assert (settings.default_policy, settings.default_aml_policy) == ("credit_rating", "aml_pbc_2013")
    assert (settings.policies, settings.trusted_workbook_folders, settings.log_file) == ((), (), None)


def test_the_file_for_all_users_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "site_config_dir", lambda name, appauthor: str(tmp_path / name))
    (tmp_path / "xlplugin").mkdir()
    (tmp_path / "xlplugin" / "config.yaml").write_text("language: zh\n", encoding="utf-8")
    assert settings_file({}) == tmp_path / "xlplugin" / "config.yaml"
    assert load_settings({}).language == "zh"


def test_a_named_file_says_it_all(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        f"policies: ['{HERE}/policies', '{HERE}/more']\ndefault_policy: sme_rating@2026.1\n"
        f"default_aml_policy: aml_own\nlanguage: zh\ntrusted_workbook_folders: ['{HERE}/books']\n"
        f"log_file: '{HERE}/xlplugin.log'\n",
    )
    assert settings == Settings(
        (Path(HERE, "policies"), Path(HERE, "more")),
        "sme_rating@2026.1",
        "aml_own",
        "zh",
        (Path(HERE, "books"),),
        Path(HERE, "xlplugin.log"),
        tmp_path / "config.yaml",
    )


def test_roles_journal_keys_and_calendar(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        "roles:\n  mary: [officer]\n  李: [approver, compliance]\njournal: postgresql://bank@db/journal\n"
        "approval_keys: {mary: abc}\nown_approvals: true\ncalendar: HK\n",
    )
    assert settings.roles == {"mary": ("officer",), "李": ("approver", "compliance")}
    assert settings.journal == "postgresql://bank@db/journal"
    assert (settings.approval_keys, settings.own_approvals, settings.calendar) == ({"mary": "abc"}, True, "HK")


def test_a_file_of_comments_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "# language: zh\n") == Settings(source=tmp_path / "config.yaml")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("langage: zh", "1:1", "did you mean language?"),
        ("language: zh\npolicy: []", "2:1", "did you mean policies?"),
        ("colour: red", "1:1", "known keys: policies, default_policy"),
        ("language: de", "1:11", "write en or zh"),
        ("language: [en]", "1:11", "single value"),
        ("policies: /bank", "1:11", "write [a, b]"),
        ("policies: [bank/policies]", "1:12", "not an absolute path"),
        ("trusted_workbook_folders: ['~/books']", "1:28", "not an absolute path"),
        ("log_file: xlplugin.log", "1:11", "not an absolute path"),
        ("default_policy: ../secret", "1:17", "not the name of a policy"),
        ("default_policy:", "1:16", "is empty"),
        ("roles:\n  mary: [oficer]", "2:9", "did you mean officer?"),
        ("roles:\n  mary: [boss]", "2:9", "roles: officer, approver, compliance, administrator"),
        ("roles: mary", "1:8", "no mapping"),
        ("own_approvals: yes", "1:16", "write true or false"),
        ("approval_keys: {mary: [a]}", "1:23", "single value"),
        ("language: en\nlanguage: zh", "2:1", "first on line 1"),
    ],
)
def test_mistakes_are_named_with_their_place(text: str, place: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'config.yaml'}:{place}: ")
    assert words in str(caught.value)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, "langage: zh\nlog_file: here\ndefault_policy: A\n")
    assert len(caught.value.findings) == 3


def test_a_named_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        load_settings({"XLPLUGIN_CONFIG": str(tmp_path / "gone.yaml")})


def test_with_a_named_file_the_platform_is_not_asked() -> None:
    script = "import sys, xlplugin.policy.settings; print('platformdirs' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")
