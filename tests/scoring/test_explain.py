"""An explanation names the rule that decided, its reason, and the placeholders on which it rests."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import xlplugin

FILE = Path(__file__).parents[1] / "policies" / "switched.yaml"
DAY = datetime.date(2026, 6, 1)
SENIOR = "placeholder 60: Lowest age of seniors (senior_from)"
FAST = "placeholder 30 天: Most days of fast turnover (fast_to)"


@pytest.fixture(scope="module")
def lines():
    policy = xlplugin.load(FILE, DAY)
    return lambda *cells: {line.characteristic.en: line for line in policy.explain(list(cells))}


@pytest.mark.parametrize(
    ("cells", "decision", "code", "reason"),
    [
        ((40, 100, "town"), "Turnover", "T1", "Slow turnover"),
        ((40, 999, "town"), "Turnover", "T2", "Nothing due"),
        ((40, 999, "town"), "Grade", "G2", "Enough points"),
        ((40, 998, "town"), "Grade", "G3", "All others"),
        ((40, 998, "town"), "Tier", "B2", "Low"),
        ((60, 30, "town"), "Tier", "B1", "High"),
    ],
)
def test_the_reason_of_the_row_or_band_that_decided(lines, cells, decision, code, reason):
    line = lines(*cells)[decision]
    assert (line.code, line.reason.en) == (code, reason)


def test_a_row_without_a_reason_and_a_decision_without_rows_have_none(lines):
    found = lines(60, 30, "town")
    assert [(found[name].code, found[name].reason) for name in ("Grade", "Turnover", "Senior", "Box", "Points")] == [
        ("", None)
    ] * 5


@pytest.mark.parametrize(
    ("cells", "line", "attribute"),
    [
        ((40, 30, "town"), "Turnover", f"Days of turnover: <= 30; {FAST}"),
        ((40, 30, "town"), "Days of turnover", f"<= 30; {FAST}"),
        ((40, 999, "town"), "Days of turnover", "No receivables"),
        ((40, 999, "town"), "Turnover", "Days of turnover: No receivables"),
        ((40, 30, "town"), "Senior", SENIOR),
        ((60, 30, "town"), "Grade", "Senior: yes; Turnover: Fast"),
        ((40, 999, "town"), "Grade", f"points >= senior_from - 50; {SENIOR}"),
        ((40, 998, "town"), "Grade", f"otherwise; placeholder no: Use the place (use_place); {SENIOR}"),
        ((40, 998, "town"), "Tier", "< 15"),
    ],
)
def test_the_placeholders_that_decided_are_named(lines, cells, line, attribute):
    assert lines(*cells)[line].attribute.en == attribute


def test_in_chinese(lines):
    found = lines(40, 999, "town")
    assert found["Grade"].attribute.zh == "points >= senior_from - 50；占位数 60：老年客户最低年龄（senior_from）"
    assert found["Turnover"].value.zh == "无"
    assert found["Days of turnover"].value.zh == found["Days of turnover"].attribute.zh == "无应收账款"
    assert found["Grade"].reason.zh == "得分尚可"


def test_all_rows_that_count_give_their_reasons():
    from tests.scoring.test_decisions import policy

    def row(when, code):
        return {"when": {"x": when}, "then": 1, "reason": {"code": code, "en": f"Text {code}", "zh": f"文{code}"}}

    table = {"kind": "table", "hit": "collect", "collect": "sum", "gives": "number"}
    compiled = policy({"flags": {**table, "rows": [row("> 1", "C1"), row("> 9", "C2"), row("> 2", "C3")]}})
    (line,) = compiled.grade_row([5]).explain()
    assert (line.code, line.reason.en, line.reason.zh) == ("C1", "Text C1; C3 Text C3", "文C1；C3 文C3")


def test_a_matrix_says_nothing_of_a_side_that_is_wrong():
    lines = xlplugin.load("nine_box", DAY).explain(["9", 500, "A"])
    assert [line.attribute.en for line in lines if line.characteristic.en == "Customer level"] == [""]
