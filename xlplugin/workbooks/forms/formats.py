"""How numbers, money, percentages and dates are shown, by unit."""

from __future__ import annotations

from xlplugin.policy.model import Input
from xlplugin.policy.variables import Variable

TEXT = "@"
DATE = "yyyy-mm-dd"
PERCENT = "0.00%"
MONEY = "#,##0.00"
WHOLE_MONEY = "#,##0"
SCORE = "0.00"
PLAIN = "General;-General"
"""The plain format, written out: a boolean in a cell without a format of its own makes LibreOffice 25.2
move the formats of the cells below it, or crash."""

CHECK = '"TRUE";;"FALSE"'
YES_NO = '[=1]"yes 是";[=0]"no 否";General'
_MONEY_UNITS = ("元", "万元", "亿元")


def input_format(item: Input) -> str:
    """The number format of an entry cell.

    Words are text, so that a program does not make a date or number of them. Whole numbers are shown
    plain: ``0`` would hide a wrong fraction.
    """
    match item.type:
        case "category" | "set" | "text":
            return TEXT
        case "date":
            return DATE
        case "number":
            return _of_unit(item.unit) or PLAIN
    return PLAIN


def output_format(variable: Variable, stated: bool) -> str:
    """The number format of a result; ``stated`` where the policy states its figures one by one."""
    match variable.kind:
        case "date":
            return DATE
        case "boolean":
            return YES_NO
        case "number":
            return _of_unit(variable.unit) or (PLAIN if stated else SCORE)
    return PLAIN


def _of_unit(unit: str) -> str:
    if unit == "%":
        return PERCENT
    if unit.endswith(_MONEY_UNITS):
        return MONEY
    return ""
