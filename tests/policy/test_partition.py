"""Slots: every value of a variable falls into exactly one, and a cell is a set of them."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.policy.cells import Cell, parse_cell
from xlplugin.policy.findings import Bilingual, Where
from xlplugin.policy.model import NamedList
from xlplugin.policy.partition import Partition, partition
from xlplugin.policy.ranges import ALL, Range
from xlplugin.policy.variable import Variable

WHERE = Where("policy.yaml", 1, 1)
TITLE = Bilingual("Ex", "数")
WATCHED = NamedList(
    "watched", TITLE, datetime.date(2026, 1, 1), {"IR": TITLE, "KP": TITLE}, (), "stated", "", WHERE
)
LISTS = {"watched": WATCHED}


def number(kind: str = "number", low: float = 0.0, high: float = 100.0, **more: object) -> Variable:
    return Variable("x", kind, TITLE, ranges=(Range(low, high, True, True),), **more)  # type: ignore[arg-type]


def words(kind: str, *ids: str, **more: object) -> Variable:
    return Variable("x", kind, TITLE, words=ids, **more)  # type: ignore[arg-type]


def cells(variable: Variable, *texts: str) -> list[Cell]:
    return [
        parse_cell(text, variable.cell_kind, WHERE, {}, variable.specials, lambda word: word, LISTS)
        for text in texts
    ]


def cut(variable: Variable, *texts: str, domain: tuple[Range, ...] | None = None) -> Partition:
    return partition(variable, cells(variable, *texts), LISTS, domain)


def held(part: Partition, *texts: str) -> list[str]:
    """What each cell holds, in the policy's own words."""
    group = cells(part.variable, *texts)
    live = part.live()
    return [
        part.text(i for i, member in enumerate(part.members(cell, group)) if member and live[i]) for cell in group
    ]


def test_every_end_is_a_cut() -> None:
    part = cut(number(), "<= 10", "(10..20)", ">= 20")
    assert [slot.range.text() for slot in part.slots if slot.range] == ["[0..10]", "(10..20)", "[20..100]"]
    slots = [part.of_number(x) for x in (0, 10, math.nextafter(10, 11), 19.9, 20, 100)]
    assert [part.slots[i].range.text() for i in slots] == [  # type: ignore[union-attr]
        "[0..10]", "[0..10]", "(10..20)", "(10..20)", "[20..100]", "[20..100]",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [-0.001, 100.001, -1e308, 1e308, -math.inf, math.inf])
def test_outside_the_domain_there_is_no_case(value: float) -> None:
    part = cut(number(), "<= 10", "> 10")
    assert part.slots[part.of_number(value)].kind == "outside"
    assert not any(part.members(cell)[part.of_number(value)] for cell in cells(number(), "-", "not(5)", "> 10"))


def test_between_whole_numbers_there_is_no_case() -> None:
    whole = cut(number("integer"), "<= 3", "[4..7)", ">= 7")
    assert [slot.kind for slot in whole.slots if slot.kind != "missing"].count("range") == 3
    assert held(whole, "(3..4)", "(3..5)") == ["", ""]  # cells of another partition hold no slot of this one
    assert held(cut(number("integer"), "(3..4)"), "(3..4)") == [""]
    assert held(cut(number(), "(3..4)"), "(3..4)") == ["(3..4)"]


def test_a_domain_in_two_parts_and_a_wider_one_for_scoring() -> None:
    parts = (Range(0.0, 10.0, True, True), Range(20.0, 30.0, True, True))
    variable = Variable("x", "number", TITLE, ranges=parts)
    assert held(cut(variable, "-"), "-") == ["[0..10], [20..30]"]
    assert held(cut(variable, "-", domain=(ALL,)), "-") == ["any number"]


def test_dates_and_percents_are_written_as_such() -> None:
    first, last = (float(datetime.date(2026, month, 1).toordinal()) for month in (1, 12))
    dates = number("date", first, last)
    assert held(cut(dates, "< 2026-03-01"), "< 2026-03-01") == ["[2026-01-01..2026-03-01)"]
    assert held(cut(number(high=1.0, unit="%"), "> 55%"), "> 55%") == ["(55%..100%]"]


def test_special_values_and_missing_stand_beside_the_numbers() -> None:
    part = cut(number(specials={"no_debt": 999.0, "unknown": 998.0}, may_miss=True), "< 5", "no_debt, missing", "other")
    assert held(part, "< 5", "no_debt, missing", "other") == ["[0..5)", "no_debt, missing", "[5..100], unknown"]
    assert held(part, "-", "not(no_debt)", "not(missing)") == [
        "[0..100], no_debt, unknown, missing", "[0..100], unknown", "[0..100], no_debt, unknown",
    ]  # fmt: skip
    assert part.words.keys() == {"no_debt", "unknown"} and part.missing_slot == len(part.slots) - 1


def test_missing_is_no_case_where_nothing_can_be_missing() -> None:
    part = cut(words("words", "good", "poor"), "good", "missing")
    assert held(part, "missing", "-", "not(good)") == ["", "good, poor", "poor"]
    assert not part.live()[part.missing_slot]


def test_words() -> None:
    part = cut(words("words", "good", "fair", "poor"), "good")
    assert held(part, "good", "other", "not(poor)", "fair, poor") == ["good", "", "good, fair", "fair, poor"]
    assert held(part, "good", "other") == ["good", "fair, poor"]
    assert part.slots[0].kind == "outside"


def test_lists() -> None:
    part = cut(words("set", "CN", "IR", "KP"), "in watched")
    assert held(part, "in watched", "not(in watched)", "CN, in watched") == ["IR, KP", "CN", "CN, IR, KP"]


def test_texts_have_a_slot_for_whatever_is_not_named() -> None:
    part = cut(words("text"), "steel", "in watched")
    assert [slot.word for slot in part.slots if slot.kind == "word"] == ["steel", "IR", "KP"]
    assert part.slots[part.rest_slot].kind == "rest"
    assert held(part, "steel", "not(steel)", "other") == ["steel", "IR, KP, other", ""]
    assert held(part, "steel", "other") == ["steel", "IR, KP, other"]


def test_long_lists_of_words_are_cut_short() -> None:
    part = cut(words("words", *(f"w{i}" for i in range(20))), "-")
    assert held(part, "-")[0].endswith("w11, …")


ENDS = st.sampled_from([0.0, 0.1, 0.3, 1 / 3, 1.0, 2.5, 50.0, 99.9, 100.0])


@st.composite
def some_cells(draw: st.DrawFn) -> list[Cell]:
    found = []
    for _ in range(draw(st.integers(1, 5))):
        low, high = sorted((draw(ENDS), draw(ENDS)))
        closed = draw(st.booleans()), draw(st.booleans())
        item = Range(low, high, True, True) if low == high else Range(low, high, *closed)
        found.append(Cell("", ranges=(item,)))
    return found


@given(some_cells(), st.one_of(ENDS, st.floats(0, 100)))
def test_a_number_has_one_slot_and_a_cell_holds_it_or_not(group: list[Cell], value: float) -> None:
    part = partition(number(), group, {})
    slot = part.of_number(value)
    assert part.slots[slot].range is not None and value in part.slots[slot].range
    for cell in group:
        assert part.members(cell)[slot] == cell.has_number(value)


@given(some_cells())
def test_slots_cover_the_domain_once(group: list[Cell]) -> None:
    part = partition(number(), group, {})
    spans = [slot.range for slot in part.slots if slot.range is not None]
    assert spans[0].start == (0.0, 0) and spans[-1].end == (100.0, 1)
    assert all(a.end == b.start for a, b in zip(spans, spans[1:], strict=False))
    assert list(part.thresholds) == sorted(set(part.thresholds))
