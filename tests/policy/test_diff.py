"""Descriptions of policies say all that bears on a grade, so that every change of one is found."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest

from xlplugin.policy.description import describe
from xlplugin.policy.diff import changes
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.one_file import read_file

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library([ROOT / "tests" / "policies", ROOT / "policies"], prove=lambda policy: ())
DAY = datetime.date(2026, 6, 1)
NAMES = LIBRARY.ids()


def get(name: str) -> Policy:
    return LIBRARY.get(name, DAY)


@pytest.mark.parametrize("name", NAMES)
def test_every_policy_is_described_in_both_languages(name):
    for section in describe(get(name)):
        assert section.title.en and section.title.zh
        for row in section.rows:
            assert len(row) == len(section.headings)
            assert all(bool(cell.en) == bool(cell.zh) for cell in row)
        keys = [row[: section.keys] for row in section.rows]
        assert all(any(cell.en for cell in key) for key in keys)


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_does_not_differ_from_itself(name):
    assert changes(get(name), get(name)) == ()


# What is replaced in the file of card@2026.1, each of which changes what a customer gets, or why, or the proof.
CHANGES = [
    ("title: {en: Test card, zh: 测试评分卡}", "title: {en: Test card, zh: 测试卡}"),
    ("effective: 2026-01-01", "effective: 2026-02-01"),
    ("owner: Credit Committee", "owner: Board"),
    ('domain: "[0%..300%]"', 'domain: "[0%..200%]"'),
    ("[debt ratio, 负债率]", "[debt ratio]"),
    ("poor: 差}", "poor: 很差}"),
    ("[excellent, 优秀]", "[excellent]"),
    ("missing: 0", "missing: 1"),
    ('    missing: 0\n', '    missing_words: ["无"]\n'),
    ("years(founded, as_of)", "months(founded, as_of)"),
    ("base_points: 10", "base_points: 20"),
    ("base_points: 10", "base_points: 10\n    decimals: 2"),
    ("base_points: 10", "base_points: 10\n    combine: max"),
    ("base_points: 10", "base_points: 10\n    divide_by: 2"),
    ("from: 40, to: 0", "from: 40, to: 10"),
    ('">= 80%": 0}', '">= 80%": {points: 0, status: proposed}}'),
    ("good: 30", "good: 31"),
    ("code: R02", "code: R09"),
    ("zh: 经营管理能力弱", "zh: 能力弱"),
    ("      management:\n        reason", "      management:\n        weight: 2\n        reason"),
    ("      audited:\n        reason", '      audited:\n        applies: "age >= 1"\n        inapplicable: zero\n        reason'),
    ('AA: "[70..90)", A: "[50..70)"', 'AA: "[60..90)", A: "[50..60)"'),
    ("A: {en: Satisfactory, zh: 合格}", "A: {en: Fair, zh: 合格}"),
    ('leverage: "> 90%"}, cap: B', 'leverage: "> 95%"}, cap: B'),
    ("cap: A, reason", "cap: AA, reason"),
    ("code: O02", "code: O03"),
    ("score >= 80", "score > 80"),
    ("add_months(as_of, 6)", "add_months(as_of, 3)"),
    ("strong: strong, next_visit", "vip: strong, next_visit"),
    ("review_months: 12, approver: branch, service", "review_months: 6, approver: branch, service"),
    ("zh: 密切关注", "zh: 关注"),
    ("name: full marks", "name: all marks"),
    ("leverage: 50%, management: good, audited", "leverage: 51%, management: good, audited"),
    ("score: 100, grade: AAA", "grade: AAA"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_every_change_is_found(tmp_path, old, new):
    text = (ROOT / "tests" / "policies" / "card@2026.1.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "card@2026.1.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    changed = read_file(path, Library([], prove=lambda policy: ()), lambda policy: ())
    found = changes(get("card@2026.1"), changed)
    assert found
    assert all(change.before != change.after for change in found)
    assert len(found) <= 4, "a small change is said in a few words"


def test_the_order_of_inputs_is_part_of_a_policy():
    card = get("card@2026.1")
    turned = dataclasses.replace(card, inputs=dict(reversed(card.inputs.items())))
    (change,) = changes(card, turned)
    assert change.kind == "moved" and change.before.en.startswith("leverage, management")


def test_what_comes_and_goes_is_said_whole():
    found = changes(get("card@2025.1"), get("card@2026.1"))
    added = {(change.section.en, change.row.en): change.after.en for change in found if change.kind == "added"}
    assert added["Inputs", "audited"] == "Statements audited; yes or no; an error; stated"
    back = changes(get("card@2026.1"), get("card@2025.1"))
    assert {change.row.en for change in back if change.kind == "removed"} >= {"audited", "O01"}
