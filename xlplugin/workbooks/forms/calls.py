"""The text of our functions' formulas, in one place."""

from __future__ import annotations

from xlplugin.functions.registry import FUNCTIONS


def formula_for(function: str, **references: str) -> str:
    """The formula that calls one of our functions, by its plain name as files store it.

    ``references`` are its arguments by name, as references or literals.

    >>> formula_for("GRADE", values="D6:I6", policy="xlplugin_policy", headers="D$5:I$5")
    '=GRADE(D6:I6,xlplugin_policy,,D$5:I$5)'
    """
    return "=" + FUNCTIONS[function].formula(**references)


def in_words(formula: str) -> str:
    """A formula for the texts of a whole column: Calc compares where a text is kept, and finds those that an
    add-in gives in an array equal to no other until an operator has made them anew.

    >>> print(in_words("=GRADE(A2:F9)"))
    =GRADE(A2:F9)&""
    """
    return f'{formula}&""'


def literal(text: str) -> str:
    """A text as a formula writes it.

    >>> print(literal('the "A" list'))
    "the ""A"" list"
    """
    return '"' + text.replace('"', '""') + '"'
