"""Recalculation: read a workbook, calculate its formulas, write the new values into a copy, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.pausing_collector import collector_paused

from . import output as files
from .addresses import address
from .archive import Content
from .book import Book, Filled, read_book
from .calc_properties import settled
from .cautions import cautions_of
from .cell_values import Value, same_value
from .customer_keys import CustomerKeys
from .errors import WorkbookError
from .failures import UngradedRows
from .grade_changes import grade_changes, keep_stored_grades
from .graded_rows import graded_rows
from .limits import DEFAULT_LIMITS, Limits
from .named_areas import Place
from .names import DefinedNames, WorkbookNames
from .native import Outcome, calculate
from .package import Package
from .patch import Edit, cell_edits, missing_edits, patched
from .report import Caution, CellReason, GradeChange, Report
from .sheet import Sheet
from .stream.splice import changed_cells, spliced
from .vocabulary import NATIVE, Vocabulary
from .watch import CALCULATED, READ, Tell, Watch

if TYPE_CHECKING:
    from xlplugin.compliance.graded_rows import GradedRows
    from xlplugin.functions.context import Context
    from xlplugin.functions.declaration import Function

Engine = Literal["native", "auto", "formualizer"]
Calculate = Callable[..., Outcome]
Record = Callable[["Iterator[GradedRows]"], None]
"""Takes the graded rows of a workbook."""


class Filling(Protocol):
    """Values from elsewhere for cells of a workbook, written before it is calculated."""

    def places(self, names: DefinedNames) -> Iterable[Place]:
        """Where values may be written; WorkbookError for a workbook that has no place for them."""
        ...

    def fill(self, book: Book) -> Filled:
        """Put the values into the grids of the sheets, and say what changed where."""
        ...


def recalculate(
    path: Path,
    output: Path | None = None,
    *,
    in_place: bool = False,
    context_for: Callable[[WorkbookNames], Context],
    engine: Engine = "auto",
    functions: Mapping[str, Function] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    freeze: bool = True,
    calculate_with: Calculate | None = None,
    changed_only: bool = False,
    dry_run: bool = False,
    tell: Tell = lambda done, rows: None,
    record: Record | None = None,
    filling: Filling | None = None,
) -> Report:
    """Recalculate a workbook into ``output`` (by default ``<name>.recalculated.xlsx`` beside it).

    ``context_for`` makes the context of our functions from what the workbook says of itself. With
    ``in_place`` the result takes the place of the original, after a backup. In an entry form ``freeze`` also
    keeps the grades and what they were made from as plain values, where the form says. ``calculate_with`` is an
    engine from elsewhere, called as ``native.calculate`` is. With ``changed_only`` nothing is written where no
    value changes, with ``dry_run`` nothing at all, and the report has the grades that would change. ``record``
    is given every graded row once the result is safe on the disk, before it takes its name; where it fails,
    there is no result. ``filling`` are values for plain cells, written together with all that depends on them.
    Raises WorkbookError for a file that cannot be read or written; the original is untouched then, and nothing
    is half-written.
    """
    vocabulary = _vocabulary(engine)
    if functions is None:
        from xlplugin.functions.registry import FUNCTIONS

        functions = FUNCTIONS
    source = path.resolve()
    target = source if in_place else (output or files.default_output(source))
    watch = Watch(tell)
    with collector_paused(), Package(source, limits, watch.read) as package:
        if not in_place and not dry_run:
            files.check_output(source, target)
        watch.bytes = package.large_bytes()
        # Another engine takes every cell by itself.
        by_cell = calculate_with is not None or engine == "formualizer"
        named = (lambda names: ()) if filling is None else filling.places
        book = read_book(package, None if by_cell else functions, named)
        if filling is not None:
            book = replace(book, filled=filling.fill(book))
        watch.reached(READ, _rows(book))
        if dry_run:
            keep_stored_grades(book)
        work = calculate_with or partial(calculate, vocabulary=vocabulary)
        outcome = work(book, functions, context_for, limits, path.name, freeze)
        watch.reached(CALCULATED)
        parts = _changed_parts(package, book, outcome)
        values = parts.keys() != {package.workbook}
        cautions = list(cautions_of(book, outcome, functions))
        keys = CustomerKeys(book, outcome.inputs)
        changes = grade_changes(book, outcome, keys.of) if dry_run else ()

        @cache  # a result that cannot take the original's name is written beside it: that is recorded once
        def keep() -> None:
            if record is not None and not dry_run:
                record(graded_rows(book, outcome, keys))

        written, backup = None, None
        if dry_run or changed_only and not (parts and values):
            keep()
        elif not in_place:
            files.write(target, source, lambda file: package.write_copy(file, watch.watched(parts)), keep)
            written = target
        elif not parts:
            keep()
            written = source
        else:
            written, backup = _in_place(package, source, watch.watched(parts), cautions, keep)
    return _report(path, written, backup, bool(parts) and values, book, outcome, tuple(cautions), keys, changes)


def _vocabulary(engine: str) -> Vocabulary:
    """The built-in functions that an engine calculates. With ``auto`` the native engine has those that it knows,
    formualizer the others; with ``formualizer`` the other way round."""
    if engine == "native":
        return NATIVE
    if engine in ("auto", "formualizer"):
        from .embedded.knowledge import NATIVE_FIRST, knowledge

        return NATIVE_FIRST if engine == "auto" else knowledge().formualizer_first()
    raise WorkbookError(
        Bilingual(f"there is no engine {engine!r}", f"没有计算引擎 {engine!r}"),
        Bilingual("choose auto, native or formualizer", "请选择 auto、native 或 formualizer"),
    )


def _rows(book: Book) -> int:
    """The rows of the sheets that hold formulas."""
    return sum(sheet.last_row for sheet in book.sheets if sheet.formulas or sheet.scanned and sheet.scanned.runs)


def _in_place(
    package: Package, source: Path, parts: Mapping[str, Content], cautions: list[Caution], keep: Callable[[], None]
) -> tuple[Path, Path | None]:
    """Put the result in the place of the original; where that is held open, beside it."""

    def fill(file: BinaryIO) -> None:
        package.write_copy(file, parts)
        # Windows does not let a file be replaced that we hold open ourselves.
        package.close()

    if not files.is_open_elsewhere(source):
        backup = files.back_up(source)
        try:
            files.write(source, source, fill, keep)
            return source, backup
        except Exception as error:
            backup.unlink(missing_ok=True)
            if not isinstance(error, WorkbookError) or not isinstance(error.__cause__, PermissionError):
                raise
    beside = files.default_output(source)
    with Package(source, package.limits) as again:
        files.write(beside, source, lambda file: again.write_copy(file, parts), keep)
    cautions.append(
        Caution(
            "open_elsewhere",
            "",
            (),
            Bilingual(
                f"the workbook is open in another program; the result stands beside it as {beside.name}",
                f"工作簿正被其他程序打开；结果已另存为 {beside.name}",
            ),
        )
    )
    return beside, None


def _changed_parts(package: Package, book: Book, outcome: Outcome) -> dict[str, Content]:
    """The parts whose bytes change, and how they read then."""
    parts: dict[str, Content] = {}
    left = {(note.sheet, note.row, note.column) for note in outcome.left}
    for number, sheet in enumerate(book.sheets):
        if sheet.scanned is not None:
            if changed_cells(sheet.scanned):
                parts[sheet.part] = partial(spliced, sheet.scanned)
            continue
        edits = list(_edits(number, sheet, outcome, left))
        if edits:
            parts[sheet.part] = patched(sheet.data, edits)
    workbook = package.read(package.workbook)
    changed = settled(workbook, package.where(package.workbook))
    if changed != workbook and (outcome.ours or parts):
        parts[package.workbook] = changed
    return parts


def _edits(number: int, sheet: Sheet, outcome: Outcome, left: set[tuple[int, int, int]]) -> Iterator[Edit]:
    """The edits of a sheet: cells whose value is another than the one stored."""
    grid, data = sheet.grid, sheet.data
    for cell in sheet.formulas:
        value = grid[cell.column].get(cell.row)
        if not same_value(value, cell.cached) and (number, cell.row, cell.column) not in left:
            yield from cell_edits(data, sheet.spot(cell.spot), value)
    own = {(cell.row, cell.column) for cell in sheet.formulas} if number in outcome.spills else set()
    missing: dict[tuple[int, int], Value] = {}
    for place, (before, value) in outcome.spills.get(number, {}).items():
        if same_value(before, value) or place in own:
            continue
        if place in sheet.spilled:
            yield from cell_edits(data, sheet.spot(sheet.spilled[place]), value)
        elif value is not None:
            missing[place] = value
    if missing:
        yield from missing_edits(sheet, missing)


def _report(
    path: Path,
    written: Path | None,
    backup: Path | None,
    changed: bool,
    book: Book,
    outcome: Outcome,
    cautions: tuple[Caution, ...],
    keys: CustomerKeys,
    changes: tuple[GradeChange, ...],
) -> Report:
    names = [sheet.name for sheet in book.sheets]

    def reasons(notes: object) -> tuple[CellReason, ...]:
        ordered = sorted(notes, key=lambda note: (note.sheet, note.row, note.column))  # type: ignore[call-overload]
        return tuple(CellReason(names[n.sheet], address(n.row, n.column), n.reason) for n in ordered)

    return Report(
        path,
        written,
        backup,
        changed,
        tuple(names),
        _rows(book),
        outcome.calculated,
        outcome.ours,
        outcome.grades,
        UngradedRows(outcome.ungraded, names, keys.of),
        reasons(outcome.not_calculated),
        reasons(outcome.left),
        cautions,
        changes,
    )
