"""Lists change three times a year: the policies that read them keep being served, and grade by the new ones."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest

from xlplugin.scoring.serving import Serving

ROOT = Path(__file__).resolve().parents[2]
DAY = datetime.date(2026, 6, 30)
LISTS = {
    "fatf_increased_monitoring": "TV: {en: Tuvalu, zh: 图瓦卢}",
    "fatf_call_for_action": "TO: {en: Tonga, zh: 汤加}",
}
"""What stands on each list instead."""


@pytest.fixture
def bank(tmp_path):
    """A folder with the policy and its lists, with one other country on each."""
    shutil.copytree(ROOT / "policies" / "lists", tmp_path / "lists")
    shutil.copytree(ROOT / "policies" / "aml", tmp_path / "aml")
    for name, country in LISTS.items():
        path = tmp_path / "lists" / f"{name}.yaml"
        head = re.split(r"(?m)^items:$", path.read_text("utf-8"))[0]
        path.write_text(f"{head}items:\n  {country}\n", "utf-8")
    return tmp_path


def graded(serving: Serving, country: str):
    """An entity that is at the lowest level everywhere but for its country."""
    compiled = serving.compiled("aml_pbc_2013", DAY)
    lowest = next(test for test in compiled.policy.tests if test.name == "an entity at the lowest level everywhere")
    values = {**lowest.inputs, "country": country}
    return compiled.grade_row([values.get(item.name) for item in compiled.policy.cells], DAY)


def listed(name: str) -> str:
    """The first country of a list as it is shipped."""
    policy = Serving().compiled("aml_pbc_2013", DAY).policy
    return next(iter(policy.lists[name].items))


def test_other_lists_do_not_stop_the_policy(bank):
    serving = Serving([bank])
    assert graded(serving, "TO").grade == "high"
    assert graded(serving, listed("fatf_call_for_action")).grade == "low"


def test_increased_monitoring_is_a_factor_only():
    result = graded(Serving(), f"CN; {listed('fatf_increased_monitoring')}")
    assert (result.grade, round(result.score, 6), [reason.code for reason in result.reasons]) == ("low", 23.157895, ["AR07"])
    assert result.overrides == ()


def test_a_call_for_action_is_high():
    result = graded(Serving(), f"中国；{listed('fatf_call_for_action')}")
    assert (result.grade, round(result.score, 6), [hit.code for hit in result.overrides]) == ("high", 24.210526, ["AO06"])
