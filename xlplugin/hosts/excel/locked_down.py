"""For PCs on which Excel may start no program: Python waits, started at log-on, and Excel only attaches to it.

Microsoft Defender's rule "Block all Office applications from creating child processes" and many a bank's own
rules forbid what the add-in otherwise does. With xlwings' setting DEBUG UDFS the macros ask Windows for a server
that runs already (a COM class object of the user's own session) and start nothing.
"""

from __future__ import annotations

import importlib
import ntpath
import os
from pathlib import Path

from .installing_addin import UDF_MODULE, ExcelError

SERVER_CLASS = "{506e67c3-55b5-48c3-a035-eed5deea7d6d}"
"""The class that xlwings' macros ask for; fixed by xlwings."""


def server_command(interpreter: Path) -> list[str]:
    """What starts the server. ``-P``: modules lying about in the folder it is started from are not imported."""
    return [str(interpreter), "-P", "-m", "xlplugin", "excel", "serve"]


def at_log_on(interpreter: Path) -> bytes:
    """The file for the Startup folder: it starts the server without a window and ends. Raises ExcelError."""
    program = str(interpreter)
    if set(program) & set('"%\r\n'):
        raise ExcelError(
            f"{program}: a batch file cannot name this path; install Python in a folder with a plain name",
            f"{program}：批处理文件无法使用该路径；请把 Python 安装到名称普通的文件夹",
        )
    silent = program
    if ntpath.basename(program).lower() == "python.exe":
        silent = program[: -len("python.exe")] + "pythonw.exe"
    command = " ".join([f'"{silent}"', *server_command(interpreter)[1:]])
    # chcp: cmd reads what follows as UTF-8, whatever the machine's code page is.
    lines = ("@chcp 65001 >nul", f'@start "" {command}')
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def serve() -> None:
    """Run the server until Windows ends it. Raises ExcelError where it cannot run here."""
    if os.name != "nt":
        raise ExcelError(
            "the server for Excel runs on Windows only", "Excel 服务进程只能在 Windows 上运行"
        )
    if is_running():
        raise ExcelError(
            "the server runs already; there is no need for a second one",
            "服务进程已在运行，无需再次启动",
        )
    try:
        xlwings = importlib.import_module("xlwings")
        importlib.import_module(UDF_MODULE)  # so that the first cell does not wait for it
    except ImportError as error:
        raise ExcelError(
            f"{error}; install what is missing: pip install xlplugin[excel]",
            f"{error}；请安装缺少的组件：pip install xlplugin[excel]",
        ) from error
    xlwings.serve(SERVER_CLASS)


def is_running() -> bool:
    """Whether a server answers in this session, asked as Excel asks."""
    try:
        pythoncom = importlib.import_module("pythoncom")
        pywintypes = importlib.import_module("pywintypes")
    except ImportError:
        return False
    try:
        pythoncom.CoCreateInstance(
            pywintypes.IID(SERVER_CLASS), None, pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.IID_IDispatch
        )
    except pywintypes.com_error:
        return False
    return True
