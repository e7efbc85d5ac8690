"""What the ledger works out from its own columns; built-ins only, but for the next review."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.journal_areas import TYPED
from xlplugin.workbooks.names import POLICY

from .calls import formula_for, literal
from .columns import Column
from .form import Form
from .grid import Grid
from .identity import NEW_CUSTOMER, RELATION
from .reviewing import states_irregular, states_provisional, states_reviews
from .workflow import JOURNAL_STATE, journal_key

REFUSED = Bilingual("cannot be graded", "不能评级")
GRADED = Bilingual("system grade", "系统初评")
PROPOSED = Bilingual("to be confirmed", "待认定")
CONFIRMED = Bilingual("confirmed", "已认定")
DIFFERS = Bilingual("not as the journal says", "与评级日志不符")
VALID = Bilingual("valid", "有效")
VOID = Bilingual("inputs changed, grade void", "数据已变更，等级失效")


def own_formula(grid: Grid, column: Column, row: int, whole: bool = False) -> str:
    """The formula of a column in a row, or for all rows at once."""
    return _FORMULAS[column.key](grid, row, whole)


def _next_review(grid: Grid, row: int, whole: bool) -> str:
    grade, last = grid.at(grid.main, row, whole), grid.at(_own(grid, "last_review"), row, whole)
    confirmed = grid.own("confirmed_grade")
    if confirmed is not None:
        known = grid.at(confirmed, row, whole)
        grade = f"IF(LEN({known})>0,{known},{grade})"
    # One error among the cells of a block, and Calc refuses all of them.
    cells = [f'IFERROR({cell},"")' if whole else cell for cell in (grade, last)]
    call = formula_for("NEXTREVIEW", grade=cells[0], last_review=cells[1], policy=POLICY).removeprefix("=")
    if not states_reviews(grid.form.policy):
        call = '""'
    if states_irregular(grid.form.policy):
        said = _treatment(cells[0], "review_months")
        call = f"IF(ISTEXT({said}),{said},{call})"
    if not in_one_block(grid, "next_review"):
        end = f'EDATE({last},{_treatment(cells[0], "provisional_months")})'
        call = f"IF({_is_new(grid, row)},{end},{call})"
    return f'=IF(ISERROR({grade})+(LEN({last})=0),"",{call})'


def in_one_block(grid: Grid, key: str) -> bool:
    """Whether one formula may fill a column: EDATE takes no block."""
    new = key == "next_review" and states_provisional(grid.form.policy)
    return not (new and grid.own(RELATION.key))


def _is_new(grid: Grid, row: int) -> str:
    """A test for a customer marked new, in whichever language."""
    cell = grid.at(_own(grid, RELATION.key), row)
    return "+".join(f"({cell}={literal(word)})" for word in (NEW_CUSTOMER.en, NEW_CUSTOMER.zh))


def _treatment(grade: str, item: str) -> str:
    return formula_for("TREATMENT", grade=grade, item=literal(item), policy=POLICY).removeprefix("=")


def _status(grid: Grid, row: int, whole: bool) -> str:
    grade = grid.at(grid.main, row)
    said = _text(grid.form, GRADED)
    for key, text in (("proposed_grade", PROPOSED), ("confirmed_grade", CONFIRMED)):
        column = grid.own(key)
        if column is not None:
            said = f"IF(LEN({grid.at(column, row)})>0,{_text(grid.form, text)},{said})"
    # Without the plug-in a program may show an error in empty rows, too.
    refused = f'IF(COUNTA({grid.row_of_inputs(row)})=0,"",{_text(grid.form, REFUSED)})'
    state = grid.at(_own(grid, JOURNAL_STATE), row)
    known = f"IF({_changed(grid, row)}>0,{_text(grid.form, DIFFERS)},{state})"
    return f'=IF(LEN({state})>0,{known},IF(ISERROR({grade}),{refused},IF(LEN({grade})=0,"",{said})))'


def kept_pairs(grid: Grid) -> Iterator[tuple[Column, Column]]:
    """The columns that are typed where there is no journal, each with the one that keeps what the journal said."""
    for name in TYPED:
        typed, kept = grid.own(name), grid.own(journal_key(name))
        if typed is not None and kept is not None:
            yield typed, kept


def _changed(grid: Grid, row: int) -> str:
    """How many of the cells that the journal filled hold something else now."""
    tests = []
    for typed, kept in kept_pairs(grid):
        cell, copy = grid.at(typed, row), grid.at(kept, row)
        tests.append(f"IF(LEN({copy})>0,IF({cell}={copy},0,1),0)")
    return "+".join(tests) or "0"


def _frozen_state(grid: Grid, row: int, whole: bool) -> str:
    """Whether the inputs are those that the frozen grade was made from: blank and 0 differ, A and a do not."""
    form = grid.form
    copies = [column for column in form.columns if column.role == "copy"]
    first, last = grid.inputs
    width = last - first + 1
    inputs = grid.row_of_inputs(row)
    kept = f"{grid.at(copies[-width], row)}:{grid.at(copies[-1], row)}"
    changed = f"SUMPRODUCT((LEN({inputs})<>LEN({kept}))+({inputs}<>{kept}))"
    if grid.key is not None:
        changed += f"+({grid.at(grid.key, row)}<>{grid.at(copies[0], row)})"
    frozen = grid.at(_own(grid, "frozen_grade"), row)
    valid, void = _text(form, VALID), _text(form, VOID)
    return f'=IF(LEN({frozen})=0,"",IF(IFERROR({changed},1)=0,{valid},{void}))'


def _own(grid: Grid, key: str) -> Column:
    column = grid.own(key)
    assert column is not None
    return column


def _text(form: Form, text: Bilingual) -> str:
    return literal(text.in_language(form.language))


_FORMULAS = {"next_review": _next_review, "status": _status, "frozen_state": _frozen_state}
