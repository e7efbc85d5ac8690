"""Makes the project's own Python environment, `.venv`, from nothing but Python 3.11's standard library."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
CANNOT_SET_UP = 2


def say(en: str, zh: str) -> None:
    print(f"{en} / {zh}", flush=True)


def stop(en: str, zh: str) -> NoReturn:
    say(en, zh)
    sys.exit(CANNOT_SET_UP)


def prepare(extra: str = "") -> None:
    """Leave `.venv` holding the package, editable, with its optional dependencies `extra`.

    Nothing is installed outside `.venv`. A second call takes no time, until pyproject.toml or the folder's
    place changes. Where it cannot be done, says why and ends the program with status 2.
    """
    _speak_chinese()
    _want_python()
    key = hashlib.sha256(os.fsencode(ROOT) + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if PYTHON.exists() and _stamp(extra).exists() and _stamp(extra).read_text("ascii") == key:
        return
    if not _usable():
        _make()
    what = f"xlplugin[{extra}]" if extra else "xlplugin"
    say(f"Installing {what} into .venv (a minute or two)", f"正在把 {what} 装入 .venv（约一两分钟）")
    source = f".[{extra}]" if extra else "."
    if run([PYTHON, "-m", "pip", "install", "--quiet", "--editable", source], cwd=ROOT):
        stop("Installing failed, for the reason above. It needs a Python package index: pip's own settings"
             " (pip config, PIP_INDEX_URL) say which. Then run this command again.",
             "安装失败，原因见上。安装需要 Python 软件包索引，由 pip 的设置（pip config、PIP_INDEX_URL）"
             "指定。处理后请重新运行本命令。")
    for name in {"", extra}:
        _stamp(name).write_text(key, "ascii")


def run(command: list[str | Path], **options) -> int:
    """The exit status of a command run with the project's surroundings."""
    return subprocess.call([str(part) for part in command], env=_surroundings(), **options)


def _stamp(extra: str) -> Path:
    return VENV / f"xlplugin-installed{'-' * bool(extra)}{extra}.txt"


def _surroundings() -> dict[str, str]:
    """The caller's environment, pip's settings included, less what would lead out of `.venv`."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    kept.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    return kept


def _speak_chinese() -> None:
    """Where the terminal's encoding has no Chinese (a bare C locale), write UTF-8 rather than crash."""
    try:
        "说明".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        os.environ["PYTHONUTF8"] = "1"


def _want_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for minor in range(15, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            sys.exit(run([newer, *sys.argv]))
    have = ".".join(map(str, sys.version_info[:2]))
    stop(f"xlplugin needs Python 3.11 or newer; this is {have}. Install one and run this command with it.",
         f"xlplugin 需要 Python 3.11 或更新版本，当前为 {have}。请安装后用它重新运行本命令。")


def _usable() -> bool:
    """Is there an environment that can be installed into: pip runs in it, on a Python new enough?"""
    test = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    return PYTHON.exists() and run([PYTHON, "-c", test], stderr=subprocess.DEVNULL) == 0


def _make() -> None:
    say(f"Making {VENV}", f"正在建立 {VENV}")
    has = {name: importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip")}
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
    except OSError as error:
        stop(f"Cannot write there ({error.strerror}). Copy the project to a folder of yours first.",
             f"无法写入该目录（{error.strerror}）。请先把项目复制到您自己的目录。")
    if has["venv"]:
        choice = [] if has["ensurepip"] else ["--without-pip"]
        if run([sys.executable, "-m", "venv", *choice, VENV]) == 0 and (has["ensurepip"] or _bring_pip()):
            return
    stop("This Python has no venv and pip of its own. Install them, on Debian with the next line, then run"
         " this command again:",
         "此 Python 未带 venv 与 pip。请先安装（在 Debian 上用下一行命令），再重新运行本命令："
         "\n  sudo apt-get update && sudo apt-get install -y python3-venv")


def _bring_pip() -> bool:
    """Put pip into `.venv` where Python lacks ensurepip, as Debian's does until python3-venv is installed.

    From this Python's own pip, or else from Debian's package of it: apt fetches and proves the package and it
    is unpacked into a temporary folder, so that neither rights nor a change of the system are needed.
    """
    if importlib.util.find_spec("pip") and not run(
        [sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip"]
    ):
        return True
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    say("Fetching pip, which this Python lacks, from Debian's packages",
        "此 Python 未带 pip，正在从 Debian 软件包取得")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lists" / "partial").mkdir(parents=True)
        get = ["apt-get", "--quiet=2", "-o", f"Dir::Cache={folder}/cache", "-o", "APT::Sandbox::User=root"]
        lists = ["-o", f"Dir::State::Lists={folder}/lists"]
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        download = ["download", "python3-pip-whl"]
        # A machine may have no package lists, or old ones: then a private copy of them is fetched.
        if run([*get, *download], **quiet):
            run([*get, *lists, "update"], cwd=folder, stdout=subprocess.DEVNULL)
            run([*get, *lists, *download], cwd=folder, stdout=subprocess.DEVNULL)
        for package in folder.glob("*.deb"):
            run(["dpkg-deb", "--extract", package, folder / "unpacked"])
        for wheel in folder.glob("unpacked/usr/share/python-wheels/pip-*.whl"):
            return run([PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel]) == 0
    return False
