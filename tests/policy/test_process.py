"""Reviews, provisional grades, movements and approvals: read, said in both languages, compared."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.policy.snippets import find_list, find_policy, load
from xlplugin.policy import checks
from xlplugin.policy.describing import Section
from xlplugin.policy.description import describe
from xlplugin.policy.diff import changes
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.intervals import IRREGULAR, review_interval
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.process import Window
from xlplugin.policy.process_wording import deadline_text, window_text
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse

ROOT = Path(__file__).resolve().parents[2]
FILE = (ROOT / "tests" / "policies" / "reviewed.yaml").read_text("utf-8")


def reviewed(text: str = FILE) -> Policy:
    return read_policy(parse(text.encode(), "reviewed.yaml"), "reviewed", "", find_list, find_policy)


def section(title: str, policy: Policy | None = None) -> Section:
    return next(one for one in describe(policy or reviewed()) if one.title.en == title)


def test_the_review() -> None:
    review = reviewed().review
    assert review is not None
    assert (review.of, review.months, review.irregular, review.status) == ("grade", 12, ("D",), "stated")
    assert (review.first_within_days, review.working_days, review.apply_months_before) == (10, True, 1)
    assert (review.window, review.for_life) == (Window(11, 25, 30), False)


def test_figures_may_be_parameters_and_have_their_status() -> None:
    provisional = reviewed().provisional
    assert provisional is not None and (provisional.months, provisional.status) == (6, "repaired")


def test_movements_and_steps_keep_their_order() -> None:
    policy = reviewed()
    assert [(item.of, item.start, item.end, item.within_days) for item in policy.transitions] == [
        ("grade", "C", "D", 5), ("grade", "D", "C", None), ("grade", "C", "B", None), ("zone", "green", "red", 1),
    ]  # fmt: skip
    assert [(step.step, step.of) for step in policy.approvals] == [
        ("applies", "grade"), ("checks", "grade"), ("approves", "grade"), ("withdraws", "grade"), ("unlocks", "zone"),
    ]  # fmt: skip
    assert [step.step for step in policy.approvals if step.holds_for("C") and step.of == "grade"] == ["applies", "approves"]


def test_a_policy_without_them_has_none() -> None:
    policy = load('decisions:\n  grade: {kind: bands, of: leverage, bands: {A: "< 60%", B: ">= 60%"}}')
    assert (policy.review, policy.provisional, policy.transitions, policy.approvals) == (None, None, (), ())
    assert {"Review", "New customers", "Movements between grades", "Approvals"}.isdisjoint(
        one.title.en for one in describe(policy)
    )


@pytest.mark.parametrize(
    ("name", "grade", "months"),
    [("grade", "A", 6.0), ("grade", "B", 12.0), ("grade", "D", IRREGULAR), ("zone", "green", 24.0),
     ("zone", "red", Bilingual("at each order", "逐单复评"))],
)  # fmt: skip
def test_the_treatment_then_the_review_states_the_interval(name: str, grade: str, months: object) -> None:
    assert review_interval(reviewed(), name, grade) == months


def test_no_interval() -> None:
    without = reviewed(FILE.replace("  months: 12\n", ""))
    assert review_interval(without, "grade", "B") is None
    assert "review-missing" in [finding.code for finding in checks.run(without)]


def test_what_people_read() -> None:
    said = {row[0].en: (row[1].en, row[1].zh) for row in section("Review").rows}
    assert said["First grade of a new customer"] == ("within 10 working days", "10个工作日内")
    assert said["Time of the year"] == ("25 to 30 November each year", "每年11月25日至30日")
    assert said["For life"][1] == "等级不实行终身制，须定期重新评定"
    assert [cell.zh for cell in section("Movements between grades").rows[0]] == [
        "grade", "C", "D", "付款不及时、合同执行差或出现重大危机", "5日内", "", "有据",
    ]  # fmt: skip
    assert [cell.en for cell in section("Approvals").rows[1]] == [
        "checks", "Sales director", "checks", "grade", "A, B", "", "within 3 days", "with the figures", "stated",
    ]  # fmt: skip


def test_one_day() -> None:
    assert window_text(Window(2, 28, 28)) == Bilingual("28 February each year", "每年2月28日")
    assert deadline_text(1) == Bilingual("within 1 day", "1日内")
    assert deadline_text(None) == Bilingual("", "")


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("  months: 12\n", "  months: 6\n", ("Review", "Interval", "Rule")),
        ("from_day: 25", "from_day: 26", ("Review", "Time of the year", "Rule")),
        ("for_life: false", "for_life: true", ("Review", "For life", "Rule")),
        ("  working_days: true\n", "", ("Review", "First grade of a new customer", "Rule")),
        ("value: 6, status: proposed", "value: 3, status: proposed", ("New customers", "Provisional grade", "Rule")),
        ("within_days: 5}", "within_days: 6}", ("Movements between grades", "grade, C, D", "Within")),
        ("does: {en: approves", "does: {en: decides", ("Approvals", "approves", "Does")),
        ("grades: [A, B], within_days: 3", "grades: [A], within_days: 3", ("Approvals", "checks", "Grades")),
    ],
)  # fmt: skip
def test_every_change_is_told(before: str, after: str, where: tuple[str, str, str]) -> None:
    assert before in FILE
    found = changes(reviewed(), reviewed(FILE.replace(before, after)))
    assert where in [(one.section.en, one.row.en, one.column.en) for one in found]
    assert {one.section.en for one in found} <= {where[0], "Parameters"}


def test_a_step_that_moves_is_told() -> None:
    lines = FILE.splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if "step: applies" in line)
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    (moved,) = changes(reviewed(), reviewed("".join(lines)))
    assert (moved.section.en, moved.kind) == ("Approvals", "moved")


def test_the_test_policy_is_served() -> None:
    library = Library([ROOT / "tests" / "policies"], prove=lambda policy: ())
    assert library.get("reviewed", datetime.date(2026, 11, 20)).review is not None
