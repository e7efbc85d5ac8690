"""Ratings: proposed, reviewed and decided by different people; which grade counts on which day."""

from __future__ import annotations

import contextlib
import datetime
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from xlplugin.compliance import rating_cases
from xlplugin.compliance.access import APPROVER as APPROVES
from xlplugin.compliance.access import COMPLIANCE, OFFICER
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.events import Event
from xlplugin.compliance.graded_by import Policies
from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.rating_candidates import of_run, to_decide, to_propose, to_review
from xlplugin.compliance.rating_history import all_ratings
from xlplugin.compliance.rating_steps import Proposal, Reason, decide, propose, review
from xlplugin.compliance.redacting import redact
from xlplugin.compliance.replaying import replay
from xlplugin.compliance.standing import standings, state_of
from xlplugin.compliance.system_grades import system_grade, system_grades
from xlplugin.compliance.verifying import verify

from .people import APPROVER, CHECKER, MAKER, OTHER, WHY, People, day, policy


@pytest.fixture
def people(url):
    found = People(url)
    found.grade({"C1": [70, False], "C2": [50, False], "C3": [90, True], "C4": [None, False]})
    yield found
    found.close()


def refused(step, *words: str, kind: str = "") -> None:
    """A step that is refused in both languages, with nothing written."""
    with pytest.raises(JournalError) as error:
        step()
    said = error.value.message
    for word in words:
        assert word in said.en, said.en
    assert any("\u4e00" <= char <= "\u9fff" for char in said.zh), said.zh
    assert not kind or error.value.kind == kind


# what a rating is


def test_a_rating_with_all_its_steps(people):
    people.propose(reason=Reason(comment="as graded"))
    people.today = day(2)
    people.review(comment="agreed")
    people.decide(committee="Committee", minute="7", comment="fine", valid_until=day(40))
    (rating,) = people.ratings()
    assert (rating.system_grade, rating.proposed_grade, rating.confirmed_grade) == ("B", "B", "B")
    assert [act.who for act in (rating.proposed, *rating.reviews, rating.decided)] == [MAKER, CHECKER, APPROVER]
    assert (rating.proposed.on, rating.decided.on) == (day(0), day(2))
    assert (rating.body, rating.committee, rating.minute) == ("committee", "Committee", "7")
    assert (rating.valid_until, rating.override_until, rating.is_override) == (day(40), None, False)
    assert rating.proposed.comment == "as graded" and rating.score == 70.0
    assert all_ratings(people.at(MAKER)) == {("C1", "rated"): (rating,)}
    assert people.said() == ("B", "confirmed")
    assert people.said(on=day(1)) == (None, "none"), "nobody had decided yet"
    assert people.standing(on=day(1)).pending.seq == rating.seq
    assert people.said(on=day(41)) == (None, "expired")
    assert verify(people.at(MAKER)).holds


def test_a_rating_is_valid_as_long_as_the_policy_says(people):
    people.rate()
    assert people.ratings()[0].valid_until == datetime.date(2027, 6, 1)


def test_a_newer_decision_supersedes_the_one_before(people):
    people.rate()
    people.today = day(10)
    people.grade({"C1": [95, False]})
    assert people.said() == ("B", "confirmed"), "a better grade takes a decision"
    people.rate()
    assert people.said() == ("A", "confirmed")
    assert people.said(on=day(9)) == ("B", "confirmed")
    first, second = people.ratings()
    assert people.standing().previous == first
    assert state_of(first, day(10), second) == "superseded" and state_of(first, day(9), second) == "decided"


def test_a_withdrawn_rating_counts_no_more(people):
    people.rate()
    people.today = day(5)
    people.withdraw(terms="pay_first")
    assert people.said() == (None, "withdrawn") and people.said(on=day(4)) == ("B", "confirmed")
    assert people.ratings()[0].terms == "pay_first" and people.ratings()[0].withdrawn.comment == "in default"
    refused(lambda: people.withdraw(), "no rating by rated is in force (withdrawn)")
    people.rate()
    assert people.said() == ("B", "confirmed")


def test_what_was_returned_or_refused_is_over(people):
    people.propose()
    people.review(returned=True, comment="no statements")
    assert state_of(people.ratings()[0], day(0)) == "returned"
    refused(lambda: people.decide(), "no rating by rated waits for a step (the last one: returned)")
    people.propose()
    people.review()
    people.decide(refused=True, comment="not at all")
    assert people.said() == (None, "none") and people.standing().last.refused.comment == "not at all"
    people.rate()
    assert people.said() == ("B", "confirmed")


# manual overrides


def test_another_grade_than_the_systems_holds_for_a_time(people):
    people.rate(grade="A", reason=WHY)
    (rating,) = people.ratings()
    change = rating.output_override
    assert (change.before, change.after, change.notches, change.evidence) == ("B", "A", 1, ("letter of comfort",))
    assert rating.override_until == datetime.date(2026, 9, 1)
    assert people.said() == ("A", "confirmed")
    assert people.said(on=datetime.date(2026, 9, 1)) == ("A", "confirmed")
    assert people.said(on=datetime.date(2026, 9, 2)) == ("B", "override_expired")
    people.today = day(3)
    people.end_override()
    assert people.said() == ("B", "override_ended") and people.said(on=day(2)) == ("A", "confirmed")
    refused(lambda: people.end_override(), "was ended on")


def test_a_worse_system_grade_is_not_masked_by_an_override(people):
    people.rate(grade="A", reason=WHY)
    people.today = day(7)
    people.grade({"C1": [45, False]})
    assert people.said() == ("C", "system_worse") and people.said(on=day(6)) == ("A", "confirmed")
    people.today = day(8)
    people.grade({"C1": [65, False]})
    assert people.said() == ("A", "confirmed"), "the system gives again what it gave when the override was decided"
    people.end_override()
    people.today = day(9)
    people.grade({"C1": [10, False]})
    assert people.said() == ("E", "system_worse"), "nor by what an ended override fell back to"


def test_an_override_to_a_worse_grade_is_not_bettered_by_the_system(people):
    people.rate(grade="D", reason=WHY)
    people.today = day(7)
    people.grade({"C1": [45, False]})
    assert people.said() == ("D", "confirmed")


def test_a_worse_system_grade_takes_a_decision_where_nobody_changed_the_grade(people):
    people.rate()
    people.today = day(7)
    people.grade({"C1": [45, False]})
    assert people.said() == ("B", "confirmed")


def test_other_inputs_are_graded_again_by_the_stored_texts(people):
    people.propose(inputs={"points": "85"}, reason=WHY)
    people.review()
    people.decide()
    (rating,) = people.ratings()
    (change,) = rating.input_overrides
    assert (change.input, change.before, change.after, change.code) == ("points", 70, 85.0, "M1")
    assert (rating.system_grade, rating.proposed_grade, rating.output_override) == ("B", "A", None)
    journal = people.at(MAKER)
    entry = journal.entry(rating.grading)
    assert entry.kind == "grading" and entry.fields["outputs"]["grade"] == "A"
    assert "who" not in entry.fields and "error" not in entry.fields
    run = Policies(journal).run(entry)
    assert run.open["command"] == "rating propose" and run.fields["source"] == f"override of entry {run.refers}"
    found = replay(journal)
    assert (found.gradings, found.same) == (5, 5)
    assert people.said() == ("A", "confirmed")
    assert system_grade(journal, "C1", "rated", day(0)).grade == "B", "what a person changed is not the system's"
    assert system_grades(journal, "rated", day(0))["C1"].grade == "B"
    assert people.said(on=day(200)) == ("B", "override_expired")


def test_inputs_and_grade_may_both_be_changed(people):
    people.rate(inputs={"points": 55.0}, grade="B", reason=WHY)
    (rating,) = people.ratings()
    assert rating.output_override.before == "C" and rating.system_grade == rating.confirmed_grade == "B"
    assert rating.is_override


def test_a_corrected_input_may_lift_a_cap_on_credit(people):
    refused(lambda: people.propose("C3", grade="B", reason=WHY), "L1 Pays late", "cap C", kind="override")
    people.propose("C3", inputs={"late": "no", "points": 65}, reason=WHY)


def test_a_decision_for_another_grade_is_a_manual_override_of_its_own(people):
    people.propose(grade="A", reason=WHY)
    people.review()
    refused(lambda: people.decide(grade="C"), "needs a reason code")
    refused(lambda: people.decide(grade="C", reason=Reason("M2", "", ("x",))), "needs a comment")
    refused(lambda: people.decide(grade="E", reason=WHY), "3 notches worse")
    people.decide(grade="C", reason=Reason("M2", "weak", ("accounts",)))
    (rating,) = people.ratings()
    assert (rating.proposed_grade, rating.confirmed_grade) == ("A", "C")
    assert rating.output_override.after == "C" and rating.asked_override.after == "A"
    assert rating.is_override and rating.override_until is not None


def test_a_decision_alone_may_be_the_override(people):
    people.propose()
    people.review()
    refused(lambda: people.decide(user=CHECKER, grade="A", reason=WHY), "third person")
    people.decide(grade="A", reason=WHY)
    (rating,) = people.ratings()
    assert rating.asked_override is None and rating.is_override
    assert people.said(on=day(200)) == ("B", "override_expired")


# risk scale


@pytest.fixture
def tiers(url):
    found = People(url)
    found.grade({"R1": [40, False, False], "R2": [5, True, False], "R3": [70, False, True], "R4": [5, False, False]}, "tiered")
    yield found
    found.close()


def test_below_a_direct_highest_rule_nothing_is_allowed(tiers):
    refused(lambda: tiers.propose("R2", grade="medium", reason=WHY), "H1 On a list (set high)", kind="override")
    refused(lambda: tiers.propose("R2", inputs={"listed": "no"}, reason=WHY), "H1 On a list")
    refused(lambda: tiers.propose("R3", grade="low", reason=WHY), "H2 Mostly cash (floor medium)")
    tiers.propose("R3", grade="medium", reason=WHY)
    tiers.propose("R1", grade="high", reason=WHY)


def test_a_hit_on_a_list_counts_at_once(tiers):
    tiers.rate("R4")
    assert tiers.said("R4", name="tiered") == ("low", "confirmed")
    tiers.today = day(3)
    tiers.grade({"R4": [40, False, False]}, "tiered")
    assert tiers.said("R4", name="tiered") == ("low", "confirmed"), "more points take a decision"
    tiers.grade({"R4": [5, True, False]}, "tiered")
    assert tiers.said("R4", name="tiered") == ("high", "system_worse")
    tiers.grade({"R4": [5, False, True]}, "tiered")
    assert tiers.said("R4", name="tiered") == ("medium", "system_worse")


def test_the_role_that_the_policy_names_decides_overrides(url):
    found = People(url, {MAKER: (OFFICER,), CHECKER: (OFFICER,), APPROVER: (APPROVES,), OTHER: (COMPLIANCE,)})
    found.grade({"R1": [40, False, False]}, "tiered")
    found.propose("R1", grade="low", reason=WHY)
    found.review("R1")
    refused(lambda: found.decide("R1"), "takes the role compliance", kind="not-allowed")
    found.decide("R1", user=OTHER)
    assert found.said("R1", name="tiered") == ("low", "confirmed")
    found.close()


# steps of the policy


def test_the_steps_that_a_policy_names_are_taken_in_order(url):
    found = People(url)
    found.grade({"S1": [90], "S2": [70], "S3": [10]}, "stepped")
    found.propose("S1")
    refused(lambda: found.review("S1", step="risk"), "branch (Branch)")
    found.review("S1")
    refused(lambda: found.decide("S1"), "before the decision come the steps risk (Risk)")
    refused(lambda: found.review("S1"), "li has reviewed this rating already")
    found.review("S1", user=OTHER, step="risk")
    refused(lambda: found.review("S1", user="sun", step="risk"), "no step that is still open")
    found.decide("S1")
    (rating,) = found.ratings("S1", "stepped")
    assert [act.step for act in (rating.proposed, *rating.reviews, rating.decided)] == ["applies", "branch", "risk", "approves"]
    found.rate("S2")
    assert found.said("S2", name="stepped") == ("B", "confirmed"), "the short way"
    found.propose("S3")
    found.review("S3")
    refused(lambda: found.decide("S3"), "no review interval for C", "--valid-until")
    found.decide("S3", valid_until=day(900))
    found.today = day(1)
    found.propose("S2", grade="A", reason=WHY)
    found.review("S2")
    refused(lambda: found.decide("S2"), "risk (Risk)")
    found.close()


# what is refused


REFUSED = [
    ("unknown customer", lambda p: p.propose("C9"), ("no entry of the customer C9",)),
    ("nothing was graded", lambda p: p.propose("C4"), ("grading 5 gave no grade",)),
    ("without a reason", lambda p: p.propose(grade="A"), ("needs a reason code", "M1 Support by the parent")),
    ("with another reason", lambda p: p.propose(grade="A", reason=Reason("X", "x", ("x",))), ("X is no reason code",)),
    ("without a comment", lambda p: p.propose(grade="A", reason=Reason("M1", " ", ("x",))), ("needs a comment",)),
    ("without evidence", lambda p: p.propose(grade="A", reason=Reason("M1", "x", (" ",))), ("needs evidence",)),
    ("too far up", lambda p: p.propose("C2", grade="A", reason=WHY), ("2 notches better; rated@1 allows 1",)),
    ("too far down", lambda p: p.propose(grade="E", reason=WHY), ("3 notches worse; rated@1 allows 2",)),
    ("too far by inputs", lambda p: p.propose("C2", inputs={"points": 99}, reason=WHY), ("2 notches better",)),
    ("no grade", lambda p: p.propose(grade="AAA", reason=WHY), ("AAA is no grade of rated@1",)),
    ("the same grade", lambda p: p.propose(grade="B", reason=WHY), ("B is what the policy gives",)),
    ("no input", lambda p: p.propose(inputs={"pionts": 1}, reason=WHY), ("did you mean points?",)),
    ("no value", lambda p: p.propose(inputs={"points": "many"}, reason=WHY), ("points:",)),
    ("no grade comes out", lambda p: p.propose("C4", inputs={"late": True}, reason=WHY), ("gave no grade",)),
    ("nothing changed", lambda p: p.propose(inputs={"points": "70"}, reason=WHY), ("already",)),
    ("a reason for nothing", lambda p: p.propose(reason=WHY), ("say which grade",)),
    ("in the future", lambda p: p.propose(on=day(1)), ("lies in the future",)),
    ("before the grading", lambda p: p.propose(on=day(-1)), ("no grading by rated as of 2026-05-31",)),
    ("before that grading", lambda p: p.propose(grading=2, on=day(-1)), ("is before the as-of date",)),
    ("another's grading", lambda p: p.propose(grading=3), ("entry 3 is no grading of C1",)),
    ("no grading", lambda p: p.propose(grading=1), ("entry 1 is no grading",)),
    ("no entry", lambda p: p.propose(grading=99), ("no entry 99",)),
    ("another policy", lambda p: p.propose(policy="tiered"), ("nothing was graded by tiered",)),
    ("blank customer", lambda p: p.propose(" "), ("the customer's number is blank",)),
    ("no grade at all", lambda p: p.propose(grade="", reason=WHY), ("“” is no grade of rated@1",)),
    ("review by another policy", lambda p: p.review(policy="tiered"), ("nothing was graded by tiered",)),
    ("nothing proposed", lambda p: p.review(), ("no rating by rated was proposed",)),
    ("nothing to decide", lambda p: p.decide(), ("no rating by rated was proposed",)),
    ("nothing to withdraw", lambda p: p.withdraw(), ("no rating by rated is in force",)),
    ("nothing to end", lambda p: p.end_override(), ("no rating by rated is in force",)),
    ("unknown terms", lambda p: p.withdraw(terms="cash"), ("pay_first, deposit, none",)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "words"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_is_refused_before_a_proposal(people, step, words):
    before = people.at(MAKER).head
    refused(lambda: step(people), *words, "Nothing was written")
    assert people.at(MAKER).head == before


ON_THE_WAY = [
    ("a second proposal", lambda p: p.propose(), ("on its way already (reviewed",)),
    ("another's second one", lambda p: p.propose(user=OTHER), ("on its way already",)),
    ("reviewed by the maker", lambda p: p.review(user=MAKER), ("mary proposed this rating",)),
    ("decided by the maker", lambda p: p.decide(user=MAKER), ("mary proposed this rating",)),
    ("reviewed twice by one", lambda p: p.review(), ("li has reviewed",)),
    ("decided by the reviewer", lambda p: p.decide("C2", user=CHECKER), ("third person",)),
    ("decided unreviewed", lambda p: p.decide("C3"), ("nobody has reviewed",)),
    ("refused unreviewed", lambda p: p.decide("C3", refused=True), ("nobody has reviewed",)),
    ("in the future", lambda p: p.decide(on=day(6)), ("lies in the future",)),
    ("before the proposal", lambda p: p.decide(on=day(-1)), ("is before the step before",)),
    ("before the review", lambda p: p.decide(on=day(1)), ("is before the step before",)),
    ("reviewed before", lambda p: p.review("C3", on=day(-1)), ("is before the step before",)),
    ("valid too long", lambda p: p.decide(valid_until=day(900)), ("for 12 months, until 2027-06-06",)),
    ("valid until before", lambda p: p.decide(valid_until=day(4)), ("is before the decision",)),
    ("override too long", lambda p: p.decide("C2", override_until=day(200)), ("for 3 months, until 2026-09-06",)),
    ("longer than valid", lambda p: p.decide("C2", valid_until=day(20), override_until=day(30)), ("2026-06-21 here",)),
    ("no override", lambda p: p.decide(override_until=day(20)), ("this rating is none",)),
    ("no minute", lambda p: p.decide(committee="Committee"), ("--minute",)),
    ("no grade", lambda p: p.decide(grade="Z", reason=WHY), ("Z is no grade",)),
    ("no step of that name", lambda p: p.review("C3", step="risk"), ("not the step that comes now",)),
    ("no reason to withdraw", lambda p: p.withdraw("C5", reason=" "), ("say why",)),
    ("withdrawn before", lambda p: p.withdraw("C5", on=day(1)), ("is before the decision",)),
    ("nothing to end", lambda p: p.end_override("C5"), ("no manual override",)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "words"), [one[1:] for one in ON_THE_WAY], ids=[one[0] for one in ON_THE_WAY])
def test_what_is_refused_on_the_way(people, step, words):
    people.grade({"C5": [50, False]})
    people.propose()
    people.propose("C2", grade="B", reason=WHY)
    people.propose("C3")
    people.today = day(5)
    people.review()
    people.review("C2")
    people.rate("C5")
    before = people.at(MAKER).head
    refused(lambda: step(people), *words, "Nothing was written")
    assert people.at(MAKER).head == before


def test_decisions_do_not_run_backwards(people):
    people.today = day(9)
    people.rate()
    people.propose(on=day(3))
    people.review(on=day(4))
    refused(lambda: people.decide(on=day(5)), "is before the decision of the rating before of 2026-06-10")
    people.decide()


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("typed", ["firm"], {"grade": "private"}),
        ("typed", ["firm"], {"inputs": {"kind": "person"}}),
        ("typed", ["firm"], {"grade": "business"}),
    ],
)
def test_a_policy_without_manual_overrides_allows_none(url, name, row, said):
    found = People(url)
    found.grade({"T1": row}, name)
    refused(lambda: found.propose("T1", reason=WHY, **said), f"{name}@1 allows no manual override")
    found.propose("T1")
    found.review("T1")
    refused(lambda: found.decide("T1", valid_until=day(9), grade="private", reason=WHY), "allows no manual override")
    found.decide("T1", valid_until=day(9))
    assert found.said("T1", name=name) == ("business", "confirmed")
    found.close()


def test_a_row_that_was_ranked_is_not_graded_again_by_itself(url):
    found = People(url)
    found.grade({"K1": [10.0], "K2": [5.0]}, "ranked")
    refused(lambda: found.propose("K2", inputs={"sales": 50}, reason=WHY), "compares the rows of a whole book")
    found.propose("K2", grade="top", reason=WHY)
    found.close()


def test_a_draft_is_not_proposed_and_does_not_count(people, monkeypatch):
    from xlplugin.compliance.approvals import Approval, Approvals

    people.rate(grade="A", reason=WHY)
    monkeypatch.setattr(Approvals, "state", lambda self, policy: Approval("draft", "", "", "", None, None))
    people.today = day(1)
    run = people.grade({"C1": [1, False], "C9": [50, False]}, draft=True)
    assert people.said() == ("A", "confirmed") and people.standing().system.grade == "B"
    refused(lambda: people.propose(grading=run + 1), "was made by a draft of rated@1")
    refused(lambda: people.propose("C9"), "was made by a draft of rated@1")
    people.propose("C1")
    assert people.standing("C9").system is None
    _, found = of_run(people.at(MAKER), run, "", day(1))
    assert {one.customer for one in found.proposals} == {"C9"}


def test_a_grading_from_changed_inputs_is_nothing_to_rest_on(people):
    people.rate(inputs={"points": 85}, reason=WHY)
    grading = people.ratings()[0].grading
    refused(lambda: people.propose(grading=grading), "from inputs that a person changed")


# many at once


def test_all_or_nothing_and_the_error_names_the_customers(people):
    before = people.at(MAKER).head
    with pytest.raises(JournalError) as error:
        propose(people.at(MAKER), [Proposal("C1"), Proposal("C2", inputs={"points": 65}, reason=WHY), Proposal("C4"),
                                   Proposal("C9")])  # fmt: skip
    said = error.value.message.en
    assert "2 of 4 customers are refused" in said and "C4: " in said and "C9: " in said and "C1" not in said
    assert people.at(MAKER).head == before
    refused(lambda: propose(people.at(MAKER), [Proposal("C1"), Proposal("C1")]), "twice")


def test_who_is_refused_may_be_left(people):
    stepped = propose(people.at(MAKER), [Proposal("C1"), Proposal("C4"), Proposal("C9")], leave=True)
    assert [one.customer for one in stepped.done] == ["C1"]
    assert [one.customer for one in stepped.left] == ["C4", "C9"]


def test_an_error_in_the_middle_undoes_a_regrading_too(people):
    before = people.at(MAKER).head
    with pytest.raises(JournalError):
        propose(people.at(MAKER), [Proposal("C1", inputs={"points": 85}, reason=WHY), Proposal("C9")])
    assert people.at(MAKER).head == before and replay(people.at(MAKER)).gradings == 4


def test_many_are_read_at_once_with_the_same_result(people, monkeypatch):
    from xlplugin.compliance import rating_cases

    people.grade({f"M{number}": [number % 101, False] for number in range(60)})
    everybody = [Proposal(f"M{number}", "rated") for number in range(60)]
    asked = []
    one_by_one = rating_cases.ratings_of
    monkeypatch.setattr(rating_cases, "ratings_of", lambda *said: asked.append(said) or one_by_one(*said))
    assert len(propose(people.at(MAKER), everybody).done) == 60 and not asked
    names = [one.customer for one in everybody]
    assert len(review(people.at(CHECKER), names, "rated").done) == 60
    assert len(decide(people.at(APPROVER), names, "rated").done) == 60 and not asked
    found = standings(people.at(MAKER), "rated", day(0))
    for name in names:
        assert found[name] == people.standing(name) and found[name].basis == "confirmed"


def test_standings_take_one_query_for_all_gradings(people, monkeypatch):
    from sqlalchemy import event

    people.grade({f"M{number}": [number % 101, False] for number in range(3000)})
    people.rate("M1", grade="D", reason=WHY)
    journal, queries = people.at(MAKER), []

    def count(connection, cursor, statement, *rest):
        queries.append(statement)

    event.listen(journal.engine, "before_cursor_execute", count)
    found = standings(journal, "rated", day(0))
    event.remove(journal.engine, "before_cursor_execute", count)
    assert len(found) == 3004 and found["M1"].grade == "D"
    assert len([text for text in queries if text.startswith("SELECT")]) < 12


def test_who_comes_next(people):
    journal = people.at(MAKER)
    found = to_propose(journal, "rated", day(0))
    assert [one.customer for one in found.proposals] == ["C1", "C2", "C3"]
    assert [(one.customer, one.kind) for one in found.left] == [("C4", "rating")]
    people.propose()
    people.propose("C2")
    people.review("C2")
    assert [one.customer for one in to_propose(journal, "rated", day(0)).proposals] == ["C3"]
    assert to_review(journal, "rated", day(0)).customers == ("C1",)
    assert to_decide(journal, "rated", day(0)).customers == ("C2",)
    people.decide("C2")
    assert [one.customer for one in to_propose(journal, "rated", day(0)).proposals] == ["C3"]
    people.grade({"C2": [50, False], "": [50, False]})
    assert [one.customer for one in to_propose(journal, "rated", day(0)).proposals] == ["C2", "C3"]
    run = journal.last(kind="run")
    policy, found = of_run(journal, run.seq, "", day(0))
    assert policy == "rated" and [one.customer for one in found.proposals] == ["C2"]
    assert len(found.left) == 1 and "no customer number" in found.left[0].why.en


# redaction


@pytest.mark.parametrize("fields", [["all"], ["customer"], ["outputs"], ["steps"], ["who"], ["input"], ["on"],
                                    ["confirmed_grade"], ["system_grade", "proposed_grade"], ["output_override"]])  # fmt: skip
def test_history_and_standing_live_with_redaction(people, fields):
    people.rate(grade="A", reason=WHY)
    people.rate("C2", inputs={"points": 65}, reason=WHY)
    people.propose("C3")
    journal = people.at(MAKER)
    redact(journal, [entry.seq for entry in journal.entries() if entry.kind != "run"], fields, "request")
    for customer, standing in standings(journal, "rated", day(0)).items():
        assert people.standing(customer) == standing
        for rating in people.ratings(customer):
            assert state_of(rating, day(0)) in ("decided", "proposed")
    if "customer" not in fields and "all" not in fields:
        assert people.ratings("C1")[0].is_override and people.ratings("C2")[0].is_override
    if fields == ["confirmed_grade"]:
        assert people.said() == (None, "redacted")
    assert verify(journal).holds


def test_a_proposal_does_not_rest_on_a_redacted_grade(people):
    journal = people.at(MAKER)
    redact(journal, [2], ["outputs"], "request")
    refused(lambda: people.propose(), "no grade, or it was redacted")
    redact(journal, [3], ["input.points"], "request")
    refused(lambda: people.propose("C2", inputs={"late": "yes"}, reason=WHY), "inputs of grading 3 were redacted")
    redact(journal, [4], ["steps"], "request")
    refused(lambda: people.propose("C3", grade="D", reason=WHY), "were redacted")
    people.propose("C2")


def test_no_step_follows_where_nobody_knows_who_proposed(people):
    people.propose()
    people.propose("C2", grade="B", reason=WHY)
    people.review("C2")
    journal = people.at(MAKER)
    redact(journal, [people.ratings()[0].seq], ["who"], "request")
    refused(lambda: people.review(), "nobody can tell maker and checker apart")
    redact(journal, [people.ratings("C2")[0].reviews[0].seq], ["who"], "request")
    refused(lambda: people.decide("C2"), "who reviewed this rating was redacted")
    redact(journal, [people.ratings("C2")[0].seq], ["proposed_grade"], "request")
    refused(lambda: people.decide("C2"), "redacted")


def test_a_redacted_proposer_blocks_the_customer_no_longer_than_needed(people):
    journal = people.at(MAKER)
    for customer, end in (("C1", people.review), ("C2", people.decide)):
        people.propose(customer)
        people.review(customer)
        redact(journal, [people.ratings(customer)[-1].seq], ["who"], "request")
        refused(lambda name=customer: people.decide(name), "return it", "propose anew")
        refused(lambda name=customer: people.propose(name), "on its way already")
        end(customer, **({"returned": True} if end == people.review else {"refused": True}))
        people.rate(customer)
    assert people.said() == ("B", "confirmed") and people.said("C2") == ("C", "confirmed")


@pytest.mark.parametrize("said", [{"grade": "A"}, {"inputs": {"points": 60}}], ids=["grade", "input"])
def test_an_override_whose_reason_was_redacted_is_not_confirmed(people, said):
    people.propose(**said, reason=WHY)
    people.review()
    redact(people.at(MAKER), [people.ratings()[0].seq], ["output_override", "input_overrides"], "request")
    refused(lambda: people.decide(), "was redacted: refuse this rating", kind="rating")
    people.decide(refused=True)
    people.rate()


def test_an_older_grading_does_not_hide_that_the_system_graded_worse(people):
    first = people.at(MAKER).last(kind="grading", customer="C1").seq
    people.rate(grade="A", reason=WHY)
    people.today = day(30)
    people.grade({"C1": [20, False], "C2": [90, False]})
    assert people.said()[1] == "system_worse"
    for said in ({"on": day(10)}, {"grading": first}, {"grading": first, "inputs": {"points": 75}, "reason": WHY}):
        refused(lambda said=said: people.propose(**said), "graded worse since", "newest grading", kind="rating")
    found = to_propose(people.at(MAKER), "rated", day(10)).proposals
    done = propose(people.at(OTHER), found, leave=True).done
    assert {"C1", "C2"} & {one.customer for one in done} == {"C2"}, "an older grading that is no better stays possible"
    people.propose()


@pytest.mark.parametrize("many", [False, True])
def test_a_customer_with_two_rows_in_a_book_is_not_proposed_by_the_last(people, monkeypatch, many):
    monkeypatch.setattr(rating_cases, "MANY", 1 if many else 50)
    people.today = day(1)
    journal = people.at(MAKER)
    with Recording(journal, "grade", "book.csv") as run:
        cells = list(zip([20, False], [99, False], [70, False], strict=True))
        run.add(GradedRows(policy("rated"), cells, ["C1", "C1", "C2"], ["2", "3", "4"], people.today))
    refused(lambda: people.propose(), "more than once in one run", kind="rating")
    found = to_propose(journal, "rated", day(1)).proposals
    stepped = propose(journal, found, leave=True)
    assert [one.customer for one in stepped.left] == ["C1"] and "C2" in [one.customer for one in stepped.done]
    people.today = day(2)
    people.grade({"C1": [20, False]})
    people.propose()


def test_evidence_given_twice_is_kept_once(people):
    people.propose(grade="A", reason=Reason("M1", "x", ("letter", " letter ", "minutes")))
    (rating,) = people.ratings()
    assert rating.output_override.evidence == ("letter", "minutes")


def test_several_people_at_once_make_one_rating_each_time(people):
    """Each opens the journal alone and tries every step; what counts in the end was proposed, agreed and decided once."""
    chance = random.Random(3)

    def work(user):
        with open_journal(people.url, user=user, clock=people._now, access=people.access) as journal:
            for _ in range(12):
                step = chance.choice([
                    lambda: propose(journal, [Proposal(one) for one in ("C1", "C2")]),
                    lambda: review(journal, ["C1", "C2"], leave=True),
                    lambda: decide(journal, ["C1", "C2"], leave=True),
                ])  # fmt: skip
                with contextlib.suppress(JournalError):
                    step()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, (MAKER, CHECKER, APPROVER)))
    decided = Counter(entry.refers for entry in people.at(MAKER).entries(kind="rating.decided"))
    assert max(decided.values(), default=1) == 1
    for customer in ("C1", "C2"):
        ratings = people.ratings(customer)
        assert sum(rating.decided is None for rating in ratings) <= 1, "one on its way"
        for rating in ratings:
            who = [act.who for act in (rating.proposed, *rating.reviews)]
            assert len(who) == len(set(who)) and (rating.decided is None or rating.decided.who != rating.proposed.who)
    assert verify(people.at(MAKER)).holds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="time zones of a process are set on POSIX only")
def test_nobody_decides_again_where_it_is_still_yesterday(people, monkeypatch):
    moment = datetime.datetime(2026, 6, 1, 20, tzinfo=datetime.UTC)
    people._now = lambda: moment

    def at(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    try:
        at("UTC")
        people.propose()
        people.review()
        at("Asia/Shanghai")
        people.decide()
        assert people.ratings()[0].decided.on == datetime.date(2026, 6, 2)
        at("UTC")
        refused(lambda: people.decide(user=OTHER), "waits for a step")
        refused(lambda: people.decide(user=OTHER, refused=True), "waits for a step")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_steps_whose_customer_was_redacted_still_belong_to_the_rating(people):
    people.rate()
    decided = people.ratings()[0].decided.seq
    redact(people.at(MAKER), [decided], ["customer"], "request")
    assert people.said() == ("B", "confirmed")
    assert standings(people.at(MAKER), "rated", day(0))["C1"].grade == "B"


# what others write


def test_entries_that_answer_nothing_are_passed_over(people):
    with people.at(OTHER).writing() as writing:
        writing.append(Event("rating.decided", {"confirmed_grade": "A"}, {"on": "2026-06-01"}, "C1", "rated@1", refers=2))
    assert people.said() == (None, "none") and all_ratings(people.at(MAKER)) == {}


def test_two_people_cannot_decide_at_once(people):
    """The second one reads under the lock what the first has written."""
    people.propose()
    people.review()
    people.decide()
    refused(lambda: people.decide(user=OTHER), "no rating by rated waits for a step (the last one: in force)")
    assert len([one for one in people.ratings() if one.decided]) == 1
