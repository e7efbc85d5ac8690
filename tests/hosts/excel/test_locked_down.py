"""The mode in which Excel starts no program: the file for log-on, and the server behind it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import types
from pathlib import Path, PureWindowsPath

import pytest

from xlplugin.hosts.excel import locked_down
from xlplugin.hosts.excel.installing_addin import ExcelError, xlwings_file
from xlplugin.hosts.excel.locked_down import SERVER_CLASS, at_log_on, is_running, serve


def test_the_file_for_log_on():
    script = at_log_on(PureWindowsPath("C:\\Users\\张 三\\Python 3.11\\python.exe")).decode("utf-8")
    assert script.split("\r\n") == [
        "@chcp 65001 >nul",
        '@start "" "C:\\Users\\张 三\\Python 3.11\\pythonw.exe" -P -m xlplugin excel serve',
        "",
    ]


@pytest.mark.parametrize("odd", ["C:\\50%\\python.exe", 'C:\\a" & calc "\\python.exe', "C:\\a\r\nb\\python.exe"])
def test_paths_that_a_batch_file_would_misread(odd):
    with pytest.raises(ExcelError, match="plain name"):
        at_log_on(odd)


def test_the_class_is_the_one_that_the_macros_attach_to():
    macros = xlwings_file("xlwings.bas").read_text("cp1252")
    attach = re.search(r"If DEBUG_UDFS = True Then\s+XLPyCommand = \"(.*?)\"", macros)
    assert attach is not None and attach[1] == SERVER_CLASS


def test_the_server_is_windows_only():
    with pytest.raises(ExcelError, match="Windows only") as told:
        serve()
    assert "只能在 Windows" in told.value.message.zh


@pytest.fixture
def windows(monkeypatch):
    """COM as far as the server asks it: whether a class object of that class is there."""
    running = []
    error = type("com_error", (Exception,), {})

    def create(clsid, *_):
        if clsid not in running:
            raise error(-2147221164, "Class not registered")

    com = types.SimpleNamespace(CoCreateInstance=create, CLSCTX_LOCAL_SERVER=4, IID_IDispatch="IDispatch")
    served = []
    monkeypatch.setitem(sys.modules, "pythoncom", com)
    monkeypatch.setitem(sys.modules, "pywintypes", types.SimpleNamespace(IID=str, com_error=error))
    monkeypatch.setitem(sys.modules, "xlwings", types.SimpleNamespace(serve=served.append))
    monkeypatch.setitem(sys.modules, locked_down.UDF_MODULE, types.ModuleType("udfs"))
    monkeypatch.setattr(locked_down.os, "name", "nt")
    return running, served


def test_the_server_serves_the_class(windows):
    running, served = windows
    assert not is_running()
    serve()
    assert served == [SERVER_CLASS]


def test_a_second_server_is_not_started(windows):
    running, served = windows
    running.append(SERVER_CLASS)
    assert is_running()
    with pytest.raises(ExcelError, match="runs already"):
        serve()
    assert served == []


def test_no_server_without_com(monkeypatch):
    monkeypatch.setitem(sys.modules, "pythoncom", None)
    assert not is_running()


def test_a_module_that_lies_about_is_not_imported(tmp_path):
    (tmp_path / "xlplugin.py").write_text("raise SystemExit(77)", "ascii")
    command = locked_down.server_command(sys.executable)
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2 and "Windows only" in ran.stderr
