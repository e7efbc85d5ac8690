"""What a function declares, and how a call runs: arguments made plain, answers shaped, errors kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from xlplugin.policy.findings import Bilingual

from .cell_columns import CellColumn, CellColumns
from .context import Context
from .rows import QUIET, defect
from .values import OMITTED, Block, CellError, Refusal, Scalar, block, is_empty, plain, refused

Takes = Literal["rows", "row", "each", "headings", "cell"]
"""What an argument may be: rows or cells with an answer each, one row, headings, one cell."""

Gives = Literal["value", "column", "table"]

LONGEST_HELP = 255
"""Characters of a description that the wizards of all programs show."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its name in formulas, its name and help for people, what it may be."""

    name: str
    title: Bilingual
    help: Bilingual
    takes: Takes
    required: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One spreadsheet function, for every host.

    ``gives`` a ``value``, a ``column`` (one answer per row or cell of the first argument; a single
    row or cell gives a single answer) or a ``table``. ``body`` takes the context and the plain arguments,
    None for one left out. ``says_why``: refusals become their words instead of errors.
    """

    name: str
    title: Bilingual
    help: Bilingual
    arguments: tuple[Argument, ...]
    gives: Gives
    examples: tuple[str, ...]
    body: Callable[..., object]
    says_why: bool = False
    columns: Callable[..., CellColumn | None] | None = None
    """The body for a block by columns, where there is a quicker one."""
    by_columns: bool = False
    """Whether ``body``, too, takes a block by columns as it is."""

    def column(self, arguments: Sequence[object], context: Context) -> CellColumn | None:
        """The answers to a block given by columns, as ``call`` gives them; None where only ``call`` can."""
        if self.columns is None or not arguments or not isinstance(arguments[0], CellColumns):
            return None
        try:
            return self.columns(context, *self._plain(arguments, True))
        except Exception:
            # ``call`` fails in the same way, and says so.
            return None

    def call(self, arguments: Sequence[object], context: Context) -> Scalar | list[list[Scalar]]:
        """The answer to a call: a float, a text or an error, or rows of them. Never raises.

        ``arguments`` come in order, each a scalar or a block of rows; left out: absent or ``OMITTED``.
        """
        if self.says_why:
            return self.words(arguments, context)
        return _shown(self._answer(arguments, context), lambda refusal: refusal.error)

    def words(self, arguments: Sequence[object], context: Context) -> Scalar | list[list[Scalar]]:
        """The same, with the words of each error in the place of the error."""

        def said(refusal: Refusal) -> str:
            try:
                return refusal.words.in_language(context.language)
            except Exception:
                return defect(context, f"the words of {self.name}").words.in_language(context.language)

        return _shown(self._answer(arguments, context), said)

    def refusals(self, arguments: Sequence[object], context: Context) -> list[Refusal | None]:
        """For each row of the answer its refusal, if it is one; a call that is refused as a whole gives one."""
        answer = self._answer(arguments, context)
        rows = answer if isinstance(answer, list) else [[answer]]
        return [row[0] if isinstance(row[0], Refusal) else None for row in rows]

    def formula(self, **references: str) -> str:
        """The formula that calls it with some arguments by name, as references or literals.

        >>> from xlplugin.functions.registry import FUNCTIONS
        >>> FUNCTIONS["GRADE"].formula(values="A2:F2", headers="A$1:F$1")
        'GRADE(A2:F2,,,A$1:F$1)'
        """
        unknown = references.keys() - {argument.name for argument in self.arguments}
        if unknown:
            raise TypeError(f"{self.name} has no argument {', '.join(sorted(unknown))}")
        needed = [item.name for item in self.arguments if item.required and item.name not in references]
        if needed:
            raise TypeError(f"{self.name} needs {', '.join(needed)}")
        given = ",".join(references.get(argument.name, "") for argument in self.arguments)
        return f"{self.name}({given.rstrip(',')})"

    def taken(self, arguments: Sequence[object]) -> dict[str, object]:
        """The arguments of a call by name, as the function's body takes them. Raises ``Refusal``."""
        names = (argument.name for argument in self.arguments)
        return dict(zip(names, self._plain(arguments, self.by_columns), strict=True))

    def _answer(self, arguments: Sequence[object], context: Context) -> object:
        try:
            answer = self.body(context, *self._plain(arguments, self.by_columns))
        except Refusal as refusal:
            answer = self._instead(arguments, refusal)
        except Exception:
            answer = self._instead(arguments, defect(context, self.name))
        single = self.gives != "table" and isinstance(answer, list) and len(answer) == len(answer[0]) == 1
        return answer[0][0] if single else answer  # type: ignore[index]

    def _plain(self, arguments: Sequence[object], by_columns: bool = False) -> list[object]:
        given = list(arguments)
        while len(given) > len(self.arguments) and plain(given[-1]) is None:
            given.pop()
        if len(given) > len(self.arguments):
            raise refused(
                CellError.VALUE,
                f"{self.name} takes at most {len(self.arguments)} arguments",
                f"{self.name} 最多有 {len(self.arguments)} 个参数",
            )
        given += [OMITTED] * (len(self.arguments) - len(given))
        return [
            _argument(declared, value, by_columns)
            for declared, value in zip(self.arguments, given, strict=True)
        ]

    def _instead(self, arguments: Sequence[object], refusal: Refusal) -> object:
        """A refusal of the whole call in the shape of its answer; empty rows and cells stay quiet."""
        takes = self.arguments[0].takes
        if takes not in ("rows", "row", "each") or not arguments or arguments[0] is OMITTED:
            return refusal
        try:
            given = arguments[0]
            cells = block(given.rows() if isinstance(given, CellColumns) else given)
        except Exception:
            return refusal
        if takes == "rows":
            return [[QUIET if is_empty(row) else refusal] for row in cells]
        if takes == "each":
            return [[QUIET if cell is None else refusal for cell in row] for row in cells]
        return [[QUIET]] if all(map(is_empty, cells)) else refusal


def _argument(declared: Argument, given: object, by_columns: bool = False) -> object:
    """An argument as a body takes it: a block, a list of headings or a scalar, None where it was left out."""
    takes = declared.takes
    if takes in ("rows", "row", "each"):
        if given is OMITTED and declared.required:
            raise refused(
                CellError.VALUE,
                f"{declared.name}: cells are needed here",
                f"{declared.title.zh}：此处需要单元格",
            )
        if isinstance(given, CellColumns):
            return given if by_columns and takes == "rows" else block(given.rows())
        return block(given)
    if plain(given) is None:
        return None
    cells = block(given)
    if takes == "headings":
        return _headings(declared, cells)
    if len(cells) != 1 or len(cells[0]) != 1:
        raise refused(
            CellError.VALUE,
            f"{declared.name}: one cell is needed here, not {len(cells)} × {len(cells[0])}",
            f"{declared.title.zh}：此处只能是一个单元格，而不是 {len(cells)} × {len(cells[0])}",
        )
    cell = cells[0][0]
    if isinstance(cell, CellError):
        raise refused(
            cell,
            f"{declared.name}: the cell shows {cell}; mend what it is calculated from",
            f"{declared.title.zh}：单元格显示 {cell}；请先修正其计算来源",
        )
    return cell


def _headings(declared: Argument, cells: Block) -> list[object]:
    if len(cells) > 1:
        raise refused(
            CellError.VALUE,
            f"{declared.name}: the headings have to stand in one row, not in {len(cells)}",
            f"{declared.title.zh}：标题应在同一行，而不是 {len(cells)} 行",
        )
    return cells[0]


def _shown(answer: object, of_refusal: Callable[[Refusal], Scalar]) -> Scalar | list[list[Scalar]]:
    if isinstance(answer, list):
        return [[of_refusal(cell) if isinstance(cell, Refusal) else cell for cell in row] for row in answer]
    return of_refusal(answer) if isinstance(answer, Refusal) else answer  # type: ignore[return-value]
