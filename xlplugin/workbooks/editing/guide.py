"""The guide of an editing workbook: how to change a policy in it, and what comes of it."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .carrier import Carried
from .tabs import Tab

TITLE = "Guide 说明"

_STEPS = (
    Bilingual(
        "Change cells, add rows below or between the others, delete rows. A new row needs its names (decision, "
        "characteristic, grade and so on); its first, hidden cell stays empty.",
        "可直接修改单元格、在任意位置插入新行、删除行。新行须填写所属的标识（决策、指标、等级等），其第一列（隐藏列）留空。",
    ),
    Bilingual(
        "On the sheet Policy write a new version and the day from which it is in force.",
        "在“制度”表中填写新的版本号和生效日。",
    ),
    Bilingual(
        "Save the workbook and run: xlplugin policy import FILE.xlsx -o DRAFT.yaml. The draft differs from the file "
        "only where you changed something: comments and order stay.",
        "保存后运行：xlplugin policy import 文件.xlsx -o 草稿.yaml。草稿仅在改动之处与原文件不同，注释和顺序均保留。",
    ),
    Bilingual(
        "What the checks find is written beside the cells in a copy, FILE.findings.xlsx. Go on in the copy and "
        "import it again.",
        "检查结果写入副本“文件.findings.xlsx”中对应单元格旁；可在副本中继续修改并再次导入。",
    ),
)
_RULES = (
    Bilingual(
        "Every cell is a text and is taken as it stands. Formulas, merged cells and errors are refused.",
        "所有单元格均为文本，按原样读取。公式、合并单元格和错误值不予接受。",
    ),
    Bilingual(
        "Sheets and headings keep their names. Columns may be hidden, sorted, filtered or widened.",
        "工作表名称和列标题不得修改；可以隐藏列、排序、筛选、调整列宽。",
    ),
    Bilingual(
        "Grey cells have no meaning in their row and stay empty. To remove a row, delete it or clear it.",
        "灰色单元格在该行中无意义，请留空。删除某项时，删除或清空该行即可。",
    ),
    Bilingual(
        "Status of a figure: stated (stands in the source), repaired (our reading of it), proposed (for the bank "
        "to decide). An empty status is that of the row above it in the hierarchy, at last of the policy.",
        "数值依据：stated 有据（来源原载）、repaired 已修补（对来源的解读）、proposed 建议（由本行决定）。"
        "留空时沿用上一级的依据，最终沿用制度的依据。",
    ),
)
_FACTS = (
    Bilingual("Made from", "生成自"),
    Bilingual("SHA-256 of the file", "文件的 SHA-256"),
)


def guide_of(carried: Carried, title: str) -> Tab:
    """The sheet, in the language of the workbook."""
    language = carried.language
    lines: list[tuple[str, str]] = [("", title), ("", "")]
    lines += [(str(number), step.in_language(language)) for number, step in enumerate(_STEPS, 1)]
    lines += [("", ""), *(("•", rule.in_language(language)) for rule in _RULES), ("", "")]
    facts = zip(_FACTS, (carried.stamp, carried.digest), strict=True)
    lines += [("", f"{fact.in_language(language)}: {text}") for fact, text in facts]
    cells: dict[tuple[int, int], str | float | bool] = {}
    for row, (mark, text) in enumerate(lines, 1):
        cells |= {(row, column): said for column, said in ((1, mark), (2, text)) if said}
    return Tab(TITLE, cells)
