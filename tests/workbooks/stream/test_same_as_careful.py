"""A sheet scanned by columns comes out byte for byte as one that is read with care."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbooks.making import make_book, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from tests.workbooks.test_xml_variants import VARIANTS
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.limits import DEFAULT_LIMITS, Limits
from xlplugin.workbooks.recalc import recalculate

SCANNED = dataclasses.replace(DEFAULT_LIMITS, large_part_bytes=0)
CAREFUL = dataclasses.replace(DEFAULT_LIMITS, large_part_bytes=1 << 62)


def outcome(book: Path, output: Path, limits: Limits) -> tuple[object, ...]:
    """All that a recalculation does: the parts of the result, or why there is none, and the report."""
    try:
        report = recalculate(
            book, output, context_for=lambda names: context(), functions=SIMPLE, limits=limits
        )  # type: ignore[arg-type]
    except WorkbookError as error:
        return (str(error),)
    with zipfile.ZipFile(output) as file:
        assert file.testzip() is None
        parts = {name: file.read(name) for name in file.namelist()}
    told = dataclasses.replace(report, output=Path(), book=Path()) if hasattr(report, "book") else report
    return parts, told.ungraded, told.not_calculated, told.left, told.grades, told.calculated, told.cautions


def assert_same(book: Path) -> None:
    results = [outcome(book, book.with_name(f"{number}.xlsx"), limits) for number, limits in enumerate((SCANNED, CAREFUL))]
    assert results[0] == results[1]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_every_way_of_writing_a_cell(variant, tmp_path):
    whole = variant.before if variant.whole else sheet_xml(variant.before)
    assert_same(make_book(tmp_path / "book.xlsx", {"S": whole}, shared="<si><t>text</t></si><si><t>other</t></si>"))


NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**17), 10**17).map(str),
    st.decimals(-(10**6), 10**6, places=3).map(str),
    st.sampled_from(["0", "-0", "1.", ".5", "1e3", "1E-5", "00012", "123456789012345678", "9007199254740993", "0.1", " 7 "]),
)
BROKEN = ["1_0", "nan", "inf", "--1", "1..2", "1.2.3", "", "0x10", "１", "+5", "."]
TEXT = st.text(st.sampled_from('AaBb1 ./-#é中&<>"'), max_size=6)
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escaped(text: str) -> str:
    return "".join(ENTITIES.get(character, character) for character in text)


@st.composite
def values(draw: st.DrawFn) -> tuple[str, str]:
    """The type attribute and the content of a cell; now and then one that no program writes."""
    odd = draw(st.integers(0, 150)) == 77
    kind = draw(st.sampled_from(["n", "n", "n", "stated", "s", "str", "inline", "b", "e", "empty"]))
    if kind in ("n", "stated"):
        return (' t="n"' if kind == "stated" else ""), f"<v>{draw(st.sampled_from(BROKEN) if odd else NUMBERS)}</v>"
    if kind == "s":
        return ' t="s"', f"<v>{draw(st.sampled_from(['9', '01', '1.0', '-0', ''] if odd else ['0', '1', '2']))}</v>"
    if kind == "str":
        return ' t="str"', f"<v>{escaped(draw(TEXT))}</v>"
    if kind == "inline":
        return ' t="inlineStr"', f"<is><t>{escaped(draw(TEXT))}</t></is>"
    if kind == "b":
        return ' t="b"', f"<v>{draw(st.sampled_from(['2', 'TRUE', ''] if odd else ['0', '1', 'true']))}</v>"
    if kind == "e":
        return ' t="e"', f"<v>{draw(st.sampled_from(['#NONSENSE', ''] if odd else ['#N/A', '#DIV/0!', '#SPILL!']))}</v>"
    return "", draw(st.sampled_from(["", "<v/>", "<v></v>"]))


FORMULAS = st.sampled_from(
    [
        "GRADE(A{0}:B{0})", "SCORE(A{0}:C{0})", 'IFERROR(GRADE(A{0}:B{0}),"none")', 'GRADE(A{0}:B{0})&""',
        'GRADE(A{0}:B{0})&amp;"x"', "A{0}+B{0}*2", "A{0}/B{0}", "-A{0}%", "A{0}=B{0}", "A{0}&lt;&gt;C{0}", "A{0}&gt;=$B$2",
        'IF(A{0}&gt;1,"good","watch")', 'IF(A{0}="",B{0},C{0})', "IF(B{0}&lt;2,GRADE(A{0}:B{0}))", "SUM(A{0}:C{0})",
        "MAX(A{0},B{0})", "MIN(A{0}:B{0},C{0})", "AVERAGE(A{0}:C{0})", "AND(A{0}&gt;1,B{0}&lt;5)", "NOT(A{0})", "ABS(A{0})",
        "C{0}", "+C{0}", "ROUND(A{0},1)", "LEFT(C{0},2)", "VLOOKUP(A{0},$A$2:$C$9,3,FALSE)", "A{0}+SUM($B$2:$B$9)",
        'COUNTIF($C$2:$C$9,C{0})', "E{0}+1", "D{1}+A{0}", "NONSENSE(A{0})", "A{0}+'No such'!B2", "AA{0}", "OR(C{0},A{0}&gt;1)",
    ]
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Rows of three columns of values, a column of one or two formulas and another that reads it."""
    rows = sorted(draw(st.sets(st.integers(1, 130), min_size=1, max_size=12)))
    chosen = draw(st.lists(FORMULAS, min_size=1, max_size=2))
    beside = draw(FORMULAS)
    shared = draw(st.booleans())
    array = draw(st.sampled_from([False, False, True]))
    cm = draw(st.sampled_from(["", ' cm="1"']))
    parts = []
    for place, row in enumerate(rows):
        cells = []
        for letter in "ABC":
            if draw(st.integers(0, 9)) == 0:
                continue
            kind, content = draw(values())
            style = draw(st.sampled_from(["", ' s="3"', ' s="12"']))
            tag = f'<c r="{letter}{row}"{style}{kind}'
            cells.append(f"{tag}>{content}</c>" if content else f"{tag}/>")
        formula = chosen[0 if place * 2 < len(rows) else -1].format(row, row - 1)
        element = f"<f>{formula}</f>"
        if shared and len(chosen) == 1:
            master = f'<f t="shared" ref="E{rows[0]}:E{rows[-1]}" si="0">{formula}</f>'
            element = master if place == 0 else '<f t="shared" si="0"/>'
        elif array:
            element = f'<f t="array" ref="E{row}">{formula}</f>'
        kind, content = draw(values())
        if "<is>" not in content:
            cells.append(f'<c r="E{row}"{cm if array else ""}{kind}>{element}{content}</c>')
        cells.append(f'<c r="AB{row}"><f>{beside.format(row, row - 1).replace("C", "E")}</f></c>')
        parts.append(f'<row r="{row}" spans="1:28">{"".join(cells)}</row>')
    return "".join(parts)


UNKNOWN = '<c r="{0}"><f>NONSENSE(A2)</f>{1}</c>'
READS_ANYTHING = {
    "one whose value is kept": (UNKNOWN.format("E2", "<v>7</v>"), [], ["E2"]),
    "one without a value beside it": (UNKNOWN.format("E2", "<v>7</v>") + UNKNOWN.format("F2", ""), ["E2", "F2"], []),
    "a value that was lost behind it": (
        UNKNOWN.format("E2", "<v>7</v>") + '<c r="F2"><f>E2+1</f><v>8</v></c>' + UNKNOWN.format("G2", ""),
        ["E2", "F2", "G2"], [],
    ),
    "a value that changes behind it": (
        UNKNOWN.format("E2", "<v>7</v>") + '<c r="F2"><f>E2+1</f><v>9</v></c>', ["E2", "F2"], []
    ),
    "a value that stays behind it": (
        UNKNOWN.format("E2", "<v>7</v>") + '<c r="F2"><f>E2+1</f><v>8</v></c>', [], ["E2"]
    ),
}  # fmt: skip
"""Cells of row 2, those that are lost, and those that stay as they were."""


@pytest.mark.parametrize("limits", [SCANNED, CAREFUL], ids=["scanned", "careful"])
@pytest.mark.parametrize(("cells", "lost", "kept"), READS_ANYTHING.values(), ids=READS_ANYTHING)
def test_what_may_read_any_cell_is_kept_only_where_nothing_else_moves(cells, lost, kept, limits, tmp_path):
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(f'<row r="2">{cells}</row>')})
    parts, _, not_calculated, left, *_ = outcome(book, tmp_path / "out.xlsx", limits)
    assert sorted(note.cell for note in not_calculated) == lost
    assert [note.cell for note in left] == kept
    assert parts["xl/worksheets/sheet1.xml"].count(b"#N/A") == len(lost)


def test_a_doubtful_criterion_leaves_no_trace(tmp_path):
    """``1/`` may be a date in some languages; asked for before a number, it must not make the number doubtful, too."""
    cells = '<c r="C{0}"{1}</c><c r="E{0}"><f>COUNTIF($C$2:$C$9,C{0})</f></c>'
    rows = ""
    for row, value in ((1, ' t="str"><v>1/</v>'), (2, "><v>4</v>"), (3, "><v>4</v>")):
        rows += f'<row r="{row}">{cells.format(row, value)}</row>'
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows)})
    assert_same(book)
    parts, _, not_calculated, *_ = outcome(book, tmp_path / "out.xlsx", CAREFUL)
    assert parts["xl/worksheets/sheet1.xml"].count(b"<v>2</v>") == 2
    assert [note.cell for note in not_calculated] == ["E1"]


@given(sheets())
@settings(max_examples=300)
def test_any_sheet(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("sheet")
    shared = "<si><t>AA</t></si><si><t>aa</t></si><si><t>3.5</t></si>"
    assert_same(make_book(folder / "book.xlsx", {"S": sheet_xml(rows)}, shared=shared))
