"""What a form takes from a policy's review, provisional grades, movements, approvals and manual overrides."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.form_files import AS_OF, formulas, packaged, shown, texts
from xlplugin.functions.context import Context
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.scoring.compile import Compiled, compile_policy
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.forms.grid import FIRST_ROW, POLICY, RATING_FORM, REQUESTS
from xlplugin.workbooks.forms.process_tables import process_tables
from xlplugin.workbooks.forms.signers import signers, usual_signers
from xlplugin.workbooks.recalc import recalculate

FOLDER = Path(__file__).resolve().parents[1] / "policies"
REVIEWED = Library([FOLDER], prove=lambda policy: ()).get("reviewed", AS_OF)
MARCH, AUGUST = datetime.date(2026, 3, 1), datetime.date(2026, 8, 31)
SEPTEMBER, NEXT_MARCH = datetime.datetime(2026, 9, 1), datetime.datetime(2027, 3, 1)
CUSTOMERS: tuple[dict[str, object], ...] = (
    {"customer_no": "key", "points": 160, "last_review": MARCH, "relation": "existing"},
    {"customer_no": "good", "points": 120, "last_review": MARCH, "relation": "existing"},
    {"customer_no": "new", "points": 120, "last_review": MARCH, "relation": "new"},
    {"customer_no": "neu", "points": 10, "last_review": AUGUST, "relation": "新客户"},
    {"customer_no": "doubtful", "points": 10, "last_review": MARCH, "relation": "existing"},
    {"customer_no": "unrated", "points": 120, "relation": "new"},
    {"customer_no": "ungraded", "last_review": MARCH, "relation": "new"},
)


def next_reviews(policy: Policy, path: Path, layout: str = "rows", language: str = "en") -> list[object]:
    """The column of the next review after a native recalculation."""
    rows = tuple(row | {"paid": True} for row in CUSTOMERS)
    form = Form(policy, language=language, layout=layout, rows=8, data=rows, as_of=AS_OF)
    compiled: Compiled = compile_policy(policy)

    def context(said) -> Context:
        return Context(lambda stamp, day: compiled, AS_OF, workbook_policy=said.policy, language=language)

    target = path / "done.xlsx"
    recalculate(write(form, path / "form.xlsx"), target, context_for=context)
    keys = [column.key for column in form.columns]
    place = keys.index("next_review") + 1
    sheet = openpyxl.load_workbook(target, data_only=True).worksheets[1]
    return [sheet.cell(FIRST_ROW + 1 + row, place).value for row in range(len(CUSTOMERS))]


@pytest.mark.parametrize("layout", ["rows", "block"])
def test_a_new_customer_is_due_when_the_provisional_grade_ends(layout, tmp_path):
    assert next_reviews(REVIEWED, tmp_path, layout) == [
        SEPTEMBER, NEXT_MARCH, SEPTEMBER, datetime.datetime(2027, 2, 28), "irregular", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("layout", ["rows", "block"])
def test_without_a_provisional_period_new_customers_are_as_others(layout, tmp_path):
    policy = replace(REVIEWED, provisional=None)
    assert next_reviews(policy, tmp_path, layout, "zh") == [
        SEPTEMBER, NEXT_MARCH, NEXT_MARCH, "不定期", "不定期", None, None,
    ]  # fmt: skip


def test_a_provisional_period_alone(tmp_path):
    policy = replace(REVIEWED, review=None, treatments={})
    assert next_reviews(policy, tmp_path) == [
        None, None, SEPTEMBER, datetime.datetime(2027, 2, 28), None, None, None,
    ]  # fmt: skip


def test_the_policy_sheet_prints_the_rules(tmp_path):
    path = write(Form(REVIEWED, rows=3), tmp_path / "form.xlsx")
    said = list(shown(path, POLICY).values())
    for text in (
        "Review 复评", "New customers 新客户", "Movements between grades 等级变动", "Approvals 审批流程",
        "within 10 working days\n10个工作日内", "C → D", "zone: green → red", "within 5 days\n5日内",
        "Manual overrides 人工调整", "at most 2 notches worse\n向更差的等级最多调整2级", "Reason code M05 原因代码 M05",
        "2. Sales director 销售总监", "checks\n审核\nwith the figures\n附数据", "B\nif unwilling to sign\n不愿签约时",
    ):  # fmt: skip
        assert text in said, text


def test_the_rating_form_is_signed_by_the_approval_steps(tmp_path):
    path = write(Form(REVIEWED, rows=3), tmp_path / "form.xlsx")
    said = [text for text in shown(path, RATING_FORM).values() if isinstance(text, str)]
    assert signers(REVIEWED) == (
        "Sales manager: applies\n销售经理：申报",
        "Sales director: checks (only A, B; within 3 days)\n销售总监：审核（仅A、B；3日内）",
        "General manager: approves\n总经理：批准",
    )
    assert set(signers(REVIEWED)) <= set(said) and not set(usual_signers()) & set(said)


def test_a_policy_that_states_none_of_it_keeps_its_form(tmp_path):
    policy = replace(packaged("credit_rating"), manual_overrides=None)
    path = write(Form(policy, rows=3), tmp_path / "form.xlsx")
    assert list(process_tables(policy)) == [] and signers(policy) == ()
    assert set(usual_signers()) <= set(texts(path))
    assert not [text for text in formulas(path).values() if "TREATMENT" in text or "EDATE" in text]


def reason_codes(path: Path) -> list[str]:
    """What the drop-down of the reason codes offers; empty where there is none."""
    book = openpyxl.load_workbook(path)
    requests = book[REQUESTS]
    heads = {cell.value: cell.column_letter for cell in requests[4] if cell.value}
    place = heads["Reason code\n原因代码"] + "5"
    rules = [rule for rule in requests.data_validations.dataValidation if place in rule.sqref]
    if not rules:
        return []
    source = rules[0].formula1.lstrip("=")
    if source.startswith('"'):
        return source.strip('"').split(",")
    title, _, area = source.partition("!")
    return [cell.value for (cell,) in book[title.strip("'")][area.replace("$", "")]]


def test_requests_offer_the_reasons_of_the_policy(tmp_path):
    english = write(Form(REVIEWED, rows=3), tmp_path / "en.xlsx")
    chinese = write(Form(packaged("aml_pbc_2013"), rows=3, language="zh"), tmp_path / "zh.xlsx")
    assert reason_codes(english) == ["M05 Data incomplete", "M09 Other, see the evidence"]
    assert reason_codes(chinese) == [
        "M04 负面信息或涉诉", "M05 模型信息不完整或有误", "M06 尽职调查获得新信息", "M09 其他，见依据",
    ]  # fmt: skip
    said = "\n".join(text for text in shown(english, REQUESTS).values() if isinstance(text, str))
    assert "Manual overrides: at most 1 notch better, at most 2 notches worse; approved by a compliance officer" in said
    assert "人工调整：向更好的等级最多调整1级" in said and "states no manual overrides" not in said


def test_requests_say_that_a_policy_allows_no_change(tmp_path):
    path = write(Form(replace(REVIEWED, manual_overrides=None), rows=3), tmp_path / "form.xlsx")
    said = "\n".join(text for text in shown(path, REQUESTS).values() if isinstance(text, str))
    assert "This policy states no manual overrides" in said and "本制度未规定人工调整" in said
    assert reason_codes(path) == []
