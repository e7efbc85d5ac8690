"""The release approval of the shipped policies: it holds, and is made only of what deserves it."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from xlplugin import __version__
from xlplugin.compliance import release_key, releasing
from xlplugin.compliance.approvals import Approvals
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.signing import new_key, write_key
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.settings import Settings
from xlplugin.scoring.serving import Serving

pytestmark = pytest.mark.approvals
DAY = datetime.date(2026, 6, 1)
TEST_POLICIES = Path(__file__).resolve().parents[1] / "policies"
MEND = f"run {releasing.COMMAND}"


def versions(folder):
    library = Library([folder], prove=lambda policy: ())
    return [library.get(one.stamp, one.effective) for name in library.ids() for one in library.versions(name)]


def test_every_shipped_policy_has_a_valid_release_approval():
    shipped = versions(policies_folder())
    approvals = Approvals([policies_folder()], Settings())
    states = {policy.stamp: approvals.state(policy) for policy in shipped}
    wrong = {stamp: str(one.problem or one.words) for stamp, one in states.items() if one.by != "release"}
    assert not wrong, MEND
    assert {(one.state, one.maker, one.checker, one.release) for one in states.values()} == {
        ("approved", "xlplugin", "release checks", __version__)
    }, MEND


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A folder with two policies, and a package that has no key yet."""
    folder, module = tmp_path / "policies", tmp_path / "release_key.py"
    folder.mkdir()
    shutil.copytree(TEST_POLICIES / "lists", folder / "lists")
    for name in ("lookup.yaml", "risk.yaml"):
        shutil.copy(TEST_POLICIES / name, folder / name)
    module.write_text('"""The key."""\n\nRELEASE_KEY = ""\n', "utf-8")

    class Release:
        key = new_key()

        def sign(self):
            file = releasing.sign(folder, module, self.key, DAY)
            monkeypatch.setattr(release_key, "RELEASE_KEY", self.key.public)
            return file

        def states(self, **settings):
            approvals = Approvals([folder], Settings(**settings))
            return [approvals.state(policy) for policy in versions(folder)]

    Release.folder, Release.module = folder, module
    Release.file = folder / "approvals" / "release.yaml"
    return Release()


def test_a_release_approves_every_version_with_one_signature(release):
    file = release.sign()
    assert [one.words.en for one in release.states()] == [f"approved: release {__version__}"] * 2
    assert set(file.hashes) == {"lookup@1", "risk@1"} and release.states()[0].granted_on == DAY
    assert release.module.read_text("utf-8") == f'"""The key."""\n\nRELEASE_KEY = "{release.key.public}"\n'
    assert "committee" in file.said["statement"]["en"] and "银行自身的委员会" in file.said["statement"]["zh"]
    text = release.file.read_text("utf-8")
    assert release.sign() and release.file.read_text("utf-8") == text


def test_a_bank_may_ask_for_its_own_approvals(release):
    release.sign()
    assert [one.state for one in release.states(own_approvals=True)] == ["draft", "draft"]
    (release.folder / "lookup.yaml").write_text((release.folder / "lookup.yaml").read_text("utf-8") + "# x\n", "utf-8")
    assert Serving([release.folder], Settings(own_approvals=True), {}).compiled("lookup@1", DAY)
    with pytest.raises(PolicyError, match="changed-after-approval"):
        Serving([release.folder], Settings(), {}).compiled("lookup@1", DAY)


def test_an_unchanged_copy_of_a_shipped_version_stays_approved(release, monkeypatch, tmp_path):
    """A bank that adds a version copies those before it into its folder."""
    release.sign()
    monkeypatch.setattr("xlplugin.compliance.approvals.policies_folder", lambda: release.folder)
    bank = tmp_path / "bank"
    bank.mkdir()
    copy = bank / "lookup.yaml"
    text = (release.folder / "lookup.yaml").read_text("utf-8")
    for added, state, problem in (("", "approved", None), ("# changed\n", "draft", None)):
        copy.write_text(text + added, "utf-8")
        policy = Serving([bank], Settings(), {}).compiled("lookup@1", DAY).policy
        found = Approvals([bank], Settings()).state(policy)
        assert (found.state, found.problem) == (state, problem)
        assert Approvals([bank], Settings(own_approvals=True)).state(policy).state == "draft"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda text: text.replace("checker: ", "checker: other "), "release-signature"),
        (lambda text: text.replace("on: 2026-06-01", "on: 2026-06-02"), "release-signature"),
        (lambda text: text.replace("embedded tests", "tests"), "release-signature"),
        (lambda text: text.replace("lookup@1:", "lookup@2:"), "release-signature"),
        (lambda text: text.replace("key: ed25519:", "key: ed25519:A"), "release-key"),
        (lambda text: text + "more: 1\n", "unreadable"),
        (lambda text: text.replace("  risk@1", "  lookup@1"), "unreadable"),
    ],
)
def test_a_changed_release_approval_does_not_count(release, change, kind):
    release.sign()
    text = release.file.read_text("utf-8")
    release.file.write_text(change(text), "utf-8")
    assert change(text) != text
    found = release.states()
    assert found[-1].state == "draft" and found[-1].fault.kind == kind


def test_another_key_does_not_count(release, monkeypatch):
    release.sign()
    monkeypatch.setattr(release_key, "RELEASE_KEY", new_key().public)
    assert {one.fault.kind for one in release.states()} == {"release-key"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("expect: {grade: P}", "expect: {grade: C}"), "test"),
        (lambda text: text.replace("      - {when: {kind: company}, then: C}\n", ""), "gap"),
        (lambda text: text.replace("scale: none", "scales: none"), "unknown-key"),
    ],
)
def test_it_signs_nothing_that_fails(release, change, said):
    path = release.folder / "lookup.yaml"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(PolicyError) as refused:
        release.sign()
    assert any(said in one.code or said in one.message.en for one in refused.value.findings)
    assert not release.file.exists() and 'RELEASE_KEY = ""' in release.module.read_text("utf-8")


def test_an_installed_package_is_not_signed(release):
    installed = release.folder.parent / "_data" / "policies"
    shutil.copytree(release.folder, installed)
    with pytest.raises(JournalError, match="in a checkout"):
        releasing.sign(installed, release.module, release.key, DAY)


def test_the_command_keeps_no_private_key(release, monkeypatch, tmp_path):
    monkeypatch.setattr(releasing, "policies_folder", lambda: release.folder)
    monkeypatch.setattr(release_key, "__file__", str(release.module))
    said: list[str] = []
    assert releasing.main([], said.append) == 0
    assert "private half was kept nowhere" in "\n".join(said) and "Signed 2 versions" in said[0]
    first = release.module.read_text("utf-8")
    assert releasing.main([], said.append) == 0 and release.module.read_text("utf-8") != first
    kept = tmp_path / "key.pem"
    write_key(release.key, kept)
    said.clear()
    assert releasing.main(["--key", str(kept)], said.append) == 0
    assert release.key.public in release.module.read_text("utf-8") and len(said) == 2
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes() and path != kept]
    (release.folder / "lookup.yaml").write_text("policy: [", "utf-8")
    assert releasing.main([], said.append) == 1 and said[-1].startswith("Not signed")
    assert releasing.main(["--key", str(tmp_path / "absent.pem")], said.append) == 1


def test_no_private_key_lies_in_the_repository():
    root = Path(__file__).resolve().parents[2]
    for folder in ("xlplugin", "policies", "workbook_templates"):
        for path in (root / folder).rglob("*"):
            if path.is_file() and path.suffix in (".py", ".pem", ".yaml", ".md", ".key"):
                assert b"-----BEGIN PRIVATE" not in path.read_bytes(), path
