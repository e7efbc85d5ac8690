"""The server process for the tests of this folder, and how to ask it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.functions.cases import AS_OF
from tests.hosts.calc.conftest import surroundings

ROOT = Path(__file__).resolve().parents[3]
TODAY = float((AS_OF - AS_OF.replace(1899, 12, 30)).days)
NAMES = {"xlplugin_as_of": TODAY}


class Server:
    """A running server."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.hosts.excel.server"],
            cwd=ROOT,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert json.loads(self._line()) == "ready"

    def ask(self, what: str, **said: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, said]) + "\n")
        self.process.stdin.flush()
        return json.loads(self._line())

    def call(self, function: str, *arguments: Any, mode: str = "ours", book: str = "book.xlsm") -> Any:
        """The answer to a formula whose arguments are ranges (lists of rows) or values."""
        return self.asked(function, *arguments, mode=mode, book=book)["answer"]

    def asked(self, function: str, *arguments: Any, mode: str = "ours", book: str = "book.xlsm") -> Any:
        """The same with what was asked of Excel meanwhile."""
        given = [
            {"range": one} if isinstance(one, list) else one if isinstance(one, dict) else {"value": one}
            for one in arguments
        ]
        return self.ask("call", mode=mode, book=book, function=function, arguments=given)

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError("the server is gone")
        return line

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def start() -> Iterator[Callable[[Mapping[str, str]], Server]]:
    """Starts servers, and ends them all."""
    pytest.importorskip("xlwings")
    running: list[Server] = []

    def started(environ: Mapping[str, str]) -> Server:
        running.append(Server(environ))
        return running[-1]

    yield started
    for one in running:
        one.end()


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The surroundings of a machine that grades by the test policies."""
    return surroundings(tmp_path_factory.mktemp("machine"))


@pytest.fixture(scope="session")
def server(start: Callable[[Mapping[str, str]], Server], environ: dict[str, str]) -> Server:
    """A server with one workbook open, ``book.xlsm``, whose as-of date is that of the cases."""
    made = start(environ)
    made.ask("book", name="book.xlsm", names=NAMES)
    return made
