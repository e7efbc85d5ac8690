"""References to tables and spilled arrays, as Excel stores them."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.workbooks.making import HEAD, MAIN, RELATIONS, cell, make_book, part, rows_xml, sheet_xml, stored
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.limits import Limits
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

DATA = {
    "B2": "Name", "C2": "Sales", "D2": "2026 (万元)", "E2": "Rate #[%]",
    "B3": "a", "C3": 10, "D3": 1, "E3": 0.5,
    "B4": "b", "C4": 20, "D4": 2, "E4": 0.25,
    "B5": "c", "C5": 30, "D5": 4, "E5": 0.125,
    "B6": "Total", "C6": "=SUBTOTAL(109,Deals[Sales])", "D6": 7,
}  # fmt: skip
COLUMNS = ("Name", "Sales", "2026 (万元)", "Rate #[%]")


def table(name: str = "Deals", ref: str = "B2:E6", columns: tuple[str, ...] = COLUMNS, counts: str = 'totalsRowCount="1"'):
    named = "".join(f'<tableColumn id="{i}" name="{escape(text)}"/>' for i, text in enumerate(columns, 1))
    return (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{ref}" {counts}>'
        f"<tableColumns>{named}</tableColumns></table>"
    ).encode()


def run(tmp_path: Path, rows: str, xml: bytes | None = None, limits: Limits | None = None) -> tuple[Report, dict[str, object]]:
    relations = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{RELATIONS}/table" Target="../tables/table1.xml"/></Relationships>'
    )
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relations.encode(), "xl/tables/table1.xml": xml or table()}
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows), "Other": sheet_xml("")}, more=more)
    output = tmp_path / "out.xlsx"
    report = recalculate(book, output, context_for=lambda names: context(), functions=SIMPLE, limits=limits or Limits())
    assert part(output, "xl/tables/table1.xml") == more["xl/tables/table1.xml"]
    return report, stored(output)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Deals[Sales])", 60),
        ("SUM(deals[SALES])", 60),
        ("SUM(Deals[[Sales]:[2026 (万元)]])", 67),
        ("SUM(Deals[])", 67.875),
        ("SUM(Deals)", 67.875),
        ("ROWS(Deals[#All])", 5),
        ("ROWS(Deals[#Data])", 3),
        ("COUNTA(Deals[#Headers])", 4),
        ("INDEX(Deals[[#Headers],[Sales]],1)", "Sales"),
        ("Deals[[#Headers],[Sales]]", "Sales"),
        ("Deals[[#Totals],[2026 (万元)]]", 7),
        ("ROWS(Deals[[#Headers],[#Data],[Sales]])", 4),
        ("ROWS(Deals[[#Data],[#Totals],[Sales]])", 4),
        ("SUM(Deals['#no])", None),
        ("SUM(Deals[Rate '#'[%']])", 0.875),
        ('SUMIFS(Deals[Sales],Deals[Name],"b")', 20),
        ('INDEX(Deals[Sales],MATCH("c",Deals[Name],0))', 30),
        ("SUM(Missing[Sales])", None),
        ("SUM(Deals[Profit])", None),
        ("SUM(Deals[[Name],[Sales]])", None),
        ("SUM(Deals[[#Headers],[#Totals]])", None),
        ("Deals[[#This Row],[Sales]]*2", None),
        ("Deals[@Sales]", None),
    ],
)
def test_parts_of_a_table(formula: str, expected: object, tmp_path: Path) -> None:
    report, values = run(tmp_path, rows_xml({**DATA, "C6": 60, "A9": "=" + formula}))
    assert values["A9"] == ("#N/A" if expected is None else expected)
    assert bool(report.not_calculated) == (expected is None)


@pytest.mark.parametrize("limits", [Limits(), Limits(large_part_bytes=0)], ids=["careful", "by columns"])
def test_a_calculated_column_reads_its_own_row(limits: Limits, tmp_path: Path) -> None:
    own = "=Deals[[#This Row],[Sales]]*Deals[[#This Row],[Rate '#'[%']]]"
    cells = {**DATA, "C6": 60} | {f"F{row}": own for row in range(3, 6)}
    cells |= {f"G{row}": "=GRADE(Deals[[#This Row],[Sales]:[2026 (万元)]])" for row in range(3, 6)}
    report, values = run(tmp_path, rows_xml(cells), limits=limits)
    assert [values[f"F{row}"] for row in range(3, 6)] == [5, 5, 3.75]
    assert [values[f"G{row}"] for row in range(3, 6)] == ["C", "C", "C"]
    assert not report.not_calculated


def test_beside_its_total_a_table_has_no_row(tmp_path: Path) -> None:
    cells = {**DATA, "C6": 60} | {f"F{row}": "=Deals[[#This Row],[Sales]]+1" for row in range(2, 8)}
    report, values = run(tmp_path, rows_xml(cells))
    assert [values[f"F{row}"] for row in range(2, 8)] == ["#N/A", 11, 21, 31, "#N/A", "#N/A"]
    assert {note.cell for note in report.not_calculated} == {"F2", "F6", "F7"}


def test_what_a_total_of_unknown_kind_feeds_is_lost(tmp_path: Path) -> None:
    _, values = run(tmp_path, rows_xml({**DATA, "A9": "=Deals[[#Totals],[Sales]]+1", "A10": "=SUM(Deals[Sales])"}))
    assert (values["C6"], values["A9"], values["A10"]) == ("#N/A", "#N/A", 60)


@pytest.mark.parametrize(
    "xml",
    [
        table(columns=("A", "B")),
        table(ref="nonsense"),
        table(ref="B2:E2"),
        table(counts='headerRowCount="7"'),
        b"<table/>",
    ],
    ids=["columns", "ref", "too small", "counts", "empty"],
)
def test_a_table_that_does_not_add_up_is_none(xml: bytes, tmp_path: Path) -> None:
    report, values = run(tmp_path, rows_xml({**DATA, "C6": 60, "A9": "=SUM(Deals[Sales])"}), xml)
    assert values["A9"] == "#N/A" and report.status == 1


def test_a_table_without_headings(tmp_path: Path) -> None:
    rows = rows_xml({"B2": 1, "B3": 2, "A9": "=SUM(Deals[x])", "A10": "=COUNTA(Deals[#Headers])"})
    _, values = run(tmp_path, rows, table(ref="B2:B3", columns=("x",), counts='headerRowCount="0"'))
    assert (values["A9"], values["A10"]) == (3, "#N/A")


def spilled(place: str, ref: str, formula: str) -> str:
    return f'<c r="{place}" cm="1"><f t="array" ref="{ref}">{escape(formula)}</f><v>0</v></c>'


def test_a_spilled_array_is_read_as_large_as_it_is_stored(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 3)}{spilled("B1", "B1:B3", "A1:A3*2")}'
        f'{cell("D1", 0, "SUM(_xlfn.ANCHORARRAY(B1))")}{cell("E1", 0, "ROWS(_xlfn.ANCHORARRAY($B$1))")}'
        f'{cell("F1", 0, "SUM(_xlfn.ANCHORARRAY(A1))")}</row>'
        f'<row r="2">{cell("A2", 4)}{cell("B2", 0)}{cell("D2", 0, "SUM(_xlfn.ANCHORARRAY(B2))")}</row>'
        f'<row r="3">{cell("A3", 5)}{cell("B3", 0)}</row>'
    )
    report, values = run(tmp_path, rows)
    assert [values[place] for place in ("B1", "B2", "B3", "D1", "E1")] == [6, 8, 10, 24, 3]
    assert {note.cell for note in report.not_calculated} == {"F1", "D2"}


def test_an_array_that_has_another_size_now_is_not_read_whole(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", 3)}{spilled("B1", "B1:B2", "A1:A3*2")}{cell("D1", 0, "SUM(_xlfn.ANCHORARRAY(B1))")}</row>'
        f'<row r="2">{cell("A2", 4)}{cell("B2", 0)}</row><row r="3">{cell("A3", 5)}</row>'
    )
    report, values = run(tmp_path, rows)
    assert values["D1"] == "#N/A" and "another size" in report.not_calculated[-1].reason.en
