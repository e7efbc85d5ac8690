"""The record of one customer: what the page says, from the journal alone."""

from __future__ import annotations

import datetime

import pytest

from xlplugin.compliance.customer_copy import customer_copy
from xlplugin.compliance.customer_record import is_confidential
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.record_parts import REDACTED

from .customer_cases import AML, APPROVER, CLEAN, RATER, REVIEWER, WHY, Desk, compiled, day

POLICY = "credit_rating"


@pytest.fixture
def desk(tmp_path):
    return Desk(f"sqlite:///{tmp_path / 'j.db'}")


def value(record, name):
    return next(one for one in record.grading.scored if one.name == name)


def test_inputs_points_and_reasons_are_those_of_the_explanation(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    record = desk.record("C1", POLICY, "2026-06-01")
    result = compiled(POLICY).grade_row(list(CLEAN.values()), day("2026-05-04"))
    lines = {line.characteristic.en: line for line in result.explain() if line.kind == "characteristic"}
    scored = [one for one in record.grading.scored if one.best is not None]
    assert [one.title.en for one in scored] == list(lines)
    for one in scored:
        line = lines[one.title.en]
        assert (one.points, one.best, one.code) == (line.points, line.best, line.code)
        assert one.reason.zh == (line.reason.zh if line.reason else "")
    assert [one.code for one in record.grading.reasons] == [one.code for one in result.reasons][:4]
    assert (record.grading.grade, record.grading.score) == (result.grade, result.score)


def test_values_are_said_with_units_and_marks(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    record = desk.record("C1", POLICY, "2026-06-01")
    assert value(record, "leverage").value.en == "62%"
    assert value(record, "loan_class").value.zh == "正常"
    assert (value(record, "sales_growth").mark, value(record, "leverage").mark) == ("missing", "")
    assert value(record, "loss_periods").best is None  # an input of the rules alone
    desk.grade(POLICY, "C2", "2026-05-05", {**CLEAN, "leverage": "lots", "cash_content": " "})
    record = desk.record("C2", POLICY, "2026-06-01")
    assert value(record, "leverage").mark == "wrong" and "lots" in value(record, "leverage").value.en
    assert value(record, "cash_content").mark == "blank"
    assert record.grading.grade is None and record.grading.error is not None


def test_a_customer_without_a_rating_shows_what_the_system_gave(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    record = desk.record("C1", POLICY, "2026-06-01")
    assert record.rating is None and record.steps == () and record.history == () and record.changes is None
    assert record.standing.grade is None
    assert record.grading.approval["state"] == "approved"
    assert record.grading.basis["hash"] == compiled(POLICY).policy.digest
    assert record.anchor.seq == record.grading.entry.seq


def test_the_steps_name_who_when_and_by_which_minute(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    desk.propose("C1", "2026-05-05", reason=WHY.__class__(comment="as the system has it"))
    desk.review("C1", "2026-05-06")
    desk.decide("C1", "2026-05-07", minute="2026-19", comment="agreed", committee="credit committee")
    record = desk.record("C1", POLICY, "2026-06-01")
    said = [(step.kind, step.who, step.on.day, step.grade) for step in record.steps]
    grade = record.grading.grade
    assert said == [("proposed", RATER, 5, grade), ("reviewed", REVIEWER, 6, ""), ("decided", APPROVER, 7, grade)]
    assert record.steps[-1].minute == "2026-19" and record.steps[-1].comment == "agreed"
    assert record.standing.grade == grade
    assert record.review is not None and record.review.day == datetime.date(2027, 5, 7)
    assert {title.en: said.en for title, said in record.treatment}["Approver"] == "Branch"


def test_what_changed_since_the_last_rating_and_the_history(desk):
    desk.grade(POLICY, "C1", "2026-01-12", {**CLEAN, "leverage": 0.55, "sales_growth": 0.2})
    desk.rate("C1", "2026-01-14", minute="1")
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    between = desk.record("C1", POLICY, "2026-05-04")
    assert between.newer is not None and between.later is not None and between.changes is None
    assert [one.name for one in between.later.lines] == ["leverage", "sales_growth"]
    desk.rate("C1", "2026-05-06", minute="2")
    record = desk.record("C1", POLICY, "2026-06-01")
    assert record.newer is None and record.changes is not None
    leverage, growth = record.changes.lines
    assert (leverage.before.en, leverage.after.en) == ("55%", "62%")
    assert (leverage.points_before, leverage.points_after) == (24.0, 22.8)
    assert (growth.before.en, growth.after.en, growth.points_after) == ("20%", "—", 0.0)
    assert record.changes.grades == (record.history[1].rating.confirmed_grade, record.grading.grade)
    assert [past.state for past in record.history] == ["decided", "superseded"]
    early = desk.record("C1", POLICY, "2026-02-01")
    assert early.rating is not None and early.rating.minute == "1" and early.newer is None


def test_a_changed_input_stands_beside_what_the_system_had(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    desk.rate("C1", "2026-05-05", minute="7", inputs={"sales_growth": "0%"}, reason=WHY)
    record = desk.record("C1", POLICY, "2026-06-01")
    growth = value(record, "sales_growth")
    assert growth.changed is not None and growth.changed.evidence == WHY.evidence
    assert (growth.before.en, growth.value.en, growth.mark) == ("—", "0%", "")
    assert record.newer is None, "the system's own grading is no later one"
    assert record.rating is not None and record.rating.is_override and record.rating.override_until is not None


@pytest.mark.parametrize(
    "entry, fields",
    [
        ("grading", ["input.leverage"]),
        ("grading", ["input"]),
        ("grading", ["outputs"]),
        ("grading", ["steps"]),
        ("grading", ["all"]),
        ("run", ["who", "source"]),
        ("proposed", ["comment", "who"]),
        ("proposed", ["output_override", "proposed_grade", "system_grade"]),
        ("proposed", ["all"]),
        ("decided", ["all"]),
    ],
)
def test_what_was_redacted_is_said_to_be(desk, entry, fields):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    better = {"grade": "AA", "reason": WHY}
    decided = desk.rate("C1", "2026-05-05", minute="7", **better)
    before = desk.record("C1", POLICY, "2026-06-01")
    assert before.rating is not None
    seqs = {
        "grading": before.rating.grading,
        "run": before.grading.run.seq,
        "proposed": before.rating.seq,
        "decided": decided,
    }
    fields = [name for one in fields for name in _names(before, entry, one, desk, seqs)]
    desk.redact(seqs[entry], *fields)
    record = desk.record("C1", POLICY, "2026-06-01")
    if any(name.startswith("input.leverage") for name in fields):
        assert value(record, "leverage").value == REDACTED
        assert value(record, "leverage").points == (None if "steps" in fields else 22.8), "points are kept apart"
    if entry == "run":
        assert REDACTED.zh in record.grading.who
    if fields == ["comment", "who"]:
        assert REDACTED.en in record.steps[0].who and REDACTED.en in record.steps[0].comment


def _names(record, entry, name, desk, seqs):
    """The fields that are meant: all but the customer's number, by which the record is found."""
    if name not in ("all", "input"):
        return [name]
    with desk.open(RATER) as journal:
        found = journal.entry(seqs[entry]).fields
    return [one for one in found if name == "all" or one.startswith("input.")]


def test_every_direct_rule_says_yes_or_no_with_the_date_of_its_list(desk):
    seq = desk.grade("aml_pbc_2013", "K7", "2026-06-25", AML)
    record = desk.record("K7", "aml_pbc_2013", "2026-06-30")
    said = {rule.code: rule.fired for rule in record.grading.direct}
    assert said == {"AO01": False, "AO02": False, "AO03": False, "AO04": False, "AO05": True, "AO06": True}
    [(title, of)] = next(rule for rule in record.grading.direct if rule.code == "AO06").lists
    assert title.zh.startswith("FATF") and of == compiled("aml_pbc_2013").policy.lists["fatf_call_for_action"].as_of
    assert [one.before for one in record.grading.fired] == ["low", "medium"]
    assert record.is_confidential
    desk.redact(seq, "steps", "input.country")
    told = {rule.code: rule.fired for rule in desk.record("K7", "aml_pbc_2013", "2026-06-30").grading.direct}
    assert set(told.values()) == {None}


def test_a_first_rating_is_due_within_working_days(desk):
    desk.grade("aml_pbc_2013", "K7", "2026-06-25", AML)
    review = desk.record("K7", "aml_pbc_2013", "2026-06-30").review
    assert review is not None and review.day is not None and review.day > day("2026-07-05")


def test_the_copy_tells_the_grade_and_no_more_than_four_reasons(desk):
    desk.grade(POLICY, "C1", "2026-05-04", {**CLEAN, "loan_class": "special_mention"})
    desk.rate("C1", "2026-05-06", minute="2")
    copy = customer_copy(desk.record("C1", POLICY, "2026-06-01"))
    assert copy.reasons is not None and len(copy.reasons) == 4
    assert copy.reasons[0].en == "Loans not repaid as agreed"
    assert (copy.rated_on, copy.valid_until) == (day("2026-05-06"), day("2027-05-06"))


def test_why_a_person_made_the_grade_worse_is_the_first_reason(desk):
    desk.grade(POLICY, "C1", "2026-05-04", {**CLEAN, "loan_class": "special_mention"})
    worse = WHY.__class__("M04", "internal: sued by a supplier", ("court file 12",))
    desk.rate("C1", "2026-05-06", minute="2", grade="B", reason=worse)
    copy = customer_copy(desk.record("C1", POLICY, "2026-06-01"))
    assert copy.grade == "B" and copy.reasons is not None and len(copy.reasons) == 4
    assert copy.reasons[0].en == "Adverse information or litigation"


def test_the_copy_says_nothing_of_a_proposal_that_is_on_its_way(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    desk.rate("C1", "2026-05-06", minute="2")
    before = customer_copy(desk.record("C1", POLICY, "2026-06-01"))
    desk.grade(POLICY, "C1", "2026-05-20", {**CLEAN, "loan_class": "special_mention"})
    worse = WHY.__class__("M04", "internal: sued by a supplier", ("court file 12",))
    desk.propose("C1", "2026-05-21", grade="B", reason=worse)
    record = desk.record("C1", POLICY, "2026-06-01")
    assert record.standing.pending is not None and record.grading.entry.seq != record.held.entry.seq
    assert customer_copy(record) == before


def refused(record) -> str:
    with pytest.raises(JournalError) as caught:
        customer_copy(record)
    assert caught.value.message.zh
    return caught.value.kind


def test_no_copy_of_a_money_laundering_grade(desk):
    desk.grade("aml_pbc_2013", "K7", "2026-06-25", AML)
    assert refused(desk.record("K7", "aml_pbc_2013", "2026-06-30")) == "confidential"


def test_no_copy_of_a_grade_that_is_not_in_force(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    assert refused(desk.record("C1", POLICY, "2026-06-01")) == "not-in-force"
    desk.propose("C1", "2026-05-05")
    assert refused(desk.record("C1", POLICY, "2026-06-01")) == "not-in-force"
    desk.review("C1", "2026-05-06")
    desk.decide("C1", "2026-05-07")
    assert customer_copy(desk.record("C1", POLICY, "2026-06-01")).grade
    assert refused(desk.record("C1", POLICY, "2027-06-01")) == "not-in-force"
    desk.withdraw("C1", "2026-05-20")
    assert refused(desk.record("C1", POLICY, "2026-06-01")) == "not-in-force"


@pytest.mark.parametrize(
    "policy, secret",
    [
        ("credit_rating", False),
        ("data_access_abc", False),
        ("aml_pbc_2013", True),
        ("aml_laundering_stage", True),
        ("antifraud_risk", True),
        ("risk", True),
    ],
)
def test_which_grades_are_confidential(policy, secret):
    """Those of the families aml and fraud are; and a risk of no known family, such as that of a bank's own folder."""
    assert is_confidential(compiled(policy).policy) is secret


def test_a_customer_without_a_grading_under_the_policy(desk):
    desk.grade(POLICY, "C1", "2026-05-04", CLEAN)
    asked = (("C9", POLICY, "2026-06-01"), ("C1", "aml_pbc_2013", "2026-06-01"), ("C1", POLICY, "2026-05-01"))
    for customer, policy, on in asked:
        with pytest.raises(JournalError, match=r"no grading .* --as-of"):
            desk.record(customer, policy, on)
