"""The conditions of a policy in the words of its titles."""

from __future__ import annotations

from collections.abc import Mapping

from xlplugin.policy.cells import Cell
from xlplugin.policy.model import Condition
from xlplugin.policy.variables import Variable

from .wording import both

Known = Mapping[str, Variable]

_KEYS = {"missing": "missing 缺失", "other": "other 其他", "-": "any 任意"}


def said(cell: Cell, variable: Variable | None) -> str:
    """A test as people read it: words by their titles, all else as the policy writes it."""
    if cell.text in _KEYS:
        return _KEYS[cell.text]
    titles = variable.titles if variable else {}
    if not cell.words or cell.lists or not all(word in titles for word in cell.words):
        return cell.text
    words = ", ".join(both(titles[word]) for word in cell.words)
    return f"not({words})" if cell.negated else words + (f", {_KEYS['missing']}" if cell.missing else "")


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
