"""Intervals: exact at both ends, joined and complemented without losing or doubling a number."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.policy.numbers import format_number, parse_date, parse_number
from xlplugin.policy.ranges import ALL, Range, complement, holds_integer, merge, threshold

INFINITE = math.inf


def text(*ranges: Range) -> str:
    return ", ".join(item.text() for item in ranges)


@pytest.mark.parametrize(
    ("item", "inside", "outside"),
    [
        (Range(1, 2, True, True), [1, 1.5, 2], [0.999, 2.001]),
        (Range(1, 2, False, True), [1.001, 2], [1]),
        (Range(1, 2, True, False), [1, 1.999], [2]),
        (Range(-INFINITE, 2, False, False), [-1e300, 1.999], [2]),
        (Range(2, INFINITE, True, False), [2, 1e300], [1.999]),
        (Range(2, 2, True, True), [2], [1.999, 2.001]),
        (ALL, [-1e308, 0, 1e308], []),
    ],
)
def test_what_a_range_holds(item: Range, inside: list[float], outside: list[float]) -> None:
    assert all(number in item for number in inside)
    assert not any(number in item for number in outside)


@pytest.mark.parametrize(
    ("item", "unit", "expected"),
    [
        (Range(0.6, 0.88, False, False), "%", "(60%..88%)"),
        (Range(0.6, 0.88, True, True), "", "[0.6..0.88]"),
        (Range(-INFINITE, 0.6, False, True), "%", "<= 60%"),
        (Range(-INFINITE, 3, False, False), "", "< 3"),
        (Range(90, INFINITE, True, False), "", ">= 90"),
        (Range(90, INFINITE, False, False), "", "> 90"),
        (Range(5, 5, True, True), "", "5"),
        (Range(738000, INFINITE, True, False), "date", ">= 2021-07-29"),
        (ALL, "", "any number"),
    ],
)
def test_text_is_what_a_policy_writes(item: Range, unit: str, expected: str) -> None:
    assert item.text(unit) == expected


def test_neighbours_join_where_one_of_them_holds_the_end() -> None:
    assert text(*merge([Range(1, 2, True, False), Range(2, 3, True, True)])) == "[1..3]"
    assert text(*merge([Range(1, 2, True, False), Range(2, 3, False, True)])) == "[1..2), (2..3]"
    assert text(*merge([Range(2, 3, True, True), Range(0, 9, True, True)])) == "[0..9]"
    assert merge([]) == ()


def test_complement_names_the_holes() -> None:
    held = [Range(1, 2, True, False), Range(3, 4, False, True)]
    assert text(*complement(held)) == "< 1, [2..3], > 4"
    assert text(*complement(held, [Range(0, 3.5, True, True)])) == "[0..1), [2..3]"
    assert complement([ALL]) == ()
    assert complement([]) == (ALL,)


ENDS = st.integers(0, 8)


@st.composite
def ranges(draw: st.DrawFn) -> list[Range]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        low, high = sorted((draw(ENDS), draw(ENDS)))
        if low == high:
            found.append(Range(low, high, True, True))
        else:
            found.append(Range(low, high, draw(st.booleans()), draw(st.booleans())))
    return found


POINTS = [n / 2 for n in range(-1, 18)]


@given(ranges())
def test_merge_keeps_every_number_once_and_complement_takes_the_rest(items: list[Range]) -> None:
    joined, rest = merge(items), complement(items)
    for number in POINTS:
        held = any(number in item for item in items)
        assert sum(number in item for item in joined) == held
        assert sum(number in item for item in rest) == (not held)
    assert all(a.end < b.start for a, b in zip(joined, joined[1:], strict=False))


@given(ranges(), ranges())
def test_complement_within(items: list[Range], within: list[Range]) -> None:
    rest = complement(items, within)
    for number in POINTS:
        wanted = any(number in outer for outer in within) and not any(number in item for item in items)
        assert any(number in item for item in rest) == wanted


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Range(3, 4, False, False), False),
        (Range(3, 4, False, True), True),
        (Range(3, 4, True, False), True),
        (Range(3.1, 3.9, True, True), False),
        (Range(3.1, 4.9, True, True), True),
        (Range(-0.5, 0.5, False, False), True),
        (Range(-INFINITE, 0.5, False, False), True),
    ],
)
def test_whole_numbers_within(item: Range, expected: bool) -> None:
    assert holds_integer(item) is expected


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_threshold_is_the_least_float_after_a_cut(end: float, number: float) -> None:
    for after in (0, 1):
        assert (number >= threshold((end, after))) == ((number, 0) >= (end, after))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("60%", 0.6),
        ("0.1%", 0.001),
        ("-5", -5),
        ("+5", 5),
        ("1e3", 1000),
        ("55%", 0.55),
        ("110%", 1.1),
        ("-0", 0.0),
    ],
)
def test_numbers(written: str, value: float) -> None:
    number = parse_number(written)
    assert number == value
    assert math.copysign(1, number or 0) == math.copysign(1, value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1_000",
        "1,000",
        "nan",
        "inf",
        "1e999",
        "0x10",
        "１２",
        "5 %",
        "%",
        ".5",
        "5.",
        "1e",
        "true",
        "--5",
        "1.2.3",
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize("written", ["2026-02-30", "2026-1-1", "20260101", "2026/01/01", "01-01-2026", ""])
def test_what_is_no_date(written: str) -> None:
    assert parse_date(written) is None


@given(st.decimals(-1000, 1000, places=4))
def test_a_percent_keeps_its_digits(number: object) -> None:
    text = f"{number}%"
    value = parse_number(text)
    assert value is not None
    assert parse_number(format_number(value, "%")) == value
