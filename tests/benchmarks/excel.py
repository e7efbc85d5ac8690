"""Calls from Excel under a stub of Windows, against a trivial xlwings function in the same process; and the import.

What is measured is Python's side: in Excel the way between the processes comes on top, for all alike.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from .rounds import Figure, Times, figure
from .start import ROOT

TIMED = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"


def figures(rows: int = 10_000, rounds: int = 15) -> list[Figure]:
    """GRADE under credit_rating, one row a call and one call for all; both ways in which VBA may pass a row."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}
    said = json.loads(_output(["-m", "tests.benchmarks.excel_server", str(rows), str(rounds)], environ))
    times, calls = said["times"], (said["calls"], said["calls"])
    imports = _imports(environ, rounds)
    return [
        figure("Excel: GRADE of a row, as our VBA passes it", "call", times, "values", "trivial values", 3.0, calls),
        figure("Excel: GRADE of a row, passed as a range", "call", times, "range", "trivial range", 3.0, calls),
        figure("Excel: a block, against the function itself", "row", times, "block", "core block", 2.0, (rows, rows)),
        figure("Excel: GRADE of a row, against the function itself", "call", times, "values", "core row", None, calls),
        figure("Excel: importing the host, against xlwings", "import", imports, "host", "xlwings", 2.0),
    ]


def _imports(environ: dict[str, str], rounds: int) -> Times:
    modules = {"host": "xlplugin.hosts.excel.udfs", "xlwings": "xlwings"}
    times: Times = {name: [] for name in modules}
    with tempfile.TemporaryDirectory() as compiled:
        # as installed: all modules compiled, whatever this machine says about keeping that
        environ = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = compiled
        for number in range(rounds + 1):
            for name, module in modules.items():
                seconds = float(_output(["-c", TIMED.format(module)], environ))
                if number:
                    times[name].append(seconds)
    return times


def _output(arguments: list[str], environ: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.splitlines()[-1]
