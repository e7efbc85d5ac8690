"""What forms say about special values, switches and conditions, in both languages."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from xlplugin.policy.library import Library
from xlplugin.policy.variables import variables
from xlplugin.workbooks.forms.decision_tables import tables_of
from xlplugin.workbooks.forms.policy_sheet import _parameters
from xlplugin.workbooks.forms.rule_wording import condition_text
from xlplugin.workbooks.forms.wording import guidance

LIBRARY = Library([Path(__file__).parents[1] / "policies"], prove=lambda policy: ())


@pytest.fixture(scope="module")
def switched():
    return LIBRARY.get("switched", datetime.date(2026, 6, 1))


def test_guidance_tells_what_special_numbers_mean(switched):
    said = guidance(switched.inputs["turnover_days"], switched)
    assert said.en == "from 0 to 365; 999 天 means No receivables; 998 天 means unknown_days"
    assert said.zh == "0 至 365；999 天 表示无应收账款；998 天 表示unknown_days"


def test_conditions_name_switches_special_values_and_figures(switched):
    known = variables(switched)
    turnover, grade = switched.decision("turnover"), switched.decision("grade")
    assert [condition_text(row.when, known) for row in turnover.rows] == [
        "Days of turnover 周转天数: <= fast_to (<= 30)",
        "Days of turnover 周转天数: > fast_to (> 30), unknown_days",
        "Days of turnover 周转天数: No receivables 无应收账款",
    ]
    assert condition_text(grade.rows[2].when, known).startswith("Use the age 是否使用年龄: no 否; ")


def test_switches_stand_as_yes_or_no(switched):
    assert [row[2] for row in _parameters(switched).rows] == ["yes 是", "no 否", "60", "30 天"]


def test_every_decision_has_its_tables(switched):
    known = variables(switched)
    assert all(table.rows for decision in switched.decisions for table in tables_of(decision, known))
