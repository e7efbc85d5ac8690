"""The declarations: names that no program takes for something else, help that every wizard can show."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils import FORMULAE

from xlplugin.functions.declaration import LONGEST_HELP, Function
from xlplugin.functions.registry import FUNCTIONS

DESIGNED = {
    "GRADE": ["values", "policy", "output", "headers"],
    "SCORE": ["values", "policy", "output", "headers"],
    "AMLTIER": ["values", "policy", "headers"],
    "EXPLAIN": ["values", "policy", "headers"],
    "REASONS": ["values", "policy", "n", "headers"],
    "CHECKROW": ["values", "policy", "headers"],
    "TREATMENT": ["grade", "item", "policy"],
    "NEXTREVIEW": ["grade", "last_review", "policy"],
    "POLICYINFO": ["policy", "item"],
}

NEWER_BUILT_INS = frozenset(
    # Excel since 2013, LibreOffice Calc and WPS, of the letters that ours begin with
    """ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT ANCHORARRAY CEILING.MATH CHOOSECOLS CHOOSEROWS CONCAT COPILOT
    COVARIANCE.P CSC CSCH CURRENT COLOR CONVERT_OOO EASTERSUNDAY ENCODEURL ERF.PRECISE ERFC.PRECISE ERRORTYPE
    EVALUATE EXPAND EXPON.DIST GAMMA GAUSS GETPIVOTDATA GROUPBY GOALSEEK
    NORM.DIST NORM.INV NORM.S.DIST NETWORKDAYS.INTL NEGBINOM.DIST NUMBERVALUE NUMBERSTRING PDURATION PERCENTOF
    PERMUTATIONA PHI PHONETIC PIVOTBY POISSON.DIST PERCENTILE.EXC RANDARRAY RAWSUBTRACT RANK.AVG REDUCE REGEX
    REGEXEXTRACT REGEXREPLACE REGEXTEST ROT13 RRI RTD SCAN SEC SECH SEQUENCE SHEET SHEETS SINGLE SKEW.P SORT
    SORTBY STDEV.P STOCKHISTORY SWITCH TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW TRANSLATE
    TRIMRANGE T.DIST T.TEST""".split()
)


def test_the_functions_and_arguments_of_the_design() -> None:
    found = {name: [argument.name for argument in item.arguments] for name, item in FUNCTIONS.items()}
    assert found == DESIGNED


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def looks_like_a_reference(name: str) -> bool:
    """True for A1 to XFD1048576, R1C1 in all its forms, and the same in columns of other programs."""
    if match := re.fullmatch(r"([A-Z]{1,3})([0-9]+)", name):
        return column_number(match[1]) <= 16384 and 1 <= int(match[2]) <= 1048576
    return bool(re.fullmatch(r"R[0-9]*C[0-9]*|R[0-9]*|C[0-9]*", name))


def test_the_test_for_references_itself() -> None:
    for name in ("A1", "XFD1048576", "AML2013", "R1C1", "RC", "R", "C5", "R2C"):
        assert looks_like_a_reference(name)
    for name in ("XFE1", "A1048577", "A0", "GRADE", "ABCD1", "SCORE2X"):
        assert not looks_like_a_reference(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_names_are_taken_for_nothing_else(name: str) -> None:
    assert re.fullmatch(r"[A-Z]+", name)
    assert not looks_like_a_reference(name)
    assert name not in FORMULAE | NEWER_BUILT_INS
    assert name not in ("TRUE", "FALSE")


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_help_fits_every_wizard(function: Function) -> None:
    for item in (function, *function.arguments):
        for language in ("en", "zh"):
            assert item.title.in_language(language)
            assert 0 < len(item.help.in_language(language)) <= LONGEST_HELP
            assert "{" not in item.help.in_language(language)
    names = [argument.name for argument in function.arguments]
    assert len(set(names)) == len(names)
    required = [argument.required for argument in function.arguments]
    assert required == sorted(required, reverse=True), "required arguments come first"
    assert all(example.startswith(f"={function.name}(") for example in function.examples)


def test_formula() -> None:
    grade = FUNCTIONS["GRADE"]
    assert grade.formula(values="A2:F2") == "GRADE(A2:F2)"
    assert grade.formula(values="A2:F2", headers="A$1:F$1") == "GRADE(A2:F2,,,A$1:F$1)"
    assert grade.formula(values="A2:F2", policy="xlplugin_policy") == "GRADE(A2:F2,xlplugin_policy)"
    assert FUNCTIONS["POLICYINFO"].formula() == "POLICYINFO()"
    with pytest.raises(TypeError, match="no argument colour"):
        grade.formula(colour="A1")
    with pytest.raises(TypeError, match="needs values"):
        grade.formula(policy="A1")
