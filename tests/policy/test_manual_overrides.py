"""How far a person may change a grade: read, said in both languages, compared; notches between grades."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.snippets import find_list, find_policy, load
from xlplugin.policy.checks import CHECKS
from xlplugin.policy.describing import Section
from xlplugin.policy.description import describe
from xlplugin.policy.diff import changes
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Grades, Policy
from xlplugin.policy.notches import notches
from xlplugin.policy.process_wording import manual_text
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse

FILE = (Path(__file__).resolve().parents[1] / "policies" / "reviewed.yaml").read_text("utf-8")
DAY = datetime.date(2026, 6, 30)
LIBRARY = Library([policies_folder()], prove=lambda policy: ())
GRADED = """decisions:
  grade: {kind: bands, of: leverage, bands: {A: "< 60%", B: "[60%..90%)", C: ">= 90%"}}
manual_overrides: {better: 1, approved_by: approver, months: 6, reasons: {M05: {en: Data, zh: 资料}}}
"""


def reviewed(text: str = FILE) -> Policy:
    return read_policy(parse(text.encode(), "reviewed.yaml"), "reviewed", "", find_list, find_policy)


def section(policy: Policy) -> Section:
    return next(one for one in describe(policy) if one.title.en == "Manual overrides")


def test_all_of_it() -> None:
    manual = reviewed().manual_overrides
    assert manual is not None
    assert (manual.of, manual.better, manual.worse, manual.months) == ("grade", 1, 2, 6)
    assert (manual.approved_by, manual.status, manual.where.line) == ("compliance", "proposed", 57)
    assert manual.reasons == {
        "M05": Bilingual("Data incomplete", "资料不完整"),
        "M09": Bilingual("Other, see the evidence", "其他，见依据"),
    }
    assert manual.note == Bilingual("seldom", "从严掌握")


def test_what_may_be_left_out() -> None:
    manual = load(GRADED).manual_overrides
    assert manual is not None
    assert (manual.of, manual.worse, manual.note, manual.status) == ("grade", None, None, "proposed")


def test_figures_may_be_parameters() -> None:
    parameters = """parameters:
  up: {value: 0, title: {en: Up, zh: 调优}}
  down: {value: 3, title: {en: Down, zh: 调劣}}
  held: {value: 4, title: {en: Held, zh: 有效}}
"""
    figures = GRADED.replace("better: 1", "better: up, worse: down").replace("months: 6", "months: held")
    manual = load(parameters + figures).manual_overrides
    assert manual is not None and (manual.better, manual.worse, manual.months) == (0, 3, 4)


def test_a_policy_without_it_allows_none() -> None:
    policy = load(GRADED.partition("manual")[0])
    assert policy.manual_overrides is None and manual_text(policy) == Bilingual("", "")
    assert "Manual overrides" not in [one.title.en for one in describe(policy)]


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [("better: 1, worse: 2", range(-2, 2)), ("better: 0", range(-5, 1)), ("better: 2, worse: 0", range(0, 3))],
)
def test_the_limits(limits: str, allowed: range) -> None:
    manual = load(GRADED.replace("better: 1", limits)).manual_overrides
    assert manual is not None
    assert [change for change in range(-5, 6) if manual.allows(change)] == list(allowed)


def test_what_people_read() -> None:
    rows = section(reviewed()).rows
    assert [(item.en, text.en) for item, text, _ in rows] == [
        ("Grades of", "grade"), ("For the better", "at most 1 notch better"), ("For the worse", "at most 2 notches worse"),
        ("Approved by", "a compliance officer"),
        ("Holds for", "6 months, at most until the next review; then the system's grade counts"),
        ("Reason code M05", "Data incomplete"), ("Reason code M09", "Other, see the evidence"), ("Note", "seldom"),
    ]  # fmt: skip
    assert {status.zh for _, _, status in rows} == {"建议"}
    assert [text.zh for _, text, _ in rows][1:5] == [
        "向更好的等级最多调整1级", "向更差的等级最多调整2级", "合规人员", "6个月，最长至下次复评；期满恢复系统评级",
    ]  # fmt: skip


def test_a_risk_scale_speaks_of_risk() -> None:
    policy = load("scale: risk\n" + GRADED.replace("better: 1", "better: 0"))
    assert manual_text(policy) == Bilingual(
        "not to a milder grade, to any riskier grade; approved by an approver; for 6 months, at most until the next review",
        "不得调至风险更低的等级，可调至任一风险更高的等级；由审批人员审批；有效6个月，最长至下次复评",
    )


@pytest.mark.parametrize(
    ("before", "after", "row"),
    [
        ("  better: 1\n", "  better: 2\n", "For the better"),
        ("  worse: 2\n", "", "For the worse"),
        ("approved_by: compliance", "approved_by: approver", "Approved by"),
        ("  months: 6\n", "  months: 3\n", "Holds for"),
        ("en: Data incomplete", "en: Data late", "Reason code M05"),
        ("    M09:", "    M10:", "Reason code M10"),
        ("  note: {en: seldom, zh: 从严掌握}\n", "", "Note"),
    ],
)
def test_every_change_is_told(before: str, after: str, row: str) -> None:
    assert before in FILE
    found = changes(reviewed(), reviewed(FILE.replace(before, after)))
    assert row in [one.row.en for one in found if one.section.en == "Manual overrides"]


PACKAGED = {
    name: manual
    for name in LIBRARY.ids()
    if (manual := LIBRARY.get(name, DAY).manual_overrides) is not None
}


def test_which_policies_allow_them() -> None:
    for name in LIBRARY.ids():
        policy = LIBRARY.get(name, DAY)
        wanted = policy.family in ("credit", "aml", "fraud") and policy.scale != "none" or bool(policy.approvals)
        assert (name in PACKAGED) == wanted, name


@pytest.mark.parametrize("name", PACKAGED)
def test_those_of_the_packaged_policies(name: str) -> None:
    policy, manual = LIBRARY.get(name, DAY), PACKAGED[name]
    assert manual.status == "proposed" and manual.of == policy.result["grade"]
    assert manual.better <= 1 and manual.worse is None
    assert manual.approved_by == ("compliance" if policy.scale == "risk" else "approver")
    assert [finding for code, check in CHECKS.items() if code.startswith("manual-") for finding in check(policy)] == []


def test_a_reason_code_means_the_same_everywhere() -> None:
    pairs = {(code, text) for manual in PACKAGED.values() for code, text in manual.reasons.items()}
    assert len(pairs) == len({code for code, _ in pairs}) == 7


IDS = ("AAA", "AA", "A", "BBB", "BB", "B")
SCALE = Grades(IDS, {})
grades = st.sampled_from(IDS)


@given(grades, grades, grades)
def test_notches_add_up(one: str, two: str, three: str) -> None:
    assert notches(SCALE, one, three) == notches(SCALE, one, two) + notches(SCALE, two, three)
    assert notches(SCALE, one, two) == -notches(SCALE, two, one)


@given(grades, grades)
def test_notches_count_towards_the_first_grade(before: str, after: str) -> None:
    count = notches(SCALE, before, after)
    assert (count > 0) == (IDS.index(after) < IDS.index(before)) and (count == 0) == (before == after)
    assert abs(count) < len(IDS)


def test_a_neighbour_is_one_notch_away() -> None:
    assert [notches(SCALE, worse, better) for better, worse in zip(IDS, IDS[1:], strict=False)] == [1] * 5


@pytest.mark.parametrize("pair", [("AAA", "C"), ("", "A"), ("aaa", "AA")])
def test_what_is_no_grade(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError):
        notches(SCALE, *pair)
