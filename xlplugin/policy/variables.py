"""What each name of a policy can hold: its kind, attainable numbers or words, whether it may be missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .findings import Bilingual
from .formula import (
    Arithmetic,
    Call,
    Comparison,
    Is,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Truth,
)
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

Kind = Literal["number", "integer", "boolean", "date", "words", "set", "text", "list"]
NUMERIC: frozenset[str] = frozenset({"number", "integer", "date"})


@dataclass(frozen=True, slots=True)
class Variable:
    """One name: ``ranges`` are its attainable numbers, ``words`` its possible ids in order."""

    name: str
    kind: Kind
    title: Bilingual
    unit: str = ""
    ranges: tuple[Range, ...] = (ALL,)
    words: tuple[str, ...] = ()
    titles: Mapping[str, Bilingual] = field(default_factory=dict)
    specials: Mapping[str, float] = field(default_factory=dict)
    may_miss: bool = False
    is_input: bool = False
    proven: bool = True
    """False where ``ranges`` is only a bound that the values may not fill (a formula)."""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def cell_kind(self) -> Literal["number", "date", "words"]:
        """The kind of cell that tests it."""
        return "date" if self.kind == "date" else "number" if self.numeric else "words"

    @property
    def range_unit(self) -> str:
        """The unit in which its ranges are written."""
        return "date" if self.kind == "date" else self.unit


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
        titles=titles,
        specials=item.specials,
        may_miss=item.missing == "stated",
        is_input=True,
    )


def of_parameter(parameter: Parameter) -> Variable:
    """The variable of a parameter, a single number."""
    value = parameter.value
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
            top = float(decision.tiles) if decision.measure == "ntile" else 1.0
            low = 1.0 if decision.measure == "ntile" else 0.0
            ends = [low, top] + ([decision.outside] if decision.outside is not None else [])
            kind = "integer" if decision.measure == "ntile" else "number"
            unit = "" if decision.measure == "ntile" else "%"
            yield Variable(name, kind, title, unit, (closed(min(ends), max(ends)),))
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


def closed(low: float, high: float) -> Range:
    """The range from low to high, its finite ends included."""
    return Range(low, high, math.isfinite(low), math.isfinite(high))


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
    lows, highs = [], []
    for characteristic in card.characteristics:
        low, high = points_range(characteristic)
        low, high = sorted((low * characteristic.weight, high * characteristic.weight))
        if characteristic.inapplicable == "zero":
            low, high = min(low, 0.0), max(high, 0.0)
        lows.append(low)
        highs.append(high)
    if card.combine == "max":
        low, high = max(lows), max(highs)
    else:
        low, high = sum(lows), sum(highs)
        if card.combine == "mean":
            low, high = low / len(lows), high / len(highs)
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


Bounds = tuple[float, float, bool]
_UNKNOWN: Bounds = (-math.inf, math.inf, False)


def attainable(node: Node, known: Mapping[str, Variable]) -> Bounds:
    """Bounds on what a numeric node can give, and whether only whole numbers come out."""
    match node:
        case Number(value):
            return value, value, value.is_integer()
        case Name(name):
            variable = known.get(name)
            if variable is None or not variable.numeric:
                return _UNKNOWN
            ranges = merge(variable.ranges)
            low, high = ranges[0].low, ranges[-1].high
            extra = tuple(variable.specials.values())
            return min((low, *extra)), max((high, *extra)), variable.kind != "number"
        case Negative(operand):
            low, high, whole = attainable(operand, known)
            return -high, -low, whole
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, attainable(left, known), attainable(right, known))
        case Call(function, arguments):
            return _call(function, [attainable(a, known) for a in arguments], len(arguments))
        case Comparison() | Is() | Logic() | Not() | Truth():
            return 0.0, 1.0, True
    return _UNKNOWN


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _arithmetic(operator: str, left: Bounds, right: Bounds) -> Bounds:
    whole = left[2] and right[2]
    if operator == "+":
        return left[0] + right[0], left[1] + right[1], whole
    if operator == "-":
        return left[0] - right[1], left[1] - right[0], whole
    if operator == "/":
        if right[0] <= 0 <= right[1]:
            return (0.0, math.inf, False) if left[0] >= 0 and right[0] >= 0 else _UNKNOWN
        right, whole = (1 / right[1], 1 / right[0], False), False
    corners = [_times(a, b) for a in left[:2] for b in right[:2]]
    return min(corners), max(corners), whole


def _call(function: str, bounds: list[Bounds], count: int) -> Bounds:
    lows, highs = [b[0] for b in bounds], [b[1] for b in bounds]
    whole = all(b[2] for b in bounds)
    match function:
        case "min":
            return min(lows), min(highs), whole
        case "max":
            return max(lows), max(highs), whole
        case "sum":
            return sum(lows), sum(highs), whole
        case "mean":
            return sum(lows) / count, sum(highs) / count, False
        case "abs":
            low, high = lows[0], highs[0]
            return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high)), whole
        case "round":
            if count == 1:
                return (
                    math.floor(lows[0]) if math.isfinite(lows[0]) else lows[0],
                    (math.ceil(highs[0]) if math.isfinite(highs[0]) else highs[0]),
                    True,
                )
            return lows[0] - 1, highs[0] + 1, False
        case "count":
            return 0.0, float(count), True
        case "if":
            return min(lows[1:]), max(highs[1:]), all(b[2] for b in bounds[1:])
        case "days" | "months" | "years":
            return -math.inf, math.inf, True
        case "add_months":
            return -math.inf, math.inf, True
    return _UNKNOWN
