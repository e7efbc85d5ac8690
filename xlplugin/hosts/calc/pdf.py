"""Prints a workbook to a PDF with LibreOffice: a private profile, no macro, nothing fetched, a time limit."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .configuration import items
from .converting import run_office
from .office import Office, OfficeError
from .profile import SETTINGS

PDF = "pdf:calc_pdf_Export"
SECONDS = 120.0


def printed(
    office: Office, book: Path, folder: Path, environ: Mapping[str, str] = os.environ, seconds: float = SECONDS
) -> Path:
    """Print a workbook into a PDF of the same name in ``folder``; the add-in is not needed. Raises OfficeError."""
    with tempfile.TemporaryDirectory(prefix="xlplugin-", ignore_cleanup_errors=True) as name:
        user = Path(name, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(items(SETTINGS), "utf-8")
        command = [
            office.program, f"-env:UserInstallation={Path(name).as_uri()}", "--headless", "--norestore", "--nologo",
            "--nolockcheck", "--nodefault", "--convert-to", PDF, "--outdir", folder, book,
        ]  # fmt: skip
        said = run_office([str(part) for part in command], environ, seconds)
    result = folder / f"{book.stem}.pdf"
    if not result.is_file():  # LibreOffice ends well even where it has written nothing
        raise OfficeError(
            f"LibreOffice could not print {book.name}: {said[-300:] or 'it gave no reason'}",
            f"LibreOffice 未能打印 {book.name}：{said[-300:] or '未给出原因'}",
        )
    return result
