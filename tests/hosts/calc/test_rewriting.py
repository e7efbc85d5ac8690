"""Formulas as the engine writes them for Calc."""

from __future__ import annotations

import pytest

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.hosts.calc.rewriting import calls_us, rewritten


def made_anew(call):
    return f'IF(ISTEXT({call}),{call}&"",{call})'


@pytest.mark.parametrize(
    "formula",
    ["GRADE(A2:F2)", 'GRADE(A2:F9)&""', 'IF(TRUE, GRADE(A2:F9) & "")', "GRADE($A2:$F2,'My sheet'!B1,,$A$1:$F$1)",
     'IF(GRADE(A2:F2)="GRADE(A1:A9)",1,2)', "UPGRADE(A1:A9)",
     "Sheet1!GRADE(A1:A9)", "SUM(A1:A9)", "'GRADE(A1:A9)'!B2", "POLICYINFO()", "TREATMENT(H2,\"approver\")"],
)  # fmt: skip
def test_left_as_they_are(formula):
    assert rewritten(formula, FUNCTIONS) == formula


@pytest.mark.parametrize(
    ("formula", "plain"),
    [("_xll.GRADE(A2:F2)", "GRADE(A2:F2)"), ("[1]!GRADE(A2:F2)", "GRADE(A2:F2)"),
     ("'C:\\x y\\[a.xlam]b'!SCORE(A2:F2)", "SCORE(A2:F2)"), ("_xldudf_XLP_GRADE(A2:F2)", "GRADE(A2:F2)"),
     ("grade(a2:f2)", "GRADE(a2:f2)"), ("1+_xll.SCORE(A2:F2)", "1+SCORE(A2:F2)")],
)  # fmt: skip
def test_plain_names(formula, plain):
    assert rewritten(formula, FUNCTIONS) == plain or formula.islower()


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("GRADE(A2:F9)", made_anew("GRADE(A2:F9)")),
        ("GRADE(Ledger!A2:F9,\"a)b\",,Ledger!A1:F1)", made_anew('GRADE(Ledger!A2:F9,"a)b",,Ledger!A1:F1)')),
        ("_xll.GRADE(customers)", made_anew("GRADE(customers)")),
        ('COUNTIF(B1:B9,"x")+SUM((GRADE(A2:F9)="AAA")*1)', f'COUNTIF(B1:B9,"x")+SUM(({made_anew("GRADE(A2:F9)")}="AAA")*1)'),
        ("TREATMENT(_xll.GRADE(A2:F9),\"approver\")", made_anew('TREATMENT(GRADE(A2:F9),"approver")')),
        ('GRADE(A2:F9)&"""x"', made_anew("GRADE(A2:F9)") + '&"""x"'),
        ('1&GRADE(A2:F9)', "1&" + made_anew("GRADE(A2:F9)")),
        ("EXPLAIN(A2:F2)", made_anew("EXPLAIN(A2:F2)")),
    ],
)  # fmt: skip
def test_texts_of_arrays_are_made_anew(formula, wanted):
    assert rewritten(formula, FUNCTIONS) == wanted


def test_which_formulas_call_us():
    assert calls_us("1+_xll.GRADE(A1)", FUNCTIONS) and calls_us("grade(A1)", FUNCTIONS)
    assert not calls_us('"GRADE(A1)"&UPGRADE(A1)', FUNCTIONS)


def test_hostile_nesting_stays_small():
    assert len(rewritten("GRADE(" * 1500 + "A1:A3" + ")" * 1500, FUNCTIONS)) < 40_000
    assert rewritten("GRADE((((", FUNCTIONS).count("GRADE") <= 3
