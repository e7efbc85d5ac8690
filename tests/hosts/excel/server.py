"""The Python server that Excel calls, under the stub of Windows: one JSON request a line, one answer a line."""

from __future__ import annotations

import importlib
import json
import sys
import threading
from typing import Any

from . import windows

UDF_MODULE = "xlplugin.hosts.excel.udfs"


class Server:
    """Answers requests; workbooks stay open under their names."""

    def __init__(self) -> None:
        self.xlwings = windows.install()
        self.module = importlib.import_module(UDF_MODULE)
        self.books: dict[str, Any] = {}

    def book(self, name: str, **said: Any) -> None:
        """Open a workbook, or say something else of it."""
        from .fake_excel import Workbook

        self.books[name] = Workbook(Name=name, **said)

    def call(self, mode: str, book: str, function: str, arguments: list[dict[str, Any]]) -> dict[str, Any]:
        """One formula's call; ``com`` are the questions that went to Excel, by kind."""
        from . import fake_excel

        by = fake_excel.called_as_we_write if mode == "ours" else fake_excel.called_as_xlwings_writes
        given = [self._argument(self.books[book], one) for one in arguments]
        windows.COUNTED.clear()
        answer = by(self.module, function, given, self.books[book])
        return {"answer": _told(answer), "com": dict(windows.COUNTED)}

    def _argument(self, book: Any, said: dict[str, Any]) -> object:
        from .fake_excel import MISSING, Range

        if "range" in said:
            during = said.get("during")
            return Range(book.sheet, said["range"], during and (lambda: self.nested.append(self.call(**during))))
        if "array" in said:  # Excel passes a constant of one row without its row
            rows = said["array"]
            return tuple(rows[0]) if len(rows) == 1 else tuple(map(tuple, rows))
        return said.get("value", MISSING)

    nested: list[dict[str, Any]] = []

    def during(self) -> list[dict[str, Any]]:
        """The answers to the calls that came while others were under way."""
        answers, self.nested[:] = list(self.nested), []
        return answers

    def together(self, calls: list[dict[str, Any]], times: int) -> list[list[Any]]:
        """Calls of several threads at once: for each the different answers that it got."""
        found: list[list[Any]] = [[] for _ in calls]

        def many(number: int) -> None:
            for _ in range(times):
                answer = self.call(**calls[number])["answer"]
                if answer not in found[number]:
                    found[number].append(answer)

        threads = [threading.Thread(target=many, args=(number,)) for number in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def import_udfs(self, workbook: str) -> dict[str, Any]:
        """What xlwings' Import Functions writes into a workbook."""
        from .fake_excel import Workbook

        book = Workbook(Name=workbook)
        self.xlwings.import_udfs(UDF_MODULE, book)
        options = {name.partition("!")[2]: options for name, options in book.Application.options}
        return {"text": book.imported, "options": options}

    def loaded(self) -> dict[str, Any]:
        """What of xlwings' PRO part is there."""
        pro = [name for name, module in sys.modules.items() if name.startswith("xlwings.pro") and module]
        return {"pro": pro, "licensed": self.xlwings.__pro__, "engines": [one.name for one in self.xlwings.engines]}


def _told(answer: object) -> object:
    if isinstance(answer, (list, tuple)):
        return [_told(one) for one in answer]
    return {"error": answer.text} if hasattr(answer, "text") else answer


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # xlwings prints
    server = Server()
    print(json.dumps("ready"), file=answers, flush=True)
    for line in sys.stdin:
        what, said = json.loads(line)
        print(json.dumps(getattr(server, what)(**said)), file=answers, flush=True)


if __name__ == "__main__":
    main()
