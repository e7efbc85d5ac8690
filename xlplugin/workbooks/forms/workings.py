"""The hidden sheet of workings 计算: the as-of day, the picked customer, a flag per alert and row, one explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Scorecard
from xlplugin.workbooks.names import AS_OF, POLICY

from .book import Book
from .calls import formula_for
from .form import Form, ranks
from .formats import DATE
from .grid import ALERTS, FIRST_ROW, LEDGER, RATING_FORM, WORKINGS, Grid
from .summary_grid import SummaryGrid

PICKED = f"'{RATING_FORM}'!$C$4"
"""The cell of the rating form in which a customer is picked."""
TABLE_WIDTH = 6
_DAY, _PICK = f"'{WORKINGS}'!$A$1", f"'{WORKINGS}'!$A$2"


@dataclass(frozen=True, slots=True)
class Alert:
    """One kind of alert: a formula per row that gives 1 or 0."""

    name: str
    title: Bilingual
    meaning: Bilingual
    formula: Callable[[Workings, int], str]


@dataclass(frozen=True, slots=True)
class _Stale:
    name: str = "stale"
    months: int = 12


STALE_MONTHS = _Stale()


class Workings:
    """The addresses and formulas of the hidden sheet of a form."""

    def __init__(self, form: Form) -> None:
        self.form, self.grid = form, Grid(form)

    day = _DAY
    picked_row = _PICK

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts that the form's columns allow."""
        grid = self.grid
        dated = [key for key in ("next_review", "valid_until") if grid.own(key)]
        ordered = self.form.policy.scale != "none" and grid.own("previous_grade")
        there = {
            "ungraded": True,
            "overdue": bool(dated),
            "downgraded": bool(ordered),
            "duplicate": grid.key is not None,
            "stale": grid.own("statement_date") is not None,
        }
        return tuple(alert for alert in _ALERTS if there[alert.name])

    def flags(self, alert: Alert) -> str:
        """The flags of an alert for all rows."""
        return self._column(self.alerts.index(alert))

    @property
    def numbers(self) -> str:
        """For each row with an alert its number in the ledger, else an empty text."""
        return self._column(len(self.alerts))

    @property
    def stale_months(self) -> str:
        """The cell of the months after which a statement is stale."""
        from .alerts import KIND_ROW

        return f"'{ALERTS}'!$B${KIND_ROW + len(self.alerts) + 1}"

    @property
    def explains(self) -> bool:
        """False where one row cannot be explained, since its grade depends on the others."""
        return not ranks(self.form.policy)

    @property
    def table_rows(self) -> int:
        """The most lines that an explanation has: headings, characteristics, decisions, rules."""
        decisions = self.form.policy.decisions
        cards = sum(len(step.characteristics) for step in decisions if isinstance(step, Scorecard))
        names = sum(max(1, len(getattr(step, "outputs", ()))) for step in decisions)
        rules = sum(len(getattr(step, "overrides", ())) for step in decisions)
        return 1 + cards + names + (1 + min(rules, 6) if rules else 0)

    def table(self, row: int, column: int) -> str:
        """A cell of the explanation, from 0."""
        return f"'{WORKINGS}'!${xl_col_to_name(self._table_at + column)}${FIRST_ROW + row + 1}"

    @property
    def _table_at(self) -> int:
        return len(self.alerts) + 2

    def _column(self, place: int) -> str:
        name = xl_col_to_name(place)
        return f"'{WORKINGS}'!${name}${FIRST_ROW + 1}:${name}${self.grid.last_row + 1}"

    def write(self, book: Book) -> None:
        """Add the sheet, hidden and protected."""
        sheet, grid = book.add_worksheet(WORKINGS), self.grid
        day = book.add_format({"num_format": DATE})
        sheet.write_formula("A1", f"=IF(ISNUMBER({AS_OF}),{AS_OF},TODAY())", day, "")
        if grid.key is not None:
            keys = grid.cells(grid.key)
            tries = f'IFERROR(MATCH({PICKED}&"",{keys},0),MATCH(VALUE({PICKED}),{keys},0))'
            found = f'=IF(LEN({PICKED})=0,"",IFERROR(IFERROR(MATCH({PICKED},{keys},0),{tries}),"not in the ledger"))'
            sheet.write_formula("A2", found, None, "")
        for place, alert in enumerate(self.alerts):
            sheet.write_string(FIRST_ROW - 1, place, alert.name)
        last = xl_col_to_name(len(self.alerts) - 1)
        for row in range(FIRST_ROW, grid.last_row + 1):
            for place, alert in enumerate(self.alerts):
                sheet.write_formula(row, place, f"={alert.formula(self, row)}", None, 0)
            number = f'=IF(SUM(A{row + 1}:{last}{row + 1})>0,ROW()-{FIRST_ROW},"")'
            sheet.write_formula(row, len(self.alerts), number, None, "")
        if self.explains and grid.key is not None:
            inputs = f"INDEX({grid.all_inputs},{_PICK},0)"
            call = formula_for("EXPLAIN", values=inputs, policy=POLICY, headers=grid.input_headings)
            bottom, right = FIRST_ROW + self.table_rows - 1, self._table_at + TABLE_WIDTH - 1
            formula = f'{{=IF(ISNUMBER({_PICK}),{call.removeprefix("=")},"")}}'
            sheet.write_array_formula(FIRST_ROW, self._table_at, bottom, right, formula, None, "")
            for row in range(FIRST_ROW, bottom + 1):
                for place in range(self._table_at, right + 1):
                    if (row, place) != (FIRST_ROW, self._table_at):
                        sheet.write_blank(row, place, None, day)
        sheet.hide()
        sheet.protect()


def _ungraded(workings: Workings, row: int) -> str:
    grid = workings.grid
    filled = f"COUNTA('{LEDGER}'!{grid.row_of_inputs(row)})>0"
    return f"IF(ISERROR({grid.there(grid.main, row)}),IF({filled},1,0),0)"


def _overdue(workings: Workings, row: int) -> str:
    tests = []
    for key in ("next_review", "valid_until"):
        column = workings.grid.own(key)
        if column is not None:
            cell = workings.grid.there(column, row)
            tests.append(f"IF(ISNUMBER({cell}),{cell}<{_DAY},FALSE)")
    return f"IF(OR({','.join(tests)}),1,0)"


def _downgraded(workings: Workings, row: int) -> str:
    grid = workings.grid
    previous = grid.own("previous_grade")
    assert previous is not None
    grades = SummaryGrid(workings.form).grade_cells
    now, before = (f"MATCH({grid.there(column, row)},{grades},0)" for column in (grid.main, previous))
    return f"IFERROR(IF({now}>{before},1,0),0)"


def _duplicate(workings: Workings, row: int) -> str:
    grid = workings.grid
    assert grid.key is not None
    key = grid.there(grid.key, row)
    return f"IF(LEN({key})=0,0,IFERROR(IF(MATCH({key},{grid.cells(grid.key)},0)<ROW()-{FIRST_ROW},1,0),0))"


def _stale(workings: Workings, row: int) -> str:
    column = workings.grid.own("statement_date")
    assert column is not None
    cell = workings.grid.there(column, row)
    return f"IF(ISNUMBER({cell}),IF(EDATE({cell},{workings.stale_months})<{_DAY},1,0),0)"


_ALERTS = (
    Alert(
        "ungraded",
        Bilingual("cannot be graded", "不能评级"),
        Bilingual("the check column of the ledger says why", "原因见客户台账“数据检查”列"),
        _ungraded,
    ),
    Alert(
        "overdue",
        Bilingual("overdue", "已逾期"),
        Bilingual("the next review or the validity lies before the as-of date", "复评日或有效期早于评级基准日"),
        _overdue,
    ),
    Alert(
        "downgraded",
        Bilingual("downgraded", "等级下调"),
        Bilingual("the system grade is worse than the previous one", "系统初评等级劣于上次等级"),
        _downgraded,
    ),
    Alert(
        "duplicate",
        Bilingual("duplicate customer", "客户重复"),
        Bilingual("the same customer stands in an earlier row", "同一客户已在前面的行中出现"),
        _duplicate,
    ),
    Alert(
        STALE_MONTHS.name,
        Bilingual("stale statement", "报表过期"),
        Bilingual("the statement date is too long ago", "报表日期距评级基准日过久"),
        _stale,
    ),
)

