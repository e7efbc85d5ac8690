"""Random workbooks of values and built-in formulas, for comparing engines with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.workbooks.embedded.case_sheet import as_stored
from tests.workbooks.making import cell, make_book, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.functions.values import CellError
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.package import Package
from xlplugin.workbooks.recalc import recalculate

ROWS = 6
COLUMNS = "ABCD"
"""Numbers, numbers and blanks, texts, anything."""

NUMBERS = st.one_of(st.integers(-99, 99).map(float), st.floats(-1e4, 1e4).map(lambda x: round(x, 3) + 0.0))
TEXTS = st.sampled_from(["AA", "bb", "Cc d", "x", "y z", "10", "apple", "客户"])
ANYTHING = st.one_of(NUMBERS, TEXTS, st.booleans(), st.none(), st.sampled_from(["#N/A", "#DIV/0!", "#VALUE!"]))
VALUES = {"A": NUMBERS, "B": st.one_of(NUMBERS, st.none()), "C": TEXTS, "D": ANYTHING}

ROW = st.integers(1, ROWS)
SHEET = st.sampled_from(["", "", "", "S!"])
NUMBER_CELL = st.builds("{}{}{}".format, SHEET, st.sampled_from(["A", "$A", "B"]), ROW)
TEXT_CELL = st.builds("{}C{}".format, SHEET, ROW)
ANY_CELL = st.builds("{}D{}".format, SHEET, ROW)
CONSTANT = st.one_of(st.integers(0, 20).map(str), st.sampled_from(["0.5", "2.25", "1E3", "10%"]))
AREA = st.builds(
    "{}{}".format, SHEET, st.sampled_from(["A1:A6", "A$1:A$6", "B1:B6", "A1:B6", "A2:B4", "A:A", "1:1"])
)
NUMBER_AREA = st.builds("{}{}".format, SHEET, st.sampled_from(["A1:A6", "A2:A5"]))
TEXT_AREA = st.builds("{}{}".format, SHEET, st.sampled_from(["C1:C6"]))
COMPARISON = st.sampled_from(["=", "<>", "<", ">", "<=", ">="])


def call(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A formula with random parts at the places of ``{}``."""
    return st.tuples(*parts).map(lambda chosen: pattern.format(*chosen))


def numbers(deeper: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions that give numbers."""
    n, d, t, a = deeper, st.sampled_from(["0", "1", "2"]), texts(), AREA
    binary = call("({}{}{})", n, st.sampled_from("+-*/"), n)
    functions = [
        call("ABS({})", n), call("ROUND({},{})", n, d), call("INT(A{})", ROW), call("SUM({},{})", a, n),
        call("AVERAGE({})", a), call("MAX({},{})", a, n), call("MIN({})", a), call("COUNT({})", a),
        call("COUNTA(D1:D{})", ROW), call("COUNTBLANK(B1:B{})", ROW), call("IF({}{}{},{},{})", n, COMPARISON, n, n, n),
        call("IFERROR({}/{},{})", n, n, n), call("LEN({})", t), call("COUNTIF({},\"{}{}\")", a, COMPARISON, CONSTANT_NUMBER),
        call("SUMIF({},\"{}{}\")", NUMBER_AREA, COMPARISON, CONSTANT_NUMBER),
        call("SUMIFS(A1:A6,B1:B6,\"{}{}\",A1:A6,\"<>{}\")", COMPARISON, CONSTANT_NUMBER, CONSTANT_NUMBER),
        call("MEDIAN({})", NUMBER_AREA), call("LARGE({},{})", NUMBER_AREA, st.sampled_from(["1", "2", "9"])),
        call("INDEX(A1:B6,{},{})", ROW.map(str), st.sampled_from(["1", "2", "3"])),
        call("MATCH({},{},0)", n, NUMBER_AREA), call("VLOOKUP({},A1:B6,2,FALSE)", NUMBER_CELL),
        call("SUMPRODUCT(A1:A6,A1:A6)"), call("YEAR({}+40000)", ROW.map(str)), call("EDATE(45000,{})", CONSTANT_NUMBER),
        call("NA()"), call("IFNA({},{})", n, n), call("IFS({}>0,{},TRUE,1)", n, n),
        # What formualizer is asked for.
        call("STDEV({})", a), call("PERCENTILE({},0.3)", NUMBER_AREA), call("EXP({}/1000)", NUMBER_CELL),
        call("PV(0.01,{},{})", st.sampled_from(["12", "36"]), n), call("NPV(0.1,{})", NUMBER_AREA),
        call("RANK({},A1:A6)", NUMBER_CELL), call("WORKDAY(45000,{})", CONSTANT_NUMBER), call("SUMSQ({})", a),
        call("YEARFRAC(45000,45{}00)", st.sampled_from(["1", "2", "3"])), call("ATAN({})", n),
    ]  # fmt: skip
    return st.one_of(binary, *functions)


CONSTANT_NUMBER = st.integers(-5, 60).map(str)


def texts() -> st.SearchStrategy[str]:
    """Expressions that give texts."""
    c = TEXT_CELL
    return st.one_of(
        c, call("({}&{})", c, c), call("UPPER({})", c), call("LEFT({},{})", c, st.sampled_from(["1", "2"])),
        call("MID({},2,2)", c), call("TRIM({}&\"  \")", c), call("({}&A{})", c, ROW), call("TEXT(A{},\"0.0\")", ROW),
        call("IF(A{}>0,{},\"neg\")", ROW, c), call("INDEX({},{})", TEXT_AREA, ROW),
    )  # fmt: skip


def conditions(n: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions that are true or false."""
    return st.one_of(
        call("({}{}{})", n, COMPARISON, n), call("AND({}>0,{}<9)", n, n), call("OR({}>0,{}<9)", n, n),
        call("NOT({}>1)", n), call("ISERROR({})", ANY_CELL), call("ISNUMBER({})", ANY_CELL), call("ISBLANK({})", ANY_CELL),
        call("ISTEXT({})", ANY_CELL), call("({}=\"aa\")", TEXT_CELL),
    )  # fmt: skip


LEAF = st.one_of(NUMBER_CELL, CONSTANT)
NUMERIC = st.recursive(LEAF, numbers, max_leaves=6)
FORMULA = st.one_of(
    NUMERIC, texts(), conditions(NUMERIC), ANY_CELL.map("N({})".format), ANY_CELL.map("IF(ISERROR({0}),0,1)".format)
)  # fmt: skip

Formulas = list[list[str]]
Found = dict[tuple[str, str], object]
"""Sheet and cell → value."""


@st.composite
def books(draw: Callable) -> tuple[dict[str, list[object]], Formulas]:  # type: ignore[type-arg]
    """The values of four columns, and formulas for a sheet with those values and for another."""
    values = {column: [draw(VALUES[column]) for _ in range(ROWS)] for column in COLUMNS}
    own = [draw(FORMULA) for _ in range(ROWS)]
    return values, [own, [draw(FORMULA) for _ in range(ROWS)]]


def drawn(count: int) -> list[tuple[dict[str, list[object]], Formulas]]:
    """So many books, the same in every run."""
    found: list[tuple[dict[str, list[object]], Formulas]] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(books())
    def collect(book: tuple[dict[str, list[object]], Formulas]) -> None:
        found.append(book)

    collect()
    return found


def calculated(folder: Path, paths: Sequence[Path], engine: str) -> list[Found]:
    """What the formulas of books give through one of our engines; cells that it refuses are left out."""
    results = []
    for path in paths:
        output = folder / f"{path.stem}.{engine}.xlsx"
        report = recalculate(path, output, context_for=lambda names: context(), functions=SIMPLE, engine=engine)
        refused = {(note.sheet, note.cell) for note in report.not_calculated}
        results.append({place: value for place, value in held(output).items() if place not in refused})
    return results


def held(path: Path) -> Found:
    """What the cells of a book's formulas hold, by sheet and address."""
    with Package(path) as package:
        sheets = read_book(package).sheets
    return {
        (sheet.name, f"F{10 + row}"): value.value if isinstance(value, CellError) else value
        for sheet in sheets
        for row in range(1, ROWS + 1)
        for value in [sheet.grid.value(10 + row, 6)]
    }


def write(path: Path, book: tuple[dict[str, list[object]], Formulas]) -> Path:
    """Write a random workbook: values and formulas on S, the same values and other formulas on T."""
    values, formulas = book
    sheets = {}
    for name, texts_ in zip(("S", "T"), formulas, strict=True):
        rows = ""
        for row in range(1, ROWS + 1):
            cells = [cell(f"{c}{row}", values[c][row - 1]) for c in COLUMNS if values[c][row - 1] is not None]
            rows += f'<row r="{row}">{"".join(cells)}</row>'
        # The formulas stand in rows and a column apart, so that whole rows and columns of values leave them out.
        rows += "".join(
            f'<row r="{10 + row}">{cell(f"F{10 + row}", None, as_stored(text))}</row>' for row, text in enumerate(texts_, 1)
        )
        sheets[name] = sheet_xml(rows)
    return make_book(path, sheets)
