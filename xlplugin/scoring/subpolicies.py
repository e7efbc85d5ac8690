"""A decision that another policy makes, fed with values of this one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from xlplugin.policy.model import SubPolicy

from .column import BAD, FIRST, NONE, Column, code_type
from .compiling import Block, Compiling, Row
from .grading_steps import GradeStep
from .problems import MISSING, Problem
from .undefined import Undefined
from .values import converter

if TYPE_CHECKING:
    from .compile import Compiled


class SubPolicyStep(GradeStep):
    """Another policy, compiled; its inputs are checked by its own declarations."""

    def __init__(self, decision: SubPolicy, compiling: Compiling, inner: Compiled) -> None:
        super().__init__(
            decision.name, decision.title, compiling.known[decision.name].words, decision.overrides, compiling
        )
        self.decision, self.inner = decision, inner
        self.output_at = inner.result_at[decision.output]
        self.feeds = []
        for item in decision.policy.inputs.values():
            outer = decision.inputs.get(item.name)
            at = None if outer is None else compiling.at[outer]
            if at is not None:
                compiling.read_as_number.add(at)
            convert = converter(item, decision.policy.lists)
            self.feeds.append((_of_days(convert) if item.type == "date" else convert, at))

    def _inner_row(self, v: Row) -> Row:
        fed: list[object] = []
        for convert, at in self.feeds:
            value = None if at is None or v[at] is MISSING else v[at]
            fed.append(value if isinstance(value, Problem) else convert(_as_cell(value)))
        return self.inner.evaluate(fed)

    def base(self, v: Row) -> str:
        value = self._inner_row(v)[self.output_at]
        if isinstance(value, Problem):
            raise Undefined(value)
        return value

    def columns(self, block: Block, rows: int) -> None:
        fed: list[Column] = []
        for convert, at in self.feeds:
            fed.append(_fed_column(convert, None if at is None else block[at], rows))
        inner = self.inner.evaluate_columns(fed, rows)[self.output_at]
        if not self.overrides:
            block[self.at] = inner
            return
        block[self.at] = Column(self.overrides.columns(block, rows, inner.data), self.grades)


def _of_days(convert: Callable[[object], object]) -> Callable[[object], object]:
    """Dates are day numbers among decisions; a cell would read them as the serials of a spreadsheet."""
    return lambda value: convert(datetime.date.fromordinal(int(value)) if type(value) is float else value)


def _as_cell(value: object) -> object:
    return "; ".join(value) if isinstance(value, tuple) else value


def _fed_column(convert, column: Column | None, rows: int) -> Column:  # type: ignore[no-untyped-def]
    """A column of this policy as the input of another: every distinct value is converted once."""
    if column is None:
        column = Column(np.full(rows, np.nan))
    if column.vocabulary is None:
        distinct, which = np.unique(column.data, return_inverse=True)
        given = [None if np.isnan(x) else x for x in distinct.tolist()]
        broken = np.isinf(distinct).tolist()
    else:
        given = [None, None, *column.vocabulary]
        broken = [True, False] + [False] * len(column.vocabulary)
        which = column.data.astype(np.intp)
    values = [None if bad else convert(_as_cell(value)) for value, bad in zip(given, broken, strict=True)]
    values = [None if isinstance(value, Problem) else value for value in values]
    worded = [
        value for value in values if value is not None and value is not MISSING and type(value) is not float
    ]
    if not worded:
        table = np.array(
            [NONE if value is None else np.nan if value is MISSING else value for value in values]
        )
        return Column(table.take(which.reshape(-1)))
    words = tuple(dict.fromkeys(worded))
    codes = [
        BAD if value is None else 1 if value is MISSING else words.index(value) + FIRST for value in values
    ]
    return Column(np.array(codes, dtype=code_type(len(words))).take(which.reshape(-1)), words)
