"""Runs Basic in a running LibreOffice; under a Python that has its bridge. Usage: inside_basic.py PIPE < JSON.

The input is [source, [function, …]]; the output the functions' answers, null where Basic does not take the source.
"""

import json
import sys
import time

import uno

PATIENCE = 120


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


def main():
    context = connected(sys.argv[1])
    source, functions = json.load(sys.stdin)
    make = context.ServiceManager.createInstanceWithContext
    libraries = make("com.sun.star.script.ApplicationScriptLibraryContainer", context)
    libraries.loadLibrary("Standard")
    libraries.getByName("Standard").insertByName("Ours", source)
    factory = make("com.sun.star.script.provider.MasterScriptProviderFactory", context)
    provider = factory.createScriptProvider("")
    answers = []
    for function in functions:
        script = provider.getScript(f"vnd.sun.star.script:Standard.Ours.{function}?language=Basic&location=application")
        answers.append(script.invoke((), (), ())[0])
    print(json.dumps(answers), flush=True)


main()
