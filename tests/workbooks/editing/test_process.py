"""The sheet of reviews, provisional grades, movements, approvals and manual overrides: whole, changed where it is changed."""

from __future__ import annotations

import pytest

from xlplugin.policy.library import Library

from .editor import ROOT, Editor, differing

REVIEWED = (ROOT / "tests" / "policies" / "reviewed.yaml").read_bytes()
LOOKUP = (ROOT / "tests" / "policies" / "lookup.yaml").read_bytes()


@pytest.fixture(scope="module")
def tests_library() -> Library:
    return Library([ROOT / "tests" / "policies"], prove=lambda policy: ())


@pytest.fixture
def reviewed() -> Editor:
    return Editor(REVIEWED, "reviewed@1")


def test_what_the_sheet_shows(reviewed):
    review, trial = (reviewed.row("Process", item=item) for item in ("review 复评", "provisional 暂定等级"))
    shown = {id: reviewed.text("Process", review, id) for id in ("months", "irregular", "window_to", "for_life")}
    assert shown == {"months": "12", "irregular": "D", "window_to": "30", "for_life": "false 否"}
    assert reviewed.text("Process", trial, "months") == "trial"
    assert reviewed.row("Process", item="approval 审批步骤", step="checks", grades="A; B", role_zh="销售总监")
    assert reviewed.row("Process", item="transition 等级变动", to="red", of="zone", within_days="1")


def test_figures_of_the_review(reviewed, tmp_path, tests_library):
    row = reviewed.row("Process", item="review 复评")
    for column, text in {"months": "6", "irregular": "C; D", "window_from": "20", "apply": "", "for_life": "是"}.items():
        reviewed.set("Process", row, column, text)
    draft = reviewed.draft(tmp_path, tests_library)
    assert differing(REVIEWED, draft.data) == (
        [
            "  months: 12",
            "  irregular: [D]",
            "  window: {month: 11, from_day: 25, to_day: 30}",
            "  apply_months_before: 1",
            "  for_life: false",
        ],
        ["  months: 6", "  irregular: [C, D]", "  window: {month: 11, from_day: 20, to_day: 30}", "  for_life: true"],
    )
    assert draft.policy is not None and draft.policy.review is not None
    assert draft.policy.review.irregular == ("C", "D")


def test_movements_and_steps_come_and_go(reviewed, tmp_path, tests_library):
    reviewed.delete("Process", reviewed.row("Process", step="withdraws"))
    reviewed.append("Process", item="transition", **{"from": "B"}, to="C", when_en="less", when_zh="减少")
    draft = reviewed.draft(tmp_path, tests_library)
    gone, come = differing(REVIEWED, draft.data)
    assert ["step: withdraws" in line for line in gone] == [True]
    assert come == ["  - {from: B, to: C, when: {en: less, zh: 减少}}"]


def test_a_policy_gets_its_first_rules(tmp_path, tests_library):
    editor = Editor(LOOKUP, "lookup@1")
    editor.append("Process", item="review", of="segment", months="12", note_en="yearly", note_zh="每年")
    editor.append("Process", item="provisional", of="segment", months="6")
    role = {"role_en": "Head", "role_zh": "负责人", "does_en": "signs", "does_zh": "签字"}
    editor.append("Process", item="approval", step="signs", of="segment", **role)
    draft = editor.draft(tmp_path, tests_library)
    gone, come = differing(LOOKUP, draft.data)
    assert (gone, [line for line in come if not line.startswith("  ")]) == (
        [],
        [
            "review: {of: segment, months: 12, note: {en: yearly, zh: 每年}}",
            "provisional: {of: segment, months: 6}",
            "approvals:",
        ],
    )
    text = draft.data.decode()
    assert draft.policy is not None and draft.policy.approvals[0].role.zh == "负责人"
    assert text.index("\nreview:") < text.index("\nprovisional:") < text.index("\napprovals:") < text.index("\ntests:")


def test_manual_overrides_and_their_reasons(reviewed, tmp_path, tests_library):
    row = reviewed.row("Process", item="manual_overrides 人工调整")
    shown = {id: reviewed.text("Process", row, id) for id in ("better", "worse", "approved_by", "months", "note_zh")}
    assert shown == {
        "better": "1", "worse": "2", "approved_by": "compliance 合规人员", "months": "6", "note_zh": "从严掌握",
    }  # fmt: skip
    reason = reviewed.row("Process", item="override_reason 调整原因", code="M05")
    assert reviewed.text("Process", reason, "when_en") == "Data incomplete"
    for column, text in {"better": "0", "worse": "", "approved_by": "审批人员"}.items():
        reviewed.set("Process", row, column, text)
    reviewed.set("Process", reason, "when_zh", "资料不全")
    reviewed.append("Process", item="override_reason", code="M10", when_en="Late", when_zh="迟报")
    draft = reviewed.draft(tmp_path, tests_library)
    assert differing(REVIEWED, draft.data) == (
        [
            "  better: 1",
            "  worse: 2",
            "  approved_by: compliance",
            "    M05: {en: Data incomplete, zh: 资料不完整}  # the usual one",
        ],
        [
            "  better: 0",
            "  approved_by: approver",
            "    M05: {en: Data incomplete, zh: 资料不全}  # the usual one",
            '    M10: {en: "Late", zh: 迟报}',
        ],
    )
    assert draft.policy is not None and draft.policy.manual_overrides is not None
    assert list(draft.policy.manual_overrides.reasons) == ["M05", "M09", "M10"]


def test_manual_overrides_may_go_and_come(reviewed, tmp_path, tests_library):
    for said in ({"item": "manual_overrides 人工调整"}, {"code": "M05"}, {"code": "M09"}):
        reviewed.delete("Process", reviewed.row("Process", **said))
    draft = reviewed.draft(tmp_path, tests_library)
    gone, come = differing(REVIEWED, draft.data)
    assert (gone[0], len(gone), come) == ("manual_overrides:", 10, [])
    assert draft.policy is not None and draft.policy.manual_overrides is None

    editor = Editor(LOOKUP, "lookup@1")
    editor.append("Process", item="override_reason", code="M05", when_en="Data", when_zh="资料")
    editor.append("Process", item="manual_overrides", of="segment", better="1", approved_by="compliance", months="6")
    draft = editor.draft(tmp_path, tests_library)
    gone, come = differing(LOOKUP, draft.data)
    assert (gone, come) == (
        [],
        [
            "manual_overrides:", "  of: segment", "  better: 1", "  approved_by: compliance", "  months: 6", "  reasons:",
            "    M05: {en: Data, zh: 资料}",
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [("approved_by", "director", "shape"), ("months", "37", "shape"), ("better", "-1", "shape")],
)
def test_a_mistake_in_a_manual_override_stands_at_its_cell(column, text, code, reviewed, tmp_path, tests_library):
    row = reviewed.row("Process", item="manual_overrides 人工调整")
    reviewed.set("Process", row, column, text)
    draft = reviewed.draft(tmp_path, tests_library)
    found = [one for one in draft.remarks if one.finding.code == code]
    assert [(one.sheet.split(" ")[0], one.row) for one in found] == [("Process", row)]


def test_a_mistake_stands_at_its_cell(reviewed, tmp_path, tests_library):
    row = reviewed.row("Process", step="checks")
    reviewed.set("Process", row, "grades", "A; Q")
    draft = reviewed.draft(tmp_path, tests_library)
    found = [one for one in draft.remarks if one.finding.code == "unknown-grade"]
    assert [(one.sheet.split(" ")[0], one.row) for one in found] == [("Process", row)]
