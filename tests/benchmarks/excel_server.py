"""Runs under the stub of Windows in a process of its own: times calls, prints the times as JSON."""

from __future__ import annotations

import json
import sys

from tests.hosts.excel import windows

from .rounds import run

CALLS = 200


def main(rows: int, rounds: int) -> None:
    """Calls of one row and of a block: ours, a trivial function's, and those of the functions themselves."""
    xw = windows.install()
    from xlwings.com_server import XLPython

    from tests.hosts.excel.fake_excel import MISSING, Range, Workbook, said
    from xlplugin.functions.registry import FUNCTIONS
    from xlplugin.hosts.excel import calls, udfs

    @xw.func
    @xw.arg("values", ndim=2)
    def TRIVIAL(values, policy=None, output=None, headers=None):  # type: ignore[no-untyped-def]
        return 1.0

    udfs.TRIVIAL = TRIVIAL  # type: ignore[attr-defined]
    book = Workbook("book.xlsm", names={"xlplugin_policy": "credit_rating"})
    server, module = XLPython(), udfs.__name__
    told = said(udfs.GRADE.__xlfunc__["args"][-1]["vba"], book.sheet)
    data = tuple((0.4 + i % 400 / 1000, 1.4, 0.9, 0.12, "normal", float(i % 2)) for i in range(rows))
    com_book, caller = windows.PyIDispatch(book), windows.PyIDispatch(Range(book.sheet, [[None]]))
    ranges = [windows.PyIDispatch(Range(book.sheet, [row])) for row in data[:CALLS]]
    nothing = (MISSING, MISSING, MISSING)

    def by_range(name: str, *more: object):  # type: ignore[no-untyped-def]
        return lambda: [server.CallUDF(module, name, (one, *nothing, *more), com_book, caller) for one in ranges]

    def by_values(name: str, *more: object):  # type: ignore[no-untyped-def]
        return lambda: [server.CallUDF(module, name, ((row,), *nothing, *more)) for row in data[:CALLS]]

    machine = calls.Machine()
    core = FUNCTIONS["GRADE"]
    contenders = {
        "range": by_range("GRADE", told),
        "trivial range": by_range("TRIVIAL"),
        "values": by_values("GRADE", told),
        "trivial values": by_values("TRIVIAL"),
        "block": lambda: server.CallUDF(module, "GRADE", (data, *nothing, told)),
        "core block": lambda: core.call([data], machine.context(told)),
        "core row": lambda: [core.call([(row,)], machine.context(told)) for row in data[:CALLS]],
    }
    expected = core.call([data], machine.context(told))
    assert contenders["block"]() == expected and len(set(map(tuple, expected))) > 1  # type: ignore[arg-type]
    assert contenders["range"]() == contenders["values"]() == [row[0] for row in expected[:CALLS]]  # type: ignore[index]
    print(json.dumps({"calls": min(CALLS, rows), "times": run(contenders, rounds)}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
