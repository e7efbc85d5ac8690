"""Runs LibreOffice on a file: a private profile per process, every formula calculated anew, a time limit."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .extension import where_installed
from .office import Office, OfficeError, surroundings
from .profile import write_profile

SECONDS = 600.0
"""The usual limit for one run; 100,000 rows of 20 columns take about 20 seconds."""
XLSX = "xlsx:Calc MS Excel 2007 XML"


def converted(
    office: Office,
    books: Sequence[Path],
    folder: Path,
    engine: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] = os.environ,
    seconds: float = SECONDS,
) -> list[Path]:
    """Recalculate books into .xlsx files of the same names in ``folder``, all in one process.

    ``engine`` is what the add-in should know, see ``calls.methods_for``. Raises OfficeError.
    """
    with tempfile.TemporaryDirectory(prefix="xlplugin-", ignore_cleanup_errors=True) as name:
        profile = write_profile(Path(name), where_installed() | {"engine": dict(engine or {})})
        command = [
            office.program, *profile, "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault",
            "--convert-to", XLSX, "--outdir", folder, *books,
        ]  # fmt: skip
        said = run_office([str(part) for part in command], environ, seconds)
    results = [folder / f"{book.stem}.xlsx" for book in books]
    # LibreOffice ends well even where it has written nothing.
    missing = [book.name for book, result in zip(books, results, strict=True) if not result.is_file()]
    if missing:
        raise OfficeError(
            f"LibreOffice could not recalculate {', '.join(missing)}: {said[-300:] or 'it gave no reason'}",
            f"LibreOffice 未能重新计算 {'、'.join(missing)}：{said[-300:] or '未给出原因'}",
        )
    return results


def run_office(command: list[str], environ: Mapping[str, str], seconds: float) -> str:
    """Run LibreOffice and give what it printed; it is ended at the limit. Raises OfficeError."""
    with _ended(command, environ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise OfficeError(
                f"LibreOffice did not finish within {seconds:g} seconds and was stopped",
                f"LibreOffice 在 {seconds:g} 秒内未完成，已停止",
            ) from None
    return said.decode("utf-8", "replace").strip()


@contextmanager
def _ended(command: list[str], environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is gone afterwards, with those that it has started."""
    try:
        process = subprocess.Popen(
            command,
            env=surroundings(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise OfficeError(
            f"{command[0]} cannot be started: {error.strerror}", f"无法启动 {command[0]}：{error.strerror}"
        ) from error
    try:
        yield process
    finally:
        if process.poll() is None:
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
