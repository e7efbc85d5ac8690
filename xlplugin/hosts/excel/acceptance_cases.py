"""What the acceptance workbook asks: cells, and formulas on them. The core says what each must show."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import OMITTED, CellError
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.addresses import read_rect

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled

AS_OF = datetime.date(2026, 6, 30)
POLICY = "credit_rating@2026.1"
NAMES: Mapping[str, object] = {"xlplugin_policy": POLICY, "xlplugin_as_of": AS_OF, "xlplugin_language": "en"}
"""What the workbook says of itself."""

DATA: tuple[tuple[object, ...], ...] = (
    ("leverage", "current_ratio", "cash_content", "sales_growth", "loan_class", "loss_periods"),
    (0.5, 1.5, 0.9, 0.12, "normal", 0),
    ("60%", "130 %", "８０％", "10%", " Normal ", "0"),
    (0.5, 1.5, 0.9, 0.12, "正常", 0),
    (None, None, None, None, None, None),
    (0.80004, 1.5, 0.9, 0.12, "normal", 0),
    (55, 1.5, 0.9, 0.12, "normal", 0),
    (CellError.NA, 1.5, 0.9, 0.12, "normal", 0),
    (0.7, 1.2, 0.8, 0.05, "normal", 1),
    (0.61, None, 0.4, -0.1, "special_mention", 0),
    ("loss_periods", "loan_class", "remark", "资产负债率", "sales_growth", "cash_content", "current_ratio"),
    (0, "normal", "x", 0.5, 0.12, 0.9, 1.5),
    (datetime.date(2026, 3, 1), 45, "BBB"),
)
"""The sheet of data: ordinary rows from row 2 on, headings in another order in row 11."""
FORMATS = {
    (5, 0): '"¥"#,##0.00',
    (12, 0): "yyyy-mm-dd",
    **{(row, column): "0%" for row in (1, 3, 8) for column in range(4)},
}
"""Number formats by row and column, counted from 0; money, because Excel hands that over cut to four decimals."""


@dataclass(frozen=True, slots=True)
class Case:
    """One formula: its arguments by name are areas of the data (``A2:F2``) or literals (``"text"``, ``3``)."""

    title: Bilingual
    function: str
    arguments: Mapping[str, str]

    def formula(self, sheet: str) -> str:
        """The formula, with the areas on a sheet."""
        given = {name: text if _literal(text) else sheet + text for name, text in self.arguments.items()}
        return FUNCTIONS[self.function].formula(**given)


def _case(en: str, zh: str, function: str, **arguments: str) -> Case:
    return Case(Bilingual(en, zh), function, arguments)


CASES = (
    _case("a grade", "评级", "GRADE", values="A2:F2"),
    _case("the score beside it", "评分", "SCORE", values="A2:F2"),
    _case("numbers as text, full-width digits, blanks", "文本数字、全角、空格", "SCORE", values="A3:F3"),
    _case("Chinese words in cells", "中文取值", "GRADE", values="A4:F4"),
    _case("an empty row stays quiet", "空行保持空白", "GRADE", values="A5:F5"),
    _case("money in full precision: above 80%, so capped", "货币格式保持全精度：超过80%，应限级", "GRADE", values="A6:F6"),
    _case("55 where 55% is meant is #VALUE!", "把 55% 写成 55，应为 #VALUE!", "GRADE", values="A7:F7"),
    _case("an error in a cell comes through", "单元格中的错误原样返回", "GRADE", values="A8:F8"),
    _case("a missing value is #VALUE!", "缺失值应为 #VALUE!", "GRADE", values="A10:F10"),
    _case("CHECKROW says what is missing", "CHECKROW 说明缺失内容", "CHECKROW", values="A10:F10"),
    _case("CHECKROW is empty for a good row", "数据无误时 CHECKROW 为空", "CHECKROW", values="A2:F2"),
    _case("a block, one answer per row", "区域公式，每行一个结果", "GRADE", values="A2:F9"),
    _case("scores of a block", "区域评分", "SCORE", values="A2:F9"),
    _case("headings in another order", "标题顺序不同", "GRADE", values="A12:G12", headers="A11:G11"),
    _case("a policy as an argument", "以参数指定制度", "GRADE", values="A2:F2", policy=f'"{POLICY}"'),
    _case("another output", "其他输出项", "GRADE", values="A2:F2", output='"score"'),
    _case("the reasons", "主要原因", "REASONS", values="A9:F9"),
    _case("two reasons at most", "最多两条原因", "REASONS", values="A9:F9", n="2"),
    _case("the rules that fired", "触发的规则", "GRADE", values="A6:F6", output='"overrides"'),
    _case("the explanation's first column", "评级说明首列", "EXPLAIN", values="A9:F9"),
    _case("the approver of a grade", "等级对应的审批人", "TREATMENT", grade='"BBB"', item='"approver"'),
    _case("the next review of a date cell", "按日期单元格推算下次复评", "NEXTREVIEW", grade="C13", last_review="A13"),
    _case("no such policy is #REF!", "制度不存在应为 #REF!", "GRADE", values="A2:F2", policy='"nobody"'),
    _case("no such output is #REF!", "输出项不存在应为 #REF!", "GRADE", values="A2:F2", output='"colour"'),
    _case("one row of a ranking is #N/A", "排名类制度单行应为 #N/A", "GRADE", values="B13", policy='"value_pareto_abc"'),
    _case("the version of the policy", "制度版本", "POLICYINFO", policy=f'"{POLICY}"', item='"version"'),
    _case("the policy of the workbook's name", "工作簿名称指定的制度", "POLICYINFO", item='"version"'),
    _case("a tier of a policy of credit is #REF!", "以信用制度评风险等级应为 #REF!", "AMLTIER", values="A2:F2"),
)


def arguments_of(case: Case) -> list[object]:
    """The arguments of a case as values, in the order of its function."""
    function = FUNCTIONS[case.function]
    return [_value(case.arguments[one.name]) if one.name in case.arguments else OMITTED for one in function.arguments]


def context_for(policies: Callable[[str, datetime.date], Compiled]) -> Context:
    """The context of the workbook's calls."""
    return Context(policies, AS_OF, workbook_policy=POLICY)


def _literal(text: str) -> bool:
    return text.startswith('"') or text.isdecimal()


def _value(text: str) -> object:
    if text.startswith('"'):
        return text[1:-1]
    if text.isdecimal():
        return float(text)
    area = read_rect(text)
    assert area is not None
    rows = [
        [_cell(row, column) for column in range(area.left, area.right + 1)] for row in range(area.top, area.bottom + 1)
    ]
    return rows if area.size > 1 else rows[0][0]


def _cell(row: int, column: int) -> object:
    cells = DATA[row - 1]
    value = cells[column - 1] if column <= len(cells) else None
    return float(value) if isinstance(value, int) else value
