"""Reads the decisions that make a grade of a number or of two words: bands and matrices."""

from __future__ import annotations

from .fields import Fields, Gathering, Node, pairs_of, text_of, wrong
from .model import Band, Bands, Matrix, Status
from .read_inputs import word_of
from .read_parts import Heading, known_grade, plain_grades, read_grades, read_overrides, read_reason
from .scope import Scope
from .strict_yaml import MapNode, TextNode
from .variable import Variable


def read_bands(head: Heading, scope: Scope, gathering: Gathering) -> Bands:
    """A decision of kind bands."""
    fields = head.fields
    of = fields.text("of")
    variable = scope.variable(of, fields.at("of"), fields.what)
    if not variable.numeric:
        raise wrong(
            fields.at("of"),
            f"{fields.what}: {of} is a {variable.kind_name.en}, bands cut numbers",
            f"{fields.what}：{of} 是{variable.kind_name.zh}，bands 只用于数值",
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


def read_matrix(head: Heading, scope: Scope, gathering: Gathering) -> Matrix:
    """A decision of kind matrix."""
    fields = head.fields
    grades = read_grades(fields, "grades")
    sides = []
    for side in ("rows", "columns"):
        variable = scope.variable(fields.text(side), fields.at(side), fields.what)
        if variable.kind not in ("words", "boolean"):
            raise wrong(
                fields.at(side),
                f"{fields.what}.{side} is a {variable.kind_name.en}",
                f"{fields.what}.{side} 是{variable.kind_name.zh}",
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
