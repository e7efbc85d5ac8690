"""A running LibreOffice with the add-in in a profile of its own, for tests and measurements that talk to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlplugin.hosts.calc.extension import where_installed
from xlplugin.hosts.calc.office import Office, surroundings
from xlplugin.hosts.calc.profile import write_profile

INSIDE = Path(__file__).with_name("inside.py")


class Live:
    """The other end of ``inside.py``: its methods, called by name."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._read() == "ready"

    def __getattr__(self, what: str) -> Any:
        def ask(*arguments: object) -> Any:
            assert self._process.stdin is not None
            print(json.dumps([what, *arguments]), file=self._process.stdin, flush=True)
            answer = self._read()
            if isinstance(answer, dict) and "failed" in answer:
                raise AssertionError(answer["failed"])
            return answer

        return ask

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "LibreOffice or its bridge has ended"
        return json.loads(line)


@contextmanager
def running(office: Office, environ: Mapping[str, str], options: Sequence[str] = ()) -> Iterator[Live]:
    """LibreOffice from start to end; ``options`` are further arguments, such as another profile's."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        pipe = f"xlplugin-{os.getpid()}-{Path(name).name}"
        profile = options or write_profile(Path(name), where_installed())
        command = [office.program, *profile, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
        with (
            subprocess.Popen(command, env=surroundings(environ), stderr=subprocess.DEVNULL) as program,
            subprocess.Popen(
                [python_with_bridge(office), INSIDE, pipe],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            ) as inside,
        ):  # fmt: skip
            try:
                live = Live(inside)
                yield live
                live.end()
                program.wait(60)
            finally:
                inside.kill()
                program.terminate()


def python_with_bridge(office: Office) -> str:
    """The Python that can talk to LibreOffice: its own, or the system's."""
    own = office.program.with_name("python.exe" if os.name == "nt" else "python")
    version = ".".join(map(str, office.python or ()))
    for found in (str(own), f"/usr/bin/python{version}", shutil.which("python3")):
        if found and shutil.which(found) and not subprocess.run([found, "-c", "import uno"], capture_output=True).returncode:
            return found
    raise LookupError("no Python here can talk to LibreOffice")
