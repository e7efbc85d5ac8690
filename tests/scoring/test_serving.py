"""Policies are found, checked, proved and compiled once, and again only after a change."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

import pytest

from xlplugin.policy.findings import PolicyError, UnknownPolicy
from xlplugin.policy.settings import Settings
from xlplugin.scoring import serving as module
from xlplugin.scoring.serving import Serving, findings

POLICIES = Path(__file__).resolve().parents[1] / "policies"
DAY = datetime.date(2026, 6, 1)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


def serving(*folders: Path, **settings: object) -> Serving:
    return Serving(folders, Settings(**settings), environ={})  # type: ignore[arg-type]


def test_a_policy_is_compiled_once(folder):
    served = serving(folder)
    first = served.compiled("card", DAY)
    assert first is served.compiled("card", DAY) is served.compiled("card@2026.1", DAY)
    assert first is not served.compiled("card@2025.1", DAY)


def test_proving_compiles_it_for_serving(folder, monkeypatch):
    compiled = []
    genuine = module.compile_policy
    monkeypatch.setattr(module, "compile_policy", lambda policy: compiled.append(policy) or genuine(policy))
    serving(folder).compiled("card", DAY)
    assert len(compiled) == 1


def test_a_changed_file_is_compiled_again(folder):
    served = serving(folder)
    before = served.compiled("lookup", DAY)
    path = folder / "lookup.yaml"
    path.write_text(path.read_text("utf-8").replace("Personal banking", "Private banking"), "utf-8")
    os.utime(path, ns=(1, 1))
    after = served.compiled("lookup", DAY)
    assert after is not before and after.policy.grades("segment").titles["P"].en == "Private banking"


def test_what_fails_its_checks_or_tests_is_not_served(folder):
    with pytest.raises(PolicyError, match="wrong on purpose"):
        serving(folder).compiled("broken", DAY)
    path = folder / "card@2025.1.yaml"
    path.write_text(path.read_text("utf-8").replace('">= 80%"', '">= 90%"'), "utf-8")
    with pytest.raises(PolicyError, match="no band for leverage"):
        serving(folder).compiled("card@2025.1", DAY)


def test_findings_are_those_of_the_checks_and_the_tests(folder):
    policy = serving(folder).compiled("card", DAY).policy
    assert {finding.code for finding in findings(policy)} >= {"boundary-untested"}


def test_the_folders_given_come_before_those_of_the_settings_and_the_packaged(folder):
    assert serving(folder).compiled("card", DAY)
    assert serving(policies=(folder,)).compiled("card", DAY)
    assert serving().compiled("credit_rating", DAY)
    with pytest.raises(UnknownPolicy):
        serving().compiled("card", DAY)


def test_open_takes_ids_stamps_and_files(folder):
    served = serving(folder)
    assert served.open("card", DAY) is served.open("card@2026.1", DAY)
    assert served.open(str(folder / "lookup.yaml"), DAY) is served.compiled("lookup", DAY)
    elsewhere = serving().open(str(folder / "lookup.yaml"), DAY)
    assert elsewhere.policy.id == "lookup"


def test_a_workbooks_own_folder_is_read_only_where_trusted(folder):
    book = folder.parent / "book.xlsx"
    with pytest.raises(UnknownPolicy, match="left aside"):
        serving().for_workbook(book)("lookup", DAY)
    trusting = serving(trusted_workbook_folders=(folder.parent,))
    assert trusting.for_workbook(book)("lookup", DAY).policy.id == "lookup"
