"""Which file answers a stamp on a date, and which files are refused rather than served."""

from __future__ import annotations

import datetime
import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from xlplugin.policy import folders as folders_module
from xlplugin.policy import library as library_module
from xlplugin.policy import versions as versions_module
from xlplugin.policy.findings import Bilingual, Finding, PolicyError, Severity, UnknownPolicy, Where
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings

TODAY = datetime.date(2026, 6, 1)
Prove = Callable[[Policy], Iterable[Finding]]

POLICY = """\
policy: {id}
version: "{version}"
effective: {effective}
title: {{en: Size, zh: 规模}}
scale: value
owner: Committee
status: stated
{more}
inputs:
  area: {{type: number, domain: "[0..10]", title: {{en: Area, zh: 面积}}}}
decisions:
  {decision}
result: {{grade: grade}}
tests: [{{name: large, inputs: {{area: 9}}, expect: {{grade: A}}}}]
"""
GRADE = 'grade: {{kind: bands, of: area, bands: {{A: ">= {cut}", B: "< {cut}"}}}}'
USE = "grade: {{kind: policy, use: {use}, inputs: {{area: area}}}}"


def write(
    folder: Path,
    name: str,
    *,
    id: str = "",
    version: str = "2026.1",
    effective: str = "2026-01-01",
    cut: int = 5,
    use: str = "",
    more: str = "",
) -> Path:
    """Writes the file ``name`` (without .yaml) with content that fits its name, unless said otherwise."""
    stem = name.rpartition("/")[2]
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = POLICY.format(
        id=id or stem.partition("@")[0],
        version=version,
        effective=effective,
        more=more,
        decision=USE.format(use=use) if use else GRADE.format(cut=cut),
    )
    path.write_text(text, encoding="utf-8")
    return path


def write_list(folder: Path, name: str, word: str = "CN") -> Path:
    path = folder / "lists" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"list: {name}\ntitle: {{en: List, zh: 名单}}\nas_of: 2026-01-01\nstatus: stated\n"
        f"reference: [{{title: t}}]\nitems: {{{word}: {{en: {word}, zh: 国}}}}\n",
        encoding="utf-8",
    )
    return path


def nothing_wrong(policy: Policy) -> tuple[Finding, ...]:
    return ()


def library(*folders: Path, prove: Prove = nothing_wrong) -> Library:
    return Library(folders, prove=prove)


def cut_of(policy: Policy) -> str:
    return policy.decisions[0].bands[0].cell.text  # type: ignore[attr-defined]


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """Three versions of one policy; the last is in force from September."""
    write(tmp_path, "credit/size@2025.9", version="2025.9", effective="2025-07-01", cut=3)
    write(tmp_path, "credit/size@2025.10", version="2025.10", effective="2026-01-01", cut=4)
    write(tmp_path, "credit/size", version="2026.1", effective="2026-09-01", cut=5)
    return tmp_path


@pytest.mark.parametrize(
    ("stamp", "as_of", "expected"),
    [
        ("size", "2025-07-01", "size@2025.9"),
        ("size", "2025-12-31", "size@2025.9"),
        ("size", "2026-01-01", "size@2025.10"),
        ("size", "2026-08-31", "size@2025.10"),
        ("size", "2026-09-01", "size@2026.1"),
        ("size", "2099-01-01", "size@2026.1"),
        ("size@2025.9", "2026-09-01", "size@2025.9"),
        ("size@2026.1", "2020-01-01", "size@2026.1"),
        (" size ", "2026-09-01", "size@2026.1"),
    ],
)
def test_the_version_in_force_or_the_one_named(stamp: str, as_of: str, expected: str, versions: Path) -> None:
    policy = library(versions).get(stamp, datetime.date.fromisoformat(as_of))
    assert (policy.stamp, policy.family) == (expected, "credit")


@pytest.mark.parametrize(
    ("stamp", "as_of", "words"),
    [
        ("size", "2025-06-30", "in force from 2025-07-01, not yet on 2025-06-30"),
        ("size@2024.1", "2026-01-01", "no version 2024.1; there is: 2025.9, 2025.10, 2026.1"),
        ("sise", "2026-01-01", "no policy sise; did you mean size?"),
        ("other_thing", "2026-01-01", "no policy other_thing (looked in "),
        ("../size", "2026-01-01", "does not name a policy"),
        ("credit/size", "2026-01-01", "does not name a policy"),
        ("credit\\size", "2026-01-01", "does not name a policy"),
        ("/etc/passwd", "2026-01-01", "does not name a policy"),
        ("C:size", "2026-01-01", "does not name a policy"),
        ("size\0", "2026-01-01", "does not name a policy"),
        ("size@../../x", "2026-01-01", "does not name a policy"),
        ("size@", "2026-01-01", "does not name a policy"),
        ("size@1@2", "2026-01-01", "does not name a policy"),
        ("Size", "2026-01-01", "does not name a policy"),
        ("", "2026-01-01", "does not name a policy"),
        ("x" * 10_000, "2026-01-01", "does not name a policy"),
    ],
)
def test_unknown_policies_are_named_with_what_there_is(
    stamp: str, as_of: str, words: str, versions: Path
) -> None:
    with pytest.raises(UnknownPolicy) as caught:
        library(versions).get(stamp, datetime.date.fromisoformat(as_of))
    assert words in caught.value.message.en
    assert len(caught.value.message.en) < 500
    assert any("一" <= letter <= "鿿" for letter in caught.value.message.zh)


def test_what_there_is(versions: Path) -> None:
    write(versions, "aml/risk")
    shelf = library(versions)
    assert shelf.ids() == ("risk", "size")
    there = shelf.versions("size")
    assert [(one.stamp, str(one.effective), one.path.name) for one in there] == [
        ("size@2025.9", "2025-07-01", "size@2025.9.yaml"),
        ("size@2025.10", "2026-01-01", "size@2025.10.yaml"),
        ("size@2026.1", "2026-09-01", "size.yaml"),
    ]


@pytest.mark.parametrize(
    ("stamp", "as_of", "newer"),
    [
        ("size@2025.9", "2025-12-31", None),
        ("size@2025.9", "2026-01-01", "size@2025.10"),
        ("size@2025.9", "2026-09-01", "size@2026.1"),
        ("size@2025.10", "2026-06-01", None),
        ("size@2026.1", "2026-06-01", None),
        ("size@2026.1", "2020-01-01", None),
        ("size", "2026-06-01", None),
    ],
)
def test_a_superseded_stamp_names_the_newer_one(
    stamp: str, as_of: str, newer: str | None, versions: Path
) -> None:
    assert library(versions).superseded(stamp, datetime.date.fromisoformat(as_of)) == newer


def test_a_retired_policy_is_in_force_until_its_day_and_can_be_named_after(tmp_path: Path) -> None:
    write(tmp_path, "size", more="retired: 2026-05-01")
    shelf = library(tmp_path)
    assert shelf.get("size", datetime.date(2026, 4, 30)).stamp == "size@2026.1"
    with pytest.raises(UnknownPolicy, match="retired"):
        shelf.get("size", datetime.date(2026, 5, 1))
    assert shelf.get("size@2026.1", TODAY).stamp == "size@2026.1"


def test_the_first_folder_that_holds_an_id_supplies_all_its_versions(tmp_path: Path) -> None:
    bank, packaged = tmp_path / "bank", tmp_path / "packaged"
    write(bank, "size", version="2025.5", effective="2025-05-01", cut=7)
    write(packaged, "size", version="2026.1")
    write(packaged, "other")
    shelf = library(bank, packaged)
    assert shelf.get("size", TODAY).stamp == "size@2025.5"
    with pytest.raises(UnknownPolicy, match="no version 2026.1"):
        shelf.get("size@2026.1", TODAY)
    assert shelf.get("other", TODAY).family == ""


def refuses(shelf: Library, stamp: str, code: str, *words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        shelf.get(stamp, TODAY)
    assert caught.value.findings[0].code == code
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_one_stamp_with_two_contents_is_refused_and_both_files_are_named(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a", "credit/size"), write(tmp_path / "b", "aml/size", cut=6)
    for folders in ([tmp_path / "a", tmp_path / "b"], [tmp_path]):
        refuses(library(*folders), "size", "same-stamp", str(one), str(other), "new version")


def test_one_stamp_with_one_content_in_two_places_is_the_same_policy(tmp_path: Path) -> None:
    write(tmp_path / "a", "size")
    write(tmp_path / "b", "size")
    assert library(tmp_path / "a", tmp_path / "b").get("size", TODAY).stamp == "size@2026.1"
    assert library(tmp_path).get("size", TODAY).stamp == "size@2026.1"


def test_an_unreadable_file_behind_the_served_one_is_no_obstacle(tmp_path: Path) -> None:
    write(tmp_path / "a", "size")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "size.yaml").write_text("not: [yaml", encoding="utf-8")
    assert library(tmp_path / "a", tmp_path / "b").get("size", TODAY).stamp == "size@2026.1"


DISAGREEMENTS = [
    # files (name, version, effective, id), code, words
    ([("size", "2026.1", "2026-01-01", "sise")], "file-name", "size, its content sise"),
    (
        [("size", "2026.1", "2026-01-01", ""), ("size@2025.1", "2025.2", "2025-01-01", "")],
        "file-name",
        "2025.1, its content 2025.2",
    ),
    ([("size@2025.1", "2025.1", "2025-01-01", "")], "file-name", "size.yaml, the newest version, is not"),
    (
        [("size", "2025.1", "2025-01-01", ""), ("size@2026.1", "2026.1", "2026-01-01", "")],
        "file-name",
        "size@2026.1 is newer",
    ),
    (
        [("size", "2026.1", "2026-01-01", ""), ("size@2025.1", "2025.1", "2026-01-01", "")],
        "effective-order",
        "later day",
    ),
    (
        [
            ("size", "2026.1", "2026-01-01", ""),
            ("size@2025.1", "2025.1", "2025-01-01", ""),
            ("size@2025.2", "2025.2", "2025-01-01", ""),
        ],
        "effective-order",
        "size@2025.2 is effective 2025-01-01",
    ),
    (
        [("size", "2025.1", "2026-01-01", ""), ("size@2026.1", "2026.1", "2025-01-01", "")],
        "effective-order",
        "later day",
    ),
    ([("a/size", "2026.1", "2026-01-01", ""), ("b/size", "2026.2", "2026-02-01", "")], "file-name", "newer"),
    ([("size", "2026/1", "2026-01-01", "")], "version", "cannot be part of a file name"),
    ([("size", "2026.1", "1 Jan 2026", "")], "shape", "not a date"),
]


@pytest.mark.parametrize(("files", "code", "words"), DISAGREEMENTS, ids=[case[2] for case in DISAGREEMENTS])
def test_names_and_contents_must_agree(
    files: list[tuple[str, str, str, str]], code: str, words: str, tmp_path: Path
) -> None:
    for name, version, effective, id in files:
        write(tmp_path, name, version=version, effective=effective, id=id)
    refuses(library(tmp_path), "size", code, words)


@pytest.mark.parametrize("name", ["size.yml", "Size.yaml", "size@2025 1.yaml", "size@.yaml", "x/SIZE.YAML"])
def test_a_misnamed_file_does_not_give_way_to_a_later_folder_unseen(name: str, tmp_path: Path) -> None:
    write(tmp_path / "packaged", "size")
    file = tmp_path / "bank" / name
    file.parent.mkdir(parents=True)
    file.write_text("policy: size", encoding="utf-8")
    shelf = library(tmp_path / "bank", tmp_path / "packaged")
    refuses(shelf, "size", "file-name", str(file))
    assert [finding.where.path for finding in shelf.refused()] == [str(file)]


def test_backups_hidden_files_and_other_kinds_are_not_policies(versions: Path) -> None:
    for name in ("size - Copy.yaml", "size.yaml.bak", ".size.yaml", "notes.md", ".git/other.yaml"):
        (versions / "credit" / name).parent.mkdir(exist_ok=True)
        (versions / "credit" / name).write_text("x", encoding="utf-8")
    assert library(versions).ids() == ("size",)
    assert library(versions).get("size", TODAY).stamp == "size@2025.10"


@pytest.mark.parametrize("stem", ["size", "size@2025.1"])
def test_a_link_out_of_the_folder_is_refused(stem: str, tmp_path: Path) -> None:
    secret = write(tmp_path / "elsewhere", "size")
    bank = tmp_path / "bank"
    bank.mkdir()
    (bank / f"{stem}.yaml").symlink_to(secret)
    write(tmp_path / "packaged", "size")
    refuses(library(bank, tmp_path / "packaged"), "size", "link", "leads out")


def test_a_linked_folder_that_leads_out_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "size")
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "credit").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    refuses(library(tmp_path / "bank"), "size", "link", "leads out")


def test_links_within_the_folder_and_circles_of_them_are_harmless(tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    write(bank, ".data/size")
    (bank / "size.yaml").symlink_to(bank / ".data" / "size.yaml")
    (bank / "round").symlink_to(bank, target_is_directory=True)
    (tmp_path / "mount").symlink_to(bank, target_is_directory=True)
    assert library(tmp_path / "mount").get("size", TODAY).stamp == "size@2026.1"


def test_a_folder_that_is_gone_stops_everything(tmp_path: Path) -> None:
    write(tmp_path / "packaged", "size")
    refuses(library(tmp_path / "gone", tmp_path / "packaged"), "size", "no-folder", str(tmp_path / "gone"))


def test_a_folder_too_full_to_be_one_of_policies_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders_module, "MOST_ENTRIES", 3)
    for number in range(4):
        (tmp_path / f"{number}.txt").touch()
    refuses(library(tmp_path), "size", "no-folder", "more than 3 files")


# Changes of files


def test_only_the_files_of_the_asked_id_are_read(versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (versions / "credit" / "broken.yaml").write_text("not: [yaml", encoding="utf-8")
    read: list[str] = []
    original = folders_module.read_bytes
    monkeypatch.setattr(
        folders_module, "read_bytes", lambda path: (read.append(path.name), original(path))[1]
    )
    library(versions).get("size", TODAY)
    assert sorted(read) == ["size.yaml", "size@2025.10.yaml", "size@2025.9.yaml"]


def age(path: Path, seconds: int = 60) -> None:
    """Makes a file or folder look as if it had last changed a while ago."""
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


def settle(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        age(path)


def test_nothing_is_read_again_while_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "credit/size")
    settle(tmp_path)
    # The times of a change of name or mode cannot be set back, so here the clock runs ahead instead.
    now = folders_module.time.time_ns
    monkeypatch.setattr(folders_module.time, "time_ns", lambda: now() + 60_000_000_000)
    shelf = library(tmp_path)
    first = shelf.get("size", TODAY)
    monkeypatch.setattr(folders_module, "read_bytes", None)
    monkeypatch.setattr(folders_module, "list_folder", None)
    assert shelf.get("size", TODAY) is first


def test_an_edited_file_is_picked_up(tmp_path: Path) -> None:
    write(tmp_path, "size", cut=5)
    shelf = library(tmp_path)
    before = shelf.get("size", TODAY)
    write(tmp_path, "size", cut=6)
    after = shelf.get("size", TODAY)
    assert (cut_of(before), cut_of(after)) == (">= 5", ">= 6")
    assert before.digest != after.digest


def test_a_touched_file_with_the_same_content_is_the_same_policy(tmp_path: Path) -> None:
    path = write(tmp_path, "size")
    shelf = library(tmp_path)
    before = shelf.get("size", TODAY)
    age(path)
    assert shelf.get("size", TODAY) is before


def test_an_edit_that_keeps_size_and_time_is_picked_up(tmp_path: Path) -> None:
    path = write(tmp_path, "size", cut=5)
    shelf = library(tmp_path)
    shelf.get("size", TODAY)
    at = path.stat().st_mtime_ns
    write(tmp_path, "size", cut=6)
    os.utime(path, ns=(at, at))
    assert cut_of(shelf.get("size", TODAY)) == ">= 6"


def test_an_edit_within_one_tick_of_the_clock_is_picked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = folders_module.time.time_ns()
    monkeypatch.setattr(folders_module, "_signature", lambda path: (now, now, 1, 1))
    write(tmp_path, "size", cut=5)
    shelf = library(tmp_path)
    shelf.get("size", TODAY)
    write(tmp_path, "size", cut=6)
    assert cut_of(shelf.get("size", TODAY)) == ">= 6"


def test_added_and_removed_files_are_noticed(tmp_path: Path) -> None:
    write(tmp_path, "credit/size@2025.1", version="2025.1", effective="2025-01-01")
    newest = write(tmp_path, "credit/size")
    shelf = library(tmp_path)
    assert shelf.get("size", TODAY).version == "2026.1"
    write(tmp_path, "aml/new")
    assert shelf.ids() == ("new", "size")
    newest.unlink()
    refuses(shelf, "size", "file-name", "the newest version, is not")
    (tmp_path / "credit" / "size@2025.1.yaml").rename(newest)
    assert shelf.get("size", TODAY).version == "2025.1"


def test_a_broken_file_is_refused_until_it_is_mended(tmp_path: Path) -> None:
    path = write(tmp_path, "size")
    shelf = library(tmp_path)
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace('">= 5"', ">= 5"), encoding="utf-8")
    refuses(shelf, "size", "unquoted-test", f"{path}:12:45:")
    refuses(shelf, "size", "unquoted-test")
    path.write_text(good, encoding="utf-8")
    assert shelf.get("size", TODAY).stamp == "size@2026.1"


def test_an_answer_may_stand_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(library_module.time, "monotonic", lambda: clock[0])
    write(tmp_path, "size", cut=5)
    shelf = Library([tmp_path], prove=nothing_wrong, recheck_after=2)
    shelf.get("size", TODAY)
    write(tmp_path, "size", cut=6)
    assert cut_of(shelf.get("size", TODAY)) == ">= 5"
    clock[0] += 2
    assert cut_of(shelf.get("size", TODAY)) == ">= 6"


# Proofs, lists and policies that use others


def finding(severity: Severity) -> Finding:
    return Finding("gap", severity, Where("f"), Bilingual("a gap", "缺口"), Bilingual("mend", "修改"))


@pytest.mark.parametrize(("severity", "served"), [("error", False), ("warning", True), ("hint", True)])
def test_a_policy_with_an_error_is_never_served(severity: str, served: bool, tmp_path: Path) -> None:
    write(tmp_path, "size")
    asked: list[str] = []

    def prove(policy: Policy) -> list[Finding]:
        asked.append(policy.digest)
        return [finding(Severity(severity))]

    shelf = library(tmp_path, prove=prove)
    for _ in range(2):
        if served:
            shelf.get("size", TODAY)
        else:
            refuses(shelf, "size", "gap")
    digest = hashlib.sha256((tmp_path / "size.yaml").read_bytes()).hexdigest()
    assert asked == [digest]


def test_the_digest_covers_the_lists(tmp_path: Path) -> None:
    path = write(tmp_path, "size", more="lists: [countries]")
    write_list(tmp_path, "countries")
    shelf = library(tmp_path)
    before = shelf.get("size", TODAY)
    assert list(before.lists["countries"].items) == ["CN"]
    assert before.digest != hashlib.sha256(path.read_bytes()).hexdigest()
    assert library(tmp_path).get("size", TODAY).digest == before.digest
    write_list(tmp_path, "countries", "DE")
    after = shelf.get("size", TODAY)
    assert list(after.lists["countries"].items) == ["DE"]
    assert after.digest != before.digest


def test_lists_come_from_the_first_folder_that_holds_them(tmp_path: Path) -> None:
    bank, packaged = tmp_path / "bank", tmp_path / "packaged"
    write(packaged, "size", more="lists: [countries]")
    write_list(packaged, "countries", "CN")
    write_list(bank, "countries", "DE")
    assert list(library(bank, packaged).get("size", TODAY).lists["countries"].items) == ["DE"]
    assert library(bank, packaged).ids() == ("size",)


def test_a_list_that_is_not_there_is_named_and_found_once_it_is(tmp_path: Path) -> None:
    write(tmp_path, "size", more="lists: [countries]")
    shelf = library(tmp_path)
    refuses(shelf, "size", "unknown-name", "countries")
    write_list(tmp_path, "countries")
    assert "countries" in shelf.get("size", TODAY).lists


@pytest.mark.parametrize("name", ["../countries", "/etc/passwd", "a\\b"])
def test_a_list_name_does_not_lead_out(name: str, tmp_path: Path) -> None:
    write_list(tmp_path, "countries")
    (tmp_path / "countries.yaml").write_bytes((tmp_path / "lists" / "countries.yaml").read_bytes())
    write(tmp_path, "size", more=f"lists: ['{name}']")
    refuses(library(tmp_path), "size", "unknown-name")


def test_a_used_policy_is_part_of_the_digest_and_its_edit_is_picked_up(tmp_path: Path) -> None:
    write(tmp_path, "inner", cut=5)
    write(tmp_path, "outer", use="inner")
    shelf = library(tmp_path)
    before = shelf.get("outer", TODAY)
    write(tmp_path, "inner", cut=6)
    after = shelf.get("outer", TODAY)
    assert cut_of(after.decisions[0].policy) == ">= 6"  # type: ignore[attr-defined]
    assert before.digest != after.digest
    assert shelf.get("outer", TODAY) is after


def test_a_policy_that_uses_an_unproved_one_is_not_served(tmp_path: Path) -> None:
    write(tmp_path, "inner")
    write(tmp_path, "outer", use="inner")
    shelf = library(tmp_path, prove=lambda policy: [finding(Severity.ERROR)] if policy.id == "inner" else [])
    refuses(shelf, "outer", "gap")


def test_a_policy_that_uses_an_unknown_one_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, "outer", use="inner")
    refuses(library(tmp_path), "outer", "unknown-policy", str(path), "no policy inner")


@pytest.mark.parametrize("chain", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_a_circle_is_refused_from_wherever_it_is_entered(chain: list[str], tmp_path: Path) -> None:
    for name, used in zip(chain, [*chain[1:], chain[0]], strict=True):
        write(tmp_path, name, use=used)
    shelf = library(tmp_path)
    for name in [*chain, *chain]:
        start = chain.index(name)
        shown = " → ".join(f"{one}@2026.1" for one in [*chain[start:], *chain[:start], name])
        refuses(shelf, name, "circle", f"{shown} — ")
    write(tmp_path, chain[0], cut=5)
    for name in chain:
        assert shelf.get(name, TODAY).id == name


# Where a machine looks


@pytest.mark.parametrize(
    ("explicit", "named", "expected"),
    [
        ([], "", ["settings", "packaged"]),
        ([], "one", ["one", "settings", "packaged"]),
        ([], "one:two", ["one", "two", "settings", "packaged"]),
        ([], ":one:", ["one", "settings", "packaged"]),
        (["given"], "one", ["given", "settings", "packaged"]),
        (["settings"], "", ["settings", "packaged"]),
    ],
)
def test_folders_in_order(
    explicit: list[str], named: str, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "policies_folder", lambda: tmp_path / "packaged")
    variable = os.pathsep.join(str(tmp_path / part) if part else "" for part in named.split(":"))
    shelf = Library.configured(
        [tmp_path / name for name in explicit],
        prove=nothing_wrong,
        settings=Settings(policies=(tmp_path / "settings",)),
        environ={"XLPLUGIN_POLICIES": variable},
    )
    assert [folder.name for folder in shelf.folders] == expected


def beside(tmp_path: Path, trusted: Path | None) -> Library:
    write(tmp_path / "bank", "size", cut=5)
    write(tmp_path / "mail" / "policies", "size", version="2026.2", effective="2026-02-01", cut=1)
    write(tmp_path / "mail" / "policies", "own")
    shelf = Library([tmp_path / "bank"], prove=nothing_wrong, trusted=[trusted] if trusted else [])
    return shelf.for_workbook(tmp_path / "mail" / "book.xlsx")


@pytest.mark.parametrize("trusted", [None, "other", "mail/policies/deeper", "mai"])
def test_a_folder_beside_an_untrusted_workbook_is_left_aside(trusted: str | None, tmp_path: Path) -> None:
    shelf = beside(tmp_path, tmp_path / trusted if trusted else None)
    assert shelf.get("size", TODAY).stamp == "size@2026.1"
    with pytest.raises(UnknownPolicy, match="does not trust it"):
        shelf.get("own", TODAY)


@pytest.mark.parametrize("trusted", ["mail", "", "mail/policies"])
def test_a_folder_beside_a_trusted_workbook_adds_and_never_replaces(trusted: str, tmp_path: Path) -> None:
    shelf = beside(tmp_path, tmp_path / trusted)
    assert shelf.get("own", TODAY).stamp == "own@2026.1"
    assert shelf.get("size", TODAY).stamp == "size@2026.1"
    assert shelf.for_workbook(tmp_path / "mail" / "book.xlsx") is shelf


def test_a_link_beside_a_workbook_is_trusted_by_where_it_leads(tmp_path: Path) -> None:
    write(tmp_path / "mail", "own")
    write(tmp_path / "bank", "size")
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "policies").symlink_to(tmp_path / "mail", target_is_directory=True)
    shelf = Library([tmp_path / "bank"], prove=nothing_wrong, trusted=[tmp_path / "trusted"])
    with pytest.raises(UnknownPolicy):
        shelf.for_workbook(tmp_path / "trusted" / "book.xlsx").get("own", TODAY)


def test_a_workbook_without_such_a_folder_has_the_same_library(versions: Path) -> None:
    shelf = library(versions)
    assert shelf.for_workbook(versions / "book.xlsx") is shelf


def test_threads_share_one_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abcd":
        write(tmp_path, name)
    write(tmp_path, "outer", use="a")
    headers: list[str] = []
    original = versions_module.parse
    monkeypatch.setattr(
        versions_module, "parse", lambda data, path: (headers.append(path), original(data, path))[1]
    )
    shelf = library(tmp_path)
    got: list[Policy] = []
    threads = [
        threading.Thread(target=lambda name=name: got.append(shelf.get(name, TODAY)))
        for name in ("a", "b", "c", "d", "outer") * 8
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 40
    assert len({id(policy) for policy in got}) == len(headers) == 5


def test_the_reader_is_a_seam(tmp_path: Path) -> None:
    write(tmp_path, "credit/size")
    base = library(tmp_path).get("size", TODAY)
    calls: list[tuple[str, str]] = []

    def read(node, file_id, digest, lists, policies, family):  # type: ignore[no-untyped-def]
        calls.append((file_id, family))
        return base

    assert Library([tmp_path], prove=nothing_wrong, read=read).get("size", TODAY) == base
    assert calls == [("size", "credit")]
