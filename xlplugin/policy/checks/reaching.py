"""What can come out: the scores that the points of a card add up to, the grades that a decision gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from ..formula import Call, Name
from ..model import Bands, Characteristic, Decision, Formula, Matrix, Policy, Scorecard, Table
from ..variable import Variable
from .cases import cut
from .readers import maker, overrides_of

MOST_SCORES = 20_000


def scores(policy: Policy, card: Scorecard, known: Mapping[str, Variable]) -> frozenset[float] | None:
    """Every score that some points add up to; None where they are too many or run in a line."""
    if any(item.inapplicable == "reweight" for item in card.characteristics):
        return None
    if card.combine == "mean" and any(item.applies for item in card.characteristics):
        return None
    totals: set[Decimal] | None = None
    for item in card.characteristics:
        gained = _points(policy, item, known)
        if gained is None:
            return None
        if totals is None:
            totals = gained
        elif card.combine == "max":
            totals = {max(a, b) for a in totals for b in gained}
        elif len(totals) * len(gained) > MOST_SCORES:
            return None
        else:
            totals = {a + b for a in totals for b in gained}
    count = len(card.characteristics) if card.combine == "mean" else 1
    base, over = _exact(card.base_points), _exact(card.divide_by)
    step = Decimal(1).scaleb(-card.decimals)
    return frozenset(
        float(((base + total / count) / over).quantize(step, ROUND_HALF_UP)) for total in totals or ()
    )


def _exact(number: float) -> Decimal:
    return Decimal(repr(number))


def _points(policy: Policy, item: Characteristic, known: Mapping[str, Variable]) -> set[Decimal] | None:
    cells = [attribute.cell for attribute in item.attributes]
    part = cut(policy, known[item.of], cells)
    gained = {Decimal(0)} if item.inapplicable == "zero" else set()
    for attribute in item.attributes:
        held = part.members(attribute.cell, cells)
        if attribute.points is None or not any(a and b for a, b in zip(held, part.live(), strict=True)):
            continue
        if not isinstance(attribute.points, float):
            return None
        gained.add(_exact(attribute.points) * _exact(item.weight))
    return gained or None


def grades_given(policy: Policy, decision: Decision, known: Mapping[str, Variable]) -> frozenset[str] | None:
    """The grades that a decision gives for some values, overrides included; None where that is unknown."""
    match decision:
        case Bands():
            given = _by_bands(policy, decision, known)
        case Table():
            output = decision.outputs[0]
            given = frozenset(str(row.then[output.name]) for row in decision.rows if output.name in row.then)
        case Matrix():
            given = frozenset(grade for row in decision.values.values() for grade in row.values())
        case Formula(gives="grade"):
            return _by_formula(policy, decision, known)
        case _:
            return None
    return given | {override.grade for override in overrides_of(decision)}


def _by_bands(policy: Policy, bands: Bands, known: Mapping[str, Variable]) -> frozenset[str]:
    cells = [band.cell for band in bands.bands]
    part = cut(policy, known[bands.of], cells)
    card = maker(policy, bands.of)
    found = scores(policy, card, known) if isinstance(card, Scorecard) else None
    hit = None if found is None else {part.of_number(score) for score in found} | {part.missing_slot}
    given = set()
    for band in bands.bands:
        held = part.members(band.cell, cells)
        if any(held[i] and live and (hit is None or i in hit) for i, live in enumerate(part.live())):
            given.add(band.grade)
    return frozenset(given)


def _by_formula(policy: Policy, formula: Formula, known: Mapping[str, Variable]) -> frozenset[str] | None:
    root = formula.expression.root
    arguments: Iterable[object] = root.arguments if isinstance(root, Call) else (root,)
    given: set[str] = set()
    for argument in arguments:
        decision = maker(policy, argument.name) if isinstance(argument, Name) else None
        some = grades_given(policy, decision, known) if decision is not None else None
        if some is None:
            return None
        given |= some
    return frozenset(given)
