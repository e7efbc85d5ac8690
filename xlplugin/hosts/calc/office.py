"""The LibreOffice of this machine: where it is, how new, and which Python it runs add-ins with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.findings import Bilingual

OLDEST = (25, 2)
"""The first LibreOffice that finds plainly named functions of an add-in in .xlsx files."""
PROGRAM_VARIABLE = "XLPLUGIN_SOFFICE"
ANSWER_SECONDS = 60
SYSTEM_FOLDERS = ("/usr/bin", "/bin")
_PYTHON = re.compile(rb"python3\.?(\d+)|Python\.framework/Versions/3\.(\d+)", re.IGNORECASE)


class OfficeError(Exception):
    """Why LibreOffice cannot be used: what is missing, and what to install."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.message = Bilingual(en, zh)


@dataclass(frozen=True, slots=True)
class Office:
    """An installed LibreOffice."""

    program: Path
    """``soffice``."""
    version: tuple[int, ...]
    python: tuple[int, int] | None
    """The Python of its add-ins, None where it has none."""

    @property
    def unopkg(self) -> Path:
        """The program that installs extensions."""
        return self.program.with_name("unopkg.com" if os.name == "nt" else "unopkg")


def find_office() -> Office:
    """The LibreOffice that ``XLPLUGIN_SOFFICE`` names, else the first one found. Raises OfficeError."""
    for program in _candidates():
        if program.is_file():
            real = program.resolve()
            return Office(real, _version(real), _python(real.parent))
    raise OfficeError(
        f"LibreOffice is not installed; install version {_shown(OLDEST)} or newer{_how()}",
        f"未安装 LibreOffice；请安装 {_shown(OLDEST)} 或更新版本{_how()}",
    )


def usable_office() -> Office:
    """The LibreOffice of this machine, if the add-in can run in it. Raises OfficeError."""
    office = find_office()
    if office.version < OLDEST:
        raise OfficeError(
            f"LibreOffice {_shown(office.version)} ({office.program}) is too old: it does not find plainly named "
            f"functions such as GRADE in .xlsx files; install version {_shown(OLDEST)} or newer{_how()}",
            f"LibreOffice {_shown(office.version)}（{office.program}）版本过低，无法识别 .xlsx 文件中的 GRADE 等函数；"
            f"请安装 {_shown(OLDEST)} 或更新版本{_how()}",
        )
    if office.python is None:
        raise OfficeError(
            "LibreOffice is installed without its Python bridge; install it, on Debian: "
            "apt-get install -y python3-uno (from the same source as LibreOffice)",
            "LibreOffice 未安装 Python 组件；请安装，Debian 上为：apt-get install -y python3-uno（与 LibreOffice 同一来源）",
        )
    here = sys.version_info[:2]
    if office.python != here:
        raise OfficeError(
            f"LibreOffice runs add-ins with Python {_shown(office.python)}, but xlplugin is installed for "
            f"{_shown(here)}; install it with that version and run this command again: "
            f"python{_shown(office.python)} -m venv … and pip install xlplugin",
            f"LibreOffice 用 Python {_shown(office.python)} 运行插件，而 xlplugin 装在 {_shown(here)} 中；"
            f"请用该版本安装后重试：python{_shown(office.python)} -m venv …，再 pip install xlplugin",
        )
    return office


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for LibreOffice: its Python looks for its own library beside the first ``python3`` of PATH.

    Where that is another Python (pyenv, conda, an active environment), the add-in could not be loaded.
    """
    kept = {name: value for name, value in environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")}
    if os.name == "posix":
        kept["PATH"] = os.pathsep.join([*SYSTEM_FOLDERS, kept.get("PATH", os.defpath)])
    return kept


def _candidates() -> Iterator[Path]:
    named = os.environ.get(PROGRAM_VARIABLE)
    if named:
        yield Path(named)
        return
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    if os.name == "nt":
        for variable in ("ProgramFiles", "ProgramFiles(x86)"):
            yield Path(os.environ.get(variable, "C:\\"), "LibreOffice", "program", "soffice.exe")
    elif sys.platform == "darwin":
        yield Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
    else:
        yield from (Path("/usr/lib/libreoffice/program/soffice"), *sorted(Path("/opt").glob("libreoffice*/program/soffice")))


def _version(program: Path) -> tuple[int, ...]:
    asked = program.with_name("soffice.com") if os.name == "nt" else program
    try:
        said = subprocess.run(
            [asked, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, stdin=subprocess.DEVNULL
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OfficeError(
            f"{program} does not answer ({error}); repair LibreOffice or install it again",
            f"{program} 无响应（{error}）；请修复或重新安装 LibreOffice",
        ) from error
    found = re.search(r"LibreOffice(?:Dev)? (\d+)\.(\d+)", said)
    if not found:
        raise OfficeError(
            f"{program} does not say its version: {said.strip()[:80]!r}",
            f"{program} 未报告版本：{said.strip()[:80]!r}",
        )
    return int(found[1]), int(found[2])


def _python(program: Path) -> tuple[int, int] | None:
    """The minor version of Python 3 that LibreOffice's bridge is linked with."""
    for folder in (program, program.parent / "Frameworks"):
        for name in ("libpyuno.so", "pyuno.pyd", "libpyuno.dylib"):
            bridge = folder / name
            if bridge.is_file():
                found = _PYTHON.search(bridge.read_bytes())
                if found:
                    return 3, int(found[1] or found[2])
    return None


def _how() -> str:
    if os.path.exists("/etc/debian_version"):
        return " (Debian: apt-get install -y -t bookworm-backports libreoffice-calc python3-uno)"
    return ""


def _shown(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
