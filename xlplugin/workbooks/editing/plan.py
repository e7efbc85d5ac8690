"""The sheets of an editing workbook, in order; those of results, treatments and tests depend on the policy."""

from __future__ import annotations

from collections.abc import Iterable

from xlplugin.policy.findings import Bilingual

from .declarations import INPUTS, PARAMETERS, POLICY, WORDS, text_fields, texts
from .fields import Field, Itself, Lines, Listed, Rows, Shape
from .items import ANY_COMMA
from .kinds import ANY, EACH, Column, Kind, Plan
from .process import PROCESS
from .rules import BANDS, DECISIONS, GRADES, MATRIX, OVERRIDES, POINTS, TABLES
from .tree import Branch

INPUT_HEADING, EXPECTED_HEADING = "Input 输入: ", "Expected 期望: "
_CODES = ("reasons", "overrides")
_ALWAYS = ("error", *_CODES)
"""What any policy's tests may expect besides its results."""

RESULTS = Plan(
    "Results 结果",
    Bilingual(
        "What the policy gives back, by the name under which functions ask for it, and the value it comes from.",
        "制度对外给出的结果：函数引用时所用的名称，以及它取自哪个值。",
    ),
    (
        Column("output", Bilingual("Result", "结果"), 24),
        Column("from", Bilingual("Comes from", "取自"), 30, names="decision output input"),
    ),
    (Kind("result", Bilingual("result", "结果"), ("result", ANY), ("output",), {"from": Itself()}),),
)

TREATMENTS = Plan(
    "Treatments 处置",
    Bilingual(
        "What follows from a grade, one item per row: a number or word under Value, or a text in both languages.",
        "各等级对应的处置措施，每行一项：数字或单词填“内容”，文字则分别填写中英文。",
    ),
    (
        Column("decision", Bilingual("Decision", "决策"), 20, names="decision output"),
        Column("grade", Bilingual("Grade", "等级"), 16, names="band grade"),
        Column("item", Bilingual("Item", "项目"), 24),
        Column("value", Bilingual("Value", "内容"), 16),
        *texts("text", "Text", "文字", 60),
    ),
    (
        Kind(
            "treatment",
            Bilingual("treatment", "处置措施"),
            ("treatments", ANY, ANY, ANY),
            ("decision", "grade", "item"),
            {"value": Itself()} | text_fields("text", ()),
            grown=2,
        ),
    ),
)


def plans(root: Branch, inputs: Iterable[str] = (), expected: Iterable[str] = ()) -> tuple[Plan, ...]:
    """The sheets for a policy; ``inputs`` and ``expected`` are further columns of its tests."""
    return (
        POLICY, PARAMETERS, INPUTS, WORDS, DECISIONS, POINTS, TABLES, MATRIX, GRADES, BANDS, OVERRIDES, TREATMENTS,
        PROCESS, RESULTS, _tests(root, inputs, expected),
    )  # fmt: skip


def _tests(root: Branch, inputs: Iterable[str], expected: Iterable[str]) -> Plan:
    tests = [entry.value for entry in _entries(root.get("tests"))]
    given = [
        entry.value.get("inputs") for entry in _entries(root.get("tests")) if isinstance(entry.value, Branch)
    ]
    wanted = [test.get("expect") for test in tests if isinstance(test, Branch)]
    ins = _names(root.get("inputs"), *given, more=inputs)
    outs = _names(root.get("result"), *wanted, more=(*_ALWAYS, *expected))
    fields: dict[str, Field] = {f"in:{name}": Field(("inputs", name)) for name in ins}
    fields |= {
        f"out:{name}": Listed("expect", name, separators=ANY_COMMA)
        if name in _CODES or any(_is_list(said, name) for said in wanted)
        else Field(("expect", name))
        for name in outs
    }
    return Plan(
        "Tests 测试",
        Bilingual(
            "One test per row: values as somebody would enter them, and what must come out. A rule that ranks "
            "needs a book: the other rows, a line each, such as value: 200. Parameters that are to have another value "
            "in a test are written a line each, such as use_age: false.",
            "每行一个测试：填写录入的值和应得的结果。涉及排序的制度须填写其他客户，每行一户，如 value: 200。"
            "测试中取其他数值的参数每行写一个，如 use_age: false。",
        ),
        (
            Column("name", Bilingual("Test", "测试"), 40),
            Column("book", Bilingual("Book", "其他客户"), 24),
            Column("parameters", Bilingual("With parameters", "所设参数"), 24),
            *(Column(f"in:{name}", Bilingual(INPUT_HEADING + name, ""), 16) for name in ins),
            *(Column(f"out:{name}", Bilingual(EXPECTED_HEADING + name, ""), 16) for name in outs),
        ),
        (
            Kind(
                "test",
                Bilingual("test", "测试"),
                ("tests", EACH),
                (),
                {"name": Field(("name",)), "book": Rows(("book",)), "parameters": Lines(("parameters",))} | fields,
                Shape(("name", "parameters", "book", "inputs", "expect"), required=("inputs", "expect")),
            ),
        ),
    )


def _is_list(expected: object, name: str) -> bool:
    """Whether a test expects several texts of an output."""
    value = expected.get(name) if isinstance(expected, Branch) else None
    return isinstance(value, Branch) and not value.is_map


def _entries(node: object) -> list:
    return node.entries if isinstance(node, Branch) else []


def _names(*nodes: object, more: Iterable[str]) -> tuple[str, ...]:
    """The keys of mappings, each once, in the order in which they come."""
    found = [entry.key.text for node in nodes for entry in _entries(node) if entry.key]
    return tuple(dict.fromkeys([*found, *more]))
