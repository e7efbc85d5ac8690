"""``xlplugin rating``: proposed, reviewed and decided by three people, listed and shown, and every refusal."""

from __future__ import annotations

import datetime
import json

import pytest

from xlplugin.compliance import journal as journals

TABLE = """客户编号,leverage,current_ratio,cash_content,sales_growth,loan_class,loss_periods
C1,55%,130%,85%,12%,normal,0
C2,95%,130%,85%,12%,正常,0
C3,,130%,85%,12%,normal,0
C4,70%,130%,85%,12%,special_mention,0
C5,50%,130%,85%,12%,normal,0
"""
TODAY = datetime.date.today()
SOON = TODAY + datetime.timedelta(days=3)
WHY = ("--reason", "M02", "--comment", "parent guarantees", "--evidence", "guarantee 12/2026")


@pytest.fixture
def at(run, tmp_path, monkeypatch):
    """Runs ``xlplugin rating`` as a user, against one journal in which a book was graded today."""
    url = f"sqlite:///{tmp_path}/j.db"
    table = tmp_path / "book.csv"
    table.write_text(TABLE, "utf-8")

    def rate(user: str, *arguments: object):
        monkeypatch.setattr(journals, "current_user", lambda: user)
        return run("rating", *arguments, "--journal", url)

    monkeypatch.setattr(journals, "current_user", lambda: "mary")
    assert run("grade", "credit_rating", table, "--as-of", TODAY, "--journal", url).status == 1
    rate.url, rate.run, rate.table = url, run, table
    return rate


def decided(at, *customers: str) -> None:
    """Ratings of some customers, decided by three people."""
    for user, step in (("mary", "propose"), ("li", "review"), ("wang", "decide")):
        ran = at(user, step, *customers)
        assert ran.status == 0, ran.err


def listed(at, *more: object) -> dict[str, dict]:
    ran = at("mary", "list", "--json", *more)
    assert ran.status == 0, ran.err
    return {one["customer"]: one for one in ran.document}


def test_the_system_grade_is_proposed_reviewed_and_decided(at):
    assert listed(at)["C1"]["next_step"] == "propose"
    ran = at("mary", "propose", "C1", "C2")
    assert ran.status == 0 and "Proposed: 2 ratings" in ran.out
    assert listed(at)["C1"]["next_step"] == "review" and listed(at)["C1"]["states"] == ["proposed"]
    ran = at("li", "review", "C1", "C2", "--comment", "checked with the statements")
    assert "Reviewed: 2 ratings" in ran.out and listed(at)["C2"]["next_step"] == "decision"
    ran = at("wang", "decide", "C1", "C2", "--committee", "Credit committee", "--minute", "2026-14")
    assert "Decided: 2 ratings" in ran.out
    found = listed(at)
    assert (found["C1"]["confirmed_grade"], found["C1"]["basis"]) == ("AAA", "confirmed")
    assert (found["C2"]["confirmed_grade"], found["C2"]["proposed_grade"]) == ("B", "B")
    shown = at("mary", "show", "C1")
    for words in ("AAA → AAA → AAA (in force)", "reviewed: li", "checked with", "Credit committee, minute 2026-14", "wang"):
        assert words in shown.out
    shown = at("mary", "show", "C1", "--language", "zh").out
    assert "审定：wang" in shown and "纪要 2026-14" in shown


def test_a_manual_override_is_named_shown_and_ends(at):
    assert at("mary", "propose", "C4", "--grade", "AA", *WHY).status == 0
    at("li", "review", "C4")
    assert at("wang", "decide", "C4").status == 0
    found = listed(at)["C4"]
    assert (found["system_grade"], found["confirmed_grade"], found["manual_override"]) == ("A", "AA", True)
    assert "manual override until" in found["why"]
    shown = at("mary", "show", "C4").out
    assert "A → AA (+1 notch), M02: parent guarantees [evidence: guarantee 12/2026]" in shown
    rating = at("mary", "show", "C4", "--json").document[0]["ratings"][0]
    assert rating["output_override"]["code"] == "M02" and rating["is_override"] is True
    late = listed(at, "--as-of", TODAY + datetime.timedelta(days=200))["C4"]
    assert (late["confirmed_grade"], late["basis"]) == ("A", "override_expired")
    assert at("wang", "end-override", "C4", "--reason", "guarantee lapsed").status == 0
    found = listed(at)["C4"]
    assert (found["confirmed_grade"], found["basis"], found["next_step"]) == ("A", "override_ended", "propose anew")


def test_another_input_is_graded_again_and_replayed(at):
    ran = at("mary", "propose", "C2", "--set", "leverage=78%", *WHY)
    assert ran.status == 2 and "notches better" in ran.err
    assert at("mary", "propose", "C4", "--set", "loan_class=关注", *WHY).status == 2
    ran = at("mary", "propose", "C5", "--set", "leverage=75%", *WHY)
    assert ran.status == 0, ran.err
    shown = at("mary", "show", "C5").out
    assert "input override: leverage: 0.5 → 0.75" in shown
    replayed = at.run("journal", "replay", "--journal", at.url, "--json").document
    assert replayed["gradings"] == replayed["same"] == 6
    assert listed(at)["C5"]["system_grade"] == "AAA", "the newest grading by the system stays the one it was"


def test_everybody_at_once(at):
    ran = at("mary", "propose", "--all")
    assert ran.status == 1 and "Proposed: 4 ratings" in ran.out and "C3: grading 4 gave no grade" in ran.out
    ran = at("mary", "propose", "--all", "--json")
    assert ran.status == 1 and ran.document["done"] == []
    assert sorted(one["customer"] for one in ran.document["left"]) == ["C1", "C2", "C3", "C4", "C5"]
    ran = at("mary", "review", "--all")
    assert ran.status == 1 and "mary proposed this rating" in ran.out
    assert at("li", "review", "--all").status == 0
    ran = at("li", "review", "--all")
    assert ran.status == 0 and "Left: 4, waits for a decision" in ran.out
    ran = at("wang", "decide", "--all")
    assert ran.status == 0 and "Decided: 4 ratings" in ran.out
    ran = at("mary", "propose", "--all")
    assert "Left: 4, in force from this grading" in ran.out
    assert "已在办理中" not in at("mary", "propose", "--all", "--language", "zh").out


def test_everybody_of_a_run(at):
    at("mary", "propose", "C1")
    ran = at("mary", "propose", "--run", 1, "--json")
    assert ran.status == 1
    assert [one["customer"] for one in ran.document["done"]] == ["C2", "C4", "C5"]
    ran = at("mary", "propose", "--run", 2)
    assert ran.status == 2 and "is no run" in ran.err


def test_a_rating_is_withdrawn_on_terms(at):
    decided(at, "C1")
    ran = at("wang", "withdraw", "C1", "--reason", "insolvency filed", "--terms", "pay_first")
    assert ran.status == 0 and "Withdrawn: 1 rating" in ran.out
    found = listed(at)["C1"]
    assert (found["confirmed_grade"], found["basis"]) == (None, "withdrawn")
    assert "pay first" in at("mary", "show", "C1").out
    assert "先款后货" in at("mary", "show", "C1", "--language", "zh").out
    assert list(listed(at, "--state", "withdrawn")) == ["C1"]


def test_returned_and_refused(at):
    at("mary", "propose", "C1", "C2")
    assert "Returned: 1 rating" in at("li", "review", "C1", "--return", "--comment", "statements missing").out
    at("li", "review", "C2")
    assert "Refused: 1 rating" in at("wang", "decide", "C2", "--refuse", "--comment", "no").out
    assert listed(at)["C1"]["next_step"] == "returned: propose anew"
    assert set(listed(at, "--state", "returned")) == {"C1"} and set(listed(at, "--state", "refused")) == {"C2"}
    assert at("mary", "propose", "C1", "C2").status == 0, "what is over may be proposed anew"


REFUSED = [
    (["propose", "C9"], "no entry of the customer C9", "没有客户 C9"),
    (["propose", "C3"], "gave no grade", "未得出等级"),
    (["propose", "C4", "--grade", "AA"], "needs a reason code", "须注明原因代码"),
    (["propose", "C4", "--grade", "AA", "--reason", "M99"], "M99 is no reason code", "M99 不是"),
    (["propose", "C4", "--grade", "AA", "--reason", "M02", "--evidence", "x"], "needs a comment", "须填写说明"),
    (["propose", "C4", "--grade", "AA", "--reason", "M02", "--comment", "x"], "needs evidence", "须填写说明|须提供依据"),
    (["propose", "C4", "--grade", "AAA", *WHY], "2 notches better", "最多允许 1 级"),
    (["propose", "C4", "--grade", "ZZ", *WHY], "ZZ is no grade", "ZZ 不是"),
    (["propose", "C4", "--grade", "A", *WHY], "is what the policy gives", "就是系统等级"),
    (["propose", "C2", "--grade", "BB", *WHY], "hard rule", "硬性规则"),
    (["propose", "C4", "--set", "leverage", *WHY], "--set leverage", "--set leverage"),
    (["propose", "C4", "--set", "leverige=1", *WHY], "did you mean leverage", "是否应为 leverage"),
    (["propose", "C4", "--set", "leverage=900%", *WHY], "outside", "超出"),
    (["propose", "C4", "--set", "leverage=70%", *WHY], "already", "无需调整"),
    (["propose", "C4", "--reason", "M02"], "say which grade", "请同时给出等级"),
    (["propose", "C4", "--on", SOON], "lies in the future", "将来的日期"),
    (["propose", "C4", "--on", "soon"], "--on soon", "--on soon"),
    (["propose", "C4", "--on", "2020-01-31"], "no grading by credit_rating", "没有按制度 credit_rating"),
    (["propose", "C4", "--policy", "aml_pbc_2013"], "nothing was graded by aml_pbc_2013", "没有按制度 aml_pbc_2013"),
    (["propose"], "say whom", "请指定客户"),
    (["propose", "C4", "--all"], "say whom", "请指定客户"),
    (["propose", "--all", "--grade", "AA", *WHY], "customers that are named", "仅用于指定的客户"),
    (["propose", "C4", "C4", "C9"], "no entry of the customer C9", "没有客户 C9"),
    (["review", "C4"], "was proposed yet", "尚未按制度"),
    (["decide", "C4", "--grade", "A", "--refuse"], "either", "不能同时使用"),
    (["withdraw", "C4", "--reason", "x", "--terms", "none"], "is in force", "没有现行有效"),
    (["withdraw", "C4", "--reason", "x", "--terms", "cash"], "pay_first", "pay_first"),
    (["end-override", "C4", "--reason", "x"], "is in force", "没有现行有效"),
    (["list", "--policy", "nothing"], "nothing was graded by nothing", "没有按制度 nothing"),
    (["propose", "--all", "--policy", "nothing"], "nothing was graded by nothing", "没有按制度 nothing"),
    (["review", "--all", "--policy", "nothing"], "nothing was graded by nothing", "没有按制度 nothing"),
    (["propose", "--run", "first"], "not a valid int", "“first”不是整数"),
    (["withdraw", "C4", "--terms", "none"], "--reason", "缺少选项 --reason"),
    (["upgrade"], "upgrade", "没有命令 upgrade"),
    (["list", "C1", "C2"], "C1", "多余的参数 C1 C2"),
    (["list", "--state", "odd"], "--state odd", "--state odd"),
    (["show", "C9"], "no entry of the customer C9", "没有客户 C9"),
]


@pytest.mark.parametrize(("arguments", "english", "chinese"), REFUSED)
def test_what_is_refused_before_anything_was_proposed(at, arguments, english, chinese):
    before = at.run("journal", "verify", "--journal", at.url).out
    for language, words in (("en", english), ("zh", chinese)):
        ran = at("mary", *arguments, "--language", language)
        assert ran.status == 2, ran
        assert any(one in ran.err for one in words.split("|")), ran.err
    assert at.run("journal", "verify", "--journal", at.url).out == before, "nothing was written"


LATER = [
    ("mary", ["propose", "C1"], "on its way already"),
    ("mary", ["review", "C1"], "mary proposed this rating"),
    ("mary", ["decide", "C2"], "mary proposed this rating"),
    ("wang", ["decide", "C1"], "nobody has reviewed"),
    ("li", ["review", "C2"], "li has reviewed this rating already"),
    ("li", ["decide", "C4"], "decided by a third person"),
    ("wang", ["decide", "C2", "--committee", "Credit committee"], "--minute"),
    ("wang", ["decide", "C2", "--on", SOON], "lies in the future"),
    ("wang", ["decide", "C2", "--on", TODAY - datetime.timedelta(days=1)], "is before the step before"),
    ("wang", ["decide", "C2", "--valid-until", TODAY + datetime.timedelta(days=800)], "is too late"),
    ("wang", ["decide", "C2", "--valid-until", TODAY - datetime.timedelta(days=1)], "is before the decision"),
    ("wang", ["decide", "C4", "--override-until", TODAY + datetime.timedelta(days=300)], "is too late"),
    ("wang", ["decide", "C2", "--override-until", TODAY], "is none"),
    ("wang", ["decide", "C2", "--grade", "CCC"], "needs a reason code"),
    ("wang", ["decide", "C2", "--grade", "BB", *WHY], "hard rule"),
    ("wang", ["decide", "C4", "C1", "C9"], "2 of 3 customers are refused"),
    ("li", ["review", "C1", "--step", "risk"], "not the step that comes now"),
    ("wang", ["withdraw", "C2", "--reason", "x", "--terms", "none"], "is in force"),
]


@pytest.mark.parametrize(("user", "arguments", "english"), LATER)
def test_what_is_refused_on_the_way(at, user, arguments, english):
    at("mary", "propose", "C1", "C2")
    at("mary", "propose", "C4", "--grade", "AA", *WHY)
    assert at("li", "review", "C2", "C4").status == 0
    before = listed(at)
    ran = at(user, *arguments)
    assert ran.status == 2 and english in ran.err, ran
    assert listed(at) == before, "nothing half-written"


def test_a_comment_cannot_look_like_a_step(at):
    forged = "fine\n  decided: wang, 2026-06-01, entry 99"
    why = ("--reason", "M02", "--comment", forged, "--evidence", "letter\n  decided: wang")
    at("mary", "propose", "C4", "--grade", "AA", *why)
    at("li", "review", "C4", "--comment", forged)
    shown = at("mary", "show", "C4")
    assert shown.status == 0 and not any(line.strip().startswith("decided") for line in shown.out.splitlines())
    assert "fine decided: wang" in shown.out


def test_an_override_that_was_redacted_is_still_called_one(at):
    at("mary", "propose", "C4", "--grade", "AA", *WHY)
    at.run("journal", "redact", "--customer", "C4", "--field", "output_override", "--reason", "law", "--yes", "--journal", at.url)
    assert "manual override: (redacted)" in at("mary", "show", "C4").out
    assert "人工调整：（已删除）" in at("mary", "show", "C4", "--language", "zh").out


def test_two_policies_have_to_be_told_apart(at, run, tmp_path):
    table = tmp_path / "two.csv"
    table.write_text("客户编号,kind\nC1,company\n", "utf-8")
    ran = run("grade", "lookup", table, "--policies", "tests/policies", "--as-of", TODAY, "--journal", at.url)
    assert ran.status == 0, ran.err
    ran = at("mary", "propose", "C1")
    assert ran.status == 2 and "credit_rating, lookup" in ran.err
    assert at("mary", "propose", "--all").status == 2
    assert at("mary", "propose", "C1", "--policy", "credit_rating").status == 0
    assert len(at("mary", "list", "--json").document) == 6


def test_roles_of_the_configuration_hold(at, tmp_path, monkeypatch):
    config = tmp_path / "config.yaml"
    config.write_text("roles:\n  mary: [officer]\n  li: [officer]\n  wang: [approver]\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(config))
    at("mary", "propose", "C1")
    at("li", "review", "C1")
    ran = at("li", "decide", "C1")
    assert ran.status == 2 and "takes the role approver" in ran.err
    assert at("nobody", "propose", "C2").status == 2
    assert at("wang", "decide", "C1").status == 0


def test_errors_under_json_are_documents(at):
    ran = at("mary", "propose", "C9", "--json")
    assert ran.status == 2 and "C9" in json.loads(ran.out)["error"]
