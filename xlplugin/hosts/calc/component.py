"""Runs inside LibreOffice: finds the installed xlplugin and lends its functions to the add-in.

This file is copied into the extension as it is; beside it lies ``xlplugin.json``, written by the installation.
"""

import json
import os
import struct
import sys
import traceback

import uno
import unohelper
from com.sun.star.lang import XServiceInfo

FOLDER = os.path.dirname(os.path.abspath(__file__))
OUR_FAULT = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | 521))[0]
"""#NULL! as Calc takes it from an add-in."""

with open(os.path.join(FOLDER, "xlplugin.json"), encoding="utf-8") as file:
    SAID = json.load(file)


def methods():
    """The methods by name; where the package cannot be used, methods that say so."""
    try:
        if list(sys.version_info[:2]) != SAID["python"]:
            raise ImportError("installed for Python {}.{}, but this is {}.{}; run: xlplugin calc install".format(
                *SAID["python"], *sys.version_info[:2]))
        sys.path[:0] = [path for path in SAID["path"] if path not in sys.path]
        from xlplugin.hosts.calc.calls import methods_for

        return methods_for(SAID)
    except Exception as error:
        traceback.print_exc()
        words = f"xlplugin cannot be loaded / 无法加载 xlplugin: {error}"
        return {name: refusing(kind, words) for name, kind in SAID["methods"].items()}


def refusing(kind, words):
    """A method that answers with an error, or with what is wrong where it is one that says why."""
    answer = words if kind == "why" else ((OUR_FAULT,),) if kind == "table" else OUR_FAULT
    return lambda *arguments: answer


class Functions(unohelper.Base, uno.getClass(SAID["interface"]), XServiceInfo):
    """The add-in."""

    def __init__(self, context):
        pass

    def getImplementationName(self):
        return SAID["service"]

    def supportsService(self, name):
        return name == SAID["service"]

    def getSupportedServiceNames(self):
        return (SAID["service"],)


for name, method in methods().items():
    setattr(Functions, name, method)

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, SAID["service"], (SAID["service"],))
