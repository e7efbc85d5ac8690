"""Calc's values made ours and back, without Calc."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pytest

from xlplugin.functions.values import OMITTED, CellError
from xlplugin.hosts.calc.logical_cells import LogicalCells
from xlplugin.hosts.calc.values import (
    CODES,
    NANS,
    answer_for,
    argument_of,
    cells_of,
    code_of,
    error_of,
    nan_of,
    table_for,
)

LOGICAL_FORMAT = 99


@dataclass
class Cell:
    """A cell of the sheet below: value, formula or text as entered, number format, error code."""

    value: object = ""
    formula: str | None = None
    NumberFormat: int | None = 0
    error: int = 0

    def getFormula(self):
        return str(self.value) if self.formula is None else self.formula

    def getError(self):
        return self.error


@dataclass
class Range:
    """A range as Calc passes it, of cells held here; ``looks`` counts cells that were asked."""

    rows: list[list[Cell]]
    logical: bool = True
    looks: list[Cell] = field(default_factory=list)
    AbsoluteName: str = "$Sheet1.$A$1:$Z$99"

    @property
    def NumberFormat(self):
        formats = {cell.NumberFormat for row in self.rows for cell in row}
        return formats.pop() if len(formats) == 1 else None

    def getDataArray(self):
        return tuple(tuple(cell.value for cell in row) for row in self.rows)

    def getFormulaArray(self):
        return tuple(tuple(cell.getFormula() for cell in row) for row in self.rows)

    def getCellByPosition(self, column, row):
        self.looks.append(self.rows[row][column])
        return self.rows[row][column]

    def getCellRangeByPosition(self, left, top, right, bottom):
        return Range([row[left : right + 1] for row in self.rows[top : bottom + 1]], self.logical, self.looks)


class Logical(LogicalCells):
    def __init__(self, anywhere=True):
        self.anywhere = anywhere

    def may_be_in(self, cells):
        return self.anywhere

    def is_logical(self, number_format):
        return number_format == LOGICAL_FORMAT


def number(value):
    return Cell(float(value), f"{value:g}")


TRUE_CONSTANT = Cell(1.0, "=TRUE()", 10)
TRUE_TYPED = Cell(1.0, "1", LOGICAL_FORMAT)
FALSE_FOUND = Cell(0.0, "=A1>2", LOGICAL_FORMAT)
DIVISION = Cell(None, "=1/0", 0, 532)
CIRCLE = Cell(None, "=A1", 0, 522)
ROW = [Cell("good"), number(0.5), number(1), TRUE_CONSTANT, TRUE_TYPED, FALSE_FOUND, Cell(""), DIVISION, CIRCLE]
WANTED = ["good", 0.5, 1.0, True, True, False, "", CellError.DIV0, CellError.VALUE]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_true_and_errors_are_told_apart(count):
    found = cells_of(Range([list(ROW) for _ in range(count)]), Logical())
    assert [list(row) for row in found] == [WANTED] * count
    assert all(type(cell) is type(wanted) for row in found for cell, wanted in zip(row, WANTED, strict=True))


@pytest.mark.parametrize("count", [1, 40])
def test_only_what_may_be_logical_is_asked(count):
    plain = Range([[number(0), number(1), Cell("good")] for _ in range(count)])
    assert [list(row) for row in cells_of(plain, Logical(anywhere=False))] == [[0.0, 1.0, "good"]] * count
    assert not plain.looks
    other = Range([[number(0.5), number(2), Cell("good")] for _ in range(count)])
    assert cells_of(other, Logical()) == other.getDataArray()
    assert not other.looks


def test_a_column_of_one_format_is_not_asked_cell_by_cell():
    cells = Range([[number(row % 2)] for row in range(40)])
    assert [row[0] for row in cells_of(cells, Logical())] == [float(row % 2) for row in range(40)]
    assert not cells.looks
    logical = Range([[Cell(float(row % 2), str(row % 2), LOGICAL_FORMAT)] for row in range(40)])
    assert [row[0] for row in cells_of(logical, Logical())] == [row % 2 == 1 for row in range(40)]
    assert not logical.looks


@pytest.mark.parametrize("error", [error for error in CellError if error is not CellError.GETTING_DATA])
def test_an_error_survives_the_way_there_and_back(error):
    assert math.isnan(NANS[error])
    assert error_of(code_of(NANS[error])) is error
    assert answer_for(error, tuple) is NANS[error]
    assert argument_of(nan_of(CODES[error])) is error
    assert argument_of(((1.0, nan_of(CODES[error])),)) == [[1.0, error]]


def test_errors_of_calc_alone_are_value_errors():
    assert error_of(522) is error_of(504) is CellError.VALUE
    assert code_of(NANS[CellError.GETTING_DATA]) == CODES[CellError.NA]


def test_arguments():
    assert argument_of("card") == "card"
    assert argument_of(2.5) == 2.5
    assert argument_of(0.0) is None
    assert argument_of(None) is OMITTED
    assert argument_of((("a", ""), (0.0, 1.0))) == [["a", ""], [0.0, 1.0]]


def test_answers():
    assert answer_for("AAA", tuple) == "AAA"
    assert answer_for([["AAA"], [2.0]], lambda table: ("array", table)) == ("array", (("AAA",), (2.0,)))
    assert table_for("") == (("",),)
    assert table_for([["a", 1.0], ["b", 2.0]]) == (("a", 1.0), ("b", 2.0))
    assert code_of(table_for(CellError.REF)[0][0]) == CODES[CellError.REF]
