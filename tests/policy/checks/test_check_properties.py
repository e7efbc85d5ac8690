"""What the rules prove holds for every value: against counting out by hand, on random policies."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.snippets import load
from xlplugin.policy.cells import Cell, parse_cell
from xlplugin.policy.checks import gap, overlap, shared_end, unreachable_row
from xlplugin.policy.checks.cases import wording
from xlplugin.policy.checks.signs import settled, signs
from xlplugin.policy.findings import Bilingual, Where
from xlplugin.policy.formula import Arithmetic, Call, Comparison, Name, Negative, Node, Number, parse_formula
from xlplugin.policy.model import Policy, Scorecard, Table
from xlplugin.policy.partition import partition
from xlplugin.policy.ranges import Range
from xlplugin.policy.variable import Variable

NOWHERE = Where("random.yaml", 1, 1)
unhurried = settings(deadline=None)  # the first example of a test also loads what it needs


@st.composite
def pieces(draw: st.DrawFn) -> list[str]:
    """The interval [0..100] cut into pieces, each as a cell; neighbours share no number and leave none."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=6)))
    ends = [(0, False), *((cut, draw(st.booleans())) for cut in cuts), (100, True)]
    return [
        f"{'(' if after else '['}{low}..{high}{']' if closed else ')'}"
        for (low, after), (high, closed) in itertools.pairwise(ends)
    ]


def card(cells: list[str], kind: str = "number") -> Policy:
    """A card with these attributes, each with points of its own, over a number from 0 to 100."""
    item = {"type": kind, "domain": "[0..100]", "title": {"en": "Ex", "zh": "数"}}
    points = {cell: i for i, cell in enumerate(cells)}
    decision = {"kind": "scorecard", "characteristics": {"x": {"points": points}}}
    parts = {"inputs": {"x": item}, "decisions": {"score": decision}, "result": {"score": "score"}}
    return load("".join(f"{key}: {json.dumps(part, ensure_ascii=False)}\n" for key, part in parts.items()))


@unhurried
@given(pieces(), st.data())
def test_a_removed_piece_is_the_gap_that_is_told(cells: list[str], data: st.DataObject) -> None:
    removed = data.draw(st.sampled_from(cells))
    rest = [cell for cell in cells if cell != removed]
    assert [f.message.en for f in gap.check(card(cells))] == []
    found = list(gap.check(card(rest)))
    assert [f.message.en for f in found] == [f"no points for x in {removed}"]
    assert found[0].message.zh == f"x 在 {removed} 时没有分值"


@unhurried
@given(pieces(), st.data())
def test_a_doubled_piece_is_the_overlap_that_is_told(cells: list[str], data: st.DataObject) -> None:
    doubled = data.draw(st.sampled_from(cells))
    again = f"{doubled}, {doubled}"  # the same numbers, written otherwise: a key cannot stand twice
    assert list(overlap.check(card(cells))) == []
    found = list(overlap.check(card([*cells, again])))
    assert [f.message.en.split(" is claimed")[0] for f in found] == [f"points for x: {doubled}"]
    assert list(gap.check(card([*cells, again]))) == []


@unhurried
@given(pieces(), st.data())
def test_a_number_that_two_neighbours_hold_is_a_shared_end(cells: list[str], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(cells) - 2))
    cells[i], cells[i + 1] = f"{cells[i][:-1]}]", f"[{cells[i + 1][1:]}"
    end = cells[i + 1][1:].split("..")[0]
    found = list(shared_end.check(card(cells)))
    assert [f.message.en.split(" is claimed")[0] for f in found] == [f"points for x: the end {end}"]
    assert list(overlap.check(card(cells))) == list(gap.check(card(cells))) == []


ENDS = st.integers(-5, 105)


@st.composite
def some_cells(draw: st.DrawFn) -> list[str]:
    """A few random intervals, with gaps and overlaps as they fall."""
    cells = []
    for _ in range(draw(st.integers(1, 5))):
        low, high = sorted((draw(ENDS), draw(ENDS)))
        if low == high:
            cells.append(draw(st.sampled_from([f"{low}", f"< {low}", f">= {low}", f"not({low})"])))
        else:
            cells.append(f"{draw(st.sampled_from('[('))}{low}..{high}{draw(st.sampled_from('])'))}")
    return list(dict.fromkeys(cells))


@unhurried
@given(some_cells(), st.sampled_from(["number", "integer"]))
def test_gaps_and_overlaps_are_those_of_every_number(cells: list[str], kind: str) -> None:
    policy = card(cells, kind)
    score = policy.decisions[0]
    assert isinstance(score, Scorecard)
    step = 1 if kind == "integer" else 2
    numbers = [
        n / step for n in range(100 * step + 1)
    ]  # all ends are whole: halves stand for what lies between
    holders = [sum(a.cell.has_number(x) for a in score.characteristics[0].attributes) for x in numbers]
    assert bool(list(gap.check(policy))) == (0 in holders)
    assert bool([*overlap.check(policy), *shared_end.check(policy)]) == any(n > 1 for n in holders)


@unhurried
@given(some_cells(), st.sampled_from(["number", "integer"]))
def test_what_is_quoted_can_be_written_back(cells: list[str], kind: str) -> None:
    variable = Variable("x", kind, Bilingual("Ex", "数"), ranges=(Range(0.0, 100.0, True, True),))  # type: ignore[arg-type]
    read = [parse_cell(cell, "number", NOWHERE) for cell in cells]
    part = partition(variable, read, {})
    for cell in read:
        slots = [
            i
            for i, (held, live) in enumerate(zip(part.members(cell), part.live(), strict=True))
            if held and live
        ]
        if not slots:
            continue
        again = parse_cell(wording(part, slots), "number", NOWHERE)
        for n in range(201):
            if kind == "number" or n % 2 == 0:
                assert again.has_number(n / 2) == cell.has_number(n / 2)


CELLS = {
    "years": ["-", "0", "< 2", ">= 2", "[1..3]", "> 50"],
    "quality": ["-", "good", "good, fair", "not(good)", "poor"],
    "listed": ["-", "true", "false"],
    "growth": ["-", "missing", ">= 0%", "< 0%", "not(missing)"],
    "countries": ["-", "IR", "CN, FR", "not(IR)", "not(CN)"],
}
VALUES: dict[str, list[object]] = {
    "years": [0, 1, 2, 3, 4, 50],
    "quality": ["good", "fair", "poor"],
    "listed": ["true", "false"],
    "growth": [None, -0.5, 0, 0.5],
    "countries": [chosen for n in (1, 2, 3) for chosen in itertools.combinations(("CN", "FR", "IR"), n)],
}


@st.composite
def tables(draw: st.DrawFn, hit: str) -> Policy:
    names = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=3, unique=True))
    rows: list[dict[str, object]] = []
    for i in range(draw(st.integers(1, 4))):
        when = {name: draw(st.sampled_from(CELLS[name])) for name in names}
        rows.append({"when": when, "then": "ABCD"[i]})
    table = {"kind": "table", "hit": hit, "grades": list("ABCD"), "rows": rows}
    return load(f"decisions: {json.dumps({'grade': table})}\nresult: {{grade: grade}}")


def holds(cell: Cell, value: object) -> bool:
    """A cell on a value as scoring reads it: of a set one hit suffices, ``not`` needs all."""
    if cell.anything:
        return True
    if value is None:
        return cell.missing
    if isinstance(value, tuple):
        return (all if cell.negated else any)(cell.has_word(word) for word in value)
    return cell.has_word(value) if isinstance(value, str) else cell.has_number(value)  # type: ignore[arg-type]


def combinations(table: Table) -> list[list[int]]:
    """For each combination of values the rows that hold; missing only where a row speaks of it."""
    cells: list[Mapping[str, Cell]] = [row.when.cells for row in table.rows if row.when]
    tested = [name for name in CELLS if any(name in row and not row[name].anything for row in cells)]
    spoken = [name for name in tested if any(row[name].states_missing for row in cells)]
    choices = [[v for v in VALUES[name] if v is not None or name in spoken] for name in tested]
    return [
        [
            i
            for i, row in enumerate(cells)
            if all(holds(row[n], v) for n, v in zip(tested, values, strict=True))
        ]
        for values in itertools.product(*choices)
    ]


@unhurried
@given(tables("unique"))
def test_tables_are_counted_out(policy: Policy) -> None:
    table = policy.decisions[0]
    assert isinstance(table, Table)
    matching = combinations(table)
    assert bool(list(gap.check(policy))) == ([] in matching)
    assert bool([*overlap.check(policy), *shared_end.check(policy)]) == any(
        len(rows) > 1 for rows in matching
    )


@unhurried
@given(tables("first"))
def test_rows_that_never_come_first_are_told(policy: Policy) -> None:
    table = policy.decisions[0]
    assert isinstance(table, Table)
    first = {rows[0] for rows in combinations(table) if rows}
    idle = [row.where for i, row in enumerate(table.rows) if i not in first]
    assert sorted(f.where.column for f in unreachable_row.check(policy)) == sorted(w.column for w in idle)


LEAVES = ["0", "1", "2.5", "x", "y", "z"]


def formulas() -> st.SearchStrategy[str]:
    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda p: f"({p[0]} + {p[1]})"),
            pair.map(lambda p: f"({p[0]} - {p[1]})"),
            pair.map(lambda p: f"({p[0]} * {p[1]})"),
            pair.map(lambda p: f"min({p[0]}, {p[1]})"),
            pair.map(lambda p: f"max({p[0]}, {p[1]})"),
            pair.map(lambda p: f"mean({p[0]}, {p[1]})"),
            inner.map(lambda a: f"abs({a})"),
            inner.map(lambda a: f"-{a}"),
            st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner, inner).map(
                lambda p: f"if({p[0]} {p[1]} 0, {p[2]}, {p[3]})"
            ),
        )

    return st.recursive(st.sampled_from(LEAVES), grow, max_leaves=6)


RANGES = {
    "x": (Range(0.0, 10.0, True, True), [0.0, 0.5, 10.0]),
    "y": (Range(0.0, 5.0, False, True), [0.25, 5.0]),
    "z": (Range(-3.0, math.inf, True, False), [-3.0, -0.5, 0.0, 2.0]),
}
KNOWN = {
    name: Variable(name, "number", Bilingual(name, name), ranges=(span,))
    for name, (span, _) in RANGES.items()
}
COMPARE = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


def worked_out(node: Node, values: Mapping[str, float]) -> float:
    match node:
        case Number(value):
            return value
        case Name(name):
            return values[name]
        case Negative(operand):
            return -worked_out(operand, values)
        case Arithmetic(sign, left, right):
            a, b = worked_out(left, values), worked_out(right, values)
            return a + b if sign == "+" else a - b if sign == "-" else a * b
        case Comparison(sign, left, right):
            return COMPARE[sign](worked_out(left, values), worked_out(right, values))
        case Call("if", (condition, then, otherwise)):
            return worked_out(then if worked_out(condition, values) else otherwise, values)
        case Call(function, arguments):
            parts = [worked_out(argument, values) for argument in arguments]
            return {"min": min, "max": max, "abs": lambda p: abs(p[0]), "mean": lambda p: sum(p) / 2}[
                function
            ](parts)
    raise AssertionError(node)


@given(formulas())
@settings(max_examples=300, deadline=None)
def test_no_sign_is_left_out(text: str) -> None:
    root = parse_formula(text, NOWHERE).root
    possible = signs(root, KNOWN, {})
    for values in itertools.product(*(chosen for _, chosen in RANGES.values())):
        value = worked_out(root, dict(zip(RANGES, values, strict=True)))
        assert (value > 0) - (value < 0) in possible, (text, values)


@unhurried
@given(st.sampled_from(list(COMPARE)), st.sampled_from([-1.0, 0.0, 2.0]), st.booleans(), st.booleans())
def test_what_a_condition_settles_holds(operator: str, bound: float, truth: bool, turned: bool) -> None:
    x, number = Name("z"), Number(bound)
    condition = Comparison(operator, number, x) if turned else Comparison(operator, x, number)
    allowed = settled(condition, truth)[x]
    for value in (-2.0, -1.0, -0.5, 0.0, 1.0, 2.0, 3.0):
        if worked_out(condition, {"z": value}) is truth:
            assert (value > 0) - (value < 0) in allowed
