"""Which inputs are looked up in which lists, also through decisions and policies that are used."""

from __future__ import annotations

from dataclasses import replace

from tests.compliance.grading import compiled
from xlplugin.policy.list_readers import list_readers, lists_of
from xlplugin.policy.model import SubPolicy

RISK = compiled("risk").policy


def test_words_and_tests_of_an_input():
    assert list_readers(RISK) == dict.fromkeys(("places", "harsh", "watched"), ("countries",))
    found = list_readers(compiled("aml_pbc_2013").policy)
    assert found["fatf_call_for_action"] == found["countries"] == ("country",)


def test_a_test_of_a_decision_counts_for_every_input_in_words():
    score = RISK.decision("score")
    moved = replace(score, characteristics=tuple(replace(one, of="score") for one in score.characteristics))
    found = list_readers(replace(RISK, decisions=(moved, *RISK.decisions[1:])))
    assert found["harsh"] == ("countries", "industry")


def test_lists_of_a_policy_that_is_used():
    used = SubPolicy("tier", RISK.title, "stated", RISK.where, "risk", {"countries": "sanctions"}, "grade", RISK)
    outer = replace(compiled("card").policy, decisions=(used,), inputs={"sanctions": RISK.inputs["sanctions"]}, lists={})
    assert set(lists_of(outer)) == {"places", "harsh", "watched"}
    assert list_readers(outer)["watched"] == ("sanctions",)


def test_a_policy_without_lists():
    assert list_readers(compiled("card").policy) == {}
