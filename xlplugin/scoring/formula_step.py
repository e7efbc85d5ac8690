"""Formulas as steps: the stated cases where they are undefined come first, then the value, rounded."""

from __future__ import annotations

import math

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Formula

from .calendar import LAST
from .column import BAD, FIRST, NONE, Column
from .compiling import Block, Compiling, Row
from .conditions import compile_conditions
from .formulas import compile_formula
from .problems import MISSING, Problem
from .rounding import round_array, round_half_away
from .undefined import Undefined


class FormulaStep:
    """A formula, compiled."""

    def __init__(self, formula: Formula, compiling: Compiling) -> None:
        self.formula, self.title = formula, formula.title
        self.names = (formula.name,)
        self.at = compiling.at[formula.name]
        self.both = compile_formula(formula.expression, compiling, formula.title)
        conditions = compile_conditions(
            [when for when, _ in formula.when_undefined], compiling, formula.title
        )
        outcomes = [outcome for _, outcome in formula.when_undefined]
        self.undefined = [(when, outcome) for when, outcome in zip(conditions, outcomes, strict=True) if when]
        self.words = compiling.known[formula.name].words

    def row(self, v: Row) -> None:
        """Write the value of a row, or the problem it has."""
        try:
            v[self.at] = self._value(v)
        except Undefined as undefined:
            v[self.at] = undefined.problem

    def _value(self, v: Row) -> object:
        for when, outcome in self.undefined:
            if when.row(v):
                if outcome == "missing":
                    return MISSING
                if outcome == "error":
                    raise Undefined(self._stated_error(when.text))
                return outcome
        value = self.both.row(v)
        if self.formula.gives == "number":
            value = float(value)
            if not math.isfinite(value):
                raise Undefined(self._not_finite())
            return round_half_away(value, self.formula.decimals) + 0.0
        if self.formula.gives == "date" and not 1 <= value <= LAST:
            raise Undefined(self._not_finite())
        return value

    def _stated_error(self, text: str) -> Problem:
        return Problem(
            "declined",
            Bilingual(
                f"{self.title.en}: the policy declines where {text}",
                f"{self.title.zh}：制度规定 {text} 时不予计算",
            ),
        )

    def _not_finite(self) -> Problem:
        return Problem(
            "declined",
            Bilingual(f"{self.title.en}: the result is out of range", f"{self.title.zh}：结果超出范围"),
        )

    def columns(self, block: Block, rows: int) -> None:
        """Write the column."""
        with np.errstate(all="ignore"):
            value, bad = self.both.columns(block, rows)
        stated: list[tuple[np.ndarray, object]] = []
        settled = np.zeros(rows, dtype=bool)
        for when, outcome in self.undefined:
            true, open_ = when.columns(block, rows)
            true &= ~settled
            open_ &= ~settled
            stated += [(open_, "error"), (true, outcome)]
            settled |= true | open_
        if self.formula.gives in ("boolean", "grade"):
            block[self.at] = self._words(value, bad, stated)
            return
        number = value.astype(np.float64)
        if self.formula.gives == "number":
            number = round_array(number, self.formula.decimals) + 0.0
            bad = bad | ~np.isfinite(number)
        else:
            bad = bad | ~((number >= 1) & (number <= LAST))
        number = np.where(bad, NONE, number)
        for rows_of, outcome in stated:
            figure = np.nan if outcome == "missing" else NONE if outcome == "error" else outcome
            number = np.where(rows_of, figure, number)
        block[self.at] = Column(number)

    def _words(self, value: np.ndarray, bad: np.ndarray, stated: list[tuple[np.ndarray, object]]) -> Column:
        boolean = self.formula.gives == "boolean"
        codes = (value + FIRST if boolean else value).astype(np.int16)
        codes = np.where(bad, np.int16(BAD), codes)
        for rows_of, outcome in stated:
            codes = np.where(rows_of, np.int16(1 if outcome == "missing" else BAD), codes)
        return Column(codes, (False, True) if boolean else self.words)
