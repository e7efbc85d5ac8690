"""The ways in which programs write the XML of a cell: each is read rightly, and nothing else of it changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.workbooks.making import HEAD, MAIN, make_book, part, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.recalc import recalculate

SIXTY_FIFTY = '<c r="A2"><v>60</v></c><c r="B2"><v>50</v></c>'
F = "<f>GRADE(A2:B2)</f>"


@dataclass(frozen=True)
class Variant:
    """Rows as they are before and after; the rest of the part is the usual unless ``whole`` is set."""

    name: str
    before: str
    after: str
    whole: bool = False


def row(inside: str, inputs: str = SIXTY_FIFTY) -> str:
    return f'<row r="2">{inputs}{inside}</row>'


def with_cell(name: str, before: str, after: str, inputs: str = SIXTY_FIFTY) -> Variant:
    return Variant(name, row(before, inputs), row(after, inputs))


def with_inputs(name: str, inputs: str) -> Variant:
    return with_cell(name, f'<c r="C2">{F}<v>0</v></c>', f'<c r="C2" t="str">{F}<v>A</v></c>', inputs)


ARRAY = '<f t="array" ref="B1:B3">GRADE(A1:A3)</f>'
DONE = f'<c r="C2" t="str">{F}<v>A</v></c>'

VARIANTS = [
    with_cell("as XlsxWriter writes it", f'<c r="C2">{F}<v>0</v></c>', DONE),
    with_cell("as openpyxl writes it", f'<c r="C2">{F}<v/></c>', DONE),
    with_cell("no value", f'<c r="C2">{F}</c>', DONE),
    with_cell("no value but a blank in the tag", f'<c r="C2" >{F}<v /></c >', f'<c r="C2" t="str">{F}<v>A</v></c >'),
    with_cell("a stale error", f'<c r="C2" t="e">{F}<v>#NAME?</v></c>', DONE),
    with_cell("a stale boolean", f'<c r="C2" t="b">{F}<v>1</v></c>', DONE),
    with_cell("a stale text", f'<c r="C2" t="str">{F}<v>BBB</v></c>', DONE),
    with_cell("a text from the shared strings", f'<c r="C2" t="s">{F}<v>0</v></c>', DONE),
    with_cell("t before r", f'<c t="e" r="C2" s="3">{F}<v>#N/A</v></c>', f'<c t="str" r="C2" s="3">{F}<v>A</v></c>'),
    with_cell("an explicit number", f'<c r="C2" t="n" s="1">{F}<v>7</v></c>', f'<c r="C2" t="str" s="1">{F}<v>A</v></c>'),
    with_cell("single quotes", f"<c r='C2' t='e'>{F}<v>#N/A</v></c>", f"<c r='C2' t=\"str\">{F}<v>A</v></c>"),
    with_cell(
        "blanks and lines in the tag",
        f'<c\n  r = "C2"\n  t = "e"\n>{F}<v\n>#N/A</v\n></c>',
        f'<c\n  r = "C2" t="str"\n>{F}<v\n>A</v></c>',
    ),
    with_cell(
        "a preserved space",
        f'<c r="C2" t="str">{F}<v xml:space="preserve"> x </v></c>',
        f'<c r="C2" t="str">{F}<v xml:space="preserve">A</v></c>',
    ),
    with_cell("an inline text", f'<c r="C2" t="inlineStr">{F}<is><t>old</t></is></c>', DONE),
    with_cell(
        "calculate always",
        '<c r="C2"><f ca="1">GRADE(A2:B2)</f><v>0</v></c>',
        '<c r="C2" t="str"><f ca="1">GRADE(A2:B2)</f><v>A</v></c>',
    ),
    with_cell(
        "a dynamic array of one cell",
        '<c r="C2" cm="1"><f t="array" ref="C2">GRADE(A2:B2)</f><v>0</v></c>',
        '<c r="C2" cm="1" t="str"><f t="array" ref="C2">GRADE(A2:B2)</f><v>A</v></c>',
    ),
    with_cell(
        "an array of one cell",
        '<c r="C2"><f t="array" ref="C2:C2">GRADE(A2:B2)</f><v>0</v></c>',
        '<c r="C2" t="str"><f t="array" ref="C2:C2">GRADE(A2:B2)</f><v>A</v></c>',
    ),
    with_cell(
        "entities in the formula",
        '<c r="C2"><f>GRADE(A2:B2,&quot;simple&#34;)</f><v>0</v></c>',
        '<c r="C2" t="str"><f>GRADE(A2:B2,&quot;simple&#34;)</f><v>A</v></c>',
    ),
    with_cell(
        "CDATA in the formula and the value",
        '<c r="C2"><f><![CDATA[GRADE(A2:B2)]]></f><v><![CDATA[0]]></v></c>',
        '<c r="C2" t="str"><f><![CDATA[GRADE(A2:B2)]]></f><v>A</v></c>',
    ),
    with_cell(
        "comments everywhere",
        f'<!-- a --><c r="C2"><!-- <v>1</v> -->{F}<!-- b --><v><!-- c -->0</v><!-- d --></c><!-- e -->',
        f'<!-- a --><c r="C2" t="str"><!-- <v>1</v> -->{F}<!-- b --><v>A</v><!-- d --></c><!-- e -->',
    ),
    with_cell(
        "processing instructions",
        f'<?x <c r="C2"> ?><c r="C2">{F}<?y?><v>0</v></c>',
        f'<?x <c r="C2"> ?><c r="C2" t="str">{F}<?y?><v>A</v></c>',
    ),
    with_cell(
        "white space between the tags",
        f'\n  <c r="C2">\n    {F}\n    <v>0</v>\n  </c>\n',
        f'\n  <c r="C2" t="str">\n    {F}\n    <v>A</v>\n  </c>\n',
    ),
    with_cell(
        "an extension after the value",
        f'<c r="C2">{F}<v>0</v><extLst><ext uri="x"><v>9</v></ext></extLst></c>',
        f'<c r="C2" t="str">{F}<v>A</v><extLst><ext uri="x"><v>9</v></ext></extLst></c>',
    ),
    with_cell(
        "an extension and no value",
        f'<c r="C2">{F}<extLst><ext uri="x"/></extLst></c>',
        f'<c r="C2" t="str">{F}<v>A</v><extLst><ext uri="x"/></extLst></c>',
    ),
    with_cell(
        "a foreign attribute that ends in t",
        f'<c r="C2" xmlns:y="urn:y" y:t="e" ph="1">{F}<v>0</v></c>',
        f'<c r="C2" xmlns:y="urn:y" y:t="e" ph="1" t="str">{F}<v>A</v></c>',
    ),
    with_cell(
        "an attribute that says t=",
        f'<c r="C2" xmlns:y="urn:y" y:a=" t=\'e\' > ">{F}<v>0</v></c>',
        f'<c r="C2" xmlns:y="urn:y" y:a=" t=\'e\' > " t="str">{F}<v>A</v></c>',
    ),
    Variant(
        "no addresses at all",
        f"<row><c><v>1</v></c></row><row><c><v>60</v></c><c><v>50</v></c><c>{F}<v>0</v></c></row>",
        f'<row><c><v>1</v></c></row><row><c><v>60</v></c><c><v>50</v></c><c t="str">{F}<v>A</v></c></row>',
    ),
    Variant(
        "a shared formula",
        '<row r="2"><c r="A2"><v>60</v></c><c r="B2"><v>50</v></c><c r="C2"><f t="shared" ref="C2:C3" si="0">'
        'GRADE(A2:B2)</f><v>0</v></c></row><row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c>'
        '<c r="C3"><f t="shared" si="0"/><v>0</v></c></row>',
        '<row r="2"><c r="A2"><v>60</v></c><c r="B2"><v>50</v></c><c r="C2" t="str"><f t="shared" ref="C2:C3" si="0">'
        'GRADE(A2:B2)</f><v>A</v></c></row><row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c>'
        '<c r="C3" t="str"><f t="shared" si="0"/><v>C</v></c></row>',
    ),
    Variant(
        "a shared formula filled sideways",
        '<row r="2"><c r="A2"><v>60</v></c><c r="B2"><v>1</v></c><c r="C2"><v>7</v></c>'
        '<c r="D2"><f t="shared" ref="D2:E2" si="4">A2+1</f></c><c r="E2"><f t="shared" si="4"></f></c></row>',
        '<row r="2"><c r="A2"><v>60</v></c><c r="B2"><v>1</v></c><c r="C2"><v>7</v></c>'
        '<c r="D2"><f t="shared" ref="D2:E2" si="4">A2+1</f><v>61</v></c>'
        '<c r="E2"><f t="shared" si="4"></f><v>2</v></c></row>',
    ),
    Variant(
        "two formulas in turn",
        "".join(
            f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><f>{"SUM" if r % 2 else "2*SUM"}(A{r})</f></c></row>'
            for r in range(1, 7)
        ),
        "".join(
            f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><f>{"SUM" if r % 2 else "2*SUM"}(A{r})</f>'
            f"<v>{r if r % 2 else 2 * r}</v></c></row>"
            for r in range(1, 7)
        ),
    ),
    Variant(
        "a fixed array with all its cells",
        "".join(
            f'<row r="{r}"><c r="A{r}"><v>{r * 30}</v></c><c r="B{r}" s="2">'
            f'{ARRAY if r == 1 else ""}<v>0</v></c></row>'
            for r in (1, 2, 3)
        ),
        "".join(
            f'<row r="{r}"><c r="A{r}"><v>{r * 30}</v></c><c r="B{r}" s="2" t="str">'
            f'{ARRAY if r == 1 else ""}<v>{"CBB"[r - 1]}</v></c></row>'
            for r in (1, 2, 3)
        ),
    ),
    Variant(
        "a fixed array whose other cells are empty, closed or missing",
        '<row r="1"><c r="A1"><v>10</v></c><c r="B1"><f t="array" ref="B1:B5">GRADE(A1:A5)</f></c></row>'
        '<row r="2"><c r="A2"><v>50</v></c><c r="B2" s="1"/><c r="C2"><v>1</v></c></row>'
        '<row r="3"><c r="A3"><v>100</v></c><c r="C3"><v>1</v></c></row>'
        '<row r="4" ht="9"/><row r="9"><c r="A9"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>10</v></c><c r="B1" t="str"><f t="array" ref="B1:B5">GRADE(A1:A5)</f><v>C</v></c></row>'
        '<row r="2"><c r="A2"><v>50</v></c><c r="B2" s="1" t="str"><v>B</v></c><c r="C2"><v>1</v></c></row>'
        '<row r="3"><c r="A3"><v>100</v></c><c r="B3" t="str"><v>A</v></c><c r="C3"><v>1</v></c></row>'
        '<row r="4" ht="9"><c r="B4" t="str"><v></v></c></row><row r="5"><c r="B5" t="str"><v></v></c></row>'
        '<row r="9"><c r="A9"><v>1</v></c></row>',
    ),
    Variant(
        "a fixed array larger than its result, at the end of the sheet",
        '<row r="1"><c r="A1"><v>60</v></c><c r="B1"><f t="array" ref="B1:B3">2*A1:A2</f></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>60</v></c><c r="B1"><f t="array" ref="B1:B3">2*A1:A2</f><v>120</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>4</v></c></row>'
        '<row r="3"><c r="B3" t="e"><v>#N/A</v></c></row>',
    ),
    with_inputs("inputs in scientific notation", '<c r="A2"><v>6E1</v></c><c r="B2"><v>+5.0e+01</v></c>'),
    with_inputs("inputs as character references", '<c r="A2"><v>&#54;0</v></c><c r="B2"><v>5&#x30;</v></c>'),
    with_inputs("inputs in CDATA", '<c r="A2"><v><![CDATA[60]]></v></c><c r="B2"><v>5<![CDATA[0]]></v></c>'),
    with_inputs("inputs with blanks around", '<c r="A2"><v> 60 </v></c><c r="B2"><v>\n50\t</v></c>'),
    with_inputs(
        "inputs with extensions",
        '<c r="A2"><v>60</v><extLst><ext uri="x"><a:v xmlns:a="urn:a">1</a:v></ext></extLst></c><c r="B2"><v>50</v></c>',
    ),
    with_inputs("inputs without addresses", "<c><v>60</v></c><c><v>50</v></c>"),
    Variant(
        "a byte order mark",
        "\ufeff" + sheet_xml(row(f'<c r="C2">{F}</c>')),
        "\ufeff" + sheet_xml(row(DONE)),
        whole=True,
    ),
    Variant(
        "namespace prefixes",
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="A2"><x:v>60</x:v></x:c><x:c r="B2">'
        '<x:v>50</x:v></x:c><x:c r="C2"><x:f>GRADE(A2:B2)</x:f></x:c><x:c r="D2"><x:f>A2</x:f><x:v/></x:c>'
        '<x:c r="E2" t="e"><x:f>B2</x:f><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="A2"><x:v>60</x:v></x:c><x:c r="B2">'
        '<x:v>50</x:v></x:c><x:c r="C2" t="str"><x:f>GRADE(A2:B2)</x:f><x:v>A</x:v></x:c><x:c r="D2"><x:f>A2</x:f>'
        '<x:v>60</x:v></x:c><x:c r="E2"><x:f>B2</x:f><x:v>50</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        whole=True,
    ),
    Variant(
        "prefixed arrays with missing cells",
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="A2"><x:f t="array" ref="A2:B3">1+1'
        "</x:f></x:c></x:row></x:sheetData></x:worksheet>",
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="A2"><x:f t="array" ref="A2:B3">1+1'
        '</x:f><x:v>2</x:v></x:c><x:c r="B2"><x:v>2</x:v></x:c></x:row><x:row r="3"><x:c r="A3"><x:v>2</x:v></x:c>'
        '<x:c r="B3"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        whole=True,
    ),
    Variant(
        "the strict namespace",
        sheet_xml(row(f'<c r="C2">{F}</c>')).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        sheet_xml(row(DONE)).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        whole=True,
    ),
    Variant(
        "no declaration",
        sheet_xml(row(f'<c r="C2">{F}</c>')).removeprefix(HEAD),
        sheet_xml(row(DONE)).removeprefix(HEAD),
        whole=True,
    ),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_variant(variant: Variant, tmp_path: Path) -> None:
    before = variant.before if variant.whole else sheet_xml(variant.before)
    after = variant.after if variant.whole else sheet_xml(variant.after)
    book = make_book(tmp_path / "book.xlsx", {"S": before}, shared="<si><t>x</t></si>")
    report = recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)
    assert part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml").decode() == after
    assert not report.not_calculated
    again = recalculate(
        tmp_path / "out.xlsx", tmp_path / "again.xlsx", context_for=lambda names: context(), functions=SIMPLE
    )
    assert not again.changed
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "out.xlsx").read_bytes()


def test_there_are_enough_variants() -> None:
    assert len(VARIANTS) >= 40
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "iso-8859-1", "windows-1252"])
def test_other_encodings_become_utf_8_when_the_part_changes(encoding: str, tmp_path: Path) -> None:
    declared = "UTF-16" if encoding.startswith("utf-16") else encoding
    text = sheet_xml(row(f'<c r="C2">{F}</c>')).replace("UTF-8", declared)
    book = make_book(tmp_path / "book.xlsx", {"S": text.encode(encoding)})
    recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)
    assert part(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml").decode() == sheet_xml(row(DONE))


def test_a_part_in_utf_16_that_does_not_change_keeps_its_bytes(tmp_path: Path) -> None:
    text = sheet_xml(row(DONE)).replace("UTF-8", "UTF-16").encode("utf-16")
    book = make_book(tmp_path / "book.xlsx", {"S": text})
    recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)
    assert (tmp_path / "out.xlsx").read_bytes() == book.read_bytes()


STRINGS = [
    ("<si><t>good</t></si>", "good"),
    ("<si><t/></si>", ""),
    ("<si/>", ""),
    ('<si><t xml:space="preserve"> a </t></si>', " a "),
    ("<si><r><t>go</t></r><r><rPr><b/></rPr><t>od</t></r></si>", "good"),
    ("<si><t>东京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/></si>", "东京"),
    ("<si><t>a_x000D_b_x005F_x000D_</t></si>", "a\rb_x000D_"),
    ("<si><t>a<!-- x -->b<![CDATA[<c>]]>&amp;</t></si>", "ab<c>&"),
    ("<si><t>a</t><extLst><ext uri='x'><t>no</t></ext></extLst></si>", "a"),
]


@pytest.mark.parametrize(("xml", "text"), STRINGS)
def test_shared_strings(xml: str, text: str, tmp_path: Path) -> None:
    from xlplugin.workbooks.shared_strings import read_shared_strings

    data = f'<sst xmlns="{MAIN}"><si><t>first</t></si>{xml}<si><t>last</t></si></sst>'.encode()
    assert read_shared_strings(data, "x") == ["first", text, "last"]


VALUES = [
    ("<c r='A1'><v>1.5</v></c>", 1.5),
    ("<c r='A1'/>", None),
    ("<c r='A1'><v/></c>", None),
    ("<c r='A1' t='b'><v>1</v></c>", True),
    ("<c r='A1' t='b'><v>false</v></c>", False),
    ("<c r='A1' t='e'><v>#DIV/0!</v></c>", "#DIV/0!"),
    ("<c r='A1' t='e'><v>#SPILL!</v></c>", "#VALUE!"),
    ("<c r='A1' t='str'><v> x </v></c>", " x "),
    ("<c r='A1' t='str'><v></v></c>", ""),
    ("<c r='A1' t='s'><v>1</v></c>", "two"),
    ("<c r='A1' t='inlineStr'><is><t>x</t></is></c>", "x"),
    ("<c r='A1' t='inlineStr'><is><r><t>x</t></r><r><t>y</t></r><rPh sb='0' eb='1'><t>z</t></rPh></is></c>", "xy"),
    ("<c r='A1' t='inlineStr'><is/></c>", ""),
    ("<c r='A1' t='d'><v>2026-06-30</v></c>", 46203.0),
    ("<c r='A1' t='d'><v>2026-06-30T12:00:00</v></c>", 46203.5),
    ("<c r='A1'><v>1E-300</v></c>", 1e-300),
]


@pytest.mark.parametrize(("xml", "value"), VALUES)
def test_values_of_cells(xml: str, value: object) -> None:
    from xlplugin.functions.values import CellError
    from xlplugin.workbooks.sheet_scan import scan_sheet

    sheet = scan_sheet(sheet_xml(f"<row r='1'>{xml}</row>").encode(), "S", "p", "w", ["one", "two"])
    found = sheet.grid.value(1, 1)
    assert (found.value if isinstance(found, CellError) else found) == value
    assert type(value) is not bool or found is value


BROKEN = [
    ("<row r='2'/><row r='1'/>", "out of order"),
    ("<row r='1'/><row r='1'/>", "out of order"),
    ("<row r='0'/>", "out of order"),
    ("<row r='1048577'/>", "out of order"),
    ("<row r='x'/>", "out of order"),
    ("<row r='1'><c r='B1'/><c r='A1'/></row>", "out of order"),
    ("<row r='1'><c r='A1'/><c r='A1'/></row>", "out of order"),
    ("<row r='1'><c r='A2'/></row>", "out of order"),
    ("<row r='11'><c r='A1'/></row>", "out of order"),
    ("<row r='1'><c r='XFE1'/></row>", "out of order"),
    ("<row r='1'><c r='1'/></row>", "out of order"),
    ("<row r='1'><c r='A1'><v>1</v><v>2</v></c></row>", "two values"),
    ("<row r='1'><c r='A1'><v>1</v><is><t>x</t></is></c></row>", "two values"),
    ("<row r='1'><c r='A1'><v>1</v><f>2</f></c></row>", "wrong place"),
    ("<row r='1'><c r='A1'><f>1</f><f>2</f></c></row>", "wrong place"),
    ("<row r='1'><c r='A1'><c r='B1'/></c></row>", "stands where it cannot"),
    ("<row r='1'><c r='A1'><v><v>1</v></v></c></row>", "stands where it cannot"),
    ("<row r='1'><row r='2'/></row>", "stands where it cannot"),
    ("<c r='A1'/>", "stands where it cannot"),
    ("<row r='1'><c r='A1'><v>nan</v></c></row>", "holds 'nan'"),
    ("<row r='1'><c r='A1'><v>inf</v></c></row>", "holds 'inf'"),
    ("<row r='1'><c r='A1'><v>1_000</v></c></row>", "holds '1_000'"),
    ("<row r='1'><c r='A1'><v>１２</v></c></row>", "holds '１２'"),
    ("<row r='1'><c r='A1'><v>1e999</v></c></row>", "holds '1e999'"),
    ("<row r='1'><c r='A1' t='s'><v>9</v></c></row>", "holds '9'"),
    ("<row r='1'><c r='A1' t='s'><v>-1</v></c></row>", "holds '-1'"),
    ("<row r='1'><c r='A1' t='b'><v>2</v></c></row>", "holds '2'"),
    ("<row r='1'><c r='A1' t='e'><v>#OOPS</v></c></row>", "holds '#OOPS'"),
    ("<row r='1'><c r='A1' t='z'><v>1</v></c></row>", "holds '1'"),
    ("<row r='1'><c r='A1'><f t='odd'>1</f></c></row>", "formula type"),
    ("<row r='1'><c r='A1'><f t='array'>1</f></c></row>", "no valid range"),
    ("<row r='1'><c r='B1'><f t='array' ref='A1:B1'>1</f></c></row>", "no valid range"),
]


@pytest.mark.parametrize(("rows", "says"), BROKEN)
def test_broken_cells_are_named(rows: str, says: str) -> None:
    from xlplugin.workbooks.errors import WorkbookError
    from xlplugin.workbooks.sheet_scan import scan_sheet

    with pytest.raises(WorkbookError) as caught:
        scan_sheet(sheet_xml(rows).encode(), "S", "p", "book.xlsx!sheet1.xml", ["one"])
    assert says in caught.value.in_language("en")
    assert "book.xlsx!sheet1.xml" in caught.value.where
    assert caught.value.mend.zh
