"""Reads the decisions of a policy, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .cells import Cell
from .fields import (
    Fields,
    Gathering,
    Node,
    nearest,
    number_of,
    pairs_of,
    text_of,
    wrong,
)
from .findings import Bilingual
from .model import (
    Attribute,
    Band,
    Bands,
    Characteristic,
    Decision,
    Formula,
    Grades,
    Linear,
    Matrix,
    Ranking,
    Scorecard,
    Status,
    SubPolicy,
)
from .read_inputs import name_of, word_of
from .read_parts import Heading, known_grade, plain_grades, read_grades, read_overrides, read_reason
from .read_tables import read_table
from .scope import Scope
from .strict_yaml import MapNode, TextNode
from .variables import Variable, of_decision


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
    gives = fields.choice("gives", ("number", "boolean", "date", "grade"), "number")
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
        fields.whole("decimals", 12, 0, 12),
        fields.text("unit", ""),
    )


def _scorecard(head: Heading, scope: Scope, gathering: Gathering) -> Scorecard:
    fields = head.fields
    characteristics: list[Characteristic] = []
    for key, node in fields.pairs("characteristics"):
        with gathering.part():
            characteristics.append(_characteristic(key, node, scope, head.status, gathering))
    divide_by = fields.number("divide_by", 1.0, scope.numbers)
    if divide_by <= 0:
        raise wrong(
            fields.at("divide_by"),
            f"{fields.what}.divide_by must be above 0",
            f"{fields.what}.divide_by 必须大于 0",
            "write a number above 0",
            "请写大于 0 的数",
        )
    return Scorecard(
        head.name,
        head.title,
        head.status,
        head.key.where,
        fields.number("base_points", 0.0, scope.numbers),
        fields.choice("combine", ("sum", "max", "mean"), "sum"),  # type: ignore[arg-type]
        divide_by,
        fields.whole("decimals", 6, 0, 9),
        tuple(characteristics),
        fields.number("weights_sum", 0.0) if fields.has("weights_sum") else None,
    )


def _characteristic(
    key: TextNode, node: Node, scope: Scope, status: Status, gathering: Gathering
) -> Characteristic:
    name = name_of(key, "characteristic")
    fields = Fields(node, "characteristic", f"characteristic {name}")
    of = fields.text("of", name)
    variable = scope.variable(of, fields.at("of"), fields.what)
    status = fields.status(status)
    attributes: list[Attribute] = []
    for cell_key, value in fields.pairs("points"):
        with gathering.part():
            cell = scope.cell(cell_key.text, variable, cell_key.where)
            attributes.append(_attribute(cell_key, cell, value, scope, status))
    applies = (
        scope.condition(fields.child("applies"), f"{fields.what}.applies") if fields.has("applies") else None
    )
    inapplicable = (
        fields.choice("inapplicable", ("reweight", "zero"), "zero") if fields.has("inapplicable") else ""
    )
    if (applies is None) != (inapplicable == ""):
        raise wrong(
            key.where,
            f"{fields.what}: applies and inapplicable go together",
            f"{fields.what}：applies 与 inapplicable 须同时写",
            "write both, inapplicable: reweight | zero",
            "请两者都写，inapplicable: reweight | zero",
        )
    return Characteristic(
        name,
        of,
        tuple(attributes),
        fields.number("weight", 1.0, scope.numbers),
        read_reason(fields),
        applies,
        inapplicable,  # type: ignore[arg-type]
        fields.bilingual("title", variable.title),
        status,
        key.where,
        fields.choice("monotonic", ("increasing", "decreasing")) if fields.has("monotonic") else "",  # type: ignore[arg-type]
    )


def _attribute(key: TextNode, cell: Cell, node: Node, scope: Scope, status: Status) -> Attribute:
    title = None
    where = key.where
    if isinstance(node, MapNode) and node.get("points") is not None:
        fields = Fields(node, "attribute", f'points of "{key.text}"')
        status, title, node = (
            fields.status(status),
            fields.optional_bilingual("title"),
            fields.child("points"),
        )
    if isinstance(node, MapNode):
        fields = Fields(node, "linear", f'points of "{key.text}"')
        status = fields.status(status)
        start = fields.number("from", None, scope.numbers)
        end = fields.number("to", None, scope.numbers)
        finite = len(cell.ranges) == 1 and abs(cell.ranges[0].low) + abs(cell.ranges[0].high) < float("inf")
        if not finite or cell.ranges[0].low == cell.ranges[0].high:
            raise wrong(
                where,
                f'points from … to … need an interval with two ends, not "{key.text}"',
                f"线性计分需要有上下限的区间，“{key.text}”不是",
                'write it as "(60%..88%)"',
                "请写成“(60%..88%)”",
            )
        return Attribute(cell, Linear(start, end), status, where, title)
    text = text_of(node, f'points of "{key.text}"')
    points = None if text == "error" else number_of(node, f'points of "{key.text}"', scope.numbers)
    return Attribute(cell, points, status, where, title)


def _bands(head: Heading, scope: Scope, gathering: Gathering) -> Bands:
    fields = head.fields
    of = fields.text("of")
    variable = scope.variable(of, fields.at("of"), fields.what)
    if not variable.numeric:
        raise wrong(
            fields.at("of"),
            f"{fields.what}: {of} is a {variable.kind}, bands cut numbers",
            f"{fields.what}：{of} 是 {variable.kind}，bands 只用于数值",
            "use kind: table",
            "请用 kind: table",
        )
    bands: list[Band] = []
    for key, node in fields.pairs("bands"):
        with gathering.part():
            bands.append(_band(key, node, scope, variable, head.status))
    earned = tuple(dict.fromkeys(band.grade for band in bands))
    grades = read_grades(fields, "grades") if fields.has("grades") else plain_grades(earned)
    for band in bands:
        known_grade(band.grade, grades, band.where, fields.what)
    return Bands(
        head.name,
        head.title,
        head.status,
        head.key.where,
        of,
        tuple(bands),
        grades,
        read_overrides(fields, scope, grades, head.status, gathering),
    )


def _band(key: TextNode, node: Node, scope: Scope, variable: Variable, status: Status) -> Band:
    reason = None
    if isinstance(node, MapNode):
        fields = Fields(node, "band", f"band {key.text}")
        status, reason, node = fields.status(status), read_reason(fields), fields.child("when")
    cell = scope.cell(text_of(node, f"band {key.text}"), variable, node.where)
    return Band(word_of(key, "grade"), cell, status, key.where, reason)


def _matrix(head: Heading, scope: Scope, gathering: Gathering) -> Matrix:
    fields = head.fields
    grades = read_grades(fields, "grades")
    sides = []
    for side in ("rows", "columns"):
        variable = scope.variable(fields.text(side), fields.at(side), fields.what)
        if variable.kind not in ("words", "boolean"):
            raise wrong(
                fields.at(side),
                f"{fields.what}.{side} is a {variable.kind}",
                f"{fields.what}.{side} 是 {variable.kind}",
                "name a category, a boolean or a decision that gives grades",
                "请写类别、布尔值或给出等级的决策",
            )
        sides.append(variable)
    values: dict[str, dict[str, str]] = {}
    for key, node in fields.pairs("values"):
        _one_word(key, sides[0], scope)
        row = {}
        for column, grade in pairs_of(node, fields.what):
            _one_word(column, sides[1], scope)
            row[column.text] = known_grade(text_of(grade, fields.what), grades, grade.where, fields.what)
        values[key.text] = row
    return Matrix(
        head.name,
        head.title,
        head.status,
        head.key.where,
        sides[0].name,
        sides[1].name,
        values,
        grades,
        read_overrides(fields, scope, grades, head.status, gathering),
    )


def _one_word(key: TextNode, variable: Variable, scope: Scope) -> None:
    """Raises unless the key of a matrix is one of the words of its side."""
    scope.cell(key.text, variable, key.where)
    if key.text not in variable.words:
        raise wrong(
            key.where,
            f'"{key.text}": a matrix names one word of {variable.name} at a time',
            f"“{key.text}”：矩阵的每行每列只写 {variable.name} 的一个取值",
            "write a line for each: " + ", ".join(variable.words),
            "请逐个列出：" + "、".join(variable.words),
        )


def _ranking(head: Heading, scope: Scope, gathering: Gathering) -> Ranking:
    fields = head.fields
    variable = scope.variable(fields.text("of"), fields.at("of"), fields.what)
    if variable.kind not in ("number", "integer"):
        raise wrong(
            fields.at("of"),
            f"{fields.what} ranks numbers, {variable.name} is a {variable.kind}",
            f"{fields.what} 只能对数值排序",
            "name a number",
            "请写数值",
        )
    measure = fields.choice("measure", ("percent_rank", "cumulative_share", "ntile"))
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
        fields.choice("order", ("ascending", "descending"), "descending"),  # type: ignore[arg-type]
        fields.choice("ties", ("best", "worst", "mean"), "best"),  # type: ignore[arg-type]
        fields.choice("crossing", ("better", "worse"), "better") if measure == "cumulative_share" else "",  # type: ignore[arg-type]
        scope.condition(fields.child("where"), f"{fields.what}.where") if fields.has("where") else None,
        fields.number("outside", None, scope.numbers) if fields.has("outside") else None,
        fields.whole("tiles", 4, 2, 100) if fields.has("tiles") else 0,
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
    output = fields.text("output", "grade")
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
    "scorecard": _scorecard,
    "table": read_table,
    "matrix": _matrix,
    "bands": _bands,
    "ranking": _ranking,
    "policy": _subpolicy,
}
