"""From the cells of a call to one answer per row: which cells are whose, which rows are quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input
from xlplugin.scoring.problems import Problem

from .cell_columns import EMPTY as EMPTY_CELL
from .cell_columns import ERROR, CellColumns, cells_of, raw_column
from .context import Context
from .headers import columns
from .values import Block, CellError, Refusal, block, of_problem, refused

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled
    from xlplugin.scoring.result import Graded, Result

T = TypeVar("T")

EMPTY = {type(None)}
"""The types of the cells of an empty row."""

QUIET = ""
"""The answer to an empty row, so that formulas filled down thousands of rows say nothing there."""

DEFECT = Bilingual(
    "xlplugin itself failed here, not the row; its log file says where (xlplugin doctor names it)",
    "xlplugin 自身出错，与本行数据无关；详情见日志文件（可用 xlplugin doctor 查看位置）",
)


def defect(context: Context, what: str) -> Refusal:
    """The answer where we failed ourselves; called while an exception is handled, which goes to the log."""
    context.log.exception("xlplugin failed: %s", what)
    return Refusal(CellError.NULL, DEFECT)


def grade_each(
    context: Context,
    compiled: Compiled,
    values: Block | CellColumns,
    headings: Sequence[object] | None,
    of_result: Callable[[Result], object],
    of_graded: Callable[[Graded], list[object]] | None = None,
) -> list[object]:
    """One answer per row: what ``of_result`` reads from it, ``QUIET`` for an empty row, or a ``Refusal``.

    A block is graded as a whole, a book, so that a ranking sees all rows; rows that are empty or hold an
    error cell are no part of it. ``of_graded`` reads a whole column at once where that is quicker. Both
    may give a ``Problem``, which becomes a refusal. Raises ``Refusal`` where no row can be read.
    """
    if not isinstance(values, list):
        found = None if of_graded is None else _by_columns(context, compiled, values, headings, of_graded)
        if found is not None:
            return found
        values = block(values.rows())
    taken = chosen(compiled, len(values[0]), len(values), headings)
    answers: list[object] = []
    book: list[list[object]] = []
    places: list[int] = []
    for row in values:
        cells = row if taken is None else [row[position] for position in taken]
        kinds = set(map(type, cells))
        if CellError in kinds:
            answers.append(_error_in(compiled.cells, cells))
            continue
        if kinds != EMPTY:
            places.append(len(answers))
            book.append(cells)
        answers.append(QUIET)
    if not book:
        return answers
    found = (
        _singly(context, compiled, book, of_result)
        if len(values) == 1
        else _book(context, compiled, book, of_result, of_graded)
    )
    for place, answer in zip(places, found, strict=True):
        answers[place] = answer
    return answers


@dataclass(frozen=True, slots=True)
class GradedRows:
    """A block given by columns, graded: which of its rows, and which of the others were refused."""

    rows: np.ndarray
    graded: Graded | None
    refused: list[tuple[int, Refusal]]


def graded_by_columns(
    context: Context, compiled: Compiled, values: CellColumns, headings: Sequence[object] | None
) -> GradedRows | None:
    """Grade a block given by columns; None where it has to be graded by rows. Raises ``Refusal``."""
    taken = chosen(compiled, values.width, len(values), headings)
    if len(values) == 1:
        return None
    columns = [values.columns[place].cleaned() for place in (range(values.width) if taken is None else taken)]
    kinds = np.stack([column.kinds for column in columns])
    wrong, empty = (kinds == ERROR).any(axis=0), (kinds == EMPTY_CELL).all(axis=0)
    rows = np.flatnonzero(~wrong & ~empty)
    refusals = [
        (place, _error_in(compiled.cells, [cells_of(one.kinds[[place]], one.numbers[[place]], one.texts)[0] for one in columns]))
        for place in np.flatnonzero(wrong).tolist()
    ]
    if not len(rows):
        return GradedRows(rows, None, refusals)
    given = [
        raw_column(column, rows, item.type in ("number", "integer"))
        for column, item in zip(columns, compiled.cells, strict=True)
    ]
    try:
        return GradedRows(rows, compiled.grade_columns(given, len(rows), context.as_of), refusals)
    except Exception:
        # Each row is tried by itself then, and the log says which failed.
        return None


def _by_columns(
    context: Context,
    compiled: Compiled,
    values: CellColumns,
    headings: Sequence[object] | None,
    of_graded: Callable[[Graded], list[object]],
) -> list[object] | None:
    """The answers of a block given by columns; None where it has to be graded by rows."""
    found = graded_by_columns(context, compiled, values, headings)
    if found is None:
        return None
    answers: list[object] = [QUIET] * len(values)
    for place, refusal in found.refused:
        answers[place] = refusal
    try:
        graded = [] if found.graded is None else of_graded(found.graded)
    except Exception:
        return None
    for place, answer in zip(found.rows.tolist(), graded, strict=True):
        answers[place] = _answered(answer)
    return answers


def chosen(
    compiled: Compiled, width: int, count: int, headings: Sequence[object] | None
) -> tuple[int, ...] | None:
    """The positions of the inputs in rows of so many cells, or None where they come in the policy's order."""
    if headings is not None:
        if len(headings) != width:
            raise refused(
                CellError.VALUE,
                f"there are {len(headings)} headings above {width} cells: give those of the same columns",
                f"标题有 {len(headings)} 个，而每行有 {width} 个单元格：请给出相同各列的标题",
            )
        return columns(compiled, headings)
    cells = compiled.cells
    if width == len(cells):
        return None
    if width == 1 and count > 1:
        raise refused(
            CellError.VALUE,
            f"the cells stand in a column: give a row of {len(cells)} cells ({_order(cells).en})",
            f"单元格排成一列：请给出一行 {len(cells)} 个单元格（{_order(cells).zh}）",
        )
    raise refused(
        CellError.VALUE,
        f"the row has {width} {'cell' if width == 1 else 'cells'}, but {compiled.policy.id} takes "
        f"{len(cells)}, in this order: {_order(cells).en}. Or pass the headings",
        f"本行有 {width} 个单元格，而 {compiled.policy.id} 需要 {len(cells)} 个，"
        f"顺序为：{_order(cells).zh}。也可传入标题行",
    )


def _order(cells: Sequence[Input]) -> Bilingual:
    titles = [item.title for item in cells]
    return Bilingual("; ".join(title.en for title in titles), "；".join(title.zh for title in titles))


def _error_in(inputs: Sequence[Input], cells: Sequence[object]) -> Refusal:
    """The first error of a row, given out again."""
    item, error = next(
        (item, cell) for item, cell in zip(inputs, cells, strict=True) if isinstance(cell, CellError)
    )
    return refused(
        error,
        f"{item.title.en}: the cell shows {error}; mend what it is calculated from",
        f"{item.title.zh}：单元格显示 {error}；请先修正其计算来源",
    )


def _book(
    context: Context,
    compiled: Compiled,
    book: list[list[object]],
    of_result: Callable[[Result], object],
    of_graded: Callable[[Graded], list[object]] | None,
) -> list[object]:
    """The answers of a block; where the block fails by our own fault, each row is tried by itself."""
    try:
        graded = compiled.grade_rows(book, context.as_of)
        if of_graded is not None:
            return [of_problem(answer) if isinstance(answer, Problem) else answer for answer in of_graded(graded)]
    except Exception:
        failed = defect(context, f"a block of {len(book)} rows under {compiled.policy.stamp}")
        if compiled.ranks_within:
            return [failed] * len(book)
        return _singly(context, compiled, book, of_result)
    return _each(context, compiled, range(len(book)), lambda i: of_result(graded.row(i)))


def _singly(
    context: Context, compiled: Compiled, book: list[list[object]], of_result: Callable[[Result], object]
) -> list[object]:
    return _each(context, compiled, book, lambda row: of_result(compiled.grade_row(row, context.as_of)))


def _each(
    context: Context, compiled: Compiled, rows: Iterable[T], answer: Callable[[T], object]
) -> list[object]:
    """The answer of each row; of those that fail by our own fault the log gets the first and the number."""
    answers: list[object] = []
    failed = 0
    for row in rows:
        try:
            answers.append(_answered(answer(row)))
        except Exception:
            failed += 1
            logged = defect(context, f"one row under {compiled.policy.stamp}") if failed == 1 else None
            answers.append(logged or Refusal(CellError.NULL, DEFECT))
    if failed > 1:
        context.log.error("xlplugin failed: %d more rows under %s", failed - 1, compiled.policy.stamp)
    return answers


def _answered(answer: object) -> object:
    return of_problem(answer) if isinstance(answer, Problem) else answer
