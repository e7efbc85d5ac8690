"""Runs VBA of a workbook in LibreOffice; runs under a Python that has its bridge.

Usage: python vba_inside.py PIPE BOOK MODULE FUNCTION... . Prints a JSON list of what each function, called without
arguments, gives; {"failed": …} for one that fails.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

PATIENCE = 60


def setting(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def main(pipe, book, module, *functions):
    context = connected(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    options = (setting("Hidden", True), setting("MacroExecutionMode", 4))
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(book), "_blank", 0, options)
    scripts = document.getScriptProvider()
    answers = []
    for function in functions:
        try:
            address = f"vnd.sun.star.script:xlplugin.{module}.{function}?language=Basic&location=document"
            answers.append(scripts.getScript(address).invoke((), (), ())[0])
        except Exception as error:
            answers.append({"failed": str(error)})
    print(json.dumps(answers))
    document.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass


main(*sys.argv[1:])
