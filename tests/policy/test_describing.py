"""How cells and figures are said to people: every word in their language, every parameter with its figure."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.policy.snippets import load
from xlplugin.policy.describing import said_cell, value_text
from xlplugin.policy.description import describe
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.library import Library
from xlplugin.policy.variables import variables

LIBRARY = Library([Path(__file__).parents[1] / "policies"], prove=lambda policy: ())
DAY = datetime.date(2026, 6, 1)
POLICY = """\
parameters:
  low_from: {{value: 20%, unit: "%", title: {{en: Low, zh: 低限}}}}
  high_from: {{value: 60%, unit: "%", title: {{en: High, zh: 高限}}}}
inputs:
  share:
    type: number
    unit: "%"
    domain: "[0%..100%]"
    missing: stated
    specials: {{none_due: {{value: 999, en: No receivables, zh: 无应收账款}}, no_answer: 998}}
    title: {{en: Share, zh: 占比}}
  quality: {{type: category, values: {{good: 好, poor: 差}}, missing: stated, title: {{en: Quality, zh: 质量}}}}
  listed: {{type: boolean, title: {{en: Listed, zh: 上市}}}}
  countries: {{type: set, values_from: watched, missing: stated, title: {{en: Countries, zh: 国家}}}}
decisions:
  grade:
    kind: table
    hit: first
    grades: [A, B]
    rows: [{{when: {{{name}: {cell}}}, then: A}}, {{otherwise: B}}]
"""


@pytest.mark.parametrize(
    ("name", "cell", "en", "zh"),
    [
        ("share", ">= 30%", ">= 30%", ">= 30%"),
        ("share", "-", "any", "任意"),
        ("share", "missing", "missing", "缺失"),
        ("share", "not(missing)", "not(missing)", "非（缺失）"),
        ("share", "< 30%, missing", "< 30%, missing", "< 30%，缺失"),
        ("share", "< low_from, missing", "< low_from (< 20%), missing", "< low_from (< 20%)，缺失"),
        (
            "share", "[low_from..high_from), missing, none_due",
            "[low_from..high_from) ([20%..60%)), missing, No receivables",
            "[low_from..high_from) ([20%..60%))，缺失，无应收账款",
        ),
        ("share", "none_due, no_answer", "No receivables, no_answer", "无应收账款，no_answer"),
        ("share", "not(>= high_from)", "not(>= high_from (>= 60%))", "非（>= high_from (>= 60%)）"),
        ("quality", "good, missing", "Good, missing", "好，缺失"),
        ("quality", "not(good)", "not(Good)", "非（好）"),
        ("quality", "other", "other", "其他"),
        ("listed", "true", "yes", "是"),
        ("countries", "in watched", "in watched", "属于 watched"),
        ("countries", "IR, in watched, missing", "Ir, in watched, missing", "伊朗，属于 watched，缺失"),
    ],
)  # fmt: skip
def test_a_cell(name, cell, en, zh):
    policy = load(POLICY.format(name=name, cell=f'"{cell}"'))
    read = policy.decisions[0].rows[0].when.cells[name]
    assert said_cell(read, variables(policy)[name]) == Bilingual(en, zh)


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [(True, "", "yes", "是"), (False, "", "no", "否"), (0.5, "%", "50%", "50%"), (3.0, "元", "3 元", "3 元")],
)
def test_a_value(value, unit, en, zh):
    assert value_text(value, unit) == Bilingual(en, zh)


def shown(name: str, language: str) -> dict[str, list[str]]:
    """The rows of each section of a policy, as lines."""
    return {
        section.title.zh: [section.note.in_language(language)]
        + [" | ".join(cell.in_language(language) for cell in row) for row in section.rows]
        for section in describe(LIBRARY.get(name, DAY))
    }


def test_switches_special_values_owner_and_tests_in_chinese():
    said = shown("switched", "zh")
    assert "主管部门 | 信贷政策委员会" in said["制度"]
    assert "use_age | 是否使用年龄 | 是 |  | 建议" in said["参数"]
    assert "999 = none_due（无应收账款）\n998 = unknown_days" in "\n".join(said["输入项"])
    assert "town（城镇）" in "\n".join(said["输入项"])
    assert any(line.endswith(" | use_age = 否") for line in said["测试"])
    rows = said["周转（turnover）：判定表"]
    assert "周转天数：> fast_to (> 30)，unknown_days | slow |  | T1 周转较慢 | 有据" in rows
    assert "周转天数：无应收账款 | none |  | T2 没有应收账款 | 有据" in rows
    points = said["得分（points）：得分"]
    assert "turnover_days | none_due | 无应收账款 | 5 | 有据" in points
    assert "turnover_days | <= fast_to | <= fast_to (<= 30) | 10 | 有据" in points
    assert "age | 缺失 |  | 0 | 有据" in points


def test_no_word_of_the_language_stays_english():
    said = "\n".join(line for name in ("card", "pareto", "switched") for lines in shown(name, "zh").values() for line in lines)
    for word in ("boolean", "integer", "ascending", "descending", "True", "False", "percent_rank", "cumulative_share"):
        assert word not in said
    assert "得出 | 布尔值" in said and "次序 | 降序" in said


def test_outputs_of_a_table():
    policy = load(
        """\
decisions:
  pair:
    kind: table
    outputs: {drop: {type: boolean, title: {en: Drop, zh: 放弃}}, visits: {type: number}}
    rows:
      - {when: {listed: "true"}, then: {drop: true, visits: 8}}
      - {when: {listed: "false"}, then: {drop: false, visits: 0.5}}
result: {drop: drop, visits: visits}
"""
    )
    table = next(section for section in describe(policy) if section.title.zh.endswith("判定表"))
    assert [row[1].zh for row in table.rows] == ["drop = 是，visits = 8", "drop = 否，visits = 0.5"]
    assert "drop（放弃）：布尔值" in table.note.zh and "visits" in table.note.zh and "number" not in table.note.zh
