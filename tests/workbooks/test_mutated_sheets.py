"""Sheets whose XML has been tampered with: refused, or calculated as any reader of XML sees them, and nothing else
of the file is touched. Never a traceback, never a wrong value that looks right."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbooks.making import cell, make_book, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.limits import Limits
from xlplugin.workbooks.recalc import recalculate

ROOT = Path(__file__).resolve().parents[2]
PART = "xl/worksheets/sheet1.xml"
ROWS = 5
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SNIPPETS = [
    '<c r="B3"><v>5</v></c>', ' t="s"', ' t="str"', ' t="e"', ' t="b"', ' r="B2"', "<v>1</v>", "<v/>", "<!-- 1 -->", "&amp;",
    "&#49;", "&lt;", "\x00", "<![CDATA[7]]>", "</c>", "<row/>", "</row>", "<f>1+1</f>", '<f t="shared" si="0"/>', " ", "\n",
    "-", "1", "e5", "é", "'", '"', "<", ">", '<?x y?>', ' xml:space="preserve"', "#N/A", "NaN", "1_0", "x:",
]  # fmt: skip


def base() -> str:
    """Numbers, a text, a grade, a sum, a condition on it, and a total."""
    rows = ""
    for row in range(1, ROWS + 1):
        cells = [cell(f"A{row}", row * 20.5), cell(f"B{row}", row), cell(f"C{row}", "xy"[row % 2])]
        cells.append(cell(f"D{row}", 0, f"A{row}+B{row}*2"))
        cells.append(cell(f"E{row}", "old", f'IF(C{row}="x",D{row},0)'))
        cells.append(cell(f"F{row}", "old", f"GRADE(A{row}:B{row})"))
        rows += f'<row r="{row}">{"".join(cells)}</row>'
    return sheet_xml(rows + f'<row r="9">{cell("A9", 0, "SUM(D1:D5)")}{cell("B9", 0, "EXP(B1/100)")}</row>')


BASE = base()
START = BASE.index("<sheetData>")


@st.composite
def mutated(draw: Callable) -> str:  # type: ignore[type-arg]
    text = BASE
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(START, len(text) - 1))
        kind = draw(st.sampled_from(["digit", "digit", "digit", "insert", "delete", "double", "swap"]))
        size = draw(st.integers(1, 40))
        if kind == "delete":
            text = text[:place] + text[place + size :]
        elif kind == "insert":
            text = text[:place] + draw(st.sampled_from(SNIPPETS)) + text[place:]
        elif kind == "double":
            text = text[:place] + text[place : place + size] * 2 + text[place + size :]
        elif kind == "digit":
            digit = draw(st.sampled_from("0123456789"))
            text = text[:place] + re.sub(r"\d", digit, text[place:], count=1)
        else:
            text = text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]
    return text


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def seen(xml: bytes) -> dict[str, tuple[str, object]]:
    """Each cell's formula and value as a plain reader of XML sees them; cells without an address are left out."""
    found: dict[str, tuple[str, object]] = {}
    for element in ElementTree.fromstring(xml).iter(f"{MAIN}c"):
        formula, value = element.find(f"{MAIN}f"), element.find(f"{MAIN}v")
        inline = element.find(f"{MAIN}is")
        text = "".join(inline.itertext()) if inline is not None else (value.text if value is not None else None)
        kind = element.get("t", "n")
        held: object = text
        if kind == "n" and text is not None:
            held = float(text)
        plain = formula is not None and not formula.attrib and not len(formula)
        found[element.get("r", "?")] = ((formula.text or "") if plain else "" if formula is None else "?", held)
    return found


def sum_of(cells: dict[str, tuple[str, object]], row: int) -> float | None:
    parts = [cells.get(f"{column}{row}", ("", None)) for column in "AB"]
    if any(formula or not isinstance(value, float) for formula, value in parts):
        return None
    return parts[0][1] + parts[1][1] * 2  # type: ignore[operator,no-any-return]


def without_values(xml: bytes) -> bytes:
    """A sheet without what a recalculation may change: the value and type of cells with a formula."""

    def emptied(found: re.Match[bytes]) -> bytes:
        cell_ = found[0]
        if b"<f" not in cell_:
            return cell_
        head, mark, rest = cell_.partition(b">")
        rest = re.sub(rb"<v(?:\s[^>]*)?(?:/>|>.*?</v\s*>)|<is>.*?</is>", b"", rest, flags=re.DOTALL)
        return re.sub(rb"\s+t\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", head) + mark + rest

    return re.sub(rb"<c[\s>].*?</c\s*>", emptied, xml, flags=re.DOTALL)


@settings(max_examples=250, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mutated())
def test_a_tampered_sheet(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("mutated")
    book = make_book(folder / "book.xlsx", {"S": text.encode("utf-8", "surrogatepass")})
    before = members(book)
    results = []
    for name, limits in (("careful", Limits()), ("columns", Limits(large_part_bytes=0))):
        output = folder / f"{name}.xlsx"
        try:
            report = recalculate(
                book, output, context_for=lambda names: context(), functions=SIMPLE, limits=limits
            )
        except WorkbookError as error:
            assert error.message.en and error.mend.zh
            assert not output.exists()
            results.append(None)
            continue
        after = members(output)
        assert list(after) == list(before)
        assert {part: data for part, data in after.items() if part != PART} == {
            part: data for part, data in before.items() if part != PART
        }
        if "<!--" not in text and "CDATA" not in text:
            assert without_values(after[PART]) == without_values(before[PART])
        refused = {note.cell for note in (*report.not_calculated, *report.left)}
        cells = seen(after[PART])
        results.append(cells)
        for row in range(1, ROWS + 1):
            formula, value = cells.get(f"D{row}", ("", None))
            wanted = sum_of(seen(before[PART]), row)
            if formula == f"A{row}+B{row}*2" and wanted is not None and f"D{row}" not in refused:
                assert value == wanted, (row, value, wanted)
    if None not in results:
        # The careful scan knows more than the fast one; where both calculate a cell they agree.
        for place, (_, value) in results[0].items():
            assert "#N/A" in (value, results[1][place][1]) or value == results[1][place][1], place


@pytest.fixture(scope="module")
def form() -> bytes:
    """The sheet of a real entry form that has the most formulas, and its book."""
    return max((ROOT / "workbook_templates").glob("*.xlsx"), key=lambda path: path.stat().st_size).read_bytes()


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_tampered_form(data: st.DataObject, form: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("form")
    whole = folder / "whole.xlsx"
    whole.write_bytes(form)
    parts = members(whole)
    part = data.draw(st.sampled_from(sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))))
    xml = parts[part]
    place, size = data.draw(st.integers(xml.index(b"<sheetData"), len(xml) - 1)), data.draw(st.integers(0, 60))
    snippet = data.draw(st.sampled_from(SNIPPETS)).encode()
    parts[part] = xml[:place] + snippet + xml[place + size :]
    book = folder / "book.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_STORED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    output = folder / "out.xlsx"
    try:
        recalculate(book, output, context_for=lambda names: context(), functions=SIMPLE)
    except WorkbookError as error:
        assert error.message.en and error.mend.zh and not output.exists()
        return
    after = members(output)
    assert list(after) == list(parts)
    assert {
        name for name, content in after.items() if content != parts[name] and not name.startswith("xl/worksheets/")
    } <= {"xl/workbook.xml"}
