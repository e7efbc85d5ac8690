"""Tables of customers, one a row: what the readers of .csv and .xlsx give and their writers take."""

from __future__ import annotations

import contextlib
import datetime
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from xlplugin.policy.findings import Bilingual

from .session import Failure


@dataclass(frozen=True, slots=True)
class Row:
    """The cells below the headings; ``number`` is the line or sheet row, ``fault`` why it cannot be read."""

    number: int
    cells: Sequence[object]
    fault: Bilingual | None = None
    formats: Sequence[str] = ()
    """How the program that wrote it shows each cell, where that is known."""

    @property
    def empty(self) -> bool:
        """True where no cell says anything."""
        return all(cell is None or isinstance(cell, str) and not cell.strip() for cell in self.cells)


class Table(Protocol):
    """A table that can be read more than once, a row at a time."""

    headings: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """The rows below the headings."""
        ...

    def done(self) -> float:
        """How much of the rows has been read, from 0 to 1."""
        ...


class TableWriter(Protocol):
    """Takes a table row by row, in a ``with`` statement, at whose end the file is whole."""

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def write(self, row: Row, results: Sequence[object]) -> None:
        """Add a row and what came out for it."""
        ...


MOST_ROWS = 1_048_576
"""Rows that a sheet can have."""
SUFFIXES = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
WRITTEN = (".csv", ".xlsx")


def kind_of(path: Path) -> str:
    """``csv`` or ``xlsx`` by a file's name."""
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise Failure(
            f"{path.name}: give a table as .csv or .xlsx; another kind of file can be saved as one in Excel",
            f"{path.name}：请提供 .csv 或 .xlsx 表格；其他格式可在 Excel 中另存",
        )
    return kind


def output_path(table: Path, asked: Path | None) -> Path:
    """Where the graded table goes: the file asked for, in the folder asked for, or beside the table."""
    usual = f"{table.stem}-graded{'.xlsx' if kind_of(table) == 'xlsx' else '.csv'}"
    out = table.with_name(usual) if asked is None else asked / usual if asked.is_dir() else asked
    check_output(out, WRITTEN)
    if out.exists() and os.path.samefile(out, table):
        raise Failure(
            f"{out} is the table itself; name another file with -o",
            f"{out} 就是输入表格本身；请用 -o 指定其他文件",
        )
    return out


def check_output(out: Path, suffixes: Sequence[str]) -> None:
    """Refuse an output of another kind than these, and one in a folder that there is not. Raises Failure."""
    if out.suffix.lower() not in suffixes:
        first, last = suffixes[:-1], suffixes[-1]
        raise Failure(
            f"{out.name}: name the output {', '.join(first)}{' or ' if first else ''}{last}",
            f"{out.name}：输出文件请用 {'、'.join(first)}{' 或 ' if first else ''}{last}",
        )
    check_folder(out)


def check_folder(out: Path) -> None:
    """Refuse a file in a folder that there is not. Raises Failure."""
    if not out.parent.is_dir():
        raise Failure(f"there is no folder {out.parent}; make it first", f"没有文件夹 {out.parent}；请先建立")


@contextlib.contextmanager
def appearing(path: Path, private: bool = False) -> Iterator[Path]:
    """A file to write in place of ``path``: it takes that name when all went well and is gone otherwise.

    A ``private`` one nobody else may read, as long as its maker does not allow it.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    os.close(handle)
    try:
        yield Path(name)
        try:
            if not private:
                umask = os.umask(0)
                os.umask(umask)
                os.chmod(name, 0o666 & ~umask)  # mkstemp lets nobody else read it
            os.replace(name, path)
        except OSError as error:
            raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _unwritable(path: Path, error: OSError) -> Failure:
    return Failure(
        f"{path} cannot be written ({error.strerror}): close it in other programs, or name another file with -o",
        f"无法写入 {path}（{error.strerror}）：请在其他程序中关闭它，或用 -o 指定其他文件",
    )


def result_headings(headings: Sequence[str], results: Sequence[str]) -> tuple[str, ...]:
    """The headings of the results; one that the table has already is told apart by ``xlplugin_``.

    >>> result_headings(["name", "grade"], ["grade", "score"])
    ('xlplugin_grade', 'score')
    """
    taken = {heading.strip().casefold() for heading in headings}
    found: list[str] = []
    for result in results:
        name, count = result, 1
        while name.casefold() in taken:
            name = f"xlplugin_{result}" if count == 1 else f"xlplugin_{result}_{count}"
            count += 1
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)


def text_of(cell: object) -> str:
    """A cell as the text of a CSV file: numbers in full, dates as 2026-03-01, booleans as TRUE and FALSE."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    return str(cell)
