"""POLICYINFO gives the state of approval that was handed down, and asks for it only where a cell does."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from tests.functions.cases import Policies
from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.findings import Bilingual

POLICIES = Policies(Path(__file__).resolve().parents[1] / "policies")
INFO, GRADE = FUNCTIONS["POLICYINFO"], FUNCTIONS["GRADE"]


@pytest.fixture
def asked():
    return []


@pytest.fixture
def context(asked):
    def approvals(policy):
        asked.append(policy.stamp)
        return Bilingual(f"approved: release 1 ({policy.version})", "已批准：随 1 版发布")

    return Context(POLICIES, datetime.date(2026, 11, 20), "card", approvals=approvals)


def test_the_state_of_approval_is_told_in_the_language_of_the_workbook(context, asked):
    assert INFO.call([None, "approval"], context) == "approved: release 1 (2026.1)"
    assert INFO.call(["card@2025.1", " Approval "], context) == "approved: release 1 (2025.1)"
    assert INFO.call([None, "approval"], replace(context, language="zh")) == "已批准：随 1 版发布"
    assert asked == ["card@2026.1", "card@2025.1", "card@2026.1"]


@pytest.mark.parametrize("item", ["version", "effective", "hash", "title", "owner", "stamp", "status"])
def test_no_other_item_asks_for_it(context, asked, item):
    assert INFO.call([None, item], context)
    INFO.call([None], context)
    GRADE.call([[["55%", "good", 0.0, True, "2010-01-01"]]], context)
    assert not asked


def test_a_mistaken_item_names_approval_among_those_there_are(context):
    said = FUNCTIONS["POLICYINFO"].call([None, "aproval"], context)
    assert str(said.value) == "#REF!"
