"""Parameters that are true or false, wherever a rule may name one, in both positions and on both paths."""

from __future__ import annotations

import pytest

from tests.scoring.test_decisions import X, policy, said
from xlplugin.policy.findings import PolicyError
from xlplugin.scoring.proof import prove

TITLE = {"en": "Switch", "zh": "开关"}
GRADES = {"A": {"en": "A", "zh": "甲"}, "B": {"en": "B", "zh": "乙"}}
FIRST = {"kind": "table", "hit": "first", "grades": GRADES}


def switched(position, decisions, inputs=None, **more):
    parameters = {"use_x": {"value": position, "title": TITLE}}
    return policy(decisions, inputs, parameters=parameters, **more)


RULES = {
    "a cell": {"use_x": "true", "x": "> 1"},
    "a cell that says the contrary": {"use_x": "not(false)", "x": "> 1"},
    "a formula": "use_x and x > 1",
    "a comparison with a word": "use_x is true and x > 1",
    "a comparison with another word": "use_x is not false and x > 1",
    "a choice": "if(use_x, x, 0) > 1",
    "a count": "count(use_x, x > 1) == 2",
}


@pytest.mark.parametrize("when", RULES.values(), ids=RULES)
@pytest.mark.parametrize(("position", "grade"), [(True, "A"), (False, "B")])
def test_a_condition_names_a_switch(when, position, grade):
    compiled = switched(position, {"grade": {**FIRST, "rows": [{"when": when, "then": "A"}, {"otherwise": "B"}]}})
    assert said(compiled, [5]) == grade
    assert said(compiled, [1]) == "B"


@pytest.mark.parametrize(("position", "grade"), [(True, "A"), (False, "B")])
def test_alone_and_by_other(position, grade):
    rows = [{"when": {"use_x": "true"}, "then": "A"}, {"when": {"use_x": "other"}, "then": "B"}]
    assert said(switched(position, {"grade": {"kind": "table", "grades": GRADES, "rows": rows}}), [1]) == grade


@pytest.mark.parametrize("applies", ["use_x", {"use_x": "true"}])
@pytest.mark.parametrize(("position", "score"), [(True, 6.0), (False, 2.0)])
def test_a_characteristic_applies_only_where_it_is_on(applies, position, score):
    points = {"> 1": 3, "<= 1": 1}
    card = {
        "kind": "scorecard",
        "characteristics": {
            "x": {"applies": applies, "inapplicable": "zero", "points": points},
            "again": {"of": "x", "weight": 1, "points": {"> 1": 3, "<= 1": 2}},
        },
    }
    compiled = switched(position, {"score": card}, result={"score": "score"})
    assert said(compiled, [5 if position else 1], "score") == score


def test_a_blank_that_is_switched_off_is_not_asked_for():
    rows = [{"when": {"use_x": "true", "x": "> 1"}, "then": "A"}, {"otherwise": "B"}]
    stated = {"x": {**X, "missing": "stated"}}
    assert said(switched(False, {"grade": {**FIRST, "rows": rows}}, stated), [None]) == "B"
    assert said(switched(True, {"grade": {**FIRST, "rows": rows}}, stated), [None]) == "declined"


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"kind": "bands", "of": "use_x", "bands": {"A": "> 1", "B": "<= 1"}}, "which is a parameter"),
        ({"kind": "bands", "of": "x", "bands": {"A": "> use_x", "B": "<= use_x"}}, "neither a number nor a parameter"),
        ({"kind": "formula", "is": "x * use_x"}, "a boolean stands where a number is needed"),
        ({"kind": "formula", "is": "x", "when_undefined": {"x < 0": "use_x"}}, "use_x is not a number"),
        ({**FIRST, "rows": [{"when": {"use_x": "> 1"}, "then": "A"}, {"otherwise": "B"}]}, "> 1"),
    ],
)
def test_a_switch_is_no_number(decision, message):
    with pytest.raises(PolicyError, match=message):
        switched(True, {"grade": decision})


def test_a_switch_has_no_unit():
    parameters = {"use_x": {"value": True, "unit": "%", "title": TITLE}}
    with pytest.raises(PolicyError, match="true or false and has no unit"):
        policy({"one": {"kind": "formula", "is": "x"}}, parameters=parameters)


def with_test(**test):
    """A policy of a switch and a figure, with one embedded test."""
    return policy(
        {
            "points": {"kind": "formula", "is": "if(use_x, x, 0) + plus"},
            "grade": {"kind": "bands", "of": "points", "bands": {"A": "> plus", "B": "<= plus"}},
        },
        parameters={"use_x": {"value": True, "title": TITLE}, "plus": {"value": 2, "title": TITLE}},
        tests=[{"name": "one", "inputs": {"x": 5}, **test}],
    ).policy


@pytest.mark.parametrize(
    ("settings", "expect"),
    [
        (None, {"grade": "A", "points": 7}),
        ({"use_x": False}, {"grade": "B", "points": 2}),
        ({"plus": 10}, {"grade": "A", "points": 15}),
        ({"use_x": False, "plus": 10}, {"grade": "B", "points": 10}),
    ],
)
def test_a_test_sets_parameters(settings, expect):
    more = {} if settings is None else {"parameters": settings}
    assert prove(with_test(expect=expect, **more)) == ()
    (finding,) = prove(with_test(expect={**expect, "points": 99}, **more))
    assert "points is" in finding.message.en


def test_tests_with_the_same_parameters_share_a_policy_and_change_nothing_else():
    found = policy(
        {"grade": {"kind": "bands", "of": "x", "bands": {"A": "> plus", "B": "<= plus"}}},
        parameters={"plus": {"value": 2, "title": TITLE}},
        tests=[
            {"name": str(i), "inputs": {"x": 5}, "expect": {"grade": "B"}, "parameters": {"plus": 5}} for i in (1, 2)
        ]
        + [{"name": "3", "inputs": {"x": 5}, "expect": {"grade": "A"}}],
    ).policy
    first, second, third = found.tests
    assert first.under is second.under and third.under is None
    assert (found.parameters["plus"].value, first.under.parameters["plus"].value, first.under.tests) == (2, 5, ())
    assert prove(found) == ()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"use_y": True}, "there is no parameter use_y.*did you mean use_x"),
        ({"use_x": 1}, "use_x is true or false"),
        ({"plus": True}, "plus is a number"),
        ({"plus": "many"}, "many is not a number"),
    ],
)
def test_parameters_that_a_test_cannot_set(settings, message):
    with pytest.raises(PolicyError, match=message):
        with_test(expect={"grade": "A"}, parameters=settings)


def test_what_a_parameter_of_a_test_breaks_is_said_of_the_test():
    with pytest.raises(PolicyError) as caught:
        policy(
            {"grade": {"kind": "bands", "of": "x", "bands": {"A": "> 9", "B": "[plus..9]", "C": "< plus"}}},
            parameters={"plus": {"value": 2, "title": TITLE}},
            tests=[{"name": "upside down", "inputs": {"x": 5}, "expect": {"grade": "B"}, "parameters": {"plus": 10}}],
        )
    (finding,) = caught.value.findings
    assert "test upside down: with its parameters" in finding.message.en and "reversed" in finding.message.en
