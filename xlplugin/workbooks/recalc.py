"""Recalculation: read a workbook, calculate its formulas, write the new values into a copy, report."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from xlplugin.policy.findings import Bilingual

from . import output as files
from .addresses import address
from .archive import Content
from .book import Book, read_book
from .book_checks import book_checks
from .calc_properties import settled
from .cell_values import Value, same_value
from .errors import WorkbookError
from .limits import DEFAULT_LIMITS, Limits
from .names import WorkbookNames
from .native import Outcome, calculate
from .package import Package
from .patch import Edit, cell_edits, missing_edits, patched
from .report import Caution, CellReason, Report, UngradedRow
from .sheet import Sheet
from .stream.splice import changed_cells, spliced

if TYPE_CHECKING:
    from xlplugin.functions.context import Context
    from xlplugin.functions.declaration import Function

Engine = Literal["native", "auto"]
Calculate = Callable[..., Outcome]


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
) -> Report:
    """Recalculate a workbook into ``output`` (by default ``<name>.recalculated.xlsx`` beside it).

    ``context_for`` makes the context of our functions from what the workbook says of itself. With
    ``in_place`` the result takes the place of the original, after a backup. In an entry form ``freeze`` also
    keeps the grades and what they were made from as plain values, where the form says. ``calculate_with`` is an
    engine from elsewhere, called as ``native.calculate`` is. Raises WorkbookError for a file that cannot be read or
    written; the original is untouched then, and nothing is half-written.
    """
    if engine not in ("native", "auto"):
        raise WorkbookError(
            Bilingual(f"there is no engine {engine!r}", f"没有计算引擎 {engine!r}"),
            Bilingual("choose native or auto", "请选择 native 或 auto"),
        )
    if functions is None:
        from xlplugin.functions.registry import FUNCTIONS

        functions = FUNCTIONS
    source = path.resolve()
    target = source if in_place else (output or files.default_output(source))
    with _collector_paused(), Package(source, limits) as package:
        if not in_place:
            files.check_output(source, target)
        book = read_book(package, None if calculate_with else functions)
        outcome = (calculate_with or calculate)(book, functions, context_for, limits, path.name, freeze)
        parts = _changed_parts(package, book, outcome)
        cautions = list(_cautions(book, outcome, functions))
        backup = None
        if in_place:
            if not parts:
                target, backup = source, None
            else:
                target, backup = _in_place(package, source, parts, cautions)
        else:
            files.write(target, source, lambda file: package.write_copy(file, parts))
    return _report(path, target, backup, bool(parts), book, outcome, tuple(cautions))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of values that all stay alive make Python's garbage collector slow and find nothing."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _in_place(
    package: Package, source: Path, parts: Mapping[str, Content], cautions: list[Caution]
) -> tuple[Path, Path | None]:
    """Put the result in the place of the original; where that is held open, beside it."""

    def fill(file: BinaryIO) -> None:
        package.write_copy(file, parts)
        # Windows does not let a file be replaced that we hold open ourselves.
        package.close()

    if not files.is_open_elsewhere(source):
        backup = files.back_up(source)
        try:
            files.write(source, source, fill)
            return source, backup
        except WorkbookError as error:
            backup.unlink(missing_ok=True)
            if not isinstance(error.__cause__, PermissionError):
                raise
    beside = files.default_output(source)
    with Package(source, package.limits) as again:
        files.write(beside, source, lambda file: again.write_copy(file, parts))
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


def _cautions(book: Book, outcome: Outcome, functions: Mapping[str, Function]) -> Iterator[Caution]:
    if not outcome.ours:
        yield Caution(
            "no_formulas",
            "",
            (),
            Bilingual("the workbook holds no formula of ours", "工作簿中没有本插件的公式"),
        )
    for name, reason in outcome.odd_names:
        yield Caution(
            "name",
            "",
            (),
            Bilingual(
                f"the name {name} cannot be read: {reason.en}; enter a plain value in its cell",
                f"无法读取名称 {name}：{reason.zh}；请在其单元格中填写普通值",
            ),
        )
    yield from _superseded(outcome, functions)
    for number, sheet in enumerate(book.sheets):
        yield from book_checks(sheet, [rect for on, rect in outcome.inputs if on == number])


def _superseded(outcome: Outcome, functions: Mapping[str, Function]) -> Iterator[Caution]:
    """Which of the policies that the workbook names have a newer version in force."""
    info = functions.get("POLICYINFO")
    stamp_of_book = outcome.names.policy
    stamps = {*outcome.stamps, *([stamp_of_book.strip()] if isinstance(stamp_of_book, str) else [])}
    if info is None:
        return
    for stamp in sorted(stamp for stamp in stamps if "@" in stamp):
        said = [info.call([stamp], replace(outcome.context, language=language)) for language in ("en", "zh")]
        if all(isinstance(text, str) and text for text in said):
            yield Caution("superseded", "", (), Bilingual(f"{stamp}: {said[0]}", f"{stamp}：{said[1]}"))


def _report(
    path: Path,
    target: Path,
    backup: Path | None,
    changed: bool,
    book: Book,
    outcome: Outcome,
    cautions: tuple[Caution, ...],
) -> Report:
    names = [sheet.name for sheet in book.sheets]
    seen: set[tuple[int, int, str]] = set()
    ungraded = []
    for sheet, row in sorted(outcome.ungraded, key=lambda found: (found[0], found[1].row, found[1].column)):
        key = (sheet, row.row, row.message.en)
        if key not in seen:
            seen.add(key)
            ungraded.append(UngradedRow(names[sheet], address(row.row, row.column), row.error.value, row.message))

    def reasons(notes: object) -> tuple[CellReason, ...]:
        ordered = sorted(notes, key=lambda note: (note.sheet, note.row, note.column))  # type: ignore[call-overload]
        return tuple(CellReason(names[n.sheet], address(n.row, n.column), n.reason) for n in ordered)

    return Report(
        path,
        target,
        backup,
        changed,
        tuple(names),
        outcome.calculated,
        outcome.ours,
        outcome.grades,
        tuple(ungraded),
        reasons(outcome.not_calculated),
        reasons(outcome.left),
        cautions,
    )
