"""Writing values into bytes: what is stored, and that recalculation changes nothing but type and value."""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbooks.making import HEAD, MAIN, make_book, part, sheet_xml, stored
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.functions.values import CellError
from xlplugin.workbooks.addresses import Rect, address, column_letters, column_number, full_address, read_rect
from xlplugin.workbooks.calc_properties import settled
from xlplugin.workbooks.cell_values import stored_value
from xlplugin.workbooks.patch import stored as stored_form
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.stored_text import decode, encode

TEXTS = st.text(st.characters(codec="utf-16", exclude_categories=()), max_size=40)


@given(TEXTS)
def test_stored_text_comes_back(text: str) -> None:
    assert decode(encode(text)) == text


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.sampled_from(CellError), TEXTS))
def test_a_stored_value_comes_back_through_an_xml_parser(value: object) -> None:
    kind, text = stored_form(value)
    element = ElementTree.fromstring(b"<v>" + text + b"</v>")
    assert stored_value(kind.decode() or None, element.text or "", []) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, (b"", b"0.1")),
        (0.1 + 0.2, (b"", b"0.30000000000000004")),
        (1 / 3, (b"", b"0.3333333333333333")),
        (5.0, (b"", b"5")),
        (-5.0, (b"", b"-5")),
        (1e20, (b"", b"1E+20")),
        (1e-7, (b"", b"1E-07")),
        (123456789012345678.0, (b"", b"1.2345678901234568E+17")),
        (True, (b"b", b"1")),
        (CellError.NA, (b"e", b"#N/A")),
        ("=1+1", (b"str", b"=1+1")),
        ("a<b&c>", (b"str", b"a&lt;b&amp;c&gt;")),
        ("a\rb\x00_x0041_", (b"str", b"a_x000D_b_x0000__x005F_x0041_")),
        ("", (b"str", b"")),
    ],
)
def test_stored_forms(value: object, expected: tuple[bytes, bytes]) -> None:
    assert stored_form(value) == expected


@pytest.mark.parametrize("text", [" a", "a ", "a\nb", "a  b", "@cmd", "+1", "-1", "=HYPERLINK(1)", "\x1f", "😀", "]]>"])
@pytest.mark.parametrize("old", ["", "<v/>", "<v>old</v>", '<v xml:space="preserve">old</v>', "<v\n>old</v>"])
def test_awkward_texts_survive(text: str, old: str, tmp_path: Path) -> None:
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">{escape(encode(text))}</t></is></c>'
    book = make_book(tmp_path / "b.xlsx", {"S": sheet_xml(rows + '<c r="B1" t="str"><f>A1&amp;""</f>' + old + "</c></row>")})
    recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)
    assert decode(str(stored(tmp_path / "out.xlsx")["B1"])) == text
    xml = part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml").decode()
    if re.search(r"\A\s|\s\Z|\s\s|\n", text):
        assert re.search(rf"""<v\s*xml:space="preserve">{re.escape(escape(encode(text)))}</v>""", xml)


# --- the property: everything but the type and value of formula cells keeps its bytes

QUOTE = st.sampled_from("\"'")
SPACE = st.sampled_from(["", " ", "\n", "  "])
FORMULAS = st.sampled_from(
    ["GRADE(A1:B1)", "SCORE(A1:B1)", "A1*2", "A1&amp;B1", "1/0", "NPV(1,A1)", "IF(A1&gt;1,&quot;x&quot;,B1)", "B9", "TRUE", "("]
)
STORED = st.sampled_from(
    [
        ("", ""),
        ("", "<v/>"),
        ("", "<v>7</v>"),
        ("str", "<v>old &amp; new</v>"),
        ("str", '<v xml:space="preserve"> x</v>'),
        ("e", "<v>#N/A</v>"),
        ("b", "<v>1</v>"),
        ("inlineStr", "<is><t>old</t></is>"),
        ("n", "<v >1.5</v >"),
    ]
)


@st.composite
def cells(draw: st.DrawFn, place: str, formula: bool) -> tuple[str, str]:
    """A cell's element, and the same with type and value of a formula cell left out."""
    quote, space = draw(QUOTE), draw(SPACE)
    kind, value = draw(STORED)
    extra = draw(st.sampled_from(["", ' s="3"', " cm='0'", ' xmlns:z="urn:z" z:t="e"']))
    tail = draw(st.sampled_from(["", "<!-- t -->", '<extLst><ext uri="u"/></extLst>']))
    inside = f"<f>{draw(FORMULAS)}</f>{space}" if formula else space
    typed = f" t={quote}{kind}{quote}" if kind else ""
    head = f"<c{space or ' '}r={quote}{place}{quote}"
    if draw(st.booleans()):
        tag, bare = head + typed + extra, head + extra
    else:
        tag, bare = head + extra + typed, head + extra
    end = draw(st.sampled_from(["</c>", "</c >"]))
    whole = f"{tag}>{inside}{value}{tail}{end}"
    return whole, f"{bare}>{inside}{tail}{end}" if formula else whole


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A sheet part, and the pieces of it that must come through."""
    pieces: list[str] = []
    text = draw(st.sampled_from([HEAD, "", "\ufeff", "<!-- x -->"])) + f'<worksheet xmlns="{MAIN}"><sheetData>'
    for row in range(1, draw(st.integers(1, 4)) + 1):
        text += f'<row r="{row}" spans="1:9">'
        for column in "ABCD":
            if draw(st.booleans()):
                whole, bare = draw(cells(f"{column}{row}", column in "CD"))
                text += whole
                pieces.append(bare)
            text += draw(st.sampled_from(["", "\n ", "<?pi ?>"]))
        text += "</row>"
    return text + "</sheetData><pageMargins left='1'/></worksheet>", pieces


BARE_TYPE = re.compile(r"""(<c\b[^>]*?)\s+t\s*=\s*(?:"[^"]*"|'[^']*')([^>]*>(?:\s|<!--.*?-->)*<f>)""")
BARE_VALUE = re.compile(r"(</f>\s*)(?:<v[^>]*?/>|<v[^>]*>[^<]*</v\s*>|<is>.*?</is>)?")


def without_results(xml: str) -> str:
    """A sheet part without the type and value of its formula cells."""
    return BARE_VALUE.sub(r"\1", BARE_TYPE.sub(r"\1\2", xml))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets())
def test_recalculation_changes_only_type_and_value_of_formula_cells(made: tuple[str, list[str]]) -> None:
    xml, pieces = made
    with tempfile.TemporaryDirectory() as folder:
        book = make_book(Path(folder) / "b.xlsx", {"S": xml}, more={"xl/media/x.bin": b"\0\1"})
        output, again = Path(folder) / "out.xlsx", Path(folder) / "again.xlsx"
        recalculate(book, output, context_for=lambda names: context(), functions=SIMPLE)
        after = part(output, "xl/worksheets/sheet1.xml").decode()
        assert without_results(after) == without_results(xml)
        with zipfile.ZipFile(book) as old, zipfile.ZipFile(output) as new:
            assert old.namelist() == new.namelist()
            for name in old.namelist():
                assert name == "xl/worksheets/sheet1.xml" or old.read(name) == new.read(name)
        for element in ElementTree.fromstring(after).iter(f"{{{MAIN}}}c"):
            values = [child for child in element if child.tag.endswith(("}v", "}is"))]
            if element.find(f"{{{MAIN}}}f") is not None:
                assert len(values) == 1
        recalculate(output, again, context_for=lambda names: context(), functions=SIMPLE)
        assert again.read_bytes() == output.read_bytes()


# --- calcPr

BEFORE_AND_AFTER = [
    ('<calcPr calcId="124519" fullCalcOnLoad="1"/>', '<calcPr calcId="191029"/>'),
    ("<calcPr fullCalcOnLoad='1' calcId='124519' />", "<calcPr calcId='191029' />"),
    ('<calcPr iterateCount="100" refMode="A1"/>', '<calcPr iterateCount="100" refMode="A1" calcId="191029"/>'),
    ('<calcPr calcId="191029"/>', '<calcPr calcId="191029"/>'),
    ('<calcPr calcId="999999"/>', '<calcPr calcId="999999"/>'),
    ('<calcPr calcId="191029" calcMode="manual" calcCompleted="0"/>', '<calcPr calcId="191029" calcMode="manual"/>'),
    ('<calcPr calcId="0"></calcPr>', '<calcPr calcId="191029"></calcPr>'),
    ("<calcPr/>", '<calcPr calcId="191029"/>'),
    ("", '<calcPr calcId="191029"/>'),
]


@pytest.mark.parametrize(("before", "after"), BEFORE_AND_AFTER)
@pytest.mark.parametrize("names", ["", "<definedNames><definedName name='a'>1</definedName></definedNames>"])
@pytest.mark.parametrize("tail", ["", '<oleSize ref="A1"/><extLst><ext uri="x"/></extLst>'])
def test_calculation_properties(before: str, after: str, names: str, tail: str) -> None:
    whole = f'{HEAD}<workbook xmlns="{MAIN}"><workbookPr/><sheets><sheet name="S"/></sheets>{names}{{}}{tail}</workbook>'
    assert settled(whole.format(before).encode(), "w").decode() == whole.format(after)


def test_calculation_properties_with_prefixes() -> None:
    whole = '<x:workbook xmlns:x="{}"><x:sheets/>{}<x:oleSize ref="A1"/></x:workbook>'
    expected = whole.format(MAIN, '<x:calcPr calcId="191029"/>')
    assert settled(whole.format(MAIN, "").encode(), "w").decode() == expected


# --- addresses


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_come_back(row: int, column: int) -> None:
    assert read_rect(address(row, column)) == Rect(row, column, row, column)
    assert column_number(column_letters(column)) == column


def test_addresses() -> None:
    assert str(Rect(2, 7, 501, 8)) == "G2:H501"
    assert read_rect("$B$3:A1") == Rect(1, 1, 3, 2)
    assert read_rect("XFE1") is None and read_rect("A1048577") is None and read_rect("A1:") is None
    assert full_address("Ledger", "A1") == "Ledger!A1"
    assert full_address("O'Brien", "A1") == "'O''Brien'!A1"
    assert full_address("客户台账", "A1") == "客户台账!A1"
    assert full_address("2026", "A1") == "'2026'!A1"


def test_openpyxl_reads_what_is_written(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([60, 50, "=GRADE(A1:B1)", "=A1/B1", '=IF(A1>1,"是","否")', "=A1>1", "=1/0"])
    book.save(tmp_path / "b.xlsx")
    recalculate(tmp_path / "b.xlsx", tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)
    values = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True).active
    assert [cell.value for cell in values[1]] == [60, 50, "A", 1.2, "是", True, "#DIV/0!"]
    formulas = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert formulas["C1"].value == "=GRADE(A1:B1)"
