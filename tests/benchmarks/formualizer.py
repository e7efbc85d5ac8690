"""A book with a column that only formualizer calculates, against formualizer alone with trivial functions for ours.

Whole processes by the clock, as formualizer uses more than one thread: ours reads the book, calculates and writes the
copy; the baseline loads the same book and evaluates it, and writes nothing.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.workbooks.making import make_book, sheet_xml

from .rounds import Figure, Times, figure

OURS = """
import sys
from pathlib import Path
from xlplugin.cli import main
sys.argv[1:] = ["recalc", sys.argv[1], "-o", sys.argv[2], "--as-of", "2026-06-30"]
sys.exit(main())
"""
ALONE = """
import sys
from formualizer import load_workbook
book = load_workbook(sys.argv[1])
for name in ("GRADE", "SCORE"):
    book.register_function(name, lambda *given: "AA", min_args=1, max_args=4)
book.evaluate_all()
assert book.get_value("Book", 3, 17) == "AA" and book.get_value("Book", 3, 20) != 0.0
"""
TEXTS = ("normal", "branch", "audited", "existing")


def figures(rows: int = 100_000, rounds: int = 5) -> list[Figure]:
    """100,000 rows of 20 columns: GRADE, SCORE, an amount and PMT, which the native engine does not know."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        book = make_book(
            Path(name, "book.xlsx"), {"Book": sheet_xml(_rows(rows)), "Summary": sheet_xml(_summary(rows))},
            shared="".join(f"<si><t>{text}</t></si>" for text in TEXTS),
        )  # fmt: skip
        times: Times = {"ours": [], "alone": []}
        for round_ in range(rounds + 1):
            for what, program in (("ours", OURS), ("alone", ALONE)):
                start = time.perf_counter()
                done = subprocess.run(
                    [sys.executable, "-c", program, book, Path(name, "out")], capture_output=True, text=True
                )
                if done.returncode:
                    raise RuntimeError(f"{what} failed: {done.stdout[-500:]} {done.stderr[-500:]}")
                if round_:
                    times[what].append(time.perf_counter() - start)
    return [figure("recalc through formualizer, the whole process", "row", times, "ours", "alone", 1.5, (rows, rows))]


def _rows(rows: int) -> str:
    head = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{letter}</t></is></c>' for letter in "ABCDEFGHIJKLMNOPQRST"
    )
    return f'<row r="1">{head}</row>' + "".join(_row(row) for row in range(2, rows + 2))


def _row(row: int) -> str:
    figures_ = [0.4 + row % 400 / 1000, 1.4, 0.9, 0.12]
    cells = [f'<c r="{letter}{row}"><v>{value!r}</v></c>' for letter, value in zip("ABCD", figures_, strict=True)]
    cells.append(f'<c r="E{row}" t="s"><v>0</v></c><c r="F{row}"><v>{row % 2}</v></c>')
    cells += [f'<c r="{letter}{row}"><v>{row % 97 * 1000 + 0.5}</v></c>' for letter in "GHIJ"]
    cells.append(f'<c r="K{row}"><v>{(row % 60 + 1) / 1000}</v></c><c r="L{row}"><v>{row % 48 + 12}</v></c>')
    cells.append(f'<c r="M{row}"><v>{row * 10}</v></c>')
    cells += [f'<c r="{letter}{row}" t="s"><v>{i}</v></c>' for i, letter in enumerate("NOP", 1)]
    formulas = (f"GRADE(A{row}:F{row})", f"SCORE(A{row}:F{row})", f"ROUND(G{row}*A{row},2)",
                f"ROUND(PMT(K{row}/12,L{row},-M{row}),2)")  # fmt: skip
    cells += [f'<c r="{letter}{row}"><f>{text}</f><v>0</v></c>' for letter, text in zip("QRST", formulas, strict=True)]
    return f'<row r="{row}">{"".join(cells)}</row>'


def _summary(rows: int) -> str:
    formulas = (f'COUNTIF(Book!Q2:Q{rows + 1},"AA")', f"SUM(Book!T2:T{rows + 1})", f"STDEV(Book!T2:T{rows + 1})")
    return "".join(f'<row r="{i}"><c r="A{i}"><f>{text}</f></c></row>' for i, text in enumerate(formulas, 1))
