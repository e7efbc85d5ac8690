"""The reference page of the functions, made from their declarations.

``python -m xlplugin.functions.reference`` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

from xlplugin.policy.findings import Bilingual

from .declaration import Function
from .registry import FUNCTIONS

PAGE = Path(__file__).with_name("REFERENCE.md")
"""The page as it is kept beside the functions."""

Row = tuple[Bilingual, Bilingual]

GIVES = {
    "value": Bilingual("one value", "一个值"),
    "column": Bilingual("one answer per row or cell, below each other", "每行或每格一个结果，依次列出"),
    "table": Bilingual("a table", "一张表"),
}

ERRORS: tuple[Row, ...] = (
    (
        Bilingual("`#VALUE!`", "`#VALUE!`"),
        Bilingual(
            "a cell breaks its declaration, an undeclared blank included; too few or too many cells",
            "单元格不符合输入项规定（包括未规定的空白），或单元格数量不符",
        ),
    ),
    (
        Bilingual("`#N/A`", "`#N/A`"),
        Bilingual(
            "the policy declines: no rule applies, it refuses, or a ranking was given one row only",
            "制度不予评级：无适用规则、明确拒绝，或排名类制度只传入了一行",
        ),
    ),
    (
        Bilingual("`#REF!`", "`#REF!`"),
        Bilingual("no such policy, output, item or heading", "没有该制度、输出项、项目或标题"),
    ),
    (
        Bilingual("`#NULL!`", "`#NULL!`"),
        Bilingual(
            "a defect of xlplugin; its log file says where (`xlplugin doctor` names the file)",
            "xlplugin 自身出错；详情见日志文件（`xlplugin doctor` 会指明位置）",
        ),
    ),
    (
        Bilingual("any other error", "其他错误值"),
        Bilingual(
            "the row holds that error; it is passed on, the first one of the row",
            "该行含有此错误值，原样传出（取该行第一个）",
        ),
    ),
)

CELLS: tuple[Row, ...] = (
    (
        Bilingual("blank", "空白"),
        Bilingual(
            "an empty cell or empty text is missing; `—`, `-`, `无`, `N/A` only where the policy lists them; "
            "a wholly empty row gives an empty text",
            "空单元格或空文本视为缺失；“—”“-”“无”“N/A”仅在制度列明时视为缺失；整行为空时结果为空文本",
        ),
    ),
    (
        Bilingual("number", "数字"),
        Bilingual(
            "numbers, and texts that are a number as a whole: `1,200`, `(1,200)`, `1.2e3`, wide digits; "
            "never TRUE or FALSE",
            "数字，以及整体为数字的文本：`1,200`、`(1,200)`、`1.2e3`、全角数字；TRUE 和 FALSE 不作数字",
        ),
    ),
    (
        Bilingual("percent", "百分比"),
        Bilingual("a fraction: `0.55` or `55%`; `55` is refused", "按小数计：`0.55` 或 `55%`；`55` 会被拒绝"),
    ),
    (
        Bilingual("yes or no", "是非"),
        Bilingual(
            "TRUE and FALSE, `1` and `0`, yes and no, y and n, 是 and 否, 有 and 无",
            "TRUE 与 FALSE、`1` 与 `0`、yes 与 no、y 与 n、是与否、有与无",
        ),
    ),
    (
        Bilingual("date", "日期"),
        Bilingual(
            "a date cell, its serial number (1900 system), `2026-03-01`, `2026/3/1`, `2026.3.1`, `20260301`, "
            "`2026年3月1日`",
            "日期单元格、序列值（1900 日期系统）、`2026-03-01`、`2026/3/1`、`2026.3.1`、`20260301`、"
            "`2026年3月1日`",
        ),
    ),
    (
        Bilingual("category", "类别"),
        Bilingual(
            "its id, its title in either language or a synonym, in any case",
            "标识、中英文名称或同义词，不分大小写",
        ),
    ),
    (
        Bilingual("several in one cell", "一格多值"),
        Bilingual(
            "parted by `;` `；` `,` `，` `、` `/` or line breaks; all have to be known, the worst counts",
            "以 `;` `；` `,` `，` `、` `/` 或换行分隔；须全部可识别，按最差者计",
        ),
    ),
    (
        Bilingual("heading", "标题"),
        Bilingual(
            "an input's id, title, both titles, or an alias; its unit may follow in brackets",
            "输入项的标识、名称、中英文双名或别名；可在括号中注明单位",
        ),
    ),
)


def page() -> str:
    """The whole page: English, then Chinese."""
    made = Bilingual(
        "Made from the declarations by `python -m xlplugin.functions.reference`; do not edit.",
        "本页由 `python -m xlplugin.functions.reference` 根据函数声明生成，请勿手工修改。",
    )
    parts = ["# Spreadsheet functions 表格函数", made.en, made.zh]
    for language in ("en", "zh"):
        parts += _chapter(language)
    return "\n\n".join(parts) + "\n"


def _chapter(language: str) -> list[str]:
    def say(en: str, zh: str) -> str:
        return zh if language == "zh" else en

    return [
        say("## Functions", "## 函数"),
        *(text for function in FUNCTIONS.values() for text in _section(function, language)),
        say("## Errors", "## 错误值"),
        say("CHECKROW says in words what each of them means.", "CHECKROW 以文字说明具体原因。"),
        _table((Bilingual("error", "错误值"), Bilingual("meaning", "含义")), ERRORS, language),
        say("## What a cell may hold", "## 单元格可填内容"),
        _table((Bilingual("kind", "类型"), Bilingual("accepted", "可接受的内容")), CELLS, language),
    ]


def _section(function: Function, language: str) -> list[str]:
    names = [item.name if item.required else f"[{item.name}]" for item in function.arguments]
    gives = GIVES[function.gives].in_language(language)
    rows = tuple((Bilingual(f"`{item.name}`", f"`{item.name}`"), item.help) for item in function.arguments)
    return [
        f"### {function.title.in_language(language)} `{function.name}({', '.join(names)})`",
        function.help.in_language(language),
        _table((Bilingual("argument", "参数"), Bilingual("what it is", "说明")), rows, language),
        f"结果：{gives}。例：" if language == "zh" else f"Gives {gives}. For example:",
        "\n".join(f"    {formula}" for formula in function.examples),
    ]


def _table(heading: Row, rows: tuple[Row, ...], language: str) -> str:
    cells = [[cell.in_language(language) for cell in row] for row in (heading, *rows)]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|---" * len(heading) + "|", *lines[1:]])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
