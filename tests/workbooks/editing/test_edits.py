"""What people change in the sheets changes in the file, and nothing else does."""

from __future__ import annotations

import openpyxl
import pytest

from xlplugin.workbooks.editing import draft_of, export

from .editor import ROOT, Editor, differing

CREDIT = (ROOT / "policies" / "credit" / "credit_rating.yaml").read_bytes()
BOX = (ROOT / "policies" / "sales" / "nine_box.yaml").read_bytes()
PARETO = (ROOT / "policies" / "value" / "value_pareto_abc.yaml").read_bytes()
INQUIRY = (ROOT / "policies" / "sales" / "trade_inquiry_levels.yaml").read_bytes()
STAMP = "credit_rating@2026.1"


@pytest.fixture
def credit():
    return Editor(CREDIT, STAMP)


def attribute(credit: Editor, characteristic: str, test: str) -> int:
    return credit.row("Points", characteristic=characteristic, test=test)


def test_points_change_alone(credit, tmp_path, library):
    credit.set("Points", attribute(credit, "leverage", "[0%..60%]"), "points", "25")
    credit.set("Points", attribute(credit, "leverage", ">= 100%"), "status", "有据")
    credit.set("Points", attribute(credit, "loan_class", "special_mention"), "points", 17.0)
    credit.set("Points", attribute(credit, "current_ratio", "(50%..130%)"), "to", "19.5")
    gone, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert gone == [
        '          "[0%..60%]": 24',
        '          ">= 100%": {points: 0, status: proposed}',
        '          "(50%..130%)": {from: 0, to: 20, status: proposed}',
        "          special_mention: 16",
    ]
    assert come == [
        '          "[0%..60%]": 25',
        '          ">= 100%": {points: 0, status: stated}',
        '          "(50%..130%)": {from: 0, to: 19.5, status: proposed}',
        "          special_mention: 17",
    ]


def test_points_take_another_form(credit, tmp_path, library):
    linear = attribute(credit, "leverage", "(60%..100%)")
    for column, text in (("from", ""), ("to", ""), ("points", "12")):
        credit.set("Points", linear, column, text)
    plain = attribute(credit, "cash_content", ">= 80%")
    for column, text in (("points", ""), ("from", "12"), ("to", "14")):
        credit.set("Points", plain, column, text)
    credit.set("Points", attribute(credit, "sales_growth", ">= 10%"), "status", "proposed 建议")
    _, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert come == [
        '          "(60%..100%)": {points: 12, status: proposed}',
        '          ">= 80%": {from: 12, to: 14}',
        '          ">= 10%": {points: 12, status: proposed}',
    ]


def test_a_new_bin(credit, tmp_path, library):
    last = attribute(credit, "current_ratio", ">= 130%")
    credit.set("Points", last, "test", "[130%..200%)")
    credit.insert(
        "Points", last + 1, card="score", characteristic="current_ratio", test=">= 200%", points="20"
    )
    gone, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert gone == ['          ">= 130%": 20']
    assert come == ['          "[130%..200%)": 20', '          ">= 200%": 20']


def test_a_removed_override_and_a_cleared_one(credit, tmp_path, library):
    row = credit.row("Overrides", code="CO03")
    credit.delete("Overrides", row)
    cleared = credit.row("Overrides", code="CO09")
    for column in credit.tab("Overrides").places:
        credit.set("Overrides", cleared, column, "")
    gone, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert come == []
    assert [line.strip() for line in gone] == [
        '- when: {leverage: "> 100%"}',
        "cap: D",
        "status: stated",
        'reason: {code: CO03, en: "Liabilities exceed assets: D", zh: 资不抵债，评为D级}',
        "- when: {loan_class: no_loan}",
        "cap: AA",
        'reason: {code: CO09, en: "No repayment record yet: AA at most", zh: 尚无履约记录，最高AA级}',
    ]


def test_an_override_changes_its_condition_and_its_action(credit, tmp_path, library):
    row = credit.row("Overrides", code="CO01")
    credit.set("Overrides", row, "when", "leverage: (85%..90%]\nloss_periods：>= 1")
    credit.set("Overrides", row, "cap", "")
    credit.set("Overrides", row, "set", "A")
    credit.set("Overrides", credit.row("Overrides", code="CO07"), "when", "loss_periods == 1")
    gone, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert [line.strip() for line in gone] == [
        '- when: {leverage: "(80%..90%]"}',
        "cap: A",
        '- when: {loss_periods: "1"}',
    ]
    assert [line.strip() for line in come] == [
        '- when: {leverage: "(85%..90%]", loss_periods: ">= 1"}',
        "set: A",
        "- when: loss_periods == 1",
    ]


def test_a_new_test_and_what_it_expects(credit, tmp_path, library):
    credit.append(
        "Tests",
        name="fresh, new",
        in__leverage="50%",
        in__loan_class="正常",
        out__grade="AAA",
        out__reasons="CR01, CR02",
        out__overrides="[]",
    )
    gone, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert gone == []
    assert come == [
        '  - {name: "fresh, new", inputs: {leverage: 50%, loan_class: 正常}, '
        "expect: {grade: AAA, reasons: [CR01, CR02], overrides: []}}"
    ]


def test_a_test_without_inputs_still_says_so(credit, tmp_path, library):
    credit.append("Tests", name="nothing", out__error="value")
    _, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert come == ["  - {name: nothing, inputs: {}, expect: {error: value}}"]


def test_a_new_parameter_a_new_input_and_a_new_characteristic(credit, tmp_path, library):
    credit.append("Parameters", name="many", value="5", title_en="Many years", title_zh="多年")
    credit.append(
        "Inputs",
        name="years",
        type="整数",
        domain="[0..80]",
        missing="0",
        title_en="Years",
        title_zh="年限",
        aliases="age; 成立年限",
    )
    credit.append("Points", card="score", characteristic="years", test="< many", points="0")
    credit.append("Points", card="score", characteristic="years", test=">= many", points="4")
    credit.append(
        "Points",
        card="score",
        characteristic="years",
        weight="2",
        code="CR06",
        reason_en="Young",
        reason_zh="年限短",
    )
    draft = credit.draft(tmp_path, library)
    gone, come = differing(CREDIT, draft.data)
    assert gone == []
    assert (
        "\n".join(come)
        == """\
  many: {value: 5, title: {en: Many years, zh: 多年}}
  years:
    type: integer
    domain: "[0..80]"
    missing: 0
    title: {en: Years, zh: 年限}
    aliases: [age, 成立年限]
      years:
        weight: 2
        reason: {code: CR06, en: Young, zh: 年限短}
        points:
          "< many": 0
          ">= many": 4"""
    )
    assert draft.policy is not None and draft.policy.inputs["years"].aliases == ("age", "成立年限")


def test_the_head_and_a_folded_note(credit, tmp_path, library):
    for item, column, text in (
        ("version 版本", "value", "2026.2"),
        ("effective 生效日", "value", 46204.0),  # a program made a date of it
        ("title 名称", "text_zh", "企业信用评级（修订）"),
    ):
        credit.set("Policy", credit.row("Policy", item=item), column, text)
    note = credit.row("Policy", item="note 说明")
    said = str(credit.text("Policy", note, "text_en"))
    credit.set("Policy", note, "text_en", said.replace("ratio 10,", "ratio 11,"))
    credit.append("Policy", item="reference", value="A: new source", link="https://example.com/#x")
    credit.append("Policy", item="retired", value="2030-01-01")
    draft = credit.draft(tmp_path, library)
    gone, come = differing(CREDIT, draft.data)
    assert len(gone) == 4
    assert come == [
        'version: "2026.2"',
        "effective: 2026-07-01",
        "retired: 2030-01-01",
        "title: {en: Corporate credit rating, zh: 企业信用评级（修订）}",
        '  - {title: "A: new source", href: "https://example.com/#x"}',
        "    current ratio 11, cash content of sales 6, growth of sales 6, repayment 16 (principal 10, interest 6); their",
    ]
    assert not any(one.is_error for one in draft.remarks)


def test_a_renamed_parameter_and_a_cleared_title(credit, tmp_path, library):
    credit.set("Parameters", 3, "name", "top_from")
    credit.set("Bands", 3, "test", ">= top_from")
    credit.set("Bands", 4, "test", "[aa_from..top_from)")
    credit.set("Inputs", credit.row("Inputs", name="current_ratio"), "note_zh", "")
    credit.set("Inputs", credit.row("Inputs", name="current_ratio"), "note_en", "")
    _, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert come == [
        "  top_from: {value: 90, title: {en: Lowest AAA score, zh: AAA级最低分}}",
        '      AAA: ">= top_from"',
        '      AA: "[aa_from..top_from)"',
    ]


def test_words_synonyms_and_treatments(credit, tmp_path, library):
    credit.set(
        "Words",
        credit.row("Words", role="synonyms 同义词", word="normal"),
        "synonyms",
        "pass; 正常类; performing",
    )
    credit.insert(
        "Words",
        credit.row("Words", word="loss"),
        input="loan_class",
        role="取值",
        word="special",
        title_en="Special",
        title_zh="特别",
    )
    service = credit.row("Treatments", grade="C", item="service")
    credit.set("Treatments", service, "text_en", "")
    credit.set("Treatments", service, "text_zh", "")
    credit.set("Treatments", service, "value", "exit")
    credit.append("Treatments", decision="grade", grade="D", item="log", value="weekly")
    _, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert come == [
        "      special: {en: Special, zh: 特别}",
        "      normal: [pass, 正常类, performing]",
        "      service: exit",
        "      log: weekly",
    ]


def test_the_first_override_of_a_decision_and_the_last_one_gone(tmp_path, library):
    editor = Editor(INQUIRY, "trade_inquiry_levels@2026.1")
    editor.append(
        "Overrides",
        decision="level",
        when="ordered",
        set="1",
        code="TX",
        reason_en="Ordered",
        reason_zh="已下单",
    )
    draft = editor.draft(tmp_path, library)
    gone, come = differing(INQUIRY, draft.data)
    assert gone == [] and come == [
        "    overrides:",
        "      - {when: ordered, set: 1, reason: {code: TX, en: Ordered, zh: 已下单}}",
    ]
    again = Editor(draft.data, "trade_inquiry_levels@2026.1")
    again.delete("Overrides", 3)
    assert again.draft(tmp_path, library).data == INQUIRY


def test_rows_of_tables(tmp_path, library):
    editor = Editor(INQUIRY, "trade_inquiry_levels@2026.1")
    editor.set("Tables", 7, "when", "signs_of_3: < level_3_signs")
    editor.set("Tables", 6, "when", "其他情形")
    editor.move("Tables", 7, 6)
    _, come = differing(INQUIRY, editor.draft(tmp_path, library).data)
    assert [line.strip()[:60] for line in come] == [
        '- {when: {signs_of_3: "< level_3_signs"}, then: "4", reason:',
        '- {otherwise: "3", reason: {code: TI03, en: A single sign of',
    ]


def test_several_outputs_matrices_and_grades_of_outputs(tmp_path, library):
    editor = Editor(BOX, "nine_box@2026.1")
    row = editor.row("Tables", when="box: C1, C2")
    editor.set("Tables", row, "outputs", "zone: blue\nvisits: 1\ndrop: false")
    editor.set("Tables", editor.row("Tables", when="box: C3"), "status", "repaired")
    editor.set("Matrix", editor.row("Matrix", row="B"), "values", "1: B1\n2: B2\n3: C3")
    editor.set("Grades", editor.row("Grades", output="zone", grade="red"), "title_zh", "红色区")
    editor.set("Words", editor.row("Words", word="2"), "title_en", "")
    gone, come = differing(BOX, editor.draft(tmp_path, library).data)
    assert [line.strip() for line in come] == [
        '"2": {zh: 二线}',
        'B: {"1": B1, "2": B2, "3": C3}',
        "grades: {red: {en: Red zone, zh: 红色区}, yellow: {en: Yellow zone, zh: 黄区}, blue: {en: Blue zone, zh: 蓝区}}",
        '- {when: {box: "C1, C2"}, then: {zone: blue, visits: 1, drop: false}}',
        "- {when: {box: C3}, then: {zone: blue, visits: 0, drop: true}, status: repaired}",
    ]


def test_settings_of_decisions_and_books_of_tests(tmp_path, library):
    editor = Editor(PARETO, "value_pareto_abc@2026.1")
    editor.set("Decisions", editor.row("Decisions", setting="where 参与范围"), "value", "value: > 10")
    editor.append("Decisions", decision="customer_share", setting="crossing", value="worse")
    row = editor.row("Tests", name="zero is C")
    editor.set("Tests", row, "book", "value: 700\nvalue: 200")
    _, come = differing(PARETO, editor.draft(tmp_path, library).data)
    assert come == [
        '    where: {value: "> 10"}',
        "    crossing: worse",
        "  - {name: zero is C, book: [{value: 700}, {value: 200}], inputs: {value: 0}, expect: {score: 100%, grade: C}}",
    ]


def test_a_copied_row_is_a_new_one_and_a_row_given_to_another_moves(credit, tmp_path, library):
    tab = credit.tab("Parameters")
    copy = {(12, column): text for (row, column), text in tab.cells.items() if row == 11}
    tab.cells.update(copy)
    credit.set("Parameters", 12, "name", "d_from")
    row = credit.row("Treatments", grade="AAA", item="service")
    credit.set("Treatments", row, "grade", "AA")
    credit.set("Treatments", row, "item", "further")
    gone, come = differing(CREDIT, credit.draft(tmp_path, library).data)
    assert gone == ['      service: {en: "Credit on trust, best terms", zh: 可采用信用方式，利率和期限从优}']
    assert come == [
        "  d_from: {value: 10, title: {en: Lowest C score, zh: C级最低分}}",
        '      further: {en: "Credit on trust, best terms", zh: 可采用信用方式，利率和期限从优}',
    ]


def test_a_removed_input_goes_with_its_column_of_tests(tmp_path, library):
    path = ROOT / "policies" / "aml" / "aml_customer_risk.yaml"
    editor = Editor(path.read_bytes(), "aml_customer_risk@2026.1")
    editor.delete("Inputs", editor.row("Inputs", name="internal_control_risk"))
    for _ in range(3):
        editor.delete("Words", editor.row("Words", input="internal_control_risk"))
    editor.delete("Results", editor.row("Results", output="internal_control"))
    tab = editor.tab("Tests")
    for id in ("in:internal_control_risk", "out:internal_control"):
        for row in range(1, tab.last_row + 1):
            tab.cells.pop((row, tab.places[id]), None)
    draft = editor.draft(tmp_path, library)
    assert [one.finding.code for one in draft.remarks] == ["same-stamp"]
    assert b"internal_control" not in draft.data
    assert draft.policy is not None and len(draft.policy.tests) == 16


def test_a_new_column_of_tests(credit, tmp_path, library):
    credit.append("Inputs", name="years", type="number", title_en="Years", title_zh="年限", missing="0")
    credit.append("Results", output="again", **{"from": "score"})
    tab = credit.tab("Tests")
    for place, heading, text in ((40, "输入：years", "3"), (41, "Expected 期望: again\n(new)", "100")):
        tab.cells[2, place], tab.cells[3, place] = heading, text
    draft = credit.draft(tmp_path, library)
    _, come = differing(CREDIT, draft.data)
    assert (
        "loss_periods: 0, years: 3}, expect: {score: 100, grade: AAA, reasons: [], overrides: [], again: 100}"
        in come[-1]
    )
    assert come[-2] == "result: {grade: grade, score: score, again: score}"


def test_changed_in_another_program(tmp_path, library):
    book = openpyxl.load_workbook(export(CREDIT, STAMP, tmp_path / "x.xlsx", "zh"))
    sheet = book["Parameters 参数"]
    sheet["C3"] = 91
    sheet.insert_rows(5)
    for cell, text in (("B5", "new_one"), ("C5", "0.5"), ("G5", "New"), ("H5", "新")):
        sheet[cell] = text
    book["Treatments 处置"].delete_rows(3)
    book.save(tmp_path / "y.xlsx")
    gone, come = differing(CREDIT, draft_of(tmp_path / "y.xlsx", library).data)
    assert gone == [
        "  aaa_from: {value: 90, title: {en: Lowest AAA score, zh: AAA级最低分}}",
        "      review_months: 12",
    ]
    assert come == [
        "  aaa_from: {value: 91, title: {en: Lowest AAA score, zh: AAA级最低分}}",
        "  new_one: {value: 0.5, title: {en: New, zh: 新}}",
    ]
