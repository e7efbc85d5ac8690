"""The sheets of what a policy declares before it decides: its head, parameters, inputs and their words."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .fields import Field, Itself, Listed, Shape
from .glossary import ITEMS, MISSING, STATUSES, TYPES, YES_NO
from .kinds import ANY, EACH, Column, Kind, Plan
from .tree import Branch, Node, Scalar

ROOT = (
    "policy", "version", "effective", "retired", "title", "scale", "owner", "status", "reference", "note", "scope",
    "lists", "parameters", "inputs", "decisions", "result", "treatments", "review", "provisional", "transitions",
    "approvals", "manual_overrides", "tests",
)  # fmt: skip
INPUT = (
    "type", "group", "unit", "domain", "plausible", "values", "values_from", "specials", "missing", "missing_words",
    "status", "title", "aliases", "synonyms", "note",
)  # fmt: skip
PARAMETER = ("value", "unit", "status", "placeholder", "title", "note")
"""The usual order of keys in a policy, an input and a parameter."""

STATUS = Column("status", Bilingual("Status", "依据"), 15, STATUSES)


def texts(id: str, en: str, zh: str, width: float = 30) -> tuple[Column, Column]:
    """The two columns of a text in both languages."""
    return (
        Column(f"{id}_en", Bilingual(f"{en}, English", f"{zh}（英文）"), width),
        Column(f"{id}_zh", Bilingual(f"{en}, Chinese", f"{zh}（中文）"), width),
    )


def text_fields(id: str, *paths: tuple[str, ...]) -> dict[str, Field]:
    """The fields of a text in both languages under a key."""
    return {f"{id}_{word}": Field(*((*path, word) for path in paths)) for word in ("en", "zh")}


def is_text(value: Node) -> bool:
    """True for a bare text."""
    return isinstance(value, Scalar)


def is_texts(value: Node) -> bool:
    """True for a text in both languages, whole or in part."""
    return isinstance(value, Branch) and value.is_map


_HEAD = frozenset({"policy", "version", "effective", "retired", "scale", "owner", "status"})
_ITEM = Column("item", Bilingual("Item", "项目"), 20, ITEMS)

POLICY = Plan(
    "Policy 制度",
    Bilingual(
        "The head of the policy. A changed policy needs a new version and the date from which it is in force. "
        "References are rows with the item reference: title and address.",
        "制度的基本信息。内容有改动时须填写新版本号和生效日。出处各占一行，项目填 reference，并填写标题和网址。",
    ),
    (
        _ITEM,
        Column("value", Bilingual("Value", "内容"), 44),
        *texts("text", "Text", "文字", 60),
        Column("link", Bilingual("Address", "网址"), 44),
    ),
    (
        Kind(
            "head",
            Bilingual("item", "项目"),
            (_HEAD,),
            ("item",),
            {"value": Itself()},
            Shape(ROOT),
            accepts=is_text,
        ),
        Kind(
            "named lists",
            Bilingual("lists", "名单"),
            (frozenset({"lists"}),),
            ("item",),
            {"value": Listed()},
            Shape(ROOT),
        ),
        Kind(
            "head text",
            Bilingual("text", "文字"),
            (frozenset({"title", "owner", "note", "scope"}),),
            ("item",),
            text_fields("text", ()),
            Shape(ROOT),
            accepts=is_texts,
        ),
        Kind(
            "reference",
            Bilingual("reference", "出处"),
            ("reference", EACH),
            (),
            {"value": Field(("title",)), "link": Field(("href",))},
            Shape(("title", "href")),
            marks={"item": "reference"},
        ),
    ),
)

PARAMETERS = Plan(
    "Parameters 参数",
    Bilingual(
        "Figures that the bank decides, one per row. Their names may stand for numbers in tests and formulas. One "
        "that is true or false is a switch, which conditions and formulas name.",
        "由本行决定的数值，每行一个。其名称可在条件和公式中代替数字。数值为 true 或 false 的是开关，可直接用于条件和公式。",
    ),
    (
        Column("name", Bilingual("Name", "标识"), 24),
        Column("value", Bilingual("Value", "数值"), 12),
        Column("unit", Bilingual("Unit", "单位"), 10),
        STATUS,
        Column("placeholder", Bilingual("To be set first", "启用前须设定"), 16, YES_NO),
        *texts("title", "Title", "名称", 40),
        *texts("note", "Note", "说明", 40),
    ),
    (
        Kind(
            "parameter",
            Bilingual("parameter", "参数"),
            ("parameters", ANY),
            ("name",),
            {column: Field((column,)) for column in ("value", "unit", "status", "placeholder")}
            | text_fields("title", ("title",))
            | text_fields("note", ("note",)),
            Shape(PARAMETER),
        ),
    ),
)

INPUTS = Plan(
    "Inputs 输入",
    Bilingual(
        "The cells of a customer's row, in their order. Intervals are written as [0%..300%], (0..5] or >= 0. "
        "Several texts in a cell are parted by semicolons.",
        "客户一行中的各单元格，按顺序排列。区间写作 [0%..300%]、(0..5] 或 >= 0。一格内有多项时以分号隔开。",
    ),
    (
        Column("name", Bilingual("Name", "标识"), 24),
        Column("type", Bilingual("Type", "类型"), 16, TYPES),
        *texts("title", "Title", "名称"),
        Column("unit", Bilingual("Unit", "单位"), 10),
        Column("domain", Bilingual("Domain", "取值范围"), 18),
        Column("plausible", Bilingual("Plausible", "合理范围"), 18),
        Column("missing", Bilingual("If missing", "缺失时"), 16, MISSING, closed=False),
        Column("missing_words", Bilingual("Words for missing", "视为缺失的文字"), 20),
        Column("values_from", Bilingual("Values from list", "取值名单"), 18),
        STATUS,
        Column("aliases", Bilingual("Further headings", "其他列名"), 30),
        *texts("note", "Note", "填写说明", 40),
        *texts("group", "Group", "分组", 16),
    ),
    (
        Kind(
            "input",
            Bilingual("input", "输入"),
            ("inputs", ANY),
            ("name",),
            {
                column: Field((column,))
                for column in ("type", "unit", "domain", "plausible", "missing", "values_from", "status")
            }
            | {column: Listed(column) for column in ("missing_words", "aliases")}
            | text_fields("title", ("title",))
            | text_fields("note", ("note",))
            | text_fields("group", ("group",)),
            Shape(INPUT),
            block=True,
        ),
    ),
)

_ROLES = {"value": "取值", "synonyms": "同义词", "special": "特殊值"}
_OF_INPUT = ("input", "word")

WORDS = Plan(
    "Words 取值",
    Bilingual(
        "What an input may say. value: a category and its titles. synonyms: further texts that mean it. "
        "special: a number that stands for something else.",
        "输入可取的值。value 为类别及其名称；synonyms 为同义词，填写可识别为该类别的其他文字；special 为另有含义的特殊数字。",
    ),
    (
        Column("input", Bilingual("Input", "输入"), 26, names="input"),
        Column("role", Bilingual("Role", "性质"), 18, _ROLES),
        Column("word", Bilingual("Word", "标识"), 24),
        *texts("title", "Title", "名称"),
        Column("number", Bilingual("Number", "数字"), 12),
        Column("synonyms", Bilingual("Synonyms", "同义词"), 50),
    ),
    (
        Kind(
            "word",
            Bilingual("value", "取值"),
            ("inputs", ANY, "values", ANY),
            _OF_INPUT,
            text_fields("title", ()),
            Shape(short="zh"),
            marks={"role": "value"},
        ),
        Kind(
            "plain word",
            Bilingual("value without titles", "无名称的取值"),
            ("inputs", ANY, "values", EACH),
            ("input",),
            {"word": Itself()},
            marks={"role": "value"},
        ),
        Kind(
            "special",
            Bilingual("special value", "特殊值"),
            ("inputs", ANY, "specials", ANY),
            _OF_INPUT,
            {"number": Field(("value",))} | text_fields("title", ()),
            Shape(("value", "en", "zh"), short="value"),
            marks={"role": "special"},
        ),
        Kind(
            "synonyms",
            Bilingual("synonyms", "同义词"),
            ("inputs", ANY, "synonyms", ANY),
            _OF_INPUT,
            {"synonyms": Listed()},
            marks={"role": "synonyms"},
        ),
    ),
)
