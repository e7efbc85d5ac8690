"""Headings: which mean which input, and which cannot be told."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from xlplugin.policy.settings import Settings
from xlplugin.scoring.headings import HeadingError, match, named_row, positions
from xlplugin.scoring.serving import Serving

POLICIES = Path(__file__).resolve().parents[1] / "policies"
CELLS = Serving([POLICIES], Settings(), {}).compiled("card", datetime.date(2026, 6, 1)).policy.cells
NAMES = ["leverage", "management", "loss_years", "audited", "founded"]


@pytest.mark.parametrize(
    "heading",
    [
        "leverage",
        "LEVERAGE",
        "Liabilities / assets",
        "liabilities/assets",
        "资产负债率",
        "负债率",
        "debt ratio",
        "Liabilities / assets\n资产负债率",
        "资产负债率 Liabilities / assets (%)",
        "资产负债率（％）",
        " leverage\u00a0(%) ",
    ],
)
def test_what_may_stand_above_an_input(heading):
    assert match(CELLS, [heading]).found["leverage"] == (0,)


@pytest.mark.parametrize("heading", ["", "lever", "leverage 2", "(%)", "leverage (元)"])
def test_what_may_not(heading):
    assert match(CELLS, [heading]).missing == tuple(NAMES)


def test_positions_follow_the_inputs_whatever_the_order():
    assert positions(CELLS, ["x", *reversed(NAMES)]) == (5, 4, 3, 2, 1)


def test_every_missing_and_doubled_input_is_named_in_both_languages():
    with pytest.raises(HeadingError) as caught:
        positions(CELLS, ["leverage", "负债率", "management"])
    message = caught.value.message
    assert "Loss-making years in a row (loss_years), Statements audited (audited), Founded on (founded)" in message.en
    assert "several columns are headed Liabilities / assets (leverage): leverage, 负债率" in message.en
    assert "缺少列：连续亏损年数（loss_years）" in message.zh and "有多列对应资产负债率" in message.zh


def test_a_row_by_names():
    assert named_row(CELLS, {"founded": 1, "负债率": 2}) == [2, None, None, None, 1]
    for values, said in (({"x": 1}, "there is no input x"), ({"leverage": 1, "负债率": 2}, "the same input")):
        with pytest.raises(HeadingError, match=said):
            named_row(CELLS, values)
