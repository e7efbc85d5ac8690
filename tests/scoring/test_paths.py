"""The row path and the column path give the same bits, for random policies and dirty values."""

from __future__ import annotations

import datetime
import struct

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import documents, policy_of, rows
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.problems import Problem

AS_OF = datetime.date(2026, 3, 31)


def bits(value: object) -> object:
    """A value that tells apart what == does not: 0.0 and -0.0, 1.0 and True."""
    if isinstance(value, float):
        return struct.pack("<d", value)
    return type(value), value


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), book=rows())
def test_row_path_equals_column_path(document, book):
    compiled = compile_policy(policy_of(document))
    graded = compiled.grade_rows(book, AS_OF)
    for name in compiled.result_at:
        column = graded.output(name)
        for i, row in enumerate(book):
            single = compiled.grade_row(row, AS_OF).output(name)
            expected = None if isinstance(single, Problem) else single
            assert bits(column[i]) == bits(expected), (name, row, single, column[i])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), book=rows(), data=st.data())
def test_a_row_is_graded_alike_in_any_book(document, book, data):
    compiled = compile_policy(policy_of(document))
    order = data.draw(st.permutations(range(len(book))))
    graded, shuffled = compiled.grade_rows(book, AS_OF), compiled.grade_rows([book[i] for i in order], AS_OF)
    for name in compiled.result_at:
        one, other = graded.output(name), shuffled.output(name)
        assert [bits(one[i]) for i in order] == [bits(value) for value in other]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), book=rows())
def test_an_override_never_lowers_a_risk_tier(document, book):
    document = {**document, "scale": "risk"}
    grade = document["decisions"]["grade"]
    for rule in grade.get("overrides", []):
        if "cap" in rule:
            rule["floor"] = rule.pop("cap")
    document["decisions"]["grade"] = grade
    with_rules = compile_policy(policy_of(document))
    bare = {k: v for k, v in grade.items() if k != "overrides"}
    without = compile_policy(policy_of({**document, "decisions": {**document["decisions"], "grade": bare}}))
    order = {g: i for i, g in enumerate(grade["grades"])}
    for row in book:
        before, after = without.grade_row(row, AS_OF).grade, with_rules.grade_row(row, AS_OF).grade
        if before is not None and after is not None:
            assert order[after] >= order[before]


@settings(max_examples=200, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 98), min_size=2, max_size=5, unique=True).map(sorted),
    raised=st.integers(0, 4),
    by=st.integers(1, 40),
    score=st.floats(0, 100),
)
def test_tightening_a_cut_off_never_improves_a_grade(cuts, raised, by, score):
    raised %= len(cuts)
    ceiling = cuts[raised + 1] if raised + 1 < len(cuts) else 100
    tightened = [min(cut + by, ceiling - 0.5) if i == raised else cut for i, cut in enumerate(cuts)]

    def grade(edges):
        texts = [str(edge) for edge in edges]
        bands = {f"G{len(edges)}": f"< {texts[0]}"}
        for i in range(len(edges) - 1):
            bands[f"G{len(edges) - 1 - i}"] = f"[{texts[i]}..{texts[i + 1]})"
        bands["G0"] = f">= {texts[-1]}"
        grades = [f"G{i}" for i in range(len(edges) + 1)]
        compiled = compile_policy(policy_of(banded(bands, grades)))
        return grades.index(compiled.grade_row([score]).grade)

    assert grade(tightened) >= grade(cuts)


def banded(bands: dict[str, str], grades: list[str]) -> dict[str, object]:
    """A policy that only cuts its one input into grades."""
    title = {"en": "x", "zh": "x"}
    return {
        "policy": "banded", "version": "1", "effective": "2026-01-01", "title": title, "scale": "value",
        "owner": "nobody", "status": "proposed", "inputs": {"x": {"type": "number", "title": title}},
        "decisions": {"grade": {"kind": "bands", "of": "x", "bands": bands, "grades": grades}},
        "result": {"grade": "grade"}, "tests": [],
    }  # fmt: skip
