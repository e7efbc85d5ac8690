"""Finds the workbooks that a command line names, by file, folder or pattern, and where the result of each goes."""

from __future__ import annotations

import glob
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .session import Failure

BOOKS = (".xlsx", ".xlsm")
RECALCULATED, FILLED = ".recalculated", ".filled"
"""How the names of results end that stand beside their books."""
LOCK = "~$"
WILD = "*?["


@dataclass(frozen=True, slots=True)
class Found:
    """A workbook, and where it lies below the folder or pattern that named it."""

    book: Path
    below: Path

    @property
    def size(self) -> int:
        """Its bytes; 0 where there is no such file."""
        try:
            return self.book.stat().st_size
        except OSError:
            return 0


def found_books(named: Iterable[Path], own: Iterable[Path | None] = ()) -> list[Found]:
    """The workbooks that are named, each once.

    A folder stands for the books in it and in its folders; lock files, hidden files and our results are left
    out, as is all that lies in ``own``: the folder and the report that this run writes. Patterns are expanded
    here because shells on Windows do not.
    """
    ours = {path.resolve() for path in own if path is not None}
    found: dict[Path, Found] = {}
    for path in named:
        for one in _named(path, ours):
            found.setdefault(one.book.resolve(), one)
    return list(found.values())


def targets(
    found: Sequence[Found], folder: Path | None, in_place: bool = False, ending: str = RECALCULATED
) -> list[Path | None]:
    """Where each result goes: below ``folder``, else beside the book with ``ending``; None where it takes its place.

    Raises Failure where two books want one place, or one wants the place of another book.
    """
    if in_place:
        return [None] * len(found)
    if folder is not None and folder.exists() and not folder.is_dir():
        raise Failure(f"-o {folder} is a file; name a folder", f"-o {folder} 是文件；请指定文件夹")
    wanted = [_beside(one.book, ending) if folder is None else folder / one.below for one in found]
    taken: dict[str, Path] = {}
    books = {_folded(one.book): one.book for one in found}
    for one, target in zip(found, wanted, strict=True):
        folded = _folded(target)
        twin = taken.setdefault(folded, one.book)
        if twin is not one.book:
            raise Failure(
                f"{twin} and {one.book} would overwrite each other as {target}; "
                "name the folder above both, or recalculate them one at a time",
                f"{twin} 与 {one.book} 的结果都会写入 {target}，互相覆盖；请改为指定两者共同的上级文件夹，或分别重算",
            )
        other = books.get(folded)
        if other is not None and other is not one.book:
            raise Failure(
                f"the result of {one.book} would overwrite {other}, which is to be recalculated, too; "
                "choose another folder with -o",
                f"{one.book} 的结果会覆盖同样待重算的 {other}；请用 -o 另选文件夹",
            )
    return list(wanted)


def _named(path: Path, ours: set[Path]) -> Iterator[Found]:
    if path.is_dir():
        inside = list(_inside(path, path, _below(path, ours)))
        if not inside:
            raise Failure(f"{path} holds no .xlsx or .xlsm file", f"{path} 中没有 .xlsx 或 .xlsm 文件")
        yield from inside
    elif any(char in str(path) for char in WILD) and not path.exists():
        yield from _matching(path, ours)
    else:
        yield Found(path, Path(path.name))


def _inside(folder: Path, top: Path, ours: set[Path]) -> Iterator[Found]:
    """The books of a folder and of its folders, in the order of their names; links to folders are not followed."""

    def refuse(error: OSError) -> None:
        raise error

    for name, folders, files in os.walk(folder, onerror=refuse):
        here = Path(name)
        folders[:] = sorted(one for one in folders if one[0] != "." and (here / one).resolve() not in ours)
        for file in sorted(files):
            if _is_book(here / file, ours):
                yield Found(here / file, (here / file).relative_to(top))


def _matching(pattern: Path, ours: set[Path]) -> Iterator[Found]:
    fixed = Path(*_before_wild(pattern))
    ours, count = _below(fixed, ours), 0
    for name in sorted(glob.glob(str(pattern), recursive=True)):
        path = Path(name)
        books = _inside(path, fixed, ours) if path.is_dir() else [Found(path, path.relative_to(fixed))]
        for one in books:
            if _is_book(one.book, ours):
                count += 1
                yield one
    if not count:
        raise Failure(f"no .xlsx or .xlsm file matches {pattern}", f"没有与 {pattern} 匹配的 .xlsx 或 .xlsm 文件")


def _below(folder: Path, ours: set[Path]) -> set[Path]:
    """Those of our places that lie in a folder: results may well go into the folder itself or above it."""
    top = folder.resolve()
    return {path for path in ours if top in path.parents}


def _before_wild(pattern: Path) -> list[str]:
    """The folders of a pattern above its first part with a wildcard."""
    parts = []
    for part in pattern.parts[:-1]:
        if any(char in part for char in WILD):
            break
        parts.append(part)
    return parts


def _is_book(path: Path, ours: set[Path]) -> bool:
    name = path.name
    return (
        path.suffix.lower() in BOOKS
        and not name.startswith((LOCK, "."))
        and not path.stem.endswith((RECALCULATED, FILLED))
        and not ours.intersection((path.resolve(), *path.resolve().parents))
    )


def _beside(book: Path, ending: str) -> Path:
    from xlplugin.workbooks.output import default_output

    return default_output(book.resolve(), ending)


def _folded(path: Path) -> str:
    """A path so that two spellings of one file are equal on every system."""
    return unicodedata.normalize("NFC", str(path.resolve())).casefold()
