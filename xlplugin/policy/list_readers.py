"""Which inputs of a policy are looked up in its lists, those of the policies that it uses included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .cells import Cell
from .checks.readers import conditions_of
from .model import NamedList, Policy, Scorecard, SubPolicy


def lists_of(policy: Policy) -> Mapping[str, NamedList]:
    """The lists of a policy and of those that it uses, by name."""
    found: dict[str, NamedList] = {}
    for decision in policy.decisions:
        if isinstance(decision, SubPolicy):
            found.update(lists_of(decision.policy))
    return found | dict(policy.lists)


def list_readers(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """The inputs whose values are looked up in each list: as their words (``values_from``) or by a test ``in list``.

    A test of what a decision made counts for every input in words: any of them may have led to it.
    """
    found: dict[str, dict[str, None]] = {name: {} for name in lists_of(policy)}
    for item in policy.inputs.values():
        for name in (item.values_from, *(item.domain.lists if item.domain else ())):
            if name:
                found[name][item.name] = None
    for tested, cell in _tests(policy):
        for name in cell.lists:
            found[name].update(dict.fromkeys(_inputs(policy, tested)))
    for decision in policy.decisions:
        if isinstance(decision, SubPolicy):
            for name, theirs in list_readers(decision.policy).items():
                for ours in (decision.inputs[one] for one in theirs if one in decision.inputs):
                    found[name].update(dict.fromkeys(_inputs(policy, ours)))
    return {name: tuple(inputs) for name, inputs in found.items()}


def _tests(policy: Policy) -> Iterator[tuple[str, Cell]]:
    """Each tested name with its test."""
    for decision in policy.decisions:
        if isinstance(decision, Scorecard):
            for one in decision.characteristics:
                yield from ((one.of, attribute.cell) for attribute in one.attributes)
        for condition in conditions_of(decision):
            yield from condition.cells.items()


def _inputs(policy: Policy, name: str) -> tuple[str, ...]:
    if name in policy.inputs:
        return (name,)
    return tuple(item.name for item in policy.inputs.values() if item.type in ("category", "set", "text"))
