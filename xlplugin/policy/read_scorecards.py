"""Reads scorecards: characteristics, their attributes and points."""

from __future__ import annotations

from .cells import Cell
from .fields import Fields, Gathering, Node, number_of, text_of, wrong
from .model import Attribute, Characteristic, Linear, Scorecard, Status
from .read_inputs import name_of
from .read_parts import Heading, read_reason
from .scope import Scope
from .strict_yaml import MapNode, TextNode


def read_scorecard(head: Heading, scope: Scope, gathering: Gathering) -> Scorecard:
    """A decision of kind scorecard."""
    fields = head.fields
    characteristics: list[Characteristic] = []
    for key, node in fields.pairs("characteristics"):
        with gathering.part():
            characteristics.append(_characteristic(key, node, scope, head.status, gathering))
    divide_by = fields.number("divide_by", names=scope.numbers)
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
        fields.number("base_points", names=scope.numbers),
        fields.choice("combine"),  # type: ignore[arg-type]
        divide_by,
        fields.whole("decimals"),
        tuple(characteristics),
        fields.number("weights_sum") if fields.has("weights_sum") else None,
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
    inapplicable = fields.choice("inapplicable") if fields.has("inapplicable") else ""
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
        fields.number("weight", names=scope.numbers),
        read_reason(fields),
        applies,
        inapplicable,  # type: ignore[arg-type]
        fields.bilingual("title", variable.title),
        status,
        key.where,
        fields.choice("monotonic") if fields.has("monotonic") else "",  # type: ignore[arg-type]
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
