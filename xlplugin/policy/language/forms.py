"""The plain forms of a value: how each is written, for people and as a pattern."""

from __future__ import annotations

import re
from typing import NamedTuple

from xlplugin.policy.cells import RESERVED
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.formula import FUNCTIONS
from xlplugin.policy.numbers import DATE, NUMBER
from xlplugin.policy.read_inputs import NAME, WORD
from xlplugin.policy.stamps import ID, VERSION


class Form(NamedTuple):
    """A plain form; an editor reads a bare 12 or true as a number or truth value, which ``types`` allow for."""

    title: Bilingual
    text: Bilingual
    examples: tuple[str, ...]
    pattern: str = r"\S"
    types: tuple[str, ...] = ("string", "number", "boolean")


_NOT_RESERVED = f"^(?!(?:{'|'.join(sorted(RESERVED))})$)"
_STAMP = f"(?:{ID.pattern})(?:@(?:{VERSION.pattern}))?"
_NUMBER = ("string", "number")


def _whole(pattern: re.Pattern[str] | str, start: str = "^") -> str:
    return f"{start}(?:{pattern if isinstance(pattern, str) else pattern.pattern})$"


FORMS: dict[str, Form] = {
    "text": Form(
        Bilingual("text", "文本"),
        Bilingual(
            "Any text that is not empty; in quotes where it holds `: ` or `#` or begins with a sign.",
            "任何非空文本；含 `: `、`#` 或以符号开头时加引号。",
        ),
        ("Credit Committee", '"up to 3: good"'),
    ),
    "id": Form(
        Bilingual("id", "标识"),
        Bilingual("Lower-case letters, digits and `_`, as in a file's name.", "小写字母、数字和 `_`，与文件名相同。"),
        ("credit_rating",),
        _whole(ID),
        ("string",),
    ),
    "stamp": Form(
        Bilingual("id or id@version", "标识 或 标识@版本"),
        Bilingual("A policy: the version in force, or that version.", "一项制度：现行版本或指定版本。"),
        ("credit_rating", "credit_rating@2026.1"),
        _whole(_STAMP),
        ("string",),
    ),
    "version": Form(
        Bilingual("version", "版本号"),
        Bilingual("Letters, digits, `.`, `-` and `_`, in quotes.", "字母、数字、`.`、`-` 和 `_`，加引号。"),
        ('"2026.1"',),
        _whole(VERSION),
        _NUMBER,
    ),
    "date": Form(
        Bilingual("date", "日期"),
        Bilingual("Year, month, day.", "年-月-日。"),
        ("2026-01-31",),
        _whole(DATE),
        ("string",),
    ),
    "name": Form(
        Bilingual("name", "名称"),
        Bilingual(
            "Of an input, parameter, decision or output: lower-case letters, digits and `_`; no reserved word.",
            "输入、参数、决策或输出的名称：小写字母、数字和 `_`；不能用保留字。",
        ),
        ("total_assets",),
        _whole(NAME, _NOT_RESERVED),
        ("string",),
    ),
    "word": Form(
        Bilingual("word", "词"),
        Bilingual(
            "A grade, category or item of a list: no blanks, no signs but `_`, `-` and the like; no reserved word. "
            f"Reserved: {', '.join(f'`{word}`' for word in sorted(RESERVED))}.",
            "等级、类别或名单条目：不含空格，除 `_`、`-` 等外不含符号；不能用保留字。"
            f"保留字：{'、'.join(f'`{word}`' for word in sorted(RESERVED))}。",
        ),
        ("AAA", "special_mention", '"1"'),
        _whole(WORD, _NOT_RESERVED),
        _NUMBER,
    ),
    "number": Form(
        Bilingual("number", "数字"),
        Bilingual("A number or a percent; 60% is 0.6.", "数字或百分数；60% 即 0.6。"),
        ("12", "0.5", "60%", "-3"),
        _whole(NUMBER),
        _NUMBER,
    ),
    "figure": Form(
        Bilingual("number or parameter", "数字或参数"),
        Bilingual("A number, or the name of a parameter that holds it.", "数字，或存放该数字的参数名。"),
        ("80", "a_from"),
        _whole(f"{NUMBER.pattern}|{NAME.pattern}"),
        _NUMBER,
    ),
    "flag": Form(
        Bilingual("true or false", "是非"),
        Bilingual("`true` or `false`.", "`true` 或 `false`。"),
        ("true",),
        "^(?:true|false)$",
        ("string", "boolean"),
    ),
    "interval": Form(
        Bilingual("interval", "区间"),
        Bilingual(
            "In quotes; a square bracket includes the end, a round one does not. Parameters may stand for numbers.",
            "加引号；方括号含端点，圆括号不含。可用参数代替数字。",
        ),
        ('"[0%..300%]"', '">= 0"', '"(0..100]"'),
        types=_NUMBER,
    ),
    "cell": Form(
        Bilingual("test", "条件"),
        Bilingual(
            "In quotes. A comma means or. `missing`, `other` (all that no sibling names) and named special values are "
            "tests too; `-` is anything, missing included. A parameter may stand for a number.",
            "加引号。逗号表示“或”。`missing`、`other`（同级各条件未列出的其余取值）和特殊值名也是条件；"
            "`-` 为任意情形，包括空白。可用参数代替数字。",
        ),
        (
            '">= 3"', '"[60%..88%)"', '"< 0, > 100"', '"good, fair"', '"not(poor)"', '"in countries"', '"2026-01-01"',
            '"true"', '"missing"', '"other"', '"-"',
        ),
    ),
    "formula": Form(
        Bilingual("formula", "公式"),
        Bilingual(
            "In quotes: numbers, names, `+ - * /`, `< <= > >= == !=`, `x is good`, `x is not good`, `x is missing`, "
            f"`and`, `or`, `not` and {', '.join(f'`{name}`' for name in FUNCTIONS)}. `count` counts conditions that "
            "hold, `best` and `worst` compare grades, `days`, `months` and `years` run from one date to another; "
            "`add_months(date, n)`, `if(condition, a, b)`, `round(x, places)`.",
            "加引号：数字、名称、`+ - * /`、`< <= > >= == !=`、`x is good`、`x is not good`、`x is missing`、"
            f"`and`、`or`、`not`，以及 {'、'.join(f'`{name}`' for name in FUNCTIONS)}。`count` 计算成立的条件数，`best` 和 "
            "`worst` 比较等级，`days`、`months`、`years` 为前一日期到后一日期的间隔；`add_months(日期, n)`、`if(条件, a, b)`、"
            "`round(x, 位数)`。",
        ),
        ('"debt / assets"', '"years >= 2 and quality is not poor"', '"round(mean(a, b), 2)"'),
    ),
    "value": Form(
        Bilingual("cell of a test", "测试单元格"),
        Bilingual("What a person would type into the cell.", "按录入方式填写的内容。"),
        ("55%", "good", "2026-01-01"),
        "",
        ("string", "number", "boolean", "null"),
    ),
}  # fmt: skip
"""By the word that ``KEYS`` uses."""
