"""What an editing workbook offers to those who fill it in."""

from __future__ import annotations

import re
import zipfile

import openpyxl
import pytest

from xlplugin.workbooks.editing import export
from xlplugin.workbooks.editing.plan import plans
from xlplugin.workbooks.editing.tree import compose

from .editor import PACKAGED, ROOT

CREDIT = (ROOT / "policies" / "credit" / "credit_rating.yaml").read_bytes()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return openpyxl.load_workbook(
        export(CREDIT, "credit_rating@2026.1", tmp_path_factory.mktemp("x") / "x.xlsx", "zh")
    )


def test_the_sheets(book):
    assert book.sheetnames[:16] == [
        "Guide 说明", "Policy 制度", "Parameters 参数", "Inputs 输入", "Words 取值", "Decisions 决策", "Points 分值",
        "Tables 决策表", "Matrix 矩阵", "Grades 等级名称", "Bands 等级", "Overrides 硬性规则", "Treatments 处置",
        "Process 流程", "Results 结果", "Tests 测试",
    ]  # fmt: skip
    assert book["xlplugin_base"].sheet_state == "veryHidden"
    assert all(sheet.column_dimensions["A"].hidden for sheet in book.worksheets[1:16])


def test_headings_are_in_both_languages_and_each_stands_once():
    for plan in plans(compose(CREDIT.decode())):
        headings = [column.heading for column in plan.columns]
        assert len(set(headings)) == len(headings)
        assert all(
            re.search("[A-Za-z]", heading) and re.search("[\u4e00-\u9fff]", heading) for heading in headings
        )
        assert plan.about.en and plan.about.zh
        used = {column for kind in plan.kinds for column in kind.columns}
        assert used == {column.id for column in plan.columns}


def test_the_language_of_the_guide(book):
    assert "可直接修改单元格" in book["Guide 说明"]["B3"].value
    assert "每个指标一行" in book["Points 分值"]["B1"].value
    assert "credit_rating@2026.1" in "".join(str(cell.value) for cell in book["Guide 说明"]["B"])


def rules(sheet, cell: str) -> list:
    return [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]


@pytest.mark.parametrize(
    ("sheet", "cell", "words", "closed"),
    [
        ("Points 分值", "I4", ["stated 有据", "repaired 已修补", "proposed 建议"], True),
        ("Inputs 输入", "C3", ["number 数值", "set 多选"], True),
        ("Inputs 输入", "I3", ["error 报错", "stated 另行规定"], False),
        ("Words 取值", "B3", ["leverage", "loan_class"], False),
        ("Overrides 硬性规则", "D300", ["AAA", "D"], False),
        ("Policy 制度", "C7", ["value", "risk", "none"], True),
        ("Decisions 决策", "E4", ["scorecard 评分卡", "policy 引用制度"], True),
    ],
)
def test_drop_downs(book, sheet, cell, words, closed):
    (rule,) = rules(book[sheet], cell)
    assert rule.type == "list" and bool(rule.showErrorMessage) == closed
    offered = rule.formula1
    if offered.startswith("'Lists"):
        column = re.search(r"\$([A-Z]+)\$1", offered)[1]
        offered = ",".join(str(cell.value) for cell in book["Lists 选项"][column])
    assert all(word in offered.strip('"').split(",") for word in words)


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.stem)
def test_all_cells_are_text_and_none_is_a_formula(path, tmp_path):
    target = export(path.read_bytes(), f"{path.stem}@2026.1", tmp_path / "x.xlsx")
    with zipfile.ZipFile(target) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                part = archive.read(name).decode()
                assert "<f>" not in part and not re.search(r'<c r="[A-Z]+\d+"[^>]*?(?<!t="s")><v>', part), (
                    name
                )
