"""Puts the add-in into LibreOffice and takes it out again, with LibreOffice's own program for that."""

from __future__ import annotations

import os
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.package import Package

from .converting import converted
from .extension import IDENTIFIER, extension, where_installed
from .office import Office, OfficeError, surroundings

FILE = "xlplugin.oxt"
SECONDS = 120.0
LOCKED = ".lock"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the add-in goes: into a person's LibreOffice, or into that of all on this machine (``shared``).

    ``options`` go to LibreOffice's programs as they are, such as ``-env:UserInstallation=file:///…``.
    """

    office: Office
    shared: bool
    options: tuple[str, ...] = ()

    def add(self) -> None:
        """Install, in the place of an earlier installation. Raises OfficeError."""
        with tempfile.TemporaryDirectory(prefix="xlplugin-") as name:
            file = Path(name, FILE)
            file.write_bytes(extension(where_installed()))
            self._unopkg("add", "--force", "--suppress-license", str(file))
        if not self.present():
            raise OfficeError(
                "LibreOffice did not register the add-in; its log says why: unopkg list --verbose",
                "LibreOffice 未能注册插件；原因见其日志：unopkg list --verbose",
            )

    def remove(self) -> bool:
        """Uninstall; False where there is nothing to uninstall. Raises OfficeError."""
        if not self.present():
            return False
        self._unopkg("remove", IDENTIFIER)
        return True

    def present(self) -> bool:
        """Whether LibreOffice has the add-in. Raises OfficeError."""
        return IDENTIFIER in self._unopkg("list")

    def command(self, action: str, *arguments: str) -> list[str]:
        """The command that does something."""
        return [str(self.office.unopkg), action, *(["--shared"] if self.shared else []), *self.options, *arguments]

    def _unopkg(self, action: str, *arguments: str) -> str:
        command = self.command(action, *arguments)
        try:
            ended = subprocess.run(
                command,
                env=surroundings(os.environ),
                capture_output=True,
                text=True,
                timeout=SECONDS,
                stdin=subprocess.DEVNULL,
                errors="replace",
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OfficeError(f"{command[0]} failed: {error}", f"{command[0]} 运行失败：{error}") from error
        said = f"{ended.stdout}\n{ended.stderr}".strip()
        if ended.returncode:
            if LOCKED in said:
                raise OfficeError(
                    "LibreOffice is running: close all its windows and run this command again",
                    "LibreOffice 正在运行：请关闭其所有窗口后重试",
                )
            raise OfficeError(f"{command[0]} {action} failed: {said}", f"{command[0]} {action} 运行失败：{said}")
        return said


def usual(office: Office) -> Installation:
    """The installation for whoever asks: for root that of all, because LibreOffice refuses root one of its own."""
    return Installation(office, shared=hasattr(os, "geteuid") and os.geteuid() == 0)


def try_out(office: Office, stamp: str, seconds: float = SECONDS) -> str:
    """What LibreOffice, with the add-in in a profile of its own, says of a policy's version.

    Raises OfficeError with the words of the add-in where it cannot be loaded.
    """
    with tempfile.TemporaryDirectory(prefix="xlplugin-", ignore_cleanup_errors=True) as name:
        book = Path(name, "trial.xlsx")
        _write_trial(book, (f'POLICYINFO("{stamp}","version")', f'CHECKROW(A1,"{stamp}")'))
        [result] = converted(office, [book], Path(name, "calculated"), seconds=seconds)
        with Package(result) as package:
            [sheet] = read_book(package).sheets
    version, words = sheet.grid.value(1, 2), sheet.grid.value(2, 2)
    if isinstance(version, str) and version:
        return version
    said = words if isinstance(words, str) and words else f"it shows {version}"
    raise OfficeError(f"the add-in does not work: {said}", f"插件无法工作：{said}")


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _write_trial(book: Path, formulas: Sequence[str]) -> None:
    """The smallest workbook with some formulas in column B, and a number before each."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"><f>{formula.replace("&", "&amp;")}</f></c></row>'
        for row, formula in enumerate(formulas, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OF_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_OF_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OF_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OF_OFFICE}"><sheets>'
        '<sheet name="Trial" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OF_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OF_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, _XML + content)
