"""Formulas: what they mean, that nothing else gets through, and which kind of value they give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.snippets import load
from xlplugin.policy.attainable import attainable
from xlplugin.policy.checks.written import written
from xlplugin.policy.findings import Bilingual, PolicyError, Where
from xlplugin.policy.formula import FUNCTIONS, MAX_LENGTH, parse_formula
from xlplugin.policy.ranges import Range
from xlplugin.policy.variable import Variable

WHERE = Where("policy.yaml", 7, 9)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a + b * c", "a + b * c"),
        ("(a + b) * c", "(a + b) * c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / b / c", "a / b / c"),
        ("-a", "-a"),
        ("60%", "0.6"),
        ("60 %", "0.6"),
        ("0.1% + a", "0.001 + a"),
        ("5 %-2", "0.05 - 2"),
        ("a >= 60% and b < 3 or not c", "a >= 0.6 and b < 3 or not c"),
        ("not (a and b)", "not (a and b)"),
        ("1 < a <= 3", "1 < a and a <= 3"),
        ("grade is AAA", "grade is AAA"),
        ("grade is not AAA", "grade is not AAA"),
        ("level is 1", "level is 1"),
        ("quality is 好", "quality is 好"),
        ("growth is missing", "growth is missing"),
        ("if(a > 0, b, c)", "if(a > 0, b, c)"),
        ("if (a > 0, if(b > 0, 1, 2), 3)", "if(a > 0, if(b > 0, 1, 2), 3)"),
        ("true", "true"),
        ("count(a, b >= 6 and c)", "count(a, b >= 6 and c)"),
        ("round(a, 2)", "round(a, 2)"),
        ("1e3", "1000"),
        ("  a\n+ b  ", None),
        ("debt_percent + what_if_any", "debt_percent + what_if_any"),
        ("max(a,\n b)", "max(a, b)"),
    ],
)
def test_what_a_formula_means(text: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(PolicyError):
            parse_formula(text, WHERE)
        return
    assert written(parse_formula(text, WHERE).root) == meaning


def test_names_once_in_order() -> None:
    assert parse_formula("b + a * b + max(c, a) + (d is good)", WHERE).names == ("b", "a", "c", "d")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("__import__('os').system('true')", "names do not begin with _"),
        ("_percent(5)", "names do not begin with _"),
        ("_if(a, b, c)", "names do not begin with _"),
        ("a.b", "attributes (a dot) are not allowed"),
        ("a.b()", "only the listed functions can be called"),
        ("min(a)(b)", "only the listed functions can be called"),
        ("min(a, key=b)", "only the listed functions can be called"),
        ("min(*a)", "it uses something that the language does not have"),
        ("open(a)", "there is no function open"),
        ("eval(a)", "there is no function eval"),
        ("a[0]", "it uses something that the language does not have"),
        ("[a, b]", "it uses something that the language does not have"),
        ("(a, b)", "it uses something that the language does not have"),
        ("{a: b}", "it uses something that the language does not have"),
        ("lambda: a", "it uses something that the language does not have"),
        ("[x for x in a]", "it uses something that the language does not have"),
        ("a if b else c", "it uses something that the language does not have"),
        ("(a := 1)", "it uses something that the language does not have"),
        ("f'{a}'", "it uses something that the language does not have"),
        ("await a", "it uses something that the language does not have"),
        ("+a", "it uses something that the language does not have"),
        ("~a", "it uses something that the language does not have"),
        ("a ** b", "it uses something that the language does not have"),
        ("a // b", "it uses something that the language does not have"),
        ("a & b", "it uses something that the language does not have"),
        ("a @ b", "it uses something that the language does not have"),
        ("a in b", "only < <= > >= == != and is compare"),
        ("'text'", "'text' is not a number"),
        ("0x10", "0x10 is not a number"),
        ("1_000", "1_000 is not a number"),
        ("1j", "1j is not a number"),
        (".5", ".5 is not a number"),
        ("5.", "5. is not a number"),
        ("True", "True is not a number"),
        ("None", "None is not a number"),
        ("...", "... is not a number"),
        ("1e999", "1e999 is out of range"),
        ("9" * 400, "is out of range"),
        ("9" * 400 + "%", "is out of range"),
        ("1 is good", "write: name is word"),
        ("a is 'good'", "write: name is word"),
        ("a is (b + c)", "write: name is word"),
        ("a + b # c", "# has no meaning in a formula"),
        ("a = b", "it is not a formula"),
        ("a; b", "it is not a formula"),
        ("import os", "it is not a formula"),
        ("a +", "it is not a formula"),
        ("", "it is not a formula"),
        ("60%%", "it is not a formula"),
        ("10 % 3", "it is not a formula"),
        ("６０%", "it is not a formula"),
        ("a\x00b", "it is not a formula"),
        ("a ? b : c", "it is not a formula"),
        ("abs(a, b)", "abs takes 1 to 1 arguments"),
        ("if(a, b)", "if takes 3 to 3 arguments"),
        ("min()", "min takes 1 to 99 arguments"),
        (" + ".join(["a"] * 60), "it is nested too deeply"),
        ("(" * 300 + "a" + ")" * 300, "it is not a formula"),
        ("-" * 1500 + "a", ""),
        ("not " * 400 + "a", ""),
        ("a" * (MAX_LENGTH + 1), "the formula is too long"),
    ],
)
def test_nothing_else_gets_through(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_formula(text, WHERE)
    (finding,) = caught.value.findings
    assert (finding.code, str(finding.where)) == ("formula", "policy.yaml:7:9")
    assert said in finding.message.en
    assert text[:40] in finding.message.en and text[:40] in finding.message.zh
    assert all(function in finding.mend.en for function in FUNCTIONS)


@given(st.text(alphabet="abz_01.%+-*/()<>=!,:[]{}'\"\\ \n#@isnotandorifmn", max_size=30))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        root = parse_formula(text, WHERE).root
    except PolicyError as error:
        assert [finding.code for finding in error.findings] == ["formula"]
    else:
        assert written(parse_formula(written(root), WHERE).root) == written(root)


INPUTS = """inputs:
  number: {type: number, title: {en: N, zh: 数}}
  whole: {type: integer, specials: {none_known: 99}, title: {en: N, zh: 数}}
  flag: {type: boolean, title: {en: F, zh: 是否}}
  day: {type: date, title: {en: D, zh: 日}}
  quality: {type: category, values: {good: 好, poor: 差}, title: {en: Q, zh: 质量}}
  places: {type: set, values: {CN: 中国, IR: 伊朗}, title: {en: P, zh: 地}}
  trade: {type: text, title: {en: T, zh: 行业}}
parameters: {limit: {value: 5, title: {en: L, zh: 限}}}
decisions:
  one: {kind: bands, of: number, bands: {A: "> 1", B: "<= 1"}}
  two: {kind: bands, of: number, bands: {A: "> 1", C: "<= 1"}}
"""


def gives(formula: str, kind: str = "number", scale: str = "value") -> None:
    load(f'scale: {scale}\n{INPUTS}  it: {{kind: formula, gives: {kind}, is: "{formula}"}}\n')


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("number + whole * limit", "number"),
        ("number > 1 and flag", "boolean"),
        ("quality is good or places is IR or trade is steel", "boolean"),
        ("whole is none_known", "boolean"),
        ("number is missing", "boolean"),
        ("one is A", "boolean"),
        ("add_months(day, whole)", "date"),
        ("if(flag, day, add_months(day, 12))", "date"),
        ("max(day, day)", "date"),
        ("days(day, day) + months(day, day) + years(day, day)", "number"),
        ("day < add_months(day, 1)", "boolean"),
        ("worst(one, one)", "grade"),
        ("best(one)", "grade"),
        ("count(flag, number > 1)", "number"),
        ("round(mean(number, 2), 2)", "number"),
    ],
)
def test_the_kind_of_value(formula: str, kind: str) -> None:
    gives(formula, kind)


@pytest.mark.parametrize(
    ("formula", "kind", "said"),
    [
        ("quality + 1", "number", "a category stands where a number is needed"),
        ("flag + 1", "number", "a boolean stands where a number is needed"),
        ("day + 1", "number", "a date stands where a number is needed"),
        ("number > day", "boolean", "a date stands where a number is needed"),
        ("number and flag", "boolean", "a number stands where a boolean is needed"),
        ("not number", "boolean", "a number stands where a boolean is needed"),
        ("count(number)", "number", "a number stands where a boolean is needed"),
        ("if(number, 1, 2)", "number", "a number stands where a boolean is needed"),
        ("if(flag, 1, day)", "number", "a date stands where a number is needed"),
        ("days(number, day)", "number", "a number stands where a date is needed"),
        ("round(number, 13)", "number", "round takes 0 to 12 places"),
        ("round(number, whole)", "number", "round takes 0 to 12 places"),
        ("quality is bad", "boolean", "bad is no value of quality"),
        ("number is good", "boolean", "number is a number: compare it with =="),
        ("quality > 1", "boolean", "stands where a number or date is needed"),
        ("worst(one, two)", "grade", "the grades are of different scales"),
        ("worst(one, number)", "grade", "best and worst compare grades by name"),
        ("number > 1", "number", "gives a boolean, not a number"),
        ("number + 1", "boolean", "gives a number, not a boolean"),
        ("nobody + 1", "number", "reads nobody, which is neither an input nor an earlier decision"),
        ("it + 1", "number", "reads it, which is neither an input nor an earlier decision"),
        ("limit is missing", "boolean", "reads limit, which is a parameter"),
    ],
)
def test_operands_must_fit(formula: str, kind: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        gives(formula, kind)
    (finding,) = caught.value.findings
    assert said in finding.message.en
    assert finding.where.line == 14 and finding.where.column > 1


def test_without_a_scale_there_is_no_worst() -> None:
    with pytest.raises(PolicyError, match="a policy without a scale has no best or worst"):
        gives("worst(one)", "grade", scale="none")


KNOWN = {
    "a": Variable("a", "number", Bilingual("a", "a"), ranges=(Range(0.0, 10.0, True, True),)),
    "b": Variable("b", "integer", Bilingual("b", "b"), ranges=(Range(-2.0, 3.0, True, True),)),
}


@pytest.mark.parametrize(
    ("formula", "low", "high", "whole"),
    [
        ("a + b", -2, 13, False),
        ("a - b", -3, 12, False),
        ("a * b", -20, 30, False),
        ("b * 2", -4, 6, True),
        ("a / 2", 0, 5, False),
        ("1 / (a + 1)", 1 / 11, 1, False),
        ("a / a", 0, float("inf"), False),
        ("a / b", float("-inf"), float("inf"), False),
        ("min(a, b)", -2, 3, False),
        ("max(b, 0)", 0, 3, True),
        ("abs(b)", 0, 3, True),
        ("round(a)", 0, 10, True),
        ("count(a > 1, b > 1)", 0, 2, True),
        ("if(a > 1, b, 9)", -2, 9, True),
        ("mean(a, b)", -1, 6.5, False),
        ("sum(b, b)", -4, 6, True),
        ("-b", -3, 2, True),
    ],
)
def test_bounds_of_what_a_formula_can_give(formula: str, low: float, high: float, whole: bool) -> None:
    assert attainable(parse_formula(formula, WHERE).root, KNOWN) == (low, high, whole)
