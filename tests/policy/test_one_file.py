"""A policy named by its file: what it refers to is found beside it, and a stamp has one content."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xlplugin.policy.findings import Finding, PolicyError, Severity, Where
from xlplugin.policy.library import Library
from xlplugin.policy.one_file import is_file_name, read_file

POLICIES = Path(__file__).resolve().parents[1] / "policies"
INNER = """\
policy: inner
version: "1"
effective: 2026-01-01
title: {en: Inner, zh: 内层}
scale: value
owner: Committee
status: proposed
inputs:
  area: {type: number, domain: "[0..10]", title: {en: Area, zh: 面积}}
decisions:
  grade: {kind: bands, of: area, bands: {A: ">= 5", B: "< 5"}}
result: {grade: grade}
tests: [{name: large, inputs: {area: 9}, expect: {grade: A}}]
"""
OUTER = INNER.replace("policy: inner", "policy: outer").replace(
    '{kind: bands, of: area, bands: {A: ">= 5", B: "< 5"}}', "{kind: policy, use: inner, inputs: {area: area}}"
)


def nothing(policy: object) -> tuple[Finding, ...]:
    return ()


def library(*folders: Path) -> Library:
    return Library(folders, prove=nothing)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inner.yaml").write_text(INNER, "utf-8")
    (tmp_path / "outer.yaml").write_text(OUTER, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "is_file"),
    [("card", False), ("card@2026.1", False), ("card.yaml", True), ("./card", True), ("c:\\card", True), ("A.YML", True)],
)
def test_files_and_ids_are_told_apart(text, is_file):
    assert is_file_name(text) == is_file


def test_lists_are_found_beside_it_and_one_folder_up(tmp_path):
    copied = Path(shutil.copytree(POLICIES, tmp_path / "p"))
    assert read_file(copied / "risk.yaml", library(), nothing).lists
    (copied / "family").mkdir()
    moved = shutil.move(copied / "risk.yaml", copied / "family" / "risk.yaml")
    assert read_file(Path(moved), library(), nothing).family == "family"
    shutil.rmtree(copied / "lists")
    with pytest.raises(PolicyError, match="there is no list"):
        read_file(Path(moved), library(), nothing)
    assert read_file(Path(moved), library(POLICIES), nothing).lists


def test_policies_are_found_beside_it_and_in_the_library(folder, tmp_path_factory):
    assert read_file(folder / "outer.yaml", library(), nothing).decisions[0].policy.id == "inner"
    alone = tmp_path_factory.mktemp("alone") / "outer.yaml"
    alone.write_text(OUTER, "utf-8")
    with pytest.raises(PolicyError, match="there is no policy inner"):
        read_file(alone, library(), nothing)
    (folder / "outer.yaml").unlink()
    assert read_file(alone, library(folder), nothing).decisions[0].policy.id == "inner"


def test_a_circle_is_refused(folder):
    (folder / "inner.yaml").write_text(OUTER.replace("policy: outer", "policy: inner").replace("use: inner", "use: outer"))
    with pytest.raises(PolicyError, match="circle"):
        read_file(folder / "outer.yaml", library(), nothing)


def test_one_stamp_has_one_content(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "inner.yaml"
    other.write_text(INNER + "# a remark\n", "utf-8")
    with pytest.raises(PolicyError, match="another content"):
        read_file(other, library(folder), nothing)
    other.write_text(INNER.replace('version: "1"', 'version: "2"'), "utf-8")
    assert read_file(other, library(folder), nothing).version == "2"


def test_a_file_of_the_library_is_the_librarys_own_policy(folder):
    known = library(folder)
    assert read_file(folder / "inner.yaml", known, nothing) is known.get("inner@1", None)  # type: ignore[arg-type]


def test_what_proving_finds_keeps_it_from_being_read(folder):
    def prove(policy):
        text = policy.title
        return [Finding("found", Severity.ERROR, Where("x"), text, text)]

    with pytest.raises(PolicyError, match="found"):
        read_file(folder / "inner.yaml", library(), prove)


@pytest.mark.parametrize("name", ["In ner.yaml", "inner.yml", "inner@.yaml"])
def test_a_file_that_is_not_called_like_a_policy_is_refused(tmp_path, name):
    (tmp_path / name).write_text(INNER, "utf-8")
    with pytest.raises(PolicyError, match="not the name of a policy file"):
        read_file(tmp_path / name, library(), nothing)


def test_the_name_and_the_content_agree(tmp_path):
    (tmp_path / "other.yaml").write_text(INNER, "utf-8")
    with pytest.raises(PolicyError, match="its content inner"):
        read_file(tmp_path / "other.yaml", library(), nothing)
