"""Calls from LibreOffice Calc, against a trivial function of a Python add-in in the same process.

The trivial function takes the same arguments (the workbook, a range, three optional values), reads its cells
and answers with a constant: what any add-in pays that knows its workbook and can read an error.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hosts.calc.live import Live, running
from xlplugin.hosts.calc.extension import COMPONENTS, IDL, where_installed
from xlplugin.hosts.calc.methods import CELLS, DOCUMENT, TABLE
from xlplugin.hosts.calc.office import Office, OfficeError, usable_office
from xlplugin.hosts.calc.profile import write_profile

from .rounds import Figure, Times, figure

SERVICE = "org.xlplugin.Benchmark"
INTERFACE = f"""module org {{ module xlplugin {{ interface XBenchmark {{
    any trivial([in] {DOCUMENT} document, [in] {CELLS} cells, [in] any policy, [in] any output, [in] any headers);
    any around([in] {DOCUMENT} document, [in] {CELLS} cells, [in] any policy, [in] any output, [in] any headers);
    any bare([in] {TABLE} cells);
    any clock([in] any different);
}}; }}; }};
"""


def figures(rows: int = 10_000, rounds: int = 9) -> list[Figure]:
    """GRADE under credit_rating, a formula per row and one for the block, loss-free customers among the rows."""
    try:
        office = usable_office()
    except OfficeError as error:
        print(f"Calc is not measured: {error}", file=sys.stderr)
        return []
    times = _times(office, rows, rounds)
    each = (rows, rows)
    return [
        figure("Calc: what the add-in adds to a call", "call", times, "around", "trivial", 1.3, each),
        figure("Calc: GRADE, a formula per row", "row", times, "per row", "trivial", 3.0, each),
        figure("Calc: GRADE, one formula, against one per row", "row", times, "block", "per row", 0.2, each),
        figure("Calc: trivial, against one without workbook and range", "call", times, "trivial", "bare", None, each),
    ]


def _times(office: Office, rows: int, rounds: int) -> Times:
    data = [[0.4 + row % 400 / 1000, 1.4, 0.9, 0.12, "normal", float(row % 2)] for row in range(rows)]
    numbers = range(1, rows + 1)
    contenders: dict[str, list[str] | str] = {
        "trivial": [f"={SERVICE}.TRIVIAL(A{i}:F{i})".upper() for i in numbers],
        "around": [f"={SERVICE}.AROUND(A{i}:F{i})".upper() for i in numbers],
        "per row": [f"=GRADE(A{i}:F{i})" for i in numbers],
        "block": f"=GRADE(A1:F{rows})",
        "bare": [f"={SERVICE}.BARE(A{i}:F{i})".upper() for i in numbers],
    }
    with _calc(office) as live:
        clock = live.open()
        books = {}
        for name, formulas in contenders.items():
            books[name] = live.open()
            live.put(books[name], f"A1:F{rows}", data)
            if isinstance(formulas, str):
                live.array(books[name], f"H1:H{rows}", formulas)
            else:
                live.enter(books[name], f"H1:H{rows}", [[formula] for formula in formulas])
        now = _clock(live, clock)
        times: Times = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, book in books.items():
                start = now()
                live.calculate(book)
                times[name].append(now() - start)
        assert live.shown(books["per row"], "H1") == live.shown(books["block"], "H1") != [["#REF!"]]
        return times


def _clock(live: Live, book: int) -> Callable[[], float]:
    """The processor time that LibreOffice has used."""
    asked = iter(range(10**9))

    def now() -> float:
        live.enter(book, "A1", [[f"={SERVICE}.CLOCK({next(asked)})".upper()]])
        return live.values(book, "A1")[0][0]

    return now


@contextmanager
def _calc(office: Office) -> Iterator[Live]:
    """LibreOffice with the add-in and, beside it, the functions to compare with."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        options = write_profile(folder, where_installed())
        beside = folder / "benchmark"
        beside.mkdir()
        component = Path(__file__).with_name("calc_component.py")
        (beside / component.name).write_bytes(component.read_bytes())
        (beside / IDL).write_text(INTERFACE, "utf-8")
        (beside / COMPONENTS).write_text(
            '<components xmlns="http://openoffice.org/2010/uno-components"><component '
            f'loader="com.sun.star.loader.Python" uri="{component.name}"><implementation name="{SERVICE}">'
            f'<service name="{SERVICE}"/></implementation></component></components>',
            "utf-8",
        )
        _declare(folder / "user" / "registrymodifications.xcu")
        unorc = folder / "xlplugin" / "unorc"
        lines = unorc.read_text("utf-8").splitlines()
        added = {"UNO_TYPES": IDL, "UNO_SERVICES": COMPONENTS}
        unorc.write_text(
            "\n".join(
                f"{line} ?{(beside / added[key]).as_uri()}" if (key := line.partition("=")[0]) in added else line
                for line in lines
            ),
            "utf-8",
        )
        environ = {key: value for key, value in os.environ.items() if not key.startswith("XLPLUGIN_")}
        with running(office, environ, options) as live:
            yield live


def _declare(settings: Path) -> None:
    """Add the functions to the configuration."""
    functions = "".join(
        f'<node oor:name="{name}" oor:op="replace"><prop oor:name="DisplayName"><value>{SERVICE}.{name}</value></prop></node>'
        for name in ("trivial", "around", "bare", "clock")
    )
    item = (
        f'<item oor:path="/org.openoffice.Office.CalcAddIns/AddInInfo"><node oor:name="{SERVICE}" oor:op="replace">'
        f'<node oor:name="AddInFunctions">{functions}</node></node></item>'
    )
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("</oor:items>", f"{item}</oor:items>"), "utf-8")
