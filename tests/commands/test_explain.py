"""``xlplugin explain``: the table and the document of one row."""

from __future__ import annotations

import pytest

GOOD = ["leverage=50%", "management=good", "audited=yes", "founded=2010-01-01"]
WEAK = ["负债率=95%", "management=差", "loss_years=3", "audited=否", "founded=2025-01-01"]


def test_the_table_says_grade_points_and_treatment(card):
    ran = card("explain", "card", *GOOD)
    assert ran.status == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert ran.out.startswith("Test card  card@2026.1  2026-06-01\nGrade AAA (Excellent), score 100\n")
    assert ["Liabilities", "/", "assets", "50%", "<=", "60%", "40", "40"] in lines
    assert ["service", "Key", "account"] in lines


def test_overrides_show_before_and_after(card):
    ran = card("explain", "card", "leverage=50%", "management=good", "loss_years=2", "audited=1", "founded=20100101")
    assert ran.status == 0
    line = next(line for line in ran.out.splitlines() if line.startswith("Override O02"))
    assert line.split() == "Override O02 at most A AAA A Two years of loss".split()


def test_names_may_be_titles_and_aliases_in_either_language(card):
    document = card("explain", "card", *WEAK, "--json").document
    assert document["grade"] == "B" and document["score"] == 10
    assert [one["code"] for one in document["overrides"]] == ["O01", "O02"]
    assert document["overrides"][0] == {
        "code": "O01",
        "text": "Leverage above 90%",
        "action": "cap",
        "target": "B",
        "before": "B",
        "after": "B",
    }
    assert [one["code"] for one in document["reasons"]] == ["R01", "R02", "R03", "R04"]
    assert document["treatment"]["review_months"] == 3


def test_the_document_holds_every_output_with_its_type(card):
    document = card("explain", "card", *GOOD, "--json").document
    assert document["policy"] == "card@2026.1" and document["as_of"] == "2026-06-01"
    assert document["outputs"] == {
        "grade": "AAA",
        "score": 100,
        "strong": True,
        "next_visit": "2026-12-01",
        "ability": "good",
    }
    assert document["error"] is None
    assert {line["kind"] for line in document["lines"]} == {"characteristic", "decision"}


def test_a_row_without_a_grade_says_why_with_status_1(card):
    ran = card("explain", "card", "leverage=55", *GOOD[1:])
    assert ran.status == 1
    assert "Not graded: Liabilities / assets: 55 is 5500%: did you mean 55%?" in ran.out
    assert ran.out.count("did you mean 55%?") == 1, "what depends on it does not repeat it"
    document = card("explain", "card", "leverage=55", *GOOD[1:], "--json").document
    assert document["grade"] is None
    assert document["error"]["kind"] == "value" and document["error"]["input"] == "leverage"


def test_a_policy_that_declines_says_so(card):
    ran = card("explain", "lookup", "kind=anonymous", "--language", "zh")
    assert ran.status == 1 and "无法评级：匿名客户不予评级" in ran.out


def test_a_ranking_needs_the_book(card):
    ran = card("explain", "pareto", "value=700", "--json")
    assert ran.status == 1 and ran.document["error"]["kind"] == "declined"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["levrage=1"], "did you mean leverage?"),
        (["leverage=1", "leverage=2"], "leverage is given twice"),
        (["leverage=1", "负债率=2"], "are the same input"),
        (["=1"], "is not of the form name=value"),
    ],
)
def test_names_that_cannot_be_right_are_refused(card, values, said):
    ran = card("explain", "card", *values)
    assert ran.status == 2 and said in ran.err


def test_a_value_may_hold_an_equals_sign(card):
    ran = card("explain", "card", "management=a=b")
    assert ran.status == 1 and "a=b" in ran.out


def test_what_a_value_holds_cannot_steer_the_terminal(card):
    ran = card("explain", "card", "management=\x1b[2Jgood", *GOOD[:1])
    assert "\x1b" not in ran.out + ran.err


def test_a_policy_may_be_a_file(run, tmp_path):
    from .conftest import POLICIES

    ran = run("explain", POLICIES / "lookup.yaml", "kind=company", "--json")
    assert ran.status == 0 and ran.document["policy"] == "lookup@1"


def test_a_policy_that_fails_its_own_test_is_not_served(card):
    ran = card("explain", "broken", "leverage=50%")
    assert ran.status == 2 and "wrong on purpose" in ran.err
