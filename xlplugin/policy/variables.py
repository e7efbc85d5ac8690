"""What each name of a policy can hold: its kind, attainable numbers or words, whether it may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .attainable import attainable
from .findings import Bilingual
from .model import (
    Bands,
    Characteristic,
    Decision,
    Formula,
    Input,
    Linear,
    Matrix,
    NamedList,
    Parameter,
    Policy,
    Ranking,
    Scorecard,
    SubPolicy,
    Table,
)
from .ranges import ALL, Range, merge
from .score_bounds import total_bounds
from .variable import Kind, Variable, closed

BOOLEAN_TITLES = {"false": Bilingual("no", "否"), "true": Bilingual("yes", "是")}


def of_input(item: Input, lists: Mapping[str, NamedList]) -> Variable:
    """The variable of a declared input."""
    ranges = item.domain.ranges if item.domain else (ALL,)
    words: tuple[str, ...] = ()
    titles: Mapping[str, Bilingual] = {}
    if item.type in ("category", "set"):
        titles = lists[item.values_from].items if item.values_from else item.values
        words = tuple(titles)
    elif item.type == "boolean":
        words, titles = ("false", "true"), BOOLEAN_TITLES
    kind: Kind = "words" if item.type == "category" else item.type
    return Variable(
        item.name,
        kind,
        item.title,
        unit=item.unit,
        ranges=ranges,
        words=words,
        titles=item.special_titles or titles,
        specials=item.specials,
        may_miss=item.missing == "stated",
        is_input=True,
    )


def of_parameter(parameter: Parameter) -> Variable:
    """The variable of a parameter: a single number, or a switch, which rules have to expect in either position."""
    value = parameter.value
    if isinstance(value, bool):
        return Variable(
            parameter.name, "boolean", parameter.title, words=("false", "true"), titles=BOOLEAN_TITLES
        )
    kind: Kind = "integer" if value.is_integer() else "number"
    return Variable(parameter.name, kind, parameter.title, parameter.unit, (Range(value, value, True, True),))


def of_decision(decision: Decision, known: Mapping[str, Variable]) -> Iterable[Variable]:
    """The variables that a decision makes; ``known`` are those before it."""
    name, title = decision.name, decision.title
    match decision:
        case Formula(gives="boolean"):
            missing = any(outcome == "missing" for _, outcome in decision.when_undefined)
            yield Variable(
                name, "boolean", title, words=("false", "true"), titles=BOOLEAN_TITLES, may_miss=missing
            )
        case Formula(gives="grade"):
            compared = known[decision.expression.names[0]]
            yield Variable(name, "words", title, words=compared.words, titles=compared.titles)
        case Formula():
            low, high, whole = attainable(decision.expression.root, known)
            constants = [outcome for _, outcome in decision.when_undefined if isinstance(outcome, float)]
            low, high = min([low, *constants]), max([high, *constants])
            whole = whole and all(value.is_integer() for value in constants)
            missing = any(outcome == "missing" for _, outcome in decision.when_undefined)
            kind: Kind = "date" if decision.gives == "date" else "integer" if whole else "number"
            yield Variable(
                name, kind, title, decision.unit, (closed(low, high),), may_miss=missing, proven=False
            )
        case Scorecard():
            low, high = score_range(decision, known)
            kind = "integer" if _whole_points(decision) else "number"
            yield Variable(name, kind, title, ranges=(closed(low, high),))
        case Ranking():
            tiled = decision.measure == "ntile"
            # the first of n rows has the rank 1/n, never 0
            ranked = closed(1.0, float(decision.tiles)) if tiled else Range(
                0.0, 1.0, decision.measure != "percent_rank", True
            )
            outside = [] if decision.outside is None else [closed(decision.outside, decision.outside)]
            whole = tiled and (decision.outside is None or decision.outside.is_integer())
            kind = "integer" if whole else "number"
            yield Variable(name, kind, title, "" if tiled else "%", merge([ranked, *outside]))
        case Bands() | Matrix():
            yield Variable(name, "words", title, words=decision.grades.ids, titles=decision.grades.titles)
        case Table():
            yield from _of_table(decision)
        case SubPolicy():
            yield _of_subpolicy(decision)


def _of_table(table: Table) -> Iterable[Variable]:
    for output in table.outputs:
        if output.type == "grade" and output.grades is not None and table.collect != "list":
            yield Variable(
                output.name, "words", output.title, words=output.grades.ids, titles=output.grades.titles
            )
        elif output.type == "boolean":
            yield Variable(
                output.name, "boolean", output.title, words=("false", "true"), titles=BOOLEAN_TITLES
            )
        elif output.type == "number":
            figures = [float(row.then[output.name]) for row in table.rows if output.name in row.then]
            if table.collect == "sum":
                low, high = sum(min(f, 0.0) for f in figures), sum(max(f, 0.0) for f in figures)
            else:
                low, high = min(figures, default=0.0), max(figures, default=0.0)
            whole = all(figure.is_integer() for figure in figures)
            yield Variable(
                output.name, "integer" if whole else "number", output.title, ranges=(closed(low, high),)
            )
        else:
            yield Variable(output.name, "list" if table.collect == "list" else "text", output.title)


def _of_subpolicy(decision: SubPolicy) -> Variable:
    inner = variables(decision.policy)[decision.policy.result[decision.output]]
    return Variable(
        decision.name,
        inner.kind,
        decision.title,
        inner.unit,
        inner.ranges,
        inner.words,
        inner.titles,
        may_miss=inner.may_miss,
        proven=inner.proven,
    )


def variables(policy: Policy) -> dict[str, Variable]:
    """Every input, parameter and decision of a policy as a variable, in order."""
    known: dict[str, Variable] = {p.name: of_parameter(p) for p in policy.parameters.values()}
    known.update((item.name, of_input(item, policy.lists)) for item in policy.inputs.values())
    for decision in policy.decisions:
        known.update((variable.name, variable) for variable in of_decision(decision, known))
    return known


def points_range(characteristic: Characteristic) -> tuple[float, float]:
    """The lowest and highest points that the attributes of a characteristic give, before its weight."""
    figures: list[float] = []
    for attribute in characteristic.attributes:
        if isinstance(attribute.points, Linear):
            figures += [attribute.points.start, attribute.points.end]
        elif attribute.points is not None:
            figures.append(attribute.points)
    return (min(figures), max(figures)) if figures else (0.0, 0.0)


def score_range(card: Scorecard, known: Mapping[str, Variable]) -> tuple[float, float]:
    """The lowest and highest score that the points of a card allow."""
    ends = []
    for characteristic in card.characteristics:
        low, high = (points * characteristic.weight for points in points_range(characteristic))
        ends.append((min(low, high), max(low, high)))
    low, high = total_bounds(card, ends)
    low, high = (card.base_points + low) / card.divide_by, (card.base_points + high) / card.divide_by
    scale = 10.0**card.decimals
    return round(low * scale) / scale, round(high * scale) / scale


def _whole_points(card: Scorecard) -> bool:
    """True where every score is a whole number."""
    if card.decimals == 0:
        return True
    if card.combine == "mean" or card.divide_by != 1 or not card.base_points.is_integer():
        return False
    return all(
        isinstance(attribute.points, float)
        and (attribute.points * characteristic.weight).is_integer()
        and characteristic.inapplicable != "reweight"
        for characteristic in card.characteristics
        for attribute in characteristic.attributes
        if attribute.points is not None
    )
