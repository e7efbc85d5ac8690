"""The arguments that several functions share, with their help in both languages."""

from __future__ import annotations

from dataclasses import replace

from xlplugin.policy.findings import Bilingual

from .declaration import Argument

VALUES = Argument(
    "values",
    Bilingual("Cells", "数据"),
    Bilingual(
        "The customer's cells: one row, or a block of rows with one answer each. Without headers the cells "
        "come in the order of the policy's inputs.",
        "客户数据：一行，或多行区域（每行一个结果）。不传标题时，单元格须按制度输入项的顺序排列。",
    ),
    "rows",
    required=True,
)
POLICY = Argument(
    "policy",
    Bilingual("Policy", "制度"),
    Bilingual(
        "The policy: its id for the version in force, or id@version for that version. Left out: the "
        "workbook's name xlplugin_policy, else the policy set up on this machine.",
        "制度：填标识则用现行版本，填“标识@版本”则用该版本。"
        "省略时取工作簿名称 xlplugin_policy，否则取本机设定的制度。",
    ),
    "cell",
)
OUTPUT = Argument(
    "output",
    Bilingual("Output", "输出项"),
    Bilingual(
        "The name of another result of the policy, such as score or box; overrides: the codes of the rules "
        "that fired; reasons: those of the reasons. Left out: {}.",
        "制度的其他结果名称，例如 score 或 box；overrides 为触发的硬性规则代码，reasons 为原因代码。省略时为 {}。",
    ),
    "cell",
)
HEADERS = Argument(
    "headers",
    Bilingual("Headings", "标题行"),
    Bilingual(
        "The row of headings above the cells. Columns are then found by id, title or alias in any order; "
        "other columns are ignored.",
        "数据上方的标题行。传入后按标识、标题或别名识别各列，顺序不限，其他列忽略。",
    ),
    "headings",
)
GRADES = Argument(
    "grade",
    Bilingual("Grade", "等级"),
    Bilingual(
        "The grade, by its id or title, or a block of grades with one answer each.",
        "等级（标识或名称），或等级区域（每格一个结果）。",
    ),
    "each",
    required=True,
)


def output(usual: str) -> Argument:
    """The argument that names an output, ``usual`` where it is left out."""
    return replace(OUTPUT, help=Bilingual(OUTPUT.help.en.format(usual), OUTPUT.help.zh.format(usual)))
