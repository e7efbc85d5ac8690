"""A value that may be missing, read by a rule that does not say what then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..cells import Cell
from ..findings import Finding, Severity, Where
from ..formula import Expression
from ..model import Bands, Condition, Decision, Formula, Matrix, Policy, Ranking, Scorecard, SubPolicy, Table
from ..variable import Variable
from ..variables import variables
from .readers import (
    asks_whether_missing,
    cells_by_name,
    condition_groups,
    requires_present,
    surely_holds_missing,
)
from .remark import remark

CODE = "missing-not-stated"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Points, bands, sides, conditions and formulas that read such a value without a missing case."""
    known = variables(policy)
    for decision in policy.decisions:
        yield from _directly(decision, known)
        for group in condition_groups(decision):
            for name, cells in cells_by_name(group).items():
                tested = [cell for cell in cells if not cell.anything]
                if not tested or not known[name].may_miss or any(cell.states_missing for cell in tested):
                    continue
                readers = [one for one in group if name in one.cells and not one.cells[name].anything]
                where = next((one.where for one in readers if not _taken(decision, one, name)), None)
                if where is not None:
                    yield _finding(where, decision.name, name, f"{name}: missing in one of the conditions")
        yield from _formulas(decision, known)


def _taken(decision: Decision, reader: Condition, name: str) -> bool:
    """True where a row of the table takes every case of a missing ``name`` before ``reader`` is asked."""
    if not isinstance(decision, Table) or decision.hit == "collect":
        return False
    rows = [row.when for row in decision.rows if row.when is not None]
    if reader not in rows:  # an override
        return False
    if decision.hit == "first":
        rows = rows[: rows.index(reader)]
    return any(surely_holds_missing(row, name) for row in rows)


def _directly(decision: Decision, known: Mapping[str, Variable]) -> Iterator[Finding]:
    match decision:
        case Scorecard():
            for item in decision.characteristics:
                excluded = item.applies is not None and requires_present(item.applies, item.of)
                if not excluded and _open(known[item.of], [a.cell for a in item.attributes]):
                    yield _finding(item.where, f"points for {item.of}", item.of, "missing: with its points")
        case Bands():
            if _open(known[decision.of], [band.cell for band in decision.bands]):
                yield _finding(decision.where, decision.name, decision.of, 'a band "…, missing"')
        case Matrix():
            for name in (decision.rows, decision.columns):
                if known[name].may_miss:
                    yield _finding(
                        decision.where, decision.name, name, "a table instead, with a row for missing"
                    )
        case Ranking():
            if known[decision.of].may_miss:
                yield _finding(
                    decision.where, decision.name, decision.of, "missing: error for what is ranked"
                )
        case SubPolicy():
            for theirs, ours in decision.inputs.items():
                if known[ours].may_miss and decision.policy.inputs[theirs].missing == "error":
                    yield _finding(
                        decision.where, f"{decision.name} ({decision.use})", ours, "a value for it"
                    )


def _open(variable: Variable, cells: Sequence[Cell]) -> bool:
    return variable.may_miss and not any(cell.missing or cell.anything for cell in cells)


def _formulas(decision: Decision, known: Mapping[str, Variable]) -> Iterator[Finding]:
    """Formulas in the order in which they are worked out: what an earlier case of a formula settles, is."""
    settled: set[str] = set()
    if isinstance(decision, Formula):
        for condition, _ in decision.when_undefined:
            if condition.formula is not None:
                yield from _unasked(decision, condition.formula, known, settled)
                settled |= {
                    n for n in condition.formula.names if asks_whether_missing(condition.formula.root, n)
                }
            settled |= {name for name, cell in condition.cells.items() if cell.missing}
        yield from _unasked(decision, decision.expression, known, settled)
        return
    for group in condition_groups(decision):
        for condition in group:
            if condition.formula is not None:
                names = condition.formula.names
                taken = {name for name in names if _taken(decision, condition, name)}
                yield from _unasked(decision, condition.formula, known, taken)


def _unasked(
    decision: Decision, expression: Expression, known: Mapping[str, Variable], settled: set[str]
) -> Iterator[Finding]:
    for name in expression.names:
        if known[name].may_miss and name not in settled and not asks_whether_missing(expression.root, name):
            yield _finding(expression.where, decision.name, name, f"{name} is missing")


def _finding(where: Where, reader: str, name: str, case: str) -> Finding:
    return remark(
        CODE,
        SEVERITY,
        where,
        f"{reader} reads {name}, which may be missing, and does not say what then",
        f"{reader} 引用了可能缺失的 {name}，但未规定缺失时如何处理",
        f"state the missing case ({case}), or let the input say missing: error or a value",
        f"请写明缺失的情形（{case}），或在输入中写 missing: error 或缺省值",
    )
