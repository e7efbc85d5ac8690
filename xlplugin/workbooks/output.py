"""Where a result goes and how: never half-written, never over the original unless asked for."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from xlplugin.policy.findings import Bilingual

from .errors import WorkbookError

UNFINISHED = ".xlplugin.tmp"
"""How the names of files end that are not whole yet."""
DAY = 86_400.0
LONGEST_NAME = 60
"""Characters of a file's name that the name of its temporary file repeats; file systems stop at 255 bytes."""


def default_output(source: Path, ending: str = ".recalculated") -> Path:
    """``book.xlsx`` → ``book.recalculated.xlsx`` in the same folder."""
    return source.with_name(f"{source.stem}{ending}{source.suffix}")


def check_output(source: Path, output: Path) -> None:
    """Refuse an output that is the input, or that Excel would not open."""
    if output.is_dir():
        raise WorkbookError(
            Bilingual("the output is a folder", "输出路径是文件夹"),
            Bilingual("give the name of a file", "请给出文件名"),
            str(output),
        )
    if output.exists() and output.samefile(source):
        raise WorkbookError(
            Bilingual("the output is the workbook itself", "输出文件就是原工作簿"),
            Bilingual(
                "give another name, or ask for --in-place (which keeps a backup)",
                "请另取文件名，或使用 --in-place（会保留备份）",
            ),
            str(output),
        )
    if output.suffix.lower() != source.suffix.lower():
        raise WorkbookError(
            Bilingual(
                f"the output ends in {output.suffix or 'nothing'}, the workbook in {source.suffix or 'nothing'}",
                f"输出文件的扩展名为 {output.suffix or '（无）'}，原工作簿为 {source.suffix or '（无）'}",
            ),
            Bilingual("give both the same ending: Excel goes by it", "请使用相同的扩展名，否则 Excel 无法打开"),
            str(output),
        )


def is_open_elsewhere(path: Path) -> bool:
    """Whether Excel has left its mark that somebody has the workbook open."""
    return path.with_name(f"~${path.name}").exists()


def back_up(source: Path) -> Path:
    """A copy beside the original: ``book.xlsx.bak``, or the next free of ``.bak2``, ``.bak3``, …

    It has its name only once it is whole.
    """
    temporary = _temporary(source)
    try:
        try:
            with temporary.open("xb") as copy, source.open("rb") as original:
                shutil.copyfileobj(original, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            shutil.copystat(source, temporary)
            number = 1
            while True:
                backup = source.with_name(f"{source.name}.bak{number if number > 1 else ''}")
                try:
                    _name_anew(temporary, backup)
                    break
                except FileExistsError:
                    number += 1
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_write(source.with_name(f"{source.name}.bak"), error) from None
    _settle(source.parent)
    return backup


def _name_anew(temporary: Path, name: Path) -> None:
    """Give a file a name that no other file has; FileExistsError where one has it."""
    if os.name == "nt":
        os.rename(temporary, name)
        return
    try:
        os.link(temporary, name)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links: the name is taken first then, and an interruption may leave it empty.
        name.open("xb").close()
        os.replace(temporary, name)


def write(
    target: Path, source: Path | None, fill: Callable[[BinaryIO], None], before: Callable[[], None] = lambda: None
) -> None:
    """Write a file whole or not at all: to a new file in the same folder, which then takes the name.

    It gets the permissions of ``source``, if one is given. ``before`` is called once the new file is safe on the
    disk, before it takes the name; what it raises keeps it from that.
    """
    temporary = _temporary(target)
    try:
        try:
            with temporary.open("xb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            if source is not None:
                shutil.copymode(source, temporary)
            before()
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _cannot_write(target, error) from error
    _settle(target.parent)


def clear_away(folder: Path) -> None:
    """Remove what interrupted runs have left in a folder more than a day ago."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.name.startswith(".") and path.name.endswith(UNFINISHED):
                with contextlib.suppress(OSError):
                    if time.time() - path.stat().st_mtime > DAY:
                        path.unlink()


def _temporary(target: Path) -> Path:
    """A name for a file until it is whole; nothing takes it for a workbook."""
    return target.with_name(f".{target.name[:LONGEST_NAME]}.{secrets.token_hex(4)}{UNFINISHED}")


def _settle(folder: Path) -> None:
    """Have the new name survive a power cut, where the system knows how."""
    if os.name != "posix":
        return
    # Some network file systems and folders cannot; the file itself is safe already.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _cannot_write(path: Path, error: OSError) -> WorkbookError:
    if isinstance(error, FileNotFoundError):
        mend = Bilingual("create the folder first", "请先创建该文件夹")
    elif isinstance(error, PermissionError):
        mend = Bilingual(
            "close the file in Excel and check that you may write to the folder",
            "请在 Excel 中关闭该文件，并检查文件夹的写入权限",
        )
    else:
        mend = Bilingual(
            "check the space on the disk and the name of the file", "请检查磁盘空间和文件名"
        )
    said = error.strerror or type(error).__name__
    return WorkbookError(Bilingual(f"the file cannot be written ({said})", f"无法写入文件（{said}）"), mend, str(path))
