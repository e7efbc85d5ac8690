"""What arrives from any spreadsheet program, made plain: scalars, errors and two-dimensional blocks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from enum import Enum
from typing import Final

from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.problems import Problem
from xlplugin.scoring.words import trimmed


class CellError(Enum):
    """The errors that a cell can show in every program and file."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    GETTING_DATA = "#GETTING_DATA"

    def __str__(self) -> str:
        return self.value


class Omitted:
    """An argument that was left out; see ``OMITTED``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "OMITTED"


OMITTED: Final = Omitted()
"""Stands for an argument that was left out."""

Scalar = float | int | str | bool | datetime.date | CellError | None
Block = list[list[object]]
"""Rows of plain cells, all of one width."""

_COM_BASE = -2146828288
"""Excel hands an error over to other programs as this number plus the error's own, 2000 to 2099."""

COM_ERRORS: dict[int, CellError] = {
    _COM_BASE + 2000: CellError.NULL,
    _COM_BASE + 2007: CellError.DIV0,
    _COM_BASE + 2015: CellError.VALUE,
    _COM_BASE + 2023: CellError.REF,
    _COM_BASE + 2029: CellError.NAME,
    _COM_BASE + 2036: CellError.NUM,
    _COM_BASE + 2042: CellError.NA,
    _COM_BASE + 2043: CellError.GETTING_DATA,
}
_COM_OMITTED = -2147352572
"""How Excel hands over an argument that was left out."""

_NEWER = ("#SPILL!", "#CALC!", "#FIELD!", "#CONNECT!", "#BLOCKED!", "#BUSY!", "#UNKNOWN!", "#PYTHON!")
_BY_TEXT = {error.value: error for error in CellError} | dict.fromkeys(_NEWER, CellError.VALUE)


class Refusal(Exception):
    """Why a cell shows an error: raised for a whole call, or standing where one row's result would stand."""

    def __init__(self, error: CellError, words: Bilingual | Problem) -> None:
        super().__init__(error.value)
        self.error = error
        self._words = words

    @property
    def words(self) -> Bilingual:
        """What is wrong and how to mend it."""
        return self._words.message if isinstance(self._words, Problem) else self._words


def refused(error: CellError, en: str, zh: str) -> Refusal:
    """A refusal with its words, ready to raise or to put in a result's place."""
    return Refusal(error, Bilingual(en, zh))


def of_problem(problem: Problem) -> Refusal:
    """What a row without a grade shows: ``#VALUE!`` for a wrong cell, ``#N/A`` where no rule applies."""
    return Refusal(CellError.VALUE if problem.kind == "value" else CellError.NA, problem)


def plain(cell: object) -> object:
    """A cell as the functions know it: blanks of every kind None, errors of every kind ``CellError``.

    Newer errors that not every program shows (``#SPILL!``, ``#CALC!``) become ``#VALUE!``.

    >>> plain(-2146826246), plain("#DIV/0!"), plain(" "), plain(2.5)
    (<CellError.NA: '#N/A'>, <CellError.DIV0: '#DIV/0!'>, None, 2.5)
    """
    kind = type(cell)
    if kind is float:
        return cell if cell == cell else None
    if isinstance(cell, str):
        if cell[:1].isalnum():
            return cell
        if cell[:1] == "#" and cell in _BY_TEXT:
            return _BY_TEXT[cell]
        return cell if cell and (cell[0] > " " and cell[0] < "\x7f" or trimmed(cell)) else None
    if kind is int and cell <= _COM_BASE + 2099:  # type: ignore[operator]
        return _of_com(cell)  # type: ignore[arg-type]
    return None if cell is OMITTED else cell


def _of_com(number: int) -> object:
    if _COM_BASE + 2000 <= number <= _COM_BASE + 2099:
        return COM_ERRORS.get(number, CellError.VALUE)
    return None if number == _COM_OMITTED else number


def block(argument: object) -> Block:
    """The rows of an argument; a scalar is one row of one cell.

    Raises ``Refusal`` for rows of different widths, for nothing at all, and for a bare list of cells,
    which does not say whether it was a row or a column.
    """
    if hasattr(argument, "tolist"):  # a numpy array
        argument = argument.tolist()
    if not isinstance(argument, (list, tuple)):
        return [[plain(argument)]]
    rows: Sequence[Sequence[object]] = argument
    if not all(isinstance(row, (list, tuple)) for row in rows):
        raise refused(
            CellError.VALUE,
            "the cells arrived without rows: the program has to pass a block, a list of rows",
            "传入的单元格没有分行：程序应传入由各行组成的区域",
        )
    widths = set(map(len, rows))
    if len(widths) > 1:
        raise refused(
            CellError.VALUE,
            f"the rows differ in length ({min(widths)} to {max(widths)} cells): give a rectangular block",
            f"各行长度不一（{min(widths)} 至 {max(widths)} 个单元格）：请给出矩形区域",
        )
    if not widths or widths == {0}:
        raise refused(CellError.VALUE, "there are no cells: give a row", "没有单元格：请给出一行")
    return [
        [
            cell
            if type(cell) is float
            and cell == cell
            or type(cell) is str
            and cell[:1].isalnum()
            or type(cell) is int
            and cell >= 0
            else plain(cell)
            for cell in row
        ]
        for row in rows
    ]


def is_empty(row: Sequence[object]) -> bool:
    """True where no cell of the row says anything."""
    return all(cell is None for cell in row)
