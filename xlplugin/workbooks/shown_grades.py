"""Which formulas show a grade, for the count of grades in the report."""

from __future__ import annotations

from .nodes import Binary, Call, Literal, Node


def shows_grade(node: Node) -> bool:
    """Whether a formula shows the grade itself, perhaps as ``…&""`` or with something else where there is none."""
    if isinstance(node, Binary):
        return node.operator == "&" and node.right == Literal("") and shows_grade(node.left)
    if not isinstance(node, Call):
        return False
    if node.ours:
        named_output = node.name == "GRADE" and len(node.arguments) > 2 and node.arguments[2] != Literal(None)
        return node.name in ("GRADE", "AMLTIER") and not named_output
    if node.name in ("IFERROR", "IFNA"):
        return shows_grade(node.arguments[0])
    return node.name == "IF" and any(shows_grade(branch) for branch in node.arguments[1:])
