"""Unary tests: what each form means for numbers, dates and words, and how a wrong one is refused."""

from __future__ import annotations

import pytest

from xlplugin.policy.cells import Cell, CellKind, parse_cell
from xlplugin.policy.findings import PolicyError, Where
from xlplugin.policy.numbers import parse_date

WHERE = Where("policy.yaml", 7, 9)
NUMBERS = {"aa_from": 80.0, "limit": 0.6}
WORDS = {"good", "fair", "poor", "true", "false"}
LISTS = {"watched": frozenset({"IR", "KP"})}


def cell(text: str, kind: CellKind = "number") -> Cell:
    return parse_cell(
        text, kind, WHERE, NUMBERS, {"no_debt": 999.0}, lambda word: word if word in WORDS else None, LISTS
    )


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("-", [-1e9, 0, 1e9], []),
        (">= 3", [3, 4], [2.999]),
        ("> 3", [3.001], [3]),
        ("<= 60%", [0.6, -1], [0.601]),
        ("< 3", [2.999], [3]),
        ("= 3", [3], [2, 4]),
        ("3", [3], [2, 4]),
        ("-5", [-5], [5]),
        (">= -5", [-5, 0], [-6]),
        ("60%", [0.6], [60]),
        ("[60%..88%)", [0.6, 0.7], [0.88, 0.59]),
        ("(60%..88%]", [0.88, 0.7], [0.6]),
        ("[-5..-1]", [-5, -1], [0]),
        ("[ 1 .. 2 ]", [1, 2], [0, 3]),
        ("[aa_from..90)", [80, 89], [79, 90]),
        (">= aa_from", [80], [79]),
        ("< limit", [0.5], [0.6]),
        ("1, 3, [5..7]", [1, 3, 6], [2, 4, 8]),
        ("< 1, > 9", [0, 10], [1, 5, 9]),
        ("not([1..2])", [0, 3], [1, 1.5, 2]),
        ("not(< 1, > 2)", [1, 2], [0, 3]),
        ("not (3)", [2, 4], [3]),
        (">=3", [3], [2]),
    ],
)
def test_numbers(text: str, inside: list[float], outside: list[float]) -> None:
    found = cell(text)
    assert all(found.has_number(number) for number in inside)
    assert not any(found.has_number(number) for number in outside)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">= 2026-01-01", ["2026-01-01", "2027-05-05"], ["2025-12-31"]),
        ("[2026-01-01..2026-12-31]", ["2026-06-30"], ["2027-01-01"]),
        ("2026-03-01", ["2026-03-01"], ["2026-03-02"]),
    ],
)
def test_dates(text: str, inside: list[str], outside: list[str]) -> None:
    found = cell(text, "date")
    assert all(found.has_number(parse_date(day).toordinal()) for day in inside)  # type: ignore[union-attr]
    assert not any(found.has_number(parse_date(day).toordinal()) for day in outside)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("good", ["good"], ["fair"]),
        ("good, fair", ["good", "fair"], ["poor"]),
        ('"good"', ["good"], ["fair"]),
        ("not(good)", ["fair", "poor"], ["good"]),
        ("not(good, fair)", ["poor"], ["good", "fair"]),
        ("true", ["true"], ["false"]),
        ("in watched", ["IR", "KP"], ["good"]),
        ("good, in watched", ["good", "IR"], ["fair"]),
        ("not(in watched)", ["good"], ["IR"]),
        ("-", ["good", "IR"], []),
    ],
)
def test_words(text: str, inside: list[str], outside: list[str]) -> None:
    found = cell(text, "words")
    assert all(found.has_word(word, LISTS) for word in inside)
    assert not any(found.has_word(word, LISTS) for word in outside)


@pytest.mark.parametrize(
    ("text", "kind", "missing", "states_missing", "other", "specials"),
    [
        ("missing", "number", True, True, False, ()),
        ("missing", "words", True, True, False, ()),
        ("> 3, missing", "number", True, True, False, ()),
        ("not(missing)", "number", False, True, False, ("no_debt",)),
        ("not(good, missing)", "words", False, True, False, ()),
        ("other", "words", False, False, True, ()),
        ("other", "number", False, False, True, ()),
        ("no_debt", "number", False, False, False, ("no_debt",)),
        ("> 3, no_debt", "number", False, False, False, ("no_debt",)),
        ("not(no_debt)", "number", False, False, False, ()),
        ("-", "number", False, False, False, ()),
    ],
)
def test_missing_other_and_special_values(
    text: str, kind: CellKind, missing: bool, states_missing: bool, other: bool, specials: tuple[str, ...]
) -> None:
    found = cell(text, kind)
    assert (found.missing, found.states_missing, found.other) == (missing, states_missing, other)
    assert found.specials == specials


def test_not_missing_of_a_number_is_any_number() -> None:
    assert cell("not(missing)").has_number(-1e9) and cell("not(missing)").has_number(1e9)


@pytest.mark.parametrize(
    ("text", "kind", "said", "said_zh"),
    [
        ("[88%..60%)", "number", "the interval is reversed", "区间上下限颠倒"),
        ("[3..2]", "number", "the interval is reversed", "区间上下限颠倒"),
        ("(3..3)", "number", "the interval is empty", "区间为空"),
        ("[3..3)", "number", "the interval is empty", "区间为空"),
        ("[2026-02-01..2026-01-01]", "date", "the interval is reversed", "区间上下限颠倒"),
        (">= ab", "number", "ab is neither a number nor a parameter", "既不是数字，也不是参数"),
        ("good", "number", "good is neither a number nor a parameter", "既不是数字"),
        (">= 1_000", "number", "1_000 is neither", "1_000"),
        (">= nan", "number", "nan is neither", "nan"),
        ("> inf", "number", "inf is neither", "inf"),
        ("", "number", "empty alternative", "有空白的选项"),
        ("1,", "number", "empty alternative", "有空白的选项"),
        ("not()", "number", "empty alternative", "有空白的选项"),
        ("=> 3", "number", "is neither a number", "既不是数字"),
        ("[1..2", "number", "is neither a number", "既不是数字"),
        ("1..2", "number", "is neither a number", "既不是数字"),
        ("[1..2..3]", "number", "is neither a number", "既不是数字"),
        (">= 2026-13-01", "date", "2026-13-01 is not a date", "不是日期"),
        ("45000", "date", "45000 is not a date", "不是日期"),
        ("excellent", "words", "excellent is not declared", "excellent 未声明"),
        ("good; fair", "words", "good; fair is not declared", "未声明"),
        ("> good", "words", "> good is not a word", "不是一个词"),
        ("in nowhere", "words", "no list is called nowhere", "没有名为 nowhere 的名单"),
        ("not(other)", "words", "other cannot be negated", "other 不能取反"),
        ("__import__('os')", "number", "is neither a number", "既不是数字"),
    ],
)
def test_a_wrong_cell_is_quoted_with_its_place(text: str, kind: CellKind, said: str, said_zh: str) -> None:
    with pytest.raises(PolicyError) as caught:
        cell(text, kind)
    (finding,) = caught.value.findings
    assert (finding.code, str(finding.where)) == ("cell", "policy.yaml:7:9")
    assert f'"{text}"' in finding.message.en and said in finding.message.en
    assert f"“{text}”" in finding.message.zh and said_zh in finding.message.zh
    assert '">= 3"' in finding.mend.en
