"""An attribute, a band or the condition of an override that no value can satisfy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..cells import Cell
from ..findings import Finding, Severity, Where
from ..model import Bands, Policy, Scorecard
from ..variable import Variable
from ..variables import variables
from .cases import cut
from .readers import overrides_of
from .remark import remark

CODE = "never-matches"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Cells outside what their name can hold; a grade that nothing gives has a rule of its own."""
    known = variables(policy)
    for decision in policy.decisions:
        if isinstance(decision, Scorecard):
            for item in decision.characteristics:
                cells = [attribute.cell for attribute in item.attributes]
                for i in _idle(policy, known[item.of], cells):
                    yield _finding(item.attributes[i].where, item.of, cells[i])
        elif isinstance(decision, Bands):
            cells = [band.cell for band in decision.bands]
            for i in _idle(policy, known[decision.of], cells):
                yield _finding(decision.bands[i].where, decision.of, cells[i])
        overrides = overrides_of(decision)
        for override in overrides:
            for name, cell in override.when.cells.items():
                if list(_idle(policy, known[name], [cell])):
                    yield _finding(override.where, name, cell)


def _idle(policy: Policy, variable: Variable, cells: Sequence[Cell]) -> Iterator[int]:
    part = cut(policy, variable, cells)
    live = part.live()
    for i, cell in enumerate(cells):
        held = part.members(cell, cells)
        only_rest = cell.other and variable.kind in ("text", "set", "list")
        if not only_rest and not any(a and b for a, b in zip(held, live, strict=True)):
            yield i


def _finding(where: Where, name: str, cell: Cell) -> Finding:
    return remark(
        CODE,
        SEVERITY,
        where,
        f'"{cell.text}": no value of {name} matches it',
        f"“{cell.text}”：{name} 的任何取值都不符合",
        "remove it, or mend it or the declaration",
        "请删去，或修改此条件或输入的声明",
    )
