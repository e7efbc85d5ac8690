"""Conditions, compiled: true, false or undetermined, on one row and on columns.

A condition of several cells is false as soon as one cell is; it is undetermined where none is false and
one reads a broken value, or a missing value that no cell of its decision speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Condition

from .compiling import Block, Compiling, Row
from .formulas import Truths, compile_truth
from .lookups import Lookup
from .undefined import Undefined

FALSE, TRUE, OPEN = 0, 1, 2
_RANK = {FALSE: 0, OPEN: 1, TRUE: 2}


class CellTest:
    """One cell on one name."""

    def __init__(self, name: str, cell: Cell, group: Sequence[Cell], compiling: Compiling, of: Bilingual):
        self.name, self.of, self.compiling = name, of, compiling
        part = compiling.partition(name, group)
        members = part.members(cell, group)
        stated = any(other.states_missing for other in group)
        verdicts = [
            TRUE
            if member
            else OPEN
            if slot.kind == "outside" or slot.kind == "missing" and not stated
            else FALSE
            for member, slot in zip(members, part.slots, strict=True)
        ]
        sign = -1 if cell.negated else 1

        def choose(slots: list[int]) -> int:
            # of a set, one hit suffices; what must not be said must be said by none
            return max(slots, key=lambda slot: sign * _RANK[verdicts[slot]])

        self.lookup = Lookup(part, compiling.at[name], choose)
        self.verdicts = tuple(verdicts)
        self.table = np.array(verdicts, dtype=np.uint8)

    def row(self, v: Row) -> bool:
        value = v[self.lookup.at]
        verdict = self.verdicts[self.lookup.slot(value)]
        if verdict == OPEN:
            raise self.compiling.no_value(self.name, value, self.of)
        return verdict == TRUE

    def columns(self, block: Block) -> np.ndarray:
        return self.table.take(self.lookup.slots(block[self.lookup.at]))


class Compiled:
    """A whole condition."""

    def __init__(
        self, condition: Condition, group: Sequence[Condition], compiling: Compiling, of: Bilingual
    ) -> None:
        self.text = condition.text
        self.truth: Truths | None = None
        self.tests: list[CellTest] = []
        self.excluded = False
        """True where a switch stands in the other position: it never holds."""
        if condition.formula is not None:
            self.truth = compile_truth(condition.formula, compiling, of)
        for name, cell in condition.cells.items():
            if not cell.anything:
                siblings = [other.cells[name] for other in group if name in other.cells]
                if name in compiling.policy.parameters:
                    self.excluded |= not _switched(name, cell, siblings, compiling)
                else:
                    self.tests.append(CellTest(name, cell, siblings, compiling, of))

    def row(self, v: Row) -> bool:
        """True or false; raises Undefined where it is undetermined."""
        if self.truth is not None:
            return self.truth.row(v)
        if self.excluded:
            return False
        pending: Undefined | None = None
        for test in self.tests:
            try:
                if not test.row(v):
                    return False
            except Undefined as undefined:
                pending = pending or undefined
        if pending is not None:
            raise pending
        return True

    def columns(self, block: Block, rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Where it is true, and where it is undetermined."""
        if self.truth is not None:
            return self.truth.columns(block, rows)
        if self.excluded or not self.tests:
            return np.full(rows, not self.excluded), np.zeros(rows, dtype=bool)
        verdicts = self.tests[0].columns(block)
        if len(self.tests) == 1:
            return verdicts == TRUE, verdicts == OPEN
        true, false = verdicts == TRUE, verdicts == FALSE
        for test in self.tests[1:]:
            verdicts = test.columns(block)
            true &= verdicts == TRUE
            false |= verdicts == FALSE
        return true, ~(true | false)


def _switched(name: str, cell: Cell, siblings: Sequence[Cell], compiling: Compiling) -> bool:
    """Whether a cell holds of a parameter that is true or false."""
    part = compiling.partition(name, siblings)
    position = "true" if compiling.policy.parameters[name].value else "false"
    return part.members(cell, siblings)[part.words[position]]


def compile_conditions(
    conditions: Sequence[Condition | None], compiling: Compiling, of: Bilingual
) -> list[Compiled | None]:
    """The conditions of one decision; they are one group: one may state the missing case for all."""
    group = [condition for condition in conditions if condition is not None]
    return [None if item is None else Compiled(item, group, compiling, of) for item in conditions]
