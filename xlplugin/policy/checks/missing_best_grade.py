"""A blank cell that by itself gives the best or the least risky grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..findings import Finding, Severity, Where
from ..model import Bands, Matrix, Policy, Table
from ..variable import Variable
from ..variables import variables
from .blank import blank_slot
from .cases import Axis, cut, product
from .cover import rules_of
from .remark import remark

CODE = "missing-best-grade"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Bands, matrices and tables in which a blank alone, whatever the rest, leads to the first grade."""
    if policy.scale == "none":
        return
    known = variables(policy)
    for decision in policy.decisions:
        match decision:
            case Bands():
                yield from _by_bands(policy, decision, known)
            case Matrix():
                yield from _by_matrix(policy, decision, known)
            case Table():
                yield from _by_table(policy, decision, known)


def _by_bands(policy: Policy, bands: Bands, known: Mapping[str, Variable]) -> Iterator[Finding]:
    cells = [band.cell for band in bands.bands]
    part = cut(policy, known[bands.of], cells)
    slot = blank_slot(part, policy.inputs.get(bands.of))
    if slot is None:
        return
    for band in bands.bands:
        if part.members(band.cell, cells)[slot] and band.grade == bands.grades.ids[0]:
            yield _finding(policy, band.where, bands.name, bands.of, band.grade)


def _by_matrix(policy: Policy, matrix: Matrix, known: Mapping[str, Variable]) -> Iterator[Finding]:
    best = matrix.grades.ids[0]
    for name in (matrix.rows, matrix.columns):
        item = policy.inputs.get(name)
        if item is None or item.missing != "default":
            continue
        word = str(item.default).lower() if isinstance(item.default, bool) else str(item.default)
        given = (
            set(matrix.values.get(word, {}).values())
            if name == matrix.rows
            else {row[word] for row in matrix.values.values() if word in row}
        )
        if given == {best}:
            yield _finding(policy, matrix.where, matrix.name, name, best)


def _by_table(policy: Policy, table: Table, known: Mapping[str, Variable]) -> Iterator[Finding]:
    output = table.outputs[0]
    if output.grades is None or len(output.grades.ids) < 2 or table.hit == "collect":
        return
    best = output.grades.ids[0]
    winning = sum(1 << i for i, row in enumerate(table.rows) if row.then.get(output.name) == best)
    rules = rules_of(policy, known, table)
    for axis in rules.axes:
        slot = blank_slot(axis.part, policy.inputs.get(axis.name))
        blank = tuple(case for case in axis.cases if slot in case.slots and not case.together)
        if not blank or not winning:
            continue
        rest = [Axis(a.name, a.part, blank) if a is axis else a for a in rules.axes]
        found = product(rest, len(table.rows))
        if found is None:
            continue
        # the row that decides is the first that holds; a formula may hold or not
        first = [outcome & -outcome for outcome in found.outcomes]
        if all(row & winning and not row & rules.formulas for row in first):
            where = table.rows[first[0].bit_length() - 1].where
            yield _finding(policy, where, table.name, axis.name, best)


def _finding(policy: Policy, where: Where, decision: str, name: str, grade: str) -> Finding:
    replaced = name in policy.inputs and policy.inputs[name].missing == "default"
    return remark(
        CODE,
        Severity.WARNING if replaced else SEVERITY,
        where,
        f"{decision}: a missing {name} is enough for {grade}, the first grade",
        f"{decision}：仅凭 {name} 缺失即可评为首级 {grade}",
        "give another grade, refuse, or let the input say missing: error",
        "请改为其他等级、拒绝评级，或在输入中写 missing: error",
    )
