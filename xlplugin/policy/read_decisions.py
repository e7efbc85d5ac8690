"""Reads the decisions of a policy, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .fields import (
    Fields,
    Gathering,
    Node,
    nearest,
    number_of,
    text_of,
    wrong,
)
from .findings import Bilingual
from .model import (
    Decision,
    Formula,
    Grades,
    Ranking,
    Status,
    SubPolicy,
)
from .read_gradings import read_bands, read_matrix
from .read_inputs import name_of
from .read_parts import Heading, read_overrides
from .read_scorecards import read_scorecard
from .read_tables import read_table
from .scope import Scope
from .strict_yaml import MapNode, TextNode
from .variables import of_decision


def read_decision(key: TextNode, node: Node, scope: Scope, status: Status, gathering: Gathering) -> Decision:
    """One entry of ``decisions``."""
    name = name_of(key, "decision")
    if name in scope.known:
        raise wrong(
            key.where,
            f"the name {name} is taken by an input, a parameter or an earlier decision",
            f"名称 {name} 已被输入、参数或前面的决策使用",
            "choose another name",
            "请换一个名称",
            "name",
        )
    if not isinstance(node, MapNode) or not isinstance(node.get("kind"), TextNode):
        raise wrong(
            key.where,
            f"decision {name} has no kind",
            f"决策 {name} 没有 kind",
            "write kind: " + " | ".join(KINDS),
            "请写 kind: " + " | ".join(KINDS),
        )
    kind = node.get("kind")
    assert isinstance(kind, TextNode)
    if kind.text not in KINDS:
        close = nearest(kind.text, list(KINDS))
        raise wrong(
            kind.where,
            f"decision {name}: there is no kind {kind.text}",
            f"决策 {name}：没有 {kind.text} 这种 kind",
            (f"did you mean {close}? " if close else "") + "write one of: " + ", ".join(KINDS),
            (f"是否应为 {close}？" if close else "") + "可写：" + "、".join(KINDS),
        )
    record = "subpolicy" if kind.text == "policy" else kind.text
    fields = Fields(node, record, f"decision {name}")
    plain = name.replace("_", " ").capitalize()
    heading = Heading(
        fields, name, fields.bilingual("title", Bilingual(plain, plain)), fields.status(status), key
    )
    return KINDS[kind.text](heading, scope, gathering)


def _formula(head: Heading, scope: Scope, gathering: Gathering) -> Formula:
    fields = head.fields
    gives = fields.choice("gives")
    expression = scope.formula(fields.text("is"), fields.at("is"), fields.what, gives)
    undefined = []
    for key, node in fields.pairs("when_undefined"):
        condition = scope.condition(key, f"{fields.what}.when_undefined")
        outcome = text_of(node, f"{fields.what}.when_undefined")
        value = outcome if outcome in ("error", "missing") else number_of(node, fields.what, scope.numbers)
        undefined.append((condition, value))
    return Formula(
        head.name,
        head.title,
        head.status,
        head.key.where,
        expression,
        gives,  # type: ignore[arg-type]
        tuple(undefined),
        fields.whole("decimals"),
        fields.text("unit", ""),
    )


def _ranking(head: Heading, scope: Scope, gathering: Gathering) -> Ranking:
    fields = head.fields
    variable = scope.variable(fields.text("of"), fields.at("of"), fields.what)
    if variable.kind not in ("number", "integer"):
        raise wrong(
            fields.at("of"),
            f"{fields.what} ranks numbers, {variable.name} is a {variable.kind_name.en}",
            f"{fields.what} 只能对数值排序",
            "name a number",
            "请写数值",
        )
    measure = fields.choice("measure")
    if (measure == "ntile") != fields.has("tiles"):
        raise wrong(
            head.key.where,
            f"{fields.what}: tiles belong to measure ntile",
            f"{fields.what}：tiles 只用于 ntile",
            "write tiles: 5 with measure: ntile",
            "measure: ntile 时请写 tiles: 5",
        )
    if fields.has("where") != fields.has("outside"):
        raise wrong(
            head.key.where,
            f"{fields.what}: where and outside go together",
            f"{fields.what}：where 与 outside 须同时写",
            "say what a row outside gets",
            "请写明范围之外的行取何值",
        )
    return Ranking(
        head.name,
        head.title,
        head.status,
        head.key.where,
        variable.name,
        measure,  # type: ignore[arg-type]
        fields.choice("order"),  # type: ignore[arg-type]
        fields.choice("ties"),  # type: ignore[arg-type]
        fields.choice("crossing") if measure == "cumulative_share" else "",  # type: ignore[arg-type]
        scope.condition(fields.child("where"), f"{fields.what}.where") if fields.has("where") else None,
        fields.number("outside", None, scope.numbers) if fields.has("outside") else None,
        fields.whole("tiles") if fields.has("tiles") else 0,
    )


def _subpolicy(head: Heading, scope: Scope, gathering: Gathering) -> SubPolicy:
    fields = head.fields
    policy = scope.policies(fields.text("use"), scope.effective)
    fed: dict[str, str] = {}
    for key, node in fields.pairs("inputs"):
        if key.text not in policy.inputs:
            raise wrong(
                key.where,
                f"{fields.what}: {policy.id} has no input {key.text}",
                f"{fields.what}：{policy.id} 没有输入 {key.text}",
                "its inputs: " + ", ".join(policy.inputs),
                "其输入：" + "、".join(policy.inputs),
                "unknown-name",
            )
        fed[key.text] = scope.variable(text_of(node, fields.what), node.where, fields.what).name
    absent = [name for name, item in policy.inputs.items() if name not in fed and item.missing == "error"]
    if absent:
        raise wrong(
            fields.at("inputs"),
            f"{fields.what}: {policy.id} needs {', '.join(absent)}",
            f"{fields.what}：{policy.id} 还需要 {'、'.join(absent)}",
            "name a value for each",
            "请为每个输入指定取值",
        )
    output = fields.text("output")
    if output not in policy.result:
        raise wrong(
            fields.at("output"),
            f"{fields.what}: {policy.id} gives no {output}",
            f"{fields.what}：{policy.id} 不给出 {output}",
            "it gives: " + ", ".join(policy.result),
            "它给出：" + "、".join(policy.result),
            "unknown-name",
        )
    decision = SubPolicy(
        head.name, head.title, head.status, head.key.where, policy.id, fed, output, policy, ()
    )
    if not fields.has("overrides"):
        return decision
    made = next(iter(of_decision(decision, scope.known)))
    grades = Grades(made.words, made.titles)
    return replace(decision, overrides=read_overrides(fields, scope, grades, head.status, gathering))


KINDS: dict[str, Callable[[Heading, Scope, Gathering], Decision]] = {
    "formula": _formula,
    "scorecard": read_scorecard,
    "table": read_table,
    "matrix": read_matrix,
    "bands": read_bands,
    "ranking": _ranking,
    "policy": _subpolicy,
}
