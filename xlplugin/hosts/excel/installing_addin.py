"""The add-in file, made from the one that xlwings ships: the same macros, with our functions written in.

xlwings' own add-in asks every *open workbook* where Python is, by a sheet or a file beside it; a workbook that
came by mail could name a program of its own. The macros used here are those of xlwings' standalone template,
which ask only the file that holds them and the user's configuration.
"""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from io import BytesIO
from pathlib import Path

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.archive import Archive

from .vba_project import read_project, with_modules

ADD_IN = "xlplugin.xlam"
PROJECT = "xlplugin"
"""The name under which the macros look for their configuration: ``.xlplugin\\xlplugin.conf``."""
UDF_MODULE = "xlplugin.hosts.excel.udfs"
"""The Python module whose functions Excel calls; named here, too, because naming it must not import xlwings."""
MACROS = "xlwings"
VBA_PART = "xl/vbaProject.bin"
_PROJECT_NAME = re.compile(r'(?m)^(Public Const PROJECT_NAME As String = )"[^"]*"')
_VERSION = re.compile(r'(?m)^Public Const XLWINGS_VERSION As String = "([^"]*)"')


class ExcelError(Exception):
    """Why Excel cannot be set up: what is missing, and what to do."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.message = Bilingual(en, zh)


def xlwings_version() -> str:
    """The version of xlwings in this Python. Raises ExcelError where there is none."""
    try:
        return metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        raise ExcelError(
            "xlwings is not installed in this Python; install it with: pip install xlplugin[excel]",
            "此 Python 中未安装 xlwings；请运行：pip install xlplugin[excel]",
        ) from None


def xlwings_file(name: str) -> Path:
    """A file that xlwings ships; found without importing it. Raises ExcelError."""
    xlwings_version()
    spec = importlib.util.find_spec("xlwings")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if Path(folder, name).is_file():
            return Path(folder, name)
    raise ExcelError(
        f"xlwings is installed without its file {name}; install it again: pip install --force-reinstall xlwings",
        f"xlwings 缺少文件 {name}；请重新安装：pip install --force-reinstall xlwings",
    )


def add_in() -> bytes:
    """The add-in's file; equal versions give equal bytes. Raises ExcelError."""
    return _with_functions(xlwings_file("quickstart_addin.xlam"), add_in=True)


def standalone() -> bytes:
    """xlwings' standalone template with our functions: a workbook that needs no add-in. Raises ExcelError."""
    return _with_functions(xlwings_file("quickstart_standalone.xlsm"), add_in=False)


def with_functions(vba_project: bytes, add_in: bool = False) -> bytes:
    """A VBA project with xlwings' macros and our functions. Raises ExcelError, and ValueError where it is none."""
    macros = xlwings_file("xlwings.bas").read_text("cp1252")
    from .vba_functions import VBA_MODULE, vba_functions

    if not _PROJECT_NAME.search(macros) or not _VERSION.search(macros):
        raise ExcelError(
            f"the macros of xlwings {xlwings_version()} are not those that xlplugin knows; "
            "install the version that it names: pip install xlplugin[excel]",
            f"xlwings {xlwings_version()} 的宏与 xlplugin 不匹配；请安装指定版本：pip install xlplugin[excel]",
        )
    macros = _PROJECT_NAME.sub(rf'\1"{PROJECT}"', macros)
    return with_modules(vba_project, {MACROS: macros, VBA_MODULE: vba_functions(add_in=add_in)}, PROJECT)


def version_of(file: Path) -> str:
    """The version of xlwings that an add-in file was made with, or ``""``."""
    try:
        with Archive(file) as archive:
            modules = read_project(archive.read(VBA_PART)).modules
    except Exception:  # damaged or no add-in at all
        return ""
    found = _VERSION.search("\n".join(modules.values()).replace("\r\n", "\n"))
    return found[1] if found else ""


def _with_functions(source: Path, add_in: bool) -> bytes:
    made = BytesIO()
    with Archive(source) as archive:
        archive.write_copy(made, {VBA_PART: with_functions(archive.read(VBA_PART), add_in)})
    return made.getvalue()
