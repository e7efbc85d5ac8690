"""A user's folders of Windows on any system, with blanks, brackets and Chinese characters in their names."""

from __future__ import annotations

from pathlib import Path

from xlplugin.hosts.excel.installing_addin import xlwings_version
from xlplugin.hosts.excel.installing_places import Places


def user_folders(folder: Path) -> Places:
    """The folders as Windows makes them, with a start folder that Excel has made already."""
    profile = folder / "Users" / "张 三 (客户经理)"
    places = Places(profile, profile / "AppData" / "Roaming", profile / "AppData" / "Local")
    for made in (places.roaming, places.local, places.add_in.parent):
        made.mkdir(parents=True)
    return places


def environ_of(places: Places) -> dict[str, str]:
    """The variables that name them."""
    return {"USERPROFILE": str(places.profile), "APPDATA": str(places.roaming), "LOCALAPPDATA": str(places.local)}


def python(places: Places, libraries: bool = True) -> Path:
    """An installed Python with xlwings' libraries beside it."""
    program = places.local / "Programs" / "Python 3.11" / "Scripts" / "python.exe"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"MZ")
    if libraries:
        for bits in (32, 64):
            (program.parent.parent / f"xlwings{bits}-{xlwings_version()}.dll").write_bytes(b"MZ")
    return program


def content(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder: files with their bytes, folders with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }
