"""The work list: each kind of task, what it says, how it grows with the days."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlplugin.compliance import work_list
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.events import Event
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.standing import standings
from xlplugin.compliance.work_list import TITLES, due
from xlplugin.compliance.working_days import WorkingDays
from xlplugin.scoring.serving import Serving

from .conftest import Clock
from .grading import POLICIES, compiled
from .rated import decide, grade, propose, rate, record, review, withdraw

DAY = datetime.date.fromisoformat
CHINA = WorkingDays("CN")


def listed(journal, day, *policies, **options):
    """The kind, last day and days overdue of each task, by customer."""
    found = due(journal, DAY(day), policies, calendar=CHINA, **options)
    return [(one.customer, one.what, str(one.due or ""), one.overdue_days) for one in found]


def test_an_empty_journal_has_no_work(journal):
    assert due(journal, DAY("2026-06-01")) == ()


def test_standings_that_are_known_are_not_worked_out_again(journal, monkeypatch):
    grade(journal, {"C1": "B", "C2": "A"}, "2026-06-01")
    rate(journal, "C2", "2026-06-03")
    plain = listed(journal, "2026-12-10")
    known = {"reviewed": standings(journal, "reviewed", DAY("2026-12-10"))}
    monkeypatch.setattr(work_list, "standings", None)
    assert plain and listed(journal, "2026-12-10", standing=known) == plain


def test_a_first_rating_within_ten_working_days(journal):
    grade(journal, {"C1": "B"}, "2026-06-01")
    grade(journal, {"C1": "B"}, "2026-06-10")  # a later grading does not move the day
    assert listed(journal, "2026-06-14") == []
    assert listed(journal, "2026-06-14", within=1) == [("C1", "first_rating", "2026-06-15", 0)]
    assert listed(journal, "2026-06-15") == [("C1", "first_rating", "2026-06-15", 0)]
    assert listed(journal, "2026-06-20") == [("C1", "first_rating", "2026-06-15", 5)]
    (one,) = due(journal, DAY("2026-06-20"), calendar=CHINA)
    assert (one.policy, one.grade, one.title) == ("reviewed", "B", TITLES["first_rating"])
    assert one.is_overdue and one.shown_due == "2026-06-15"
    rate(journal, "C1", "2026-06-20")
    assert listed(journal, "2026-06-20") == []
    assert listed(journal, "2026-06-19") == [("C1", "first_rating", "2026-06-15", 4)]  # as it was that day


def test_a_day_that_is_not_certain_is_marked(journal):
    grade(journal, {"C1": "B"}, "2090-12-28")
    (one,) = due(journal, DAY("2091-02-01"), calendar=CHINA)
    assert one.shown_due == f"≈{one.due}"
    assert "2090, 2091" in one.note.en and "日历文件" in one.note.zh


def test_a_periodic_review_by_months_window_and_decision(journal):
    grade(journal, {"C1": "A", "C2": "B", "C3": "B", "C4": "D"}, "2026-05-01")
    rate(journal, "C1", "2026-05-04")
    rate(journal, "C2", "2026-05-04")
    rate(journal, "C3", "2026-05-04", valid_until="2026-08-31")
    rate(journal, "C4", "2026-05-04")
    reviews = [one for one in listed(journal, "2026-12-10", within=300) if one[1] in ("review", "valid_until")]
    assert reviews == [
        ("C3", "valid_until", "2026-08-31", 101),
        ("C1", "review", "2026-11-04", 36),
        ("C2", "review", "2026-11-30", 10),
    ]
    irregular = [one for one in listed(journal, "2026-12-10", undated=True) if one[0] == "C4" and one[1] == "review"]
    assert irregular == [("C4", "review", "", 0)]


def test_a_review_that_was_done_moves_the_next_one_but_not_the_validity(journal):
    grade(journal, {"C1": "A", "C2": "A"}, "2026-05-01")
    first, second = rate(journal, "C1", "2026-05-04"), rate(journal, "C2", "2026-05-04", valid_until="2026-12-01")
    with journal.writing() as writing:
        for decision, customer in ((first, "C1"), (second, "C2")):
            said = {"outcome": "unchanged", "on": "2026-11-02"}
            writing.append(Event("review.done", {"comment": "x"}, said, customer, "reviewed@1", refers=decision))
    chosen = [one for one in listed(journal, "2026-11-10", within=400) if one[1] == "review"]
    assert chosen == [("C1", "review", "2026-11-30", 0), ("C2", "review", "2026-11-30", 0)]
    chosen = [one for one in listed(journal, "2026-12-05", within=400) if one[1] in ("review", "valid_until")]
    assert ("C2", "valid_until", "2026-12-01", 4) in chosen


def test_an_expired_rating_is_one_task_and_not_also_a_review(journal):
    grade(journal, {"C1": "B"}, "2026-05-01")
    rate(journal, "C1", "2026-05-04", valid_until="2026-10-31")
    assert [one[1] for one in listed(journal, "2026-10-31", within=0)] == ["application", "review"]
    assert listed(journal, "2026-11-01") == [("C1", "valid_until", "2026-10-31", 1)]


def test_an_override_that_ends_and_one_that_ended(journal):
    grade(journal, {"C1": "C"}, "2026-05-01")
    rate(journal, "C1", "2026-05-04", valid_until="2027-05-04", override="B", override_until="2026-08-04")
    assert listed(journal, "2026-08-04") == [("C1", "override_expired", "2026-08-04", 0)]
    (one,) = due(journal, DAY("2026-08-10"), calendar=CHINA)
    assert (one.what, one.overdue_days, one.grade) == ("override_expired", 6, "C")


def test_a_worse_system_grade_under_an_override(journal):
    grade(journal, {"C1": "C"}, "2026-05-01")
    rate(journal, "C1", "2026-05-04", valid_until="2027-05-04", override="B")
    grade(journal, {"C1": "D"}, "2026-06-20")
    assert "override_masked" not in [one[1] for one in listed(journal, "2026-06-19", within=365)]
    (one,) = [one for one in due(journal, DAY("2026-06-25"), calendar=CHINA) if one.what == "override_masked"]
    assert (one.due, one.overdue_days, one.grade) == (DAY("2026-06-20"), 5, "D")
    assert "confirmed is B" in one.detail.en and "审定等级为 B" in one.detail.zh


def test_a_risk_grade_that_a_hard_rule_makes_worse(journal):
    risk = compiled("risk")
    record(journal, risk, ["C1"], [["CN", "retail", 5, False]], "2026-05-01")
    rate(journal, "C1", "2026-05-04", policy="risk")
    record(journal, risk, ["C1"], [["CN", "retail", 5, True]], "2026-06-20")
    assert [one[:3] for one in listed(journal, "2026-06-25")] == [("C1", "system_worse", "2026-06-20")]


def test_a_change_of_grade_within_five_days(journal):
    grade(journal, {"C1": "C", "C2": "C", "C3": "B"}, "2026-05-01")
    for customer in ("C1", "C2", "C3"):
        rate(journal, customer, "2026-05-04")
    grade(journal, {"C1": "D", "C2": "D", "C3": "D"}, "2026-06-01")
    grade(journal, {"C1": "D", "C2": "C"}, "2026-06-05")  # C1 stays where it moved to, C2 is back
    moved = [one for one in listed(journal, "2026-06-10") if one[1] == "transition"]
    assert moved == [("C1", "transition", "2026-06-06", 4)]
    rate(journal, "C1", "2026-06-10")
    assert "transition" not in [one[1] for one in listed(journal, "2026-06-10")]


def test_no_change_of_grade_where_a_person_moved_it(journal):
    grade(journal, {"C1": "D"}, "2026-05-01")
    rate(journal, "C1", "2026-05-04", override="C")
    grade(journal, {"C1": "D"}, "2026-06-01")
    assert "transition" not in [one[1] for one in listed(journal, "2026-06-30")]


def test_a_proposal_that_waits_beyond_its_days(journal):
    grade(journal, {"C1": "A", "C2": "C"}, "2026-06-01")
    first = propose(journal, "C1", "2026-06-02")
    propose(journal, "C2", "2026-06-02")  # the policy sets no time for C
    pending = [one for one in listed(journal, "2026-06-08") if one[1] == "pending"]
    assert pending == [("C1", "pending", "2026-06-05", 3)]
    undated = [one for one in listed(journal, "2026-06-08", undated=True) if one[1] == "pending"]
    assert undated == [("C1", "pending", "2026-06-05", 3), ("C2", "pending", "", 0)]
    review(journal, first, "2026-06-08", step="checks")
    assert "pending" not in [one[1] for one in listed(journal, "2026-06-30")]  # the last step has no time of its own
    (one,) = [one for one in due(journal, DAY("2026-06-30"), calendar=CHINA) if one.customer == "C1"]
    assert one.what == "first_rating" and f"proposal {first} (A) is on its way" in one.detail.en
    review(journal, first, "2026-06-09", outcome="returned")
    assert "C1" not in [one[0] for one in listed(journal, "2026-06-30", undated=True) if one[1] == "pending"]


def test_provisional_grades_and_applications(journal):
    grade(journal, {"C1": "B"}, "2026-01-05")
    rate(journal, "C1", "2026-01-08", valid_until="2026-11-20")
    chosen = ("provisional_ends", "application")
    assert [one for one in listed(journal, "2026-10-20") if one[1] in chosen] == [
        ("C1", "provisional_ends", "2026-07-08", 104),
        ("C1", "application", "2026-10-20", 0),
    ]
    propose(journal, "C1", "2026-10-20")  # that is the application
    assert "application" not in [one[1] for one in listed(journal, "2026-10-25")]
    rate(journal, "C1", "2026-10-25")  # the second rating is the full assessment
    assert "provisional_ends" not in [one[1] for one in listed(journal, "2026-11-01")]


def test_a_withdrawn_rating_asks_for_nothing(journal):
    grade(journal, {"C1": "A"}, "2026-05-01")
    withdraw(journal, rate(journal, "C1", "2026-05-04"), "2026-05-20")
    assert listed(journal, "2027-06-01", undated=True) == []


def test_a_refused_rating_leaves_the_first_one_due(journal):
    grade(journal, {"C1": "B"}, "2026-06-01")
    decide(journal, propose(journal, "C1", "2026-06-02"), "2026-06-03", outcome="refused")
    assert [one[1] for one in listed(journal, "2026-06-30", undated=True)] == ["first_rating"]


def trigger(journal, customer, on, due="", working=None, policy="reviewed@1"):
    said = {"why": "media", "on": on} | ({"due": due} if due else {}) | ({"working_days": working} if working else {})
    with journal.writing() as writing:
        return writing.append(Event("review.triggered", {"text": "a report"}, said, customer, policy))


def test_a_triggered_review_until_it_is_done(journal):
    grade(journal, {"C1": "A", "C2": "A", "C3": "A"}, "2026-05-01")
    for customer in ("C1", "C2", "C3"):
        rate(journal, customer, "2026-05-04")
    first = trigger(journal, "C1", "2026-06-01")
    trigger(journal, "C2", "2026-06-01", due="2026-06-20")
    trigger(journal, "C3", "2026-06-01", due="2026-06-15", working=10)
    assert listed(journal, "2026-05-31", within=100) == []
    assert listed(journal, "2026-06-18", within=5) == [
        ("C1", "trigger", "2026-06-01", 17),
        ("C3", "trigger", "2026-06-15", 3),
        ("C2", "trigger", "2026-06-20", 0),
    ]
    assert due(journal, DAY("2026-06-18"), calendar=CHINA)[0].detail.zh == "2026-06-01 权威媒体报道：a report"
    rate(journal, "C1", "2026-06-18")
    assert "rated again on 2026-06-18" in due(journal, DAY("2026-06-18"), calendar=CHINA)[0].detail.en
    with journal.writing() as writing:
        said = {"outcome": "rerated", "on": "2026-06-18"}
        writing.append(Event("review.done", {"comment": "x"}, said, "C1", "reviewed@1", refers=first))
    assert [one[0] for one in listed(journal, "2026-06-18")] == ["C3"]
    assert [one[0] for one in listed(journal, "2026-06-17")] == ["C1", "C3"]  # as it was that day


def test_only_some_policies(journal):
    grade(journal, {"C1": "B"}, "2026-06-01")
    record(journal, compiled("risk"), ["C2"], [["CN", "retail", 5, False]], "2025-06-01")
    rate(journal, "C2", "2025-06-02", valid_until="2026-06-01", policy="risk")
    assert [one[0] for one in listed(journal, "2026-06-20")] == ["C2", "C1"]
    assert [one[0] for one in listed(journal, "2026-06-20", "risk@1")] == ["C2"]
    with pytest.raises(JournalError, match="reviewed, risk") as caught:
        due(journal, DAY("2026-06-20"), ("rusk",))
    assert caught.value.kind == "unknown-policy"


def test_the_rules_in_force_count(journal, tmp_path):
    text = (POLICIES / "reviewed.yaml").read_text("utf-8")
    assert "first_within_days: 10\n" in text
    newer = text.replace("first_within_days: 10\n", "first_within_days: 20\n").replace('version: "1"', 'version: "2"')
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "reviewed.yaml").write_text(newer, "utf-8")
    serving = Serving([tmp_path / "policies", POLICIES])
    grade(journal, {"C1": "B"}, "2026-06-01")
    assert listed(journal, "2026-06-20") == [("C1", "first_rating", "2026-06-15", 5)]
    assert listed(journal, "2026-06-20", serving=serving) == []
    assert listed(journal, "2026-06-30", serving=serving) == [("C1", "first_rating", "2026-06-30", 0)]


def test_a_customer_whose_key_was_redacted_is_left_out(journal):
    from xlplugin.compliance.redacting import redact

    grade(journal, {"C1": "B", "C2": "B"}, "2026-06-01")
    seqs = [entry.seq for entry in journal.entries(customer="C1")]
    redact(journal, seqs, ["customer"], "the law")
    assert [one[0] for one in listed(journal, "2026-06-20")] == ["C2"]


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", "C3"]),
        st.sampled_from("ABCD"),
        st.integers(0, 200),
        st.sampled_from(["grade", "rate", "valid", "override", "trigger"]),
    ),
    min_size=1,
    max_size=8,
)


@given(moves=MOVES, start=st.integers(201, 500), further=st.integers(1, 200))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_without_new_events_work_only_grows(moves, start, further, tmp_path_factory):
    begin = DAY("2025-06-01")
    path = tmp_path_factory.mktemp("grows") / "journal.db"
    with open_journal(f"sqlite:///{path}", create=True, clock=Clock(), user="mary") as journal:
        for customer, wanted, past, what in sorted(moves, key=lambda move: move[2]):
            on = begin + datetime.timedelta(past)
            grade(journal, {customer: wanted}, on)
            later = on + datetime.timedelta(90)
            if what == "trigger":
                trigger(journal, customer, on.isoformat())
            elif what == "override":
                rate(journal, customer, on, on + datetime.timedelta(300), "A" if wanted != "A" else "B", later)
            elif what != "grade":
                rate(journal, customer, on, later if what == "valid" else None)
        day = begin + datetime.timedelta(start)
        after = day + datetime.timedelta(further)
        now, then = (due(journal, one, calendar=CHINA) for one in (day, after))
        assert {(one.customer, one.policy) for one in now} <= {(one.customer, one.policy) for one in then}
        foreseen = {one.customer for one in due(journal, day, calendar=CHINA, within=further)}
        assert {one.customer for one in then} == foreseen
        lasting = {(one.customer, one.what, one.due) for one in now if one.what not in EXPIRING}
        if not any(one.what == "valid_until" for one in then):
            assert lasting <= {(one.customer, one.what, one.due) for one in then}
        assert all(one.overdue_days == (after - one.due).days for one in then)


EXPIRING = ("review", "application", "provisional_ends", "transition", "override_expired", "override_masked")
"""What an expired rating takes with it."""
