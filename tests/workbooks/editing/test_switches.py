"""Switches, special values with titles, an owner in both languages and tests under other parameters."""

from __future__ import annotations

import pytest

from xlplugin.policy.library import Library

from .editor import ROOT, Editor, differing

SWITCHED = (ROOT / "tests" / "policies" / "switched.yaml").read_bytes()


@pytest.fixture(scope="module")
def tests_library() -> Library:
    return Library([ROOT / "tests" / "policies"], prove=lambda policy: ())


@pytest.fixture
def switched() -> Editor:
    return Editor(SWITCHED, "switched@1")


def test_what_the_sheets_show(switched):
    assert switched.row("Policy", item="owner 主管部门", text_en="Credit Policy Committee", text_zh="信贷政策委员会")
    assert switched.row("Parameters", name="use_age", value="true")
    assert switched.row("Words", role="special 特殊值", word="none_due", number="999", title_zh="无应收账款")
    assert switched.row("Words", role="special 特殊值", word="unknown_days", number="998", title_zh="")
    assert switched.row("Tests", name="age switched off", parameters="use_age: false")
    assert switched.row("Tests", parameters="fast_to: 31\nsenior_from: 61")


def test_a_switch_is_turned_as_excel_people_do(switched, tmp_path, tests_library):
    switched.set("Parameters", switched.row("Parameters", name="use_age"), "value", False)
    switched.set("Parameters", switched.row("Parameters", name="use_place"), "value", "true")
    draft = switched.draft(tmp_path, tests_library)
    gone, come = differing(SWITCHED, draft.data)
    assert [line.split("value: ")[1].split(",")[0] for line in gone + come] == ["true", "false", "false", "true"]
    assert draft.policy is not None and draft.policy.parameters["use_age"].value is False


def test_a_special_value_gets_its_titles_and_another_loses_them(switched, tmp_path, tests_library):
    bare = switched.row("Words", word="unknown_days")
    switched.set("Words", bare, "title_en", "Days not known")
    switched.set("Words", bare, "title_zh", "天数不详")
    titled = switched.row("Words", word="none_due")
    switched.set("Words", titled, "number", 997.0)
    gone, come = differing(SWITCHED, switched.draft(tmp_path, tests_library).data)
    assert gone == ["    specials: {none_due: {value: 999, en: No receivables, zh: 无应收账款}, unknown_days: 998}"]
    assert come == [
        "    specials: {none_due: {value: 997, en: No receivables, zh: 无应收账款}, "
        "unknown_days: {value: 998, en: Days not known, zh: 天数不详}}"
    ]


def test_a_new_special_value_stands_bare(switched, tmp_path, tests_library):
    switched.append("Words", input="turnover_days", role="special", word="closed", number="990")
    _, come = differing(SWITCHED, switched.draft(tmp_path, tests_library).data)
    assert come == [
        "    specials: {none_due: {value: 999, en: No receivables, zh: 无应收账款}, unknown_days: 998, closed: 990}"
    ]


def test_a_test_sets_another_parameter(switched, tmp_path, tests_library):
    switched.set("Tests", switched.row("Tests", name="age switched off"), "parameters", "use_age: false\nfast_to: 40")
    switched.set("Tests", switched.row("Tests", name="place switched on"), "parameters", "")
    switched.append(
        "Tests", name="new", parameters="use_place：true", in__age="30", in__turnover_days="999", out__grade="B"
    )
    draft = switched.draft(tmp_path, tests_library)
    gone, come = differing(SWITCHED, draft.data)
    assert ["parameters" in line for line in gone] == [True, True]
    assert "parameters: {use_age: false, fast_to: 40}, inputs" in come[0]
    assert come[1].startswith("  - {name: place switched on, inputs:")
    assert come[2] == "  - {name: new, parameters: {use_place: true}, inputs: {age: 30, turnover_days: 999}, expect: {grade: B}}"
    assert draft.policy is not None and draft.policy.tests[-1].parameters == {"use_place": True}


def test_a_parameter_that_is_not_there_is_said_at_its_cell(switched, tmp_path, tests_library):
    row = switched.row("Tests", name="age switched off")
    switched.set("Tests", row, "parameters", "use_agee: false")
    remarks = switched.draft(tmp_path, tests_library).remarks
    (remark,) = (one for one in remarks if "there is no parameter use_agee" in one.finding.message.en)
    assert (remark.sheet, remark.row) == ("Tests 测试", row)
