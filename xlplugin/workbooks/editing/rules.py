"""The sheets of what a policy decides: decisions, points, tables, matrices, grades, bands and overrides."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .declarations import INPUT, STATUS, is_text, text_fields, texts
from .fields import Field, Itself, Lines, Shape, When
from .glossary import GIVES, INAPPLICABLE, KINDS, MONOTONIC, OTHERWISE, SETTINGS
from .kinds import ANY, EACH, Column, Kind, Plan
from .process import MANUAL
from .tree import Branch, Node

_PAIRED = frozenset({"when_undefined", "inputs"})
DECISION = (
    "kind", "title", "status", *(name for name in SETTINGS if name != "rows"), "characteristics", "bands", "grades",
    "outputs", "rows", "values", "overrides", "note",
)  # fmt: skip
CHARACTERISTIC = (
    "of",
    "title",
    "weight",
    "status",
    "reason",
    "applies",
    "inapplicable",
    "monotonic",
    "points",
)
"""The usual order of keys in a decision and a characteristic."""

_GRADES = "band grade"
_REASON = (
    Column("code", Bilingual("Reason code", "原因代码"), 12),
    *texts("reason", "Reason", "原因", 36),
)
_REASON_FIELDS = {"code": Field(("reason", "code"))} | text_fields("reason", ("reason",))
_OF_DECISION = Column("decision", Bilingual("Decision", "决策"), 20, names="decision")
_CONDITION = Bilingual("When", "条件")
_TESTS = Bilingual(
    "A condition is name: test, one on each line, or a formula. Tests: >= 3, [60%..80%), A, B, not(A), missing.",
    "条件写作“名称: 取值条件”，每行一项，也可以是公式。取值条件如 >= 3、[60%..80%)、A, B、not(A)、missing。",
)


def _about(en: str, zh: str) -> Bilingual:
    return Bilingual(f"{en} {_TESTS.en}", f"{zh}{_TESTS.zh}")


def _is_setting(value: Node) -> bool:
    return is_text(value)


def _is_pairs(value: Node) -> bool:
    return isinstance(value, Branch) and value.is_map


DECISIONS = Plan(
    "Decisions 决策",
    Bilingual(
        "One row per decision with its kind and title; below it a row for each of its settings (formula, base "
        "points, hit policy and so on). Points, tables, grades and overrides have sheets of their own.",
        "每个决策一行，填写种类和名称；其下每项设置一行（公式、基础分、命中方式等）。分值、决策表、等级和硬性规则另有各自的工作表。",
    ),
    (
        Column("decision", Bilingual("Decision", "决策"), 22),
        Column("setting", Bilingual("Setting", "设置"), 24, SETTINGS),
        Column("value", Bilingual("Value", "内容"), 50),
        Column("kind", Bilingual("Kind", "种类"), 18, KINDS),
        *texts("title", "Title", "名称", 36),
        STATUS,
        *texts("note", "Note", "说明", 36),
    ),
    (
        Kind(
            "decision",
            Bilingual("decision", "决策"),
            ("decisions", ANY),
            ("decision",),
            {"kind": Field(("kind",)), "status": Field(("status",))}
            | text_fields("title", ("title",))
            | text_fields("note", ("note",)),
            Shape(DECISION),
            block=True,
        ),
        Kind(
            "setting",
            Bilingual("setting", "设置"),
            ("decisions", ANY, frozenset(SETTINGS) - _PAIRED - {"where"}),
            ("decision", "setting"),
            {"value": Itself()},
            Shape(DECISION),
            accepts=_is_setting,
        ),
        Kind(
            "setting of pairs",
            Bilingual("setting", "设置"),
            ("decisions", ANY, _PAIRED),
            ("decision", "setting"),
            {"value": Lines(())},
            Shape(DECISION),
            accepts=_is_pairs,
        ),
        Kind(
            "setting with a condition",
            Bilingual("setting", "设置"),
            ("decisions", ANY, frozenset({"where"})),
            ("decision", "setting"),
            {"value": Lines((), formula=True)},
            Shape(DECISION),
        ),
    ),
)

POINTS = Plan(
    "Points 分值",
    _about(
        "A row for each characteristic with its weight and reason, below it a row for each attribute: a test and "
        "its points, or points from … to … that run in a straight line over the interval.",
        "每个指标一行，填写权重和原因；其下每个分档一行，填写条件和分值；“起、止分值”表示在区间内线性变化。",
    ),
    (
        Column("card", Bilingual("Scorecard", "评分卡"), 16, names="decision"),
        Column("characteristic", Bilingual("Characteristic", "指标"), 26, names="input decision"),
        Column("test", Bilingual("Attribute", "分档条件"), 28),
        Column("points", Bilingual("Points", "分值"), 10),
        Column("from", Bilingual("Points from", "起分值"), 12),
        Column("to", Bilingual("Points to", "止分值"), 12),
        Column("weight", Bilingual("Weight", "权重"), 10),
        STATUS,
        *_REASON,
        *texts("title", "Title", "名称"),
        Column("of", Bilingual("Reads", "取自"), 20, names="input decision"),
        Column("applies", Bilingual("Applies if", "适用条件"), 30),
        Column("inapplicable", Bilingual("If not applicable", "不适用时"), 20, INAPPLICABLE),
        Column("monotonic", Bilingual("Points should be", "分值走向"), 18, MONOTONIC),
    ),
    (
        Kind(
            "characteristic",
            Bilingual("characteristic", "指标"),
            ("decisions", ANY, "characteristics", ANY),
            ("card", "characteristic"),
            {column: Field((column,)) for column in ("weight", "status", "of", "inapplicable", "monotonic")}
            | {"applies": Lines(("applies",), formula=True)}
            | _REASON_FIELDS
            | text_fields("title", ("title",)),
            Shape(CHARACTERISTIC),
            block=True,
        ),
        Kind(
            "attribute",
            Bilingual("attribute", "分档"),
            ("decisions", ANY, "characteristics", ANY, "points", ANY),
            ("card", "characteristic", "test"),
            {
                "points": Field(("points",)),
                "from": Field(("from",), ("points", "from")),
                "to": Field(("to",), ("points", "to")),
                "status": Field(("status",)),
            }
            | text_fields("title", ("title",)),
            Shape(("points", "from", "to", "status", "title"), short="points"),
        ),
    ),
)

TABLES = Plan(
    "Tables 决策表",
    _about(
        "The rows of decision tables, in their order. A table with one output fills Then; one with several fills "
        "Outputs, a line each. A row may refuse to grade instead and say why.",
        "决策表的各行，按顺序排列。只有一个输出的填“结果”；有多个输出的填“各输出”，每行一项。也可不予评级，并写明理由。",
    ),
    (
        _OF_DECISION,
        Column("when", _CONDITION, 44, OTHERWISE, closed=False),
        Column("then", Bilingual("Then", "结果"), 16, names=_GRADES),
        Column("outputs", Bilingual("Outputs", "各输出"), 24),
        STATUS,
        *_REASON,
        *texts("refuse", "Refusal", "不予评级的理由"),
        *texts("title", "Title", "名称"),
    ),
    (
        Kind(
            "row",
            Bilingual("row of a table", "决策表的行"),
            ("decisions", ANY, "rows", EACH),
            ("decision",),
            {
                "when": When(),
                "then": Field(("then",), ("otherwise",)),
                "outputs": Lines(("then",), ("otherwise",)),
                "status": Field(("status",)),
            }
            | _REASON_FIELDS
            | text_fields("refuse", ("refuse",), ("otherwise", "refuse"), ("then", "refuse"))
            | text_fields("title", ("title",)),
            Shape(("when", "then", "otherwise", "refuse", "status", "reason", "title")),
        ),
    ),
)

MATRIX = Plan(
    "Matrix 矩阵",
    Bilingual(
        "The rows of a matrix: the value of its first side, and a line with column: grade for each of its second.",
        "矩阵的各行：行的取值，以及每列的“列: 等级”，每行一项。",
    ),
    (
        _OF_DECISION,
        Column("row", Bilingual("Row", "行"), 20),
        Column("values", Bilingual("Column: grade", "列: 等级"), 40),
    ),
    (
        Kind(
            "matrix row",
            Bilingual("row of a matrix", "矩阵的行"),
            ("decisions", ANY, "values", ANY),
            ("decision", "row"),
            {"values": Lines(())},
        ),
    ),
)

GRADES = Plan(
    "Grades 等级名称",
    Bilingual(
        "The grades that a decision or one output of a table makes, in their order, with their titles. An output "
        "has a row of its own, without a grade.",
        "决策（或决策表的某个输出）所产生的等级，按次序排列，并填写名称。每个输出另占一行，不填等级。",
    ),
    (
        _OF_DECISION,
        Column("output", Bilingual("Output", "输出"), 18),
        Column("grade", Bilingual("Grade", "等级"), 18),
        *texts("title", "Title", "名称", 40),
        Column("type", Bilingual("Type of output", "输出类型"), 18, GIVES),
    ),
    (
        Kind(
            "grade",
            Bilingual("grade", "等级"),
            ("decisions", ANY, "grades", ANY),
            ("decision", "grade"),
            text_fields("title", ()),
            Shape(short="zh"),
        ),
        Kind(
            "plain grade",
            Bilingual("grade without a title", "无名称的等级"),
            ("decisions", ANY, "grades", EACH),
            ("decision",),
            {"grade": Itself()},
        ),
        Kind(
            "output",
            Bilingual("output", "输出"),
            ("decisions", ANY, "outputs", ANY),
            ("decision", "output"),
            {"type": Field(("type",))} | text_fields("title", ("title",)),
            Shape(("type", "title", "grades")),
        ),
        Kind(
            "grade of an output",
            Bilingual("grade of an output", "输出的等级"),
            ("decisions", ANY, "outputs", ANY, "grades", ANY),
            ("decision", "output", "grade"),
            text_fields("title", ()),
            Shape(short="zh"),
        ),
        Kind(
            "plain grade of an output",
            Bilingual("grade of an output without a title", "输出的无名称等级"),
            ("decisions", ANY, "outputs", ANY, "grades", EACH),
            ("decision", "output"),
            {"grade": Itself()},
        ),
    ),
)

BANDS = Plan(
    "Bands 等级",
    Bilingual(
        "The interval of each grade, such as >= 90, [80..90) or [aa_from..aaa_from). Titles stand on the sheet Grades.",
        "各等级的区间，如 >= 90、[80..90) 或 [aa_from..aaa_from)。等级的名称见“等级名称”表。",
    ),
    (
        _OF_DECISION,
        Column("grade", Bilingual("Grade", "等级"), 18),
        Column("test", Bilingual("Interval", "区间"), 28),
        STATUS,
        *_REASON,
    ),
    (
        Kind(
            "band",
            Bilingual("band", "等级区间"),
            ("decisions", ANY, "bands", ANY),
            ("decision", "grade"),
            {"test": Field(("when",)), "status": Field(("status",))} | _REASON_FIELDS,
            Shape(("when", "status", "reason"), short="when"),
        ),
    ),
)

OVERRIDES = Plan(
    "Overrides 硬性规则",
    _about(
        "The policy's own hard rules. Fill one of: at most (value scales), at least (risk scales), or set to.",
        "制度自带的硬性规则。以下只填一项：最高（价值类）、至少（风险类）、直接定为。",
    ),
    (
        _OF_DECISION,
        Column("when", _CONDITION, 44),
        Column("cap", Bilingual("At most", "最高"), 12, names=_GRADES),
        Column("floor", Bilingual("At least", "至少"), 12, names=_GRADES),
        Column("set", Bilingual("Set to", "直接定为"), 12, names=_GRADES),
        STATUS,
        *_REASON,
    ),
    (
        Kind(
            "override",
            Bilingual("override", "硬性规则"),
            ("decisions", ANY, "overrides", EACH),
            ("decision",),
            {"when": Lines(("when",), formula=True)}
            | {column: Field((column,)) for column in ("cap", "floor", "set", "status")}
            | _REASON_FIELDS,
            Shape(("when", "cap", "floor", "set", "status", "reason")),
        ),
    ),
)

INSIDE = {
    "decisions": DECISION, "inputs": INPUT, "characteristics": CHARACTERISTIC, "manual_overrides": MANUAL,
}  # fmt: skip
"""The usual order of keys in a record, by what holds the records."""
