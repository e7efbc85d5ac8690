"""Approvals of policies: two hands, signatures, and whatever was changed afterwards is found."""

from __future__ import annotations

import datetime
import json
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.compliance import approvals as module
from xlplugin.compliance.approval_keys import keys_of
from xlplugin.compliance.approval_signatures import signed_text
from xlplugin.compliance.approval_words import approval_words
from xlplugin.compliance.approval_writing import document, plain
from xlplugin.compliance.approvals import Approvals
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.replaying import replay
from xlplugin.compliance.signing import holds, new_key, read_key, write_key
from xlplugin.policy.approved import ApprovalFiles, read_approval
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.folders import Content
from xlplugin.policy.library import Library
from xlplugin.policy.settings import Settings
from xlplugin.scoring.serving import Serving

from .bank import CHECKER, FIRST, MAKER, SECOND, THIRD, Bank, key_of, keys
from .grading import book

pytestmark = pytest.mark.approvals


@pytest.fixture
def bank(tmp_path):
    return Bank(tmp_path)


def test_a_version_goes_from_draft_over_approved_to_retired(bank):
    assert (bank.state().state, bank.state().by, bank.state().problem) == ("draft", "", None)
    bank.approving(MAKER, FIRST).request(bank.policy(), "why")
    asked = bank.state()
    assert (asked.state, asked.maker, asked.requested_on, asked.granted_on) == ("draft", MAKER, FIRST, None)
    assert asked.words.en == "draft: approval requested 2026-06-01"
    bank.approving(CHECKER, SECOND).grant(bank.policy(), "2026-17")
    done = bank.state()
    assert (done.state, done.by, done.maker, done.checker) == ("approved", "own", MAKER, CHECKER)
    assert (done.requested_on, done.granted_on, done.approved_on, done.minute) == (FIRST, SECOND, SECOND, "2026-17")
    assert done.hash == done.digest == bank.policy().digest and len(done.file_hash) == 64
    assert (done.words.en, done.words.zh) == ("approved: li, 2026-06-02", "已批准：li，2026-06-02")
    bank.approving(CHECKER, THIRD).retire("card@2026.1", "superseded")
    over = bank.state()
    assert (over.state, over.retired_on, over.words.zh) == ("retired", THIRD, "已停用：2026-06-03")
    assert bank.state("card@2025.1").state == "draft"


def test_the_checker_signs_what_the_maker_signed(bank):
    file = bank.approved()
    maker, checker = (signed_text(file.said, step) for step in ("requested", "granted"))
    assert file.requested.signature not in maker and file.requested.signature in checker
    assert holds(key_of(MAKER).public, file.requested.signature, maker)
    assert holds(key_of(CHECKER).public, file.granted.signature, checker)
    assert json.loads(checker)["requested"] == file.said["requested"]


def test_an_approval_binds_the_policies_of_its_own_folder(bank, tmp_path):
    bank.approved()
    other = tmp_path / "other"
    other.mkdir()
    (other / "card.yaml").write_bytes((bank.folder / "card@2026.1.yaml").read_bytes())
    policy = Library([other], prove=lambda policy: ()).get("card@2026.1", FIRST)
    assert Approvals([bank.folder, other], bank.settings).state(policy).state == "draft"


def test_a_file_named_directly_is_bound_by_the_approvals_beside_it(bank):
    bank.approved()
    served = Serving([], bank.settings, {}).compiled_file(bank.folder / "card@2026.1.yaml").policy
    assert Approvals([], bank.settings).state(served).state == "approved"


def test_a_changed_list_ends_an_approval(bank, stamp="risk@1"):
    used = next(iter(bank.policy(stamp).lists))
    bank.approved(stamp)
    path = bank.folder / "lists" / f"{used}.yaml"
    path.write_text(path.read_text("utf-8") + "# another line\n", "utf-8")
    assert bank.kind(stamp) == "hash"
    with pytest.raises(PolicyError) as refused:
        bank.served(stamp)
    assert [one.code for one in refused.value.findings] == ["changed-after-approval"]


USER = """policy: user
version: "1"
effective: 2026-01-01
title: {en: User of lookup, zh: 引用对照表}
scale: none
owner: Service
status: proposed
inputs:
  kind: {type: category, values: {personal: 个人, company: 企业, anonymous: 匿名}, title: {en: Kind, zh: 类型}}
decisions:
  inner: {kind: policy, use: lookup@1, inputs: {kind: kind}, output: grade}
result: {grade: inner}
tests:
  - {name: person, inputs: {kind: personal}, expect: {grade: P}}
"""


def test_a_changed_policy_that_is_used_ends_an_approval(bank):
    (bank.folder / "user.yaml").write_text(USER, "utf-8")
    before = bank.approved("user@1").hash
    used = bank.folder / "lookup.yaml"
    used.write_text(used.read_text("utf-8") + "# another line\n", "utf-8")
    assert bank.policy("user@1").digest != before and bank.kind("user@1") == "hash"
    with pytest.raises(PolicyError, match="changed-after-approval"):
        bank.served("user@1")


def test_a_changed_file_of_an_approved_version_is_not_served(bank):
    file = bank.approved()
    assert bank.served().digest == file.hash
    path = bank.folder / "card@2026.1.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "# another line\n", "utf-8")
    with pytest.raises(PolicyError) as refused:
        bank.served()
    said = refused.value.findings[0]
    assert said.where.path == str(path) and file.hash[:16] in said.message.en and file.hash[:16] in said.message.zh
    assert bank.policy().digest[:16] in said.message.en and "new version" in said.mend.en and "恢复原文件" in said.mend.zh
    assert bank.served("card@2025.1").version == "2025.1"  # other versions are as they were
    path.write_text(text, "utf-8")
    assert bank.served().digest == file.hash


def test_a_change_is_noticed_without_a_restart(bank):
    serving = Serving([bank.folder], bank.settings, {})
    assert serving.compiled("card@2026.1", FIRST)
    file = bank.approved()
    assert serving.compiled("card@2026.1", FIRST).policy.digest == file.hash
    bank.file().write_text(bank.file().read_text("utf-8").replace(file.hash, "0" * 64), "utf-8")
    with pytest.raises(PolicyError):
        serving.compiled("card@2026.1", FIRST)


def test_what_was_only_requested_may_still_change(bank):
    bank.approving(MAKER, FIRST).request(bank.policy(), "why")
    path = bank.folder / "card@2026.1.yaml"
    path.write_text(path.read_text("utf-8") + "# another line\n", "utf-8")
    assert bank.served() and bank.kind() == "hash"
    with pytest.raises(JournalError, match="the policy, a list or a policy that it uses changed"):
        bank.approving(CHECKER, SECOND).grant(bank.policy())
    bank.approving(MAKER, SECOND).request(bank.policy(), "once more")
    assert bank.approving(CHECKER, SECOND).grant(bank.policy()).requested.comment == "once more"


def test_a_spoilt_approval_file_keeps_the_version_from_being_served(bank):
    bank.approved()
    bank.file().write_text("approval: [", "utf-8")
    assert bank.kind() == "unreadable"
    with pytest.raises(PolicyError):
        bank.served()


LEAVES = [
    ("approval",), ("hash",),
    *((step, name) for step in ("requested", "granted", "retired") for name in ("by", "on", "comment", "key", "signature")),
    ("granted", "minute"),
]  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A version with all three steps, and what its file says."""
    bank = Bank(tmp_path_factory.mktemp("whole"))
    bank.approved()
    file = bank.approving(CHECKER, THIRD).retire("card@2026.1", "superseded")
    steps = {name: value for name, value in file.said.items() if isinstance(value, dict)}
    every = [(name,) for name in file.said if name not in steps] + [(name, key) for name in steps for key in steps[name]]
    assert sorted(LEAVES) == sorted(every)
    return bank, file


def tampered(file, leaf, text):
    """The file with another text in one of its fields."""
    said = {name: dict(value) if isinstance(value, dict) else value for name, value in file.said.items()}
    at = said if len(leaf) == 1 else said[leaf[0]]
    before = at[leaf[-1]]
    at[leaf[-1]] = text(before)
    return at[leaf[-1]] != before, document(said)


@given(st.sampled_from(LEAVES), st.data())
def test_whatever_field_is_changed_is_found(whole, leaf, data):
    bank, file = whole

    def another(before):
        place = data.draw(st.integers(0, len(before) - 1))
        char = data.draw(st.sampled_from("0123456789abcdefXYZ中 -"))
        return data.draw(st.sampled_from([before[:place] + char + before[place + 1 :], before[:-1], before + char]))

    changed, text = tampered(file, leaf, another)
    approvals = Approvals([bank.folder], bank.settings)
    assert approvals.fault(file, bank.policy().digest) is None
    try:
        read = read_approval(Content(file.path, text.encode(), ""))
    except PolicyError:
        assert changed
        return
    fault = approvals.fault(read, bank.policy().digest)
    assert (fault is not None) == changed


@given(st.sampled_from(["requested", "granted"]), st.sampled_from(["comment", "minute"]))
def test_whatever_field_is_removed_or_added_is_found(whole, step, name):
    bank, file = whole
    said = {key: dict(value) if isinstance(value, dict) else value for key, value in file.said.items()}
    if said[step].pop(name, None) is None:
        said[step] = {**said[step], name: "an added text"}
    read = read_approval(Content(file.path, document(said).encode(), ""))
    assert Approvals([bank.folder], bank.settings).fault(read).kind == "signature"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "further: 1\n", "unknown-key"),
        (lambda text: text.replace("granted:", "grantd:"), "unknown-key"),
        (lambda text: text.replace("  by: mary\n", ""), "missing-key"),
        (lambda text: text.replace("on: 2026-06-01", "on: someday"), "shape"),
        (lambda text: text.replace("approval: card@2026.1", "approval: card@2025.1"), "file-name"),
        (lambda text: text.replace("by: mary", "by: [mary]"), "shape"),
        (lambda text: text[: text.index("granted:")] + "granted: yes\n", "shape"),
        (lambda text: "granted:" + text.partition("granted:")[2] + text.partition("granted:")[0], "order"),
    ],
)
def test_what_is_no_approval_file_is_refused_with_its_place(bank, change, said):
    bank.approved()
    bank.file().write_text(change(bank.file().read_text("utf-8")), "utf-8")
    with pytest.raises(PolicyError) as refused:
        ApprovalFiles().approval(bank.folder, "card@2026.1")
    assert [one.code for one in refused.value.findings] == [said]


def test_a_swapped_key_is_found(bank):
    """Somebody signs again with a key of their own, under another's name."""
    file = bank.approved()
    mine = new_key()
    said = {**file.said, "granted": {**file.said["granted"], "key": mine.public}}
    said["granted"]["signature"] = mine.sign(signed_text(said, "granted"))
    bank.file().write_text(document(said), "utf-8")
    assert bank.kind() == "unknown-key"
    assert bank.kind(approval_keys=keys(li=mine.public)) == ""


def test_one_person_or_one_key_is_not_enough(bank):
    file = bank.approved()
    for by, key, kind in ((MAKER, MAKER, "same-person"), (CHECKER, MAKER, "same-key")):
        said = {**file.said, "granted": {**file.said["granted"], "by": by, "key": key_of(key).public}}
        said["granted"]["signature"] = key_of(key).sign(signed_text(said, "granted"))
        bank.file().write_text(document(said), "utf-8")
        shared = keys(li=f"{key_of(CHECKER).public}, {key_of(MAKER).public}")
        assert bank.kind(approval_keys=shared) == kind
        assert bank.state(approval_keys=shared).state == "draft"


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"approval_keys": {CHECKER: key_of(CHECKER).public}}, "unknown-person"),
        ({"approval_keys": {}}, "unknown-person"),
        ({"approval_keys": keys(li=new_key().public)}, "unknown-key"),
        ({"approval_keys": keys(li=f"{key_of(CHECKER).public} until 2026-06-01")}, "expired"),
        ({"approval_keys": keys(li=f"{key_of(CHECKER).public} until 2026-06-02")}, ""),
        ({"approval_keys": keys(li="some text")}, "keys"),
        ({"roles": {MAKER: ("officer",), CHECKER: ("officer",)}}, "role"),
        ({"roles": {MAKER: ("officer",), CHECKER: ("approver",)}}, ""),
        ({"roles": {CHECKER: ("approver",)}}, "role"),
    ],
)
def test_only_people_whom_the_configuration_names_count(bank, settings, kind):
    bank.approved()
    assert bank.kind(**settings) == kind
    state = bank.state(**settings)
    assert state.state == ("draft" if kind else "approved")
    assert not kind or (state.problem.en and state.problem.zh and state.words.zh == "未审批：审批文件核验未通过")


def test_dates_go_forward_and_nothing_is_retired_that_was_not_granted(bank):
    bank.approving(MAKER, THIRD).request(bank.policy(), "why")
    with pytest.raises(JournalError, match="lies before that of the request"):
        bank.approving(CHECKER, FIRST).grant(bank.policy())
    with pytest.raises(JournalError, match="nothing to retire"):
        bank.approving(CHECKER, THIRD).retire("card@2026.1", "why")
    said = dict(bank.approving(MAKER, THIRD).request(bank.policy(), "why").said)
    said["retired"] = {"by": CHECKER, "on": "2026-06-04", "comment": "x", "key": key_of(CHECKER).public}
    said["retired"]["signature"] = key_of(CHECKER).sign(signed_text(said, "retired"))
    bank.file().write_text(document(said), "utf-8")
    assert bank.kind() == "order"


def test_each_step_is_refused_where_it_does_not_belong(bank):
    with pytest.raises(JournalError, match="request it first"):
        bank.approving(CHECKER, FIRST).grant(bank.policy())
    with pytest.raises(JournalError, match="--comment"):
        bank.approving(MAKER, FIRST).request(bank.policy(), " \n ")
    bank.approving(MAKER, FIRST).request(bank.policy(), "why")
    with pytest.raises(JournalError, match="another person has to grant it"):
        bank.approving(MAKER, SECOND).grant(bank.policy())
    with pytest.raises(JournalError, match="does not count"):
        bank.approving(CHECKER, SECOND, new_key).grant(bank.policy())
    with pytest.raises(JournalError, match="does not count"):
        bank.approving("nobody", SECOND, new_key).grant(bank.policy())
    bank.approving(CHECKER, SECOND).grant(bank.policy())
    for again in (
        lambda: bank.approving(CHECKER, SECOND).grant(bank.policy()),
        lambda: bank.approving(MAKER, SECOND).request(bank.policy(), "why"),
    ):
        with pytest.raises(JournalError, match="already"):
            again()
    bank.approving(CHECKER, THIRD).retire("card@2026.1", "over")
    with pytest.raises(JournalError, match="make a new version"):
        bank.approving(MAKER, THIRD).request(bank.policy(), "why")
    with pytest.raises(JournalError, match="retired on 2026-06-03 already"):
        bank.approving(CHECKER, THIRD).retire("card@2026.1", "over")


@pytest.mark.parametrize(("step", "person"), [("request", "ann"), ("grant", MAKER), ("retire", MAKER)])
def test_roles_are_asked_without_a_journal_too(bank, step, person):
    bank.approved() if step == "retire" else None
    bank.settings = Settings(
        roles={MAKER: ("officer",), CHECKER: ("approver",), "ann": ()}, approval_keys=keys(ann=key_of("ann").public)
    )
    acting, before = bank.approving(person, THIRD), bank.file().read_bytes() if bank.file().exists() else None
    with pytest.raises(JournalError, match="may not do this"):
        if step == "retire":
            acting.retire("card@2026.1", "why")
        else:
            getattr(acting, step)(bank.policy(), "why")
    assert (bank.file().read_bytes() if bank.file().exists() else None) == before


def test_policies_of_the_package_are_not_approved_in_place(bank):
    bank.folder = Serving([], Settings(), {}).library.folders[0]
    policy = Serving([], Settings(), {}).compiled("nine_box", FIRST).policy
    with pytest.raises(JournalError, match="copy the policy into a folder of your own"):
        bank.approving(MAKER, FIRST).request(policy, "why")


def test_keys_lie_in_files_that_their_owner_alone_can_read(tmp_path):
    key, path = new_key(), tmp_path / "a" / "key.pem"
    write_key(key, path)
    assert read_key(path, lambda: pytest.fail("it has no password")).public == key.public
    with pytest.raises(JournalError, match="never replaced"):
        write_key(new_key(), path)
    locked = tmp_path / "locked.pem"
    write_key(key, locked, "four words")
    assert read_key(locked, lambda: "four words").public == key.public
    for wrong in ("", "three words"):
        with pytest.raises(JournalError, match="password is wrong"):
            read_key(locked, lambda wrong=wrong: wrong)
    with pytest.raises(JournalError, match="no key in"):
        read_key(tmp_path / "absent.pem", str)
    (tmp_path / "text.pem").touch(0o600)
    with pytest.raises(JournalError, match="no private key"):
        read_key(tmp_path / "text.pem", str)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o640)
        with pytest.raises(JournalError, match="chmod 600"):
            read_key(path, str)
    assert key.public not in repr(key.private) and "private" not in repr(key)


def test_a_key_may_end_and_a_person_may_have_several():
    first, second = new_key().public, new_key().public
    found = keys_of({"mary": f"{first} until 2026-06-30, {second}"})["mary"]
    assert [(one.text, one.until) for one in found] == [(first, datetime.date(2026, 6, 30)), (second, None)]
    for wrong in ("", first[:-4], first.removeprefix("ed25519:"), f"{first} until", f"{first} until soon", f"{first},"):
        with pytest.raises(JournalError, match="mary is no public key"):
            keys_of({"mary": wrong})


@given(st.text(max_size=200))
def test_any_comment_is_read_back_as_it_was_signed(text):
    said = {"by": plain(text)}
    if said["by"]:
        from xlplugin.policy.approved import _said
        from xlplugin.policy.strict_yaml import parse

        try:
            read = _said(parse(document(said).encode(), "a.yaml"))
        except PolicyError:  # characters that nobody sees are refused, not changed
            return
        assert read == said


def test_the_event_and_the_file_are_written_together(bank, url, clock, monkeypatch):
    with open_journal(url, create=True, clock=clock, user=MAKER) as journal:
        asked = bank.approving(MAKER, FIRST, writing=journal.writing).request(bank.policy(), "why")
        entry = journal.last(kind="approval")
        assert (entry.kind, entry.policy, entry.fields["who"]) == ("approval.requested", "card@2026.1", MAKER)
        assert entry.open == {"hash": asked.hash, "on": "2026-06-01", "signature": asked.requested.signature}
        assert entry.fields["comment"] == "why"
        before = bank.file().read_bytes()

        def full(*_):
            raise OSError(28, "No space left on device")

        journal.user = CHECKER
        with monkeypatch.context() as patch:
            patch.setattr("os.replace", full)
            with pytest.raises(OSError):
                bank.approving(CHECKER, SECOND, writing=journal.writing).grant(bank.policy())
        assert journal.last().kind == "approval.requested" and bank.file().read_bytes() == before
        with monkeypatch.context() as patch:
            patch.setattr("xlplugin.compliance.journal.Writing.finish", full)
            with pytest.raises((OSError, JournalError)):
                bank.approving(CHECKER, SECOND, writing=journal.writing).grant(bank.policy())
        assert journal.last().kind == "approval.requested" and bank.file().read_bytes() == before
        assert list(bank.file().parent.iterdir()) == [bank.file()]
        bank.approving(CHECKER, SECOND, writing=journal.writing).grant(bank.policy())
        granted = journal.last(kind="approval.granted")
        assert granted.refers == entry.seq and bank.state().state == "approved"


def test_only_approved_versions_grade_into_the_journal(bank, journal, monkeypatch):
    compiled = Serving([bank.folder], bank.settings, {}).compiled("card@2026.1", FIRST)
    rows = book(compiled, [["55%", "good", 0, True, "2010-01-01"]] * 3)
    state = Approvals([bank.folder], bank.settings).state
    for approvals in (state, None):
        with pytest.raises(JournalError) as refused, Recording(journal, "test", approvals=approvals) as run:
            run.add(rows)
        assert refused.value.kind == "draft-policy" and "approve request card@2026.1" in refused.value.message.zh
    assert journal.last() is None
    with Recording(journal, "test", approvals=state, draft=True) as run:
        run.add(rows)
    assert journal.last(kind="run").open["approval"] == {"state": "draft", "by": "", "hash": ""}
    bank.approved()
    with Recording(journal, "test", approvals=state) as run:
        run.add(rows)
    said = journal.last(kind="run").open["approval"]
    assert said == {"state": "approved", "by": "own", "hash": state(compiled.policy).file_hash}
    bank.approving(CHECKER, THIRD).retire("card@2026.1", "over")
    for draft in (False, True):
        with pytest.raises(JournalError) as refused, Recording(journal, "test", approvals=state, draft=draft) as run:
            run.add(rows)
        assert refused.value.kind == "retired-policy" and "2026-06-03" in refused.value.message.en
    assert replay(journal).same == 6  # what it graded can still be replayed


def test_the_approval_file_that_cannot_be_checked_here_is_told(bank, monkeypatch):
    bank.approved()

    def absent(*_):
        raise ImportError("no module", name="cryptography")

    monkeypatch.setattr("xlplugin.compliance.signing.holds", absent)
    assert bank.kind() == "unchecked" and "cryptography" in bank.state().problem.en


def test_nothing_is_checked_before_somebody_asks(bank, monkeypatch):
    bank.approved()
    asked = []
    monkeypatch.setattr(module, "signature_holds", lambda *said: asked.append(said) or True)
    words = approval_words([bank.folder], bank.settings)
    policy = bank.served()
    assert not asked and words(policy).en.startswith("approved") and len(asked) == 2
    words(policy)
    assert len(asked) == 2  # and once is enough
    assert "cryptography" in sys.modules  # the test above all runs in a process that signed
