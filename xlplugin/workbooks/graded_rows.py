"""The rows of a workbook that were graded, with what went in and whose they are: what a journal is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.functions.cell_columns import EMPTY, ERROR, CellColumns, raw_column
from xlplugin.functions.grading import tier_policy
from xlplugin.functions.rows import chosen
from xlplugin.functions.values import CellError, Refusal

from .addresses import address
from .book import Book
from .customer_keys import CustomerKeys
from .errors import NotUnderstood
from .native import Outcome
from .nodes import Reference
from .our_calls import GRADING, OurCall
from .stream.scanned import Run
from .units import Unit

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled

AT_ONCE = 8192
"""Rows that are handed on together."""
SCORES_ONLY = "SCORE"


@dataclass(slots=True)
class _Seen:
    """What was handed on already: a row is graded once by a policy, however many cells show something of it."""

    rows: dict[tuple[object, ...], set[int]] = field(default_factory=dict)

    def new(self, rows: Sequence[int], *key: object) -> list[int]:
        """The places of the rows that are seen for the first time."""
        known = self.rows.setdefault(key, set())
        places = [place for place, row in enumerate(rows) if row not in known]
        known.update(rows)
        return places


def graded_rows(book: Book, outcome: Outcome, keys: CustomerKeys) -> Iterator[GradedRows]:
    """Every row for which a grade is shown, once per policy; rows that are empty or show nothing are none.

    A row that could not be graded is among them, but one whose formula could not be calculated is not, nor one for
    which another engine found something else.
    """
    names = {sheet.name.casefold(): number for number, sheet in enumerate(book.sheets)}
    lost = {(note.sheet, note.row, note.column) for note in (*outcome.not_calculated, *outcome.left)}
    seen = _Seen()
    grading = [(unit, call) for unit, call in outcome.calls if call.node.name in GRADING]
    for unit, call in sorted(grading, key=lambda pair: pair[1].node.name == SCORES_ONLY):
        shown = _shown_rows(book, unit, call, lost)
        for start in range(0, len(shown), AT_ONCE):
            try:
                for members, arguments in call.graded(shown[start : start + AT_ONCE]):
                    found = _rows(call, unit, members, arguments, outcome, names, keys, book, seen)
                    if found is not None:
                        yield found
            except (NotUnderstood, Refusal, ArithmeticError, ValueError, TypeError, LookupError):
                continue  # the cells show an error for the same reason, and the report says it


def _shown_rows(book: Book, unit: Unit, call: OurCall, lost: set[tuple[int, int, int]]) -> list[int]:
    """The rows of a formula in which it shows something."""
    rows = unit.cells.rows.tolist() if isinstance(unit.cells, Run) else [cell.row for cell in unit.cells]
    column = call.template.column
    if any(sheet == unit.sheet and place == column for sheet, _, place in lost):
        rows = [row for row in rows if (unit.sheet, row, column) not in lost]
    if unit.ref is not None:
        return rows
    value_in = book.sheets[unit.sheet].grid[column].get
    return [row for row in rows if value_in(row) not in ("", None)]


def _rows(
    call: OurCall,
    unit: Unit,
    members: Sequence[int],
    arguments: Sequence[object],
    outcome: Outcome,
    names: Mapping[str, int],
    keys: CustomerKeys,
    book: Book,
    seen: _Seen,
) -> GradedRows | None:
    context = outcome.context
    taken = call.function.taken(arguments)
    policy = taken["policy"]
    compiled = tier_policy(context, policy) if call.node.name == "AMLTIER" else context.policy(policy)
    values = taken["values"]
    assert isinstance(values, CellColumns | list)
    count = len(values)
    width = values.width if isinstance(values, CellColumns) else len(values[0])
    order = chosen(compiled, width, count, taken.get("headers"))  # type: ignore[arg-type]
    places = list(range(width)) if order is None else list(order)
    kept, cells = _cells(values, places, compiled)
    doubted = _doubted(unit, members, count, outcome)
    if doubted and compiled.ranks_within:
        return None
    sheet, first_cells, column = _sources(call, unit, members, count, names)
    wanted = seen.new([first_cells[row] for row in kept], compiled.policy.stamp, sheet, column)
    wanted = [place for place in wanted if kept[place] not in doubted]
    if not wanted:
        return None
    if len(wanted) < len(kept):
        # A book that is ranked is never taken apart: whoever shows some of its rows again shows them all.
        cells = [_some(one, wanted) for one in cells]
    rows = [first_cells[place] for place in kept]
    if len(wanted) < len(kept):
        rows = [rows[place] for place in wanted]
    start = f"{book.sheets[sheet].name}!{address(1, column).removesuffix('1')}"
    places_said = [f"{start}{row}" for row in rows]
    return GradedRows(compiled, cells, keys.of_rows(sheet, rows), places_said, context.as_of)


def _doubted(unit: Unit, members: Sequence[int], count: int, outcome: Outcome) -> set[int]:
    """The rows, counted from 0, whose formula another engine answered otherwise."""
    if not outcome.doubted:
        return set()
    if unit.ref is not None and unit.ref.height == count:
        shown = list(range(unit.ref.top, unit.ref.bottom + 1))
    else:
        shown = list(members) if len(members) == count else [members[0]] * count
    return {number for number, row in enumerate(shown) if (unit.sheet, row) in outcome.doubted}


def _cells(
    values: CellColumns | list[list[object]], places: Sequence[int], compiled: Compiled
) -> tuple[list[int], list[Any]]:
    """The rows that are neither empty nor hold an error, and their cells by column."""
    if isinstance(values, CellColumns):
        columns = [values.columns[place].cleaned() for place in places]
        kinds = np.stack([column.kinds for column in columns])
        rows = np.flatnonzero(~(kinds == ERROR).any(axis=0) & ~(kinds == EMPTY).all(axis=0))
        cells = [
            raw_column(column, rows, item.type in ("number", "integer"))
            for column, item in zip(columns, compiled.cells, strict=True)
        ]
        return rows.tolist(), cells
    chosen_rows = [[row[place] for place in places] for row in values]
    kept = [
        number
        for number, row in enumerate(chosen_rows)
        if any(cell is not None for cell in row) and not any(isinstance(cell, CellError) for cell in row)
    ]
    return kept, [tuple(chosen_rows[number][place] for number in kept) for place in range(len(places))]


def _some(column: Any, wanted: Sequence[int]) -> Any:
    if isinstance(column, np.ndarray):
        return column[np.array(wanted)]
    return tuple(column[place] for place in wanted)


def _sources(
    call: OurCall, unit: Unit, members: Sequence[int], count: int, names: Mapping[str, int]
) -> tuple[int, list[int], int]:
    """The sheet, rows and first column of the cells that were graded; where they are worked out, of the formula."""
    node = call.node.arguments[0]
    if isinstance(node, Reference) and call.stacked and len(members) == count:
        first = node.rect(members[0] - call.template.row)
        return names[node.sheet], [member + first.top - members[0] for member in members], first.left
    if isinstance(node, Reference):
        rects = [node.rect(member - call.template.row) for member in members]
        rows = [row for rect in rects for row in range(rect.top, rect.bottom + 1)]
        if len(rows) >= count:
            return names[node.sheet], rows[:count], rects[0].left
    if len(members) == count:
        return unit.sheet, list(members), call.template.column
    return unit.sheet, list(range(members[0], members[0] + count)), call.template.column
