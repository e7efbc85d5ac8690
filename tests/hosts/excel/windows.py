"""A stub of Windows: pywin32 as far as xlwings asks for it, so that xlwings' own code for Windows runs anywhere.

To be used in a process of its own: it changes what ``sys`` and ``ctypes`` say, and xlwings stays as imported.
"""

from __future__ import annotations

import asyncio  # noqa: F401 - these ask for the platform when they are imported, and have to find the real one
import ctypes
import datetime
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy  # noqa: F401
import pandas  # noqa: F401

RANGE = "{00020846-0000-0000-C000-000000000046}"
OTHER = "{00000000-0000-0000-0000-000000000000}"


COUNTED: dict[str, int] = {}
"""The questions that went to Excel, by kind."""


class Remote:
    """An object in another process; ``properties`` are what may be asked of it, by name."""

    kind = OTHER

    def properties(self) -> dict[str, Callable[[], object]]:
        return {}


class PyIDispatch:
    """Such an object as it arrives: nothing but a way to ask it, and every question is counted."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote

    def GetTypeInfo(self) -> types.SimpleNamespace:
        count("GetTypeInfo")

        def attributes() -> types.SimpleNamespace:
            count("GetTypeAttr")
            return types.SimpleNamespace(iid=self.remote.kind)

        def documentation(number: int) -> tuple[str]:
            count("GetDocumentation")
            return (type(self.remote).__name__,)

        return types.SimpleNamespace(GetTypeAttr=attributes, GetDocumentation=documentation)

    def Invoke(self, name: str) -> object:
        count(f"{type(self.remote).__name__}.{name}")
        known = self.remote.properties()
        if name not in known:
            raise com_error(-2147352570, "Unknown name.", None, None)
        return known[name]()


def count(what: str) -> None:
    COUNTED[what] = COUNTED.get(what, 0) + 1


class com_error(Exception):
    """What pywin32 raises where COM fails."""

    @property
    def hresult(self) -> int:
        return self.args[0]


class CDispatch:
    """A COM object as Python code sees it."""

    def __init__(self, dispatch: PyIDispatch) -> None:
        self.__dict__["_oleobj_"] = dispatch

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "CLSID":
            raise AttributeError(name)
        return wrapped(self._oleobj_.Invoke(name))

    def __iter__(self) -> Any:
        return map(wrapped, self._oleobj_.Invoke("_NewEnum"))


def wrapped(found: object) -> Any:
    return CDispatch(PyIDispatch(found)) if isinstance(found, Remote) else found


def dispatch(obj: Any, userName: str = "", resultCLSID: str = "") -> CDispatch:
    """pywin32 asks an object for its type, unless it is told one."""
    given = getattr(obj, "_oleobj_", PyIDispatch(obj) if isinstance(obj, Remote) else obj)
    if not userName:
        given.GetTypeInfo()
    return CDispatch(given)


def install() -> types.ModuleType:
    """Put the stub in place and import xlwings as on Windows; gives xlwings."""
    known = {
        "pywintypes": {
            "com_error": com_error, "error": OSError, "IID": str, "TimeType": type("TimeType", (datetime.datetime,), {}),
        },
        "pythoncom": {
            "com_error": com_error, "ole_error": com_error, "IID_IDispatch": "IDispatch", "__file__": "pythoncom.dll",
            "TypeIIDs": {"IDispatch": PyIDispatch}, "CoInitialize": lambda: None,
        },
        "win32process": {"GetWindowThreadProcessId": lambda window: (1, 1)},
        "win32com.client": {
            "Dispatch": dispatch, "CDispatch": CDispatch, "DispatchEx": dispatch, "CoClassBaseClass": type("CoClass", (), {}),
            "DispatchBaseClass": type("Base", (), {}),
        },
        "win32com.server.util": {"unwrap": _unwrap, "wrap": lambda obj: obj},
    }  # fmt: skip
    names = [
        "win32com", "win32com.server", "win32com.server.dispatcher", "win32com.server.policy", "win32api", "win32con", "win32gui",
        "win32event", "win32timezone", *known,
    ]  # fmt: skip
    for name in sorted(names):
        module = types.ModuleType(name)
        module.__dict__.update(known.get(name, {}))
        module.__path__ = []  # type: ignore[attr-defined]
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    anything = types.SimpleNamespace(
        ole32=types.SimpleNamespace(CLSIDFromString=lambda *given: 0), user32=None, oleacc=None
    )
    ctypes.windll = ctypes.oledll = anything  # type: ignore[attr-defined]
    real = sys.platform, ctypes.PyDLL
    ctypes.PyDLL = lambda file: types.SimpleNamespace(  # type: ignore[assignment, misc]
        PyCom_PyObjectFromIUnknown=types.SimpleNamespace()
    )
    sys.platform = "win32"
    try:
        import xlwings
    finally:
        sys.platform, ctypes.PyDLL = real  # type: ignore[misc]
    return xlwings


def _unwrap(obj: object) -> object:
    raise ValueError("an object from outside")
