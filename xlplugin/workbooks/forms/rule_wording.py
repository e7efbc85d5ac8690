"""The conditions of a policy in the words of its titles."""

from __future__ import annotations

from xlplugin.policy.cells import Cell
from xlplugin.policy.describing import Known, is_negation, said_alternatives
from xlplugin.policy.model import Condition
from xlplugin.policy.variables import Variable

from .wording import both


def said(cell: Cell, variable: Variable | None) -> str:
    """A test as people read it, in both languages where they differ."""
    parts = ", ".join(both(part) for part in said_alternatives(cell, variable))
    return f"not 非 ({parts})" if is_negation(cell) else parts


def condition_text(condition: Condition | None, known: Known) -> str:
    """When a rule holds."""
    if condition is None:
        return "otherwise 其他情形"
    if condition.formula is not None:
        return condition.text
    return "; ".join(
        f"{both(known[name].title)}: {said(cell, known[name])}"
        for name, cell in condition.cells.items()
        if not cell.anything
    )
