"""Which inputs, decisions, parameters and lists nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..cells import Cell
from ..model import Attribute, Bands, Formula, Linear, Policy, Ranking, Scorecard, Table
from ..process import Approval, ManualOverrides, Provisional, Review, Transition
from .readers import conditions_of, expressions_of, outputs_of, read_by

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PROCESS_FIGURES = ("months", "first_within_days", "apply_months_before", "within_days", "better", "worse")


def names_read(policy: Policy) -> frozenset[str]:
    """Every input and decision that a decision, the result, a treatment or the process reads."""
    read = {name for decision in policy.decisions for name in read_by(decision)}
    read |= {part.of for part in parts_of(policy)}
    return frozenset(read | set(policy.result.values()) | set(policy.treatments))


def parts_of(policy: Policy) -> Iterator[Review | Provisional | Transition | Approval | ManualOverrides]:
    """The parts of what a policy says of its own use."""
    single = (policy.review, policy.provisional, policy.manual_overrides)
    yield from (part for part in single if part is not None)
    yield from policy.transitions
    yield from policy.approvals


def idle_decisions(policy: Policy) -> Iterator[str]:
    """The names that decisions make and nothing reads."""
    read = names_read(policy)
    return (name for decision in policy.decisions for name in outputs_of(decision) if name not in read)


def cells_of(policy: Policy) -> Iterator[Cell]:
    """Every cell of a policy."""
    for item in policy.inputs.values():
        yield from (cell for cell in (item.domain, item.plausible) if cell is not None)
    for decision in policy.decisions:
        if isinstance(decision, Scorecard):
            yield from (a.cell for c in decision.characteristics for a in c.attributes)
        elif isinstance(decision, Bands):
            yield from (band.cell for band in decision.bands)
        for condition in conditions_of(decision):
            yield from condition.cells.values()


def parameters_read(policy: Policy) -> frozenset[str]:
    """The parameters that a condition, cell or formula names, or whose figure stands where one may be named."""
    named = {word for cell in cells_of(policy) for word in _NAME.findall(cell.text)}
    named |= {name for d in policy.decisions for e in expressions_of(d) for name in e.names}
    named |= {name for d in policy.decisions for condition in conditions_of(d) for name in condition.cells}
    figures = set(_figures(policy))
    return frozenset(
        p.name for p in policy.parameters.values() if p.name in named or not p.is_switch and p.value in figures
    )


def _figures(policy: Policy) -> Iterator[float]:
    """The figures whose parameter the loader has already put in; here only their value tells."""
    for part in parts_of(policy):
        yield from (float(getattr(part, key)) for key in _PROCESS_FIGURES if getattr(part, key, None) is not None)
    for decision in policy.decisions:
        match decision:
            case Scorecard():
                yield from (decision.base_points, decision.divide_by)
                for item in decision.characteristics:
                    yield item.weight
                    for attribute in item.attributes:
                        yield from _points(attribute)
            case Formula():
                yield from (outcome for _, outcome in decision.when_undefined if isinstance(outcome, float))
            case Ranking(outside=float() as outside):
                yield outside
            case Table():
                for row in decision.rows:
                    yield from (value for value in row.then.values() if type(value) is float)


def _points(attribute: Attribute) -> tuple[float, ...]:
    if isinstance(attribute.points, Linear):
        return attribute.points.start, attribute.points.end
    return () if attribute.points is None else (attribute.points,)


def lists_read(policy: Policy) -> frozenset[str]:
    """The lists that an input takes its values from or a cell names."""
    named = {name for cell in cells_of(policy) for name in cell.lists}
    return frozenset(named | {item.values_from for item in policy.inputs.values()})
