"""Puts the functions into Excel and takes them out again: a few files in the user's folders, each undoable."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xlplugin.policy.findings import Bilingual

from .installing_addin import ExcelError, add_in
from .installing_configuration import code_page, read_configuration, wanted, write_configuration
from .installing_places import Places
from .installing_record import Written, digest, in_use, put, read_record, record
from .locked_down import at_log_on

Doing = Literal["write", "replace", "keep", "delete", "restore", "leave"]
WORDS: dict[Doing, tuple[Bilingual, Bilingual]] = {
    "write": (Bilingual("would write", "将写入"), Bilingual("wrote", "已写入")),
    "replace": (Bilingual("would replace", "将替换"), Bilingual("replaced", "已替换")),
    "keep": (Bilingual("is there already", "已存在"), Bilingual("was there already", "已存在")),
    "delete": (Bilingual("would delete", "将删除"), Bilingual("deleted", "已删除")),
    "restore": (Bilingual("would put back as it was", "将恢复原样"), Bilingual("put back as it was", "已恢复原样")),
    "leave": (
        Bilingual("would leave, as it was changed since", "将保留（安装后被改动过）"),
        Bilingual("left, as it was changed since", "已保留（安装后被改动过）"),
    ),
}
"""What is said of each step before and after it is done."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: ``content`` is what a file shall hold, None for a file that shall go."""

    path: Path
    doing: Doing
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation for one user. ``attach``: Excel starts no process, the server starts at log-on."""

    places: Places
    interpreter: Path
    attach: bool = False
    encoding: str = ""

    def steps(self) -> tuple[Step, ...]:
        """What installing would do, in order. Raises ExcelError where it cannot be done."""
        places = self.places
        encoding = self.encoding or code_page()
        ours = read_record(places.record)
        settings: dict[str, str] = {}
        if (held := _content(places.configuration)) is not None:
            try:
                settings = read_configuration(held, encoding)
            except UnicodeDecodeError:
                raise ExcelError(
                    f"{places.configuration} is not written in the code page {encoding}; delete it and try again",
                    f"{places.configuration} 不是按代码页 {encoding} 写成的；请删除后重试",
                ) from None
        files = {
            places.configuration: write_configuration(settings | wanted(self.interpreter, self.attach), encoding),
            places.add_in: add_in(),
        }
        if self.attach:
            files[places.at_log_on] = at_log_on(self.interpreter)
        steps = [_writing(places.check(path), content) for path, content in files.items()]
        if not self.attach and places.at_log_on in ours:
            steps.append(_undoing(places, ours[places.at_log_on]))
        places.check(places.record)
        return tuple(steps)

    def install(self) -> tuple[Step, ...]:
        """Install, in the place of an earlier installation; gives what was done. Raises ExcelError."""
        steps = self.steps()
        known = read_record(self.places.record)
        for step in steps:
            if step.content is None or step.doing in ("restore", "leave"):
                _do(step)
                written = known.pop(step.path, None)
                _remove_empty(written.folders if written and step.doing == "delete" else ())
                self._keep(known)
                continue
            known[step.path] = self._written(step.path, step.content, known.get(step.path))
            self._keep(known)  # before the file itself: what is interrupted can still be undone
            if step.doing != "keep":
                _do(step)
        return steps

    def _written(self, path: Path, content: bytes, earlier: Written | None) -> Written:
        if earlier is not None:
            return Written(path, digest(content), earlier.before, earlier.folders)
        # Files of this name are ours alone, whoever lost the record of them; only the settings may be a person's.
        before = _content(path) if path == self.places.configuration else None
        return Written(path, digest(content), None if before == content else before, _missing_folders(path))

    def _keep(self, known: dict[Path, Written]) -> None:
        _make_folder(self.places.record.parent)
        put(self.places.record, record(known.values()))


def steps_back(places: Places) -> tuple[Step, ...]:
    """What uninstalling would do; () where there is nothing to undo. Raises ExcelError."""
    written = reversed(read_record(places.record).values())  # folders that a later file was put into go first
    return tuple(_undoing(places, one) for one in written)


def uninstall(places: Places) -> tuple[Step, ...]:
    """Undo an installation; files that others changed since are left. Raises ExcelError."""
    known = read_record(places.record)
    steps = steps_back(places)
    for step in steps:
        _do(step)
        _remove_empty(known[step.path].folders if step.doing == "delete" else ())
    if steps:
        places.record.unlink(missing_ok=True)
        _remove_empty((places.record.parent,))
    return steps


def this_interpreter() -> Path:
    """The Python that runs this, as Excel has to start it: the program that can be waited for."""
    here = Path(sys.executable)
    return here.with_name("python.exe") if here.name.lower() == "pythonw.exe" else here


def _writing(path: Path, content: bytes) -> Step:
    held = _content(path)
    return Step(path, "write" if held is None else "keep" if held == content else "replace", content)


def _undoing(places: Places, written: Written) -> Step:
    path = places.check(written.path)
    held = _content(path)
    if held is None or digest(held) == written.digest or held == written.before:
        return Step(path, "delete") if written.before is None else Step(path, "restore", written.before)
    return Step(path, "leave")


def _do(step: Step) -> None:
    if step.doing == "delete":
        try:
            step.path.unlink(missing_ok=True)
        except PermissionError:
            raise in_use(step.path) from None
    elif step.content is not None and step.doing != "keep":
        _make_folder(step.path.parent)
        put(step.path, step.content)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except PermissionError:
        raise in_use(path) from None


def _missing_folders(path: Path) -> tuple[Path, ...]:
    return tuple(folder for folder in reversed(path.parents) if not folder.exists())


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _remove_empty(folders: tuple[Path, ...]) -> None:
    """Remove the folders that were made, as long as nobody put anything else into them."""
    for folder in reversed(folders):
        try:
            folder.rmdir()
        except OSError:
            return
