"""``xlplugin approve`` and what depends on it: recalc, grade, policy and the workbook functions."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from pathlib import Path

import keyring
import openpyxl
import pytest
from keyring.backend import KeyringBackend
from typer.testing import CliRunner

from xlplugin.cli import app
from xlplugin.compliance import journal as journal_module
from xlplugin.compliance import user as user_module
from xlplugin.policy.strict_yaml import parse

pytestmark = pytest.mark.approvals
EXAMPLES = Path(__file__).resolve().parents[2] / "workbook_templates" / "examples"
TABLE = "客户编号,kind\nC1,personal\nC2,company\n"


class People:
    """A desk at which people sit one after the other, each with a key; the configuration names both."""

    def __init__(self, run, folder, policies, monkeypatch) -> None:
        self._run, self._patch, self.folder = run, monkeypatch, folder
        self.bank = folder / "bank"
        self.bank.mkdir()
        shutil.copytree(policies / "lists", self.bank / "lists")
        shutil.copy(policies / "lookup.yaml", self.bank / "lookup.yaml")
        self.url = f"sqlite:///{folder}/j.db"
        lines = []
        for person in ("mary", "li"):
            made = run("approve", "keygen", person, "-o", self.key(person))
            assert made.status == 0 and "approval_keys:" in made.out
            lines.append(made.out.splitlines()[-1])
        self.config = folder / "config.yaml"
        self.configure("\n".join(["approval_keys:", *lines, "roles: {mary: [officer], li: [approver, compliance]}"]))
        monkeypatch.setenv("XLPLUGIN_CONFIG", str(self.config))

    def configure(self, text: str) -> None:
        self.text = text
        self.config.write_text(f"policies: [{json.dumps(str(self.bank))}]\n{text}\n", "utf-8")

    def replace_key(self, person: str, line: str) -> None:
        lines = [line if one.startswith(f"  {person}: ") else one for one in self.text.splitlines()]
        self.configure("\n".join(lines))

    def key(self, person: str) -> Path:
        return self.folder / f"{person}.pem"

    def __call__(self, person: str, *arguments: object):
        for module in (journal_module, user_module):
            self._patch.setattr(module, "current_user", lambda: person)
        return self._run(*arguments)

    def step(self, person: str, *arguments: object, status: int = 0):
        ran = self(person, "approve", *arguments, "--key", self.key(person))
        assert ran.status == status, ran.err
        return ran

    def approve(self) -> None:
        self.step("mary", "request", "lookup", "--comment", "why")
        self.step("li", "grant", "lookup", "--minute", "2026-17")


@pytest.fixture
def people(run, tmp_path, policies, monkeypatch):
    return People(run, tmp_path, policies, monkeypatch)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "book.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_a_version_is_requested_granted_shown_verified_and_retired(people):
    asked = people.step("mary", "request", "lookup", "--comment", "new segments", "--journal", people.url)
    assert "errors 0" in asked.out and "tests passed: 1" in asked.out and "approve grant lookup@1" in asked.out
    granted = people.step("li", "grant", "lookup@1", "--minute", "2026-17", "--journal", people.url, "--json")
    assert granted.document["policy"] == "lookup@1" and len(granted.document["hash"]) == 64
    shown = people("x", "approve", "show", "lookup", "--json").document[0]
    assert (shown["state"], shown["by"], shown["maker"], shown["checker"]) == ("approved", "own", "mary", "li")
    page = people("x", "approve", "show", "lookup@1").out
    assert "2026-17" in page and "new segments" in page and "ed25519:" in page
    assert people("x", "approve", "verify").status == 0
    assert people("x", "approve", "verify", people.bank).status == 0
    assert people("x", "approve", "verify", "lookup", "--journal", people.url).status == 0
    people.step("li", "retire", "lookup", "--comment", "over", "--journal", people.url)
    assert "已停用" in people("x", "approve", "show", "--folder", people.bank, "--language", "zh").out
    kinds = [one["kind"] for one in people("x", "journal", "show", "--journal", people.url, "--json").document]
    assert kinds == ["approval.requested", "approval.granted", "approval.retired"]


def test_the_maker_cannot_be_the_checker_and_roles_are_asked(people):
    people.step("mary", "request", "lookup", "--comment", "why")
    assert "takes the role approver or compliance" in people.step("mary", "grant", "lookup", status=2).err
    people.configure(people.text.replace("mary: [officer]", "mary: [officer, approver]"))
    assert "another person has to grant it" in people.step("mary", "grant", "lookup", status=2).err
    assert "须由另一人批准" in people.step("mary", "grant", "lookup", "--language", "zh", status=2).err
    other = people("li", "approve", "grant", "lookup", "--key", people.key("mary"))
    assert other.status == 2 and "does not count" in other.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are neither pipes nor /dev/zero among the files")
def test_what_is_no_file_is_neither_waited_for_nor_read_without_end(people):
    people.approve()
    path = people.bank / "approvals" / "lookup@1.yaml"
    for place in (lambda: path.symlink_to("/dev/zero"), lambda: os.mkfifo(path)):
        path.unlink()
        place()
        for person, step in (("mary", "request"), ("li", "grant"), ("li", "retire")):
            said = [] if step == "grant" else ["--comment", "why"]
            assert "not-a-file" in people.step(person, step, "lookup@1", *said, status=2).err
        assert people("x", "approve", "verify", "lookup").status == 1
    path.unlink()
    path.symlink_to(people.folder / "nowhere.yaml")
    ran = people("x", "approve", "verify", "lookup", "--language", "zh")
    assert ran.status == 1 and "所链接的文件不存在" in ran.out


@pytest.mark.parametrize(
    "name", ["BANK\\mary", "王小明", "mary.o-neil@bank", "@mary", "-x", "{a", "*a", '"q', "? a", "a'b", "%a"]
)
def test_the_line_of_a_key_names_the_person_in_the_configuration(run, tmp_path, name):
    made = run("approve", "keygen", "-o", tmp_path / "key.pem", "--", name)
    read = parse("\n".join(made.out.splitlines()[-2:]).encode(), "config.yaml").get("approval_keys")
    assert [key.text for key, _ in read.items] == [name]


@pytest.mark.parametrize("name", ["", " ", "a:b", "a,b", "a#b", "a\nb", "a\x00b", "a\u202eb"])
def test_what_cannot_be_a_users_name_gets_no_key(run, tmp_path, name):
    assert run("approve", "keygen", "-o", tmp_path / "key.pem", "--", name).status == 2
    assert not (tmp_path / "key.pem").exists()


def test_a_full_disk_leaves_no_half_key(run, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = run("approve", "keygen", "mary", "-o", tmp_path / "key.pem")
    assert ran.status == 2 and "disk is full" in ran.err and not (tmp_path / "key.pem").exists()


def test_without_cryptography_keys_say_what_is_missing(people, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    for more in (["-o", people.folder / "new.pem"], ["--keystore"]):
        ran = people("mary", "approve", "keygen", "mary", *more)
        assert ran.status == 2 and "pip install cryptography" in ran.err
    assert "pip install cryptography" in people.step("mary", "request", "lookup", "--comment", "why", status=2).err


def test_verify_says_that_a_release_does_not_count(people):
    assert "do not count" not in people("x", "approve", "verify").out
    people.configure(people.text + "\nown_approvals: true")
    assert "do not count here" in people("x", "approve", "verify").out
    assert "在本机不计入" in people("x", "approve", "verify", "--language", "zh").out


def test_what_fails_its_checks_or_tests_is_not_requested(people):
    path = people.bank / "lookup.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("expect: {grade: P}", "expect: {grade: C}"), "utf-8")
    assert "person" in people.step("mary", "request", "lookup", "--comment", "why", status=2).err
    path.write_text(text.replace("      - {when: {kind: company}, then: C}\n", ""), "utf-8")
    people.step("mary", "request", "lookup", "--comment", "why", status=2)
    assert not (people.bank / "approvals").exists()
    path.write_text(text, "utf-8")
    assert "--comment" in people.step("mary", "request", "lookup", status=2).err
    assert "served from" in people.step("mary", "request", path, "--comment", "why", status=2).err
    assert "copy the policy" in people.step("mary", "request", "nine_box", "--comment", "why", status=2).err


def test_verify_remarks_what_the_journal_does_not_tell(people):
    people.step("mary", "request", "lookup", "--comment", "why", "--journal", people.url)
    people.step("li", "grant", "lookup", "--minute", "2026-17")
    ran = people("li", "approve", "verify", people.bank, "--journal", people.url)
    assert ran.status == 0
    assert "lookup.yaml" not in ran.err and "says granted, which the journal does not tell of" in ran.out
    assert "! " not in people("li", "approve", "verify", people.bank).out


def test_verify_finds_what_does_not_hold(people):
    people.approve()
    path = people.bank / "lookup.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "# another line\n", "utf-8")
    for which in ([], [people.bank], ["lookup"], ["lookup@1"]):
        ran = people("x", "approve", "verify", *which, "--json")
        assert ran.status == 1 and [one["kind"] for one in ran.document if not one["holds"]] == ["hash"]
    refused = people("x", "explain", "lookup", "kind=personal")
    assert refused.status == 2 and "changed-after-approval" in refused.err and "restore the file" in refused.err
    path.write_text(text, "utf-8")
    file = people.bank / "approvals" / "lookup@1.yaml"
    said = file.read_text("utf-8")
    file.write_text(said.replace("minute: 2026-17", "minute: 2026-18"), "utf-8")
    ran = people("x", "approve", "verify", people.bank)
    assert ran.status == 1 and "signature of li" in ran.out
    file.write_text(said, "utf-8")
    path.unlink()
    (people.bank / "lookup@1.yaml").unlink(missing_ok=True)
    ran = people("x", "approve", "verify", people.bank, "--json")
    assert ran.status == 1 and ran.document[0]["kind"] == "no-version"


def test_a_draft_has_nothing_that_could_hold(people):
    assert people("x", "approve", "verify", "lookup").status == 1
    assert people("x", "approve", "verify", people.bank).status == 0
    assert people("x", "approve", "verify", "nobody").status == 2
    assert people("x", "approve", "verify", "no/folder").status == 2
    assert people("x", "approve", "show", "nobody").status == 2


def test_a_retirement_that_was_cut_off_is_told_by_the_journal(people):
    people.approve()
    file = people.bank / "approvals" / "lookup@1.yaml"
    approved = file.read_bytes()
    people.step("li", "retire", "lookup", "--comment", "over", "--journal", people.url)
    assert people("x", "approve", "verify", people.bank, "--journal", people.url).status == 0
    file.write_bytes(approved)
    assert people("x", "approve", "verify", people.bank).status == 0  # every signature in it holds
    ran = people("x", "approve", "verify", people.bank, "--journal", people.url, "--json")
    assert ran.status == 1 and [one["kind"] for one in ran.document if one["problem"]] == ["journal"]


def test_only_approved_versions_grade_a_table_into_the_journal(people, table, tmp_path):
    out = tmp_path / "out.csv"
    line = ("grade", "lookup", table, "-o", out)
    assert people("mary", *line).status == 0  # without a journal a draft may grade
    out.unlink()
    refused = people("mary", *line, "--journal", people.url)
    assert refused.status == 2 and "approve request lookup@1" in refused.err and not out.exists()
    assert not (tmp_path / "j.db").exists()
    drafted = people("mary", *line, "--journal", people.url, "--draft", "--json")
    assert drafted.status == 0 and drafted.document["approval"] == "draft" and drafted.document["recorded"] == 2
    people.approve()
    done = people("mary", *line, "--journal", people.url)
    assert done.status == 0 and "(approved: li, " in done.out
    runs = people("li", "journal", "show", "--kind", "run", "--journal", people.url, "--json").document
    assert [one["open"]["approval"]["state"] for one in runs] == ["draft", "approved"]
    people.step("li", "retire", "lookup", "--comment", "over")
    for option in ([], ["--draft"]):
        over = people("mary", *line, "--journal", people.url, *option)
        assert over.status == 2 and "was retired on" in over.err


@pytest.fixture
def form(tmp_path):
    """A workbook that names its policy and grades two rows."""
    path = tmp_path / "books" / "form.xlsx"
    path.parent.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Customer no.", "kind", "grade", "approval"])
    for row, kind in ((2, "personal"), (3, "company")):
        sheet.append([f"C{row}", kind, f"=GRADE(B{row}:B{row})", '=POLICYINFO(,"approval")'])
    sheet["F1"] = "lookup"
    book.defined_names["xlplugin_policy"] = openpyxl.workbook.defined_name.DefinedName(
        "xlplugin_policy", attr_text="Sheet!$F$1"
    )
    book.save(path)
    return path


def test_only_approved_versions_grade_a_workbook_into_the_journal(people, form, tmp_path):
    line = ("recalc", form, "-o", tmp_path / "out")
    plain = people("mary", *line, "--json").document["books"][0]
    assert plain["policies"] == {"lookup@1": "draft"}
    refused = people("mary", *line, "-o", tmp_path / "other", "--journal", people.url)
    assert refused.status == 2 and "approve request lookup@1" in refused.err and not list(tmp_path.glob("other/*"))
    assert people("li", "journal", "show", "--journal", people.url, "--json").document == []
    drafted = people("mary", *line, "--journal", people.url, "--draft", "--json")
    assert drafted.document["recorded"] == 2
    people.approve()
    report = tmp_path / "report.xlsx"
    done = people("mary", *line, "--journal", people.url, "--report", report)
    assert done.status == 0 and "Policy lookup@1: approved: li, " in done.out and "Recorded: 2" in done.out
    told = [cell.value for row in openpyxl.load_workbook(report)["Workbooks"].iter_rows() for cell in row]
    assert any(str(text).startswith("lookup@1: approved: li, ") for text in told)
    shown = openpyxl.load_workbook(tmp_path / "out" / "form.xlsx", data_only=True).active["D2"].value
    assert shown.startswith("approved: li, ")


def test_policies_are_listed_and_shown_with_their_approval(people):
    people.approve()
    listed = {one["policy"]: one for one in people("x", "policy", "list", "--json").document}
    assert listed["lookup"]["approval"].startswith("approved: li, ")
    assert "Approval: approved: li, " in people("x", "policy", "show", "lookup").out
    assert people("x", "policy", "show", "lookup", "--json").document["approval"]["checker"] == "li"
    assert "已批准：li" in people("x", "policy", "list", "--language", "zh").out
    assert people("x", "policy", "check", people.bank).status == 0  # approvals are no policies


def test_impact_says_which_of_both_is_approved(people, table, tmp_path):
    people.approve()
    other = tmp_path / "lookup.yaml"
    other.write_text((people.bank / "lookup.yaml").read_text("utf-8").replace('"1"', '"2"'), "utf-8")
    out = tmp_path / "impact.xlsx"
    assert people("x", "impact", "lookup@1", other, table, "-o", out).status == 0
    told = [str(cell.value) for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in row]
    assert any("lookup@1" in text and "approved: li" in text for text in told)
    assert any("lookup@2" in text and "未审批" in text for text in told)


def test_a_key_may_have_a_password(people, tmp_path):
    locked = tmp_path / "locked.pem"
    line = ["approve", "keygen", "mary", "-o", str(locked), "--password"]
    made = CliRunner().invoke(app, line, input="four words\nfour words\n")
    assert made.exit_code == 0 and b"ENCRYPTED" in locked.read_bytes() and "four words" not in made.output
    people.replace_key("mary", made.output.splitlines()[-1])
    people("mary", "approve", "show")
    line = ["approve", "request", "lookup", "--comment", "why", "--key", str(locked)]
    wrong = CliRunner().invoke(app, line, input="three words\n")
    assert wrong.exit_code == 2 and "password is wrong" in wrong.stderr and "three words" not in wrong.output
    assert CliRunner().invoke(app, line, input="four words\n").exit_code == 0


def test_a_key_may_lie_in_the_key_store(people, run, monkeypatch):
    class Memory(KeyringBackend):
        priority = 1
        kept: dict[tuple[str, str], str] = {}

        def get_password(self, service, username):
            return self.kept.get((service, username))

        def set_password(self, service, username, password):
            self.kept[service, username] = password

        def delete_password(self, service, username):
            del self.kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        made = run("approve", "keygen", "mary", "--keystore", "--json")
        assert made.document["file"] is None and run("approve", "keygen", "mary", "--keystore").status == 2
        people.replace_key("mary", f"  mary: {made.document['public']}")
        ran = people("mary", "approve", "request", "lookup", "--comment", "why", "--keystore")
        assert ran.status == 0, ran.err
        assert "holds no key of li" in people("li", "approve", "grant", "lookup", "--keystore").err
        assert "either" in people("li", "approve", "grant", "lookup", "--keystore", "--key", "x").err
    finally:
        keyring.set_keyring(before)
    monkeypatch.setitem(sys.modules, "keyring", None)
    absent = run("approve", "keygen", "zoe", "--keystore")
    assert absent.status == 2 and "xlplugin[keystore]" in absent.err
    assert "系统密钥库" in run("approve", "keygen", "zoe", "--keystore", "--language", "zh").err


def test_keygen_makes_no_key_twice_and_for_no_strange_name(people, run):
    assert "never replaced" in run("approve", "keygen", "mary", "-o", people.key("mary")).err
    for name in ("a: b", " ", "#x"):
        assert run("approve", "keygen", name, "-o", people.folder / "other.pem").status == 2
    assert not (people.folder / "other.pem").exists()
