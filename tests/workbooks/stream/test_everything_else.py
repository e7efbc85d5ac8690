"""A book with all that books have: what is not a calculated cell comes out byte for byte as it was, in both engines' ways."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.workbooks.making import MAIN, RELATIONS
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.limits import DEFAULT_LIMITS
from xlplugin.workbooks.recalc import recalculate

PIVOT = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1" dataCaption="Values">'
    '<location ref="A1:B3"/></pivotTableDefinition>'
)
CACHE = f'<pivotCacheDefinition xmlns="{MAIN}" recordCount="0"><cacheSource type="worksheet"/></pivotCacheDefinition>'
MACROS = b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8
VALUE = re.compile(rb'(<c r="C[0-9]+")( t="str")?(><f>GRADE\([^<]*</f>)<v>[^<]*</v>')


@pytest.fixture
def book(tmp_path: Path) -> Path:
    plain = tmp_path / "plain.xlsm"
    macros = tmp_path / "vbaProject.bin"
    macros.write_bytes(MACROS)
    with xlsxwriter.Workbook(plain) as workbook:
        workbook.add_vba_project(macros)
        sheet = workbook.add_worksheet("Ledger")
        sheet.write_comment("A1", "how it is counted 口径")
        sheet.conditional_format("C2:C60", {"type": "3_color_scale"})
        sheet.data_validation("B2:B60", {"validate": "list", "source": ["1", "2"]})
        for row in range(1, 60):
            sheet.write_row(row, 0, [row % 7, row * 10 % 61])
            sheet.write_formula(row, 2, f"GRADE(A{row + 1}:B{row + 1})")
        chart = workbook.add_chart({"type": "pie"})
        chart.add_series({"values": "=Ledger!$A$2:$A$9"})
        sheet.insert_chart("F2", chart)
    path = tmp_path / "book.xlsm"
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.pivot%s+xml"
                parts = ((b"/xl/pivotTables/pivotTable1.xml", b"Table"), (b"/xl/pivotCache/cache1.xml", b"CacheDefinition"))
                more = b"".join(b'<Override PartName="%s" ContentType="%s"/>' % (one, kind % what) for one, what in parts)
                data = data.replace(b"</Types>", more + b"</Types>")
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                link = f'<Relationship Id="rIdP" Type="{RELATIONS}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
                data = data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            after.writestr(name, data)
        after.writestr("xl/pivotTables/pivotTable1.xml", PIVOT)
        after.writestr("xl/pivotCache/cache1.xml", CACHE)
    return path


@pytest.mark.parametrize("large_from", [0, 1 << 62], ids=["by columns", "with care"])
def test_only_the_calculated_cells_change(book, large_from, tmp_path):
    limits = dataclasses.replace(DEFAULT_LIMITS, large_part_bytes=large_from)
    output = tmp_path / "out.xlsm"
    recalculate(book, output, context_for=lambda names: context(), functions=SIMPLE, limits=limits)  # type: ignore[arg-type]
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(output) as after:
        assert after.namelist() == before.namelist()
        parts = {name: (before.read(name), after.read(name)) for name in before.namelist()}
    changed = {name for name, (old, new) in parts.items() if old != new}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert parts["xl/vbaProject.bin"][1] == MACROS
    old, new = parts["xl/worksheets/sheet1.xml"]
    assert len(VALUE.findall(new)) == 59 and VALUE.sub(rb"\1\3", new) == VALUE.sub(rb"\1\3", old)
    old, new = (re.sub(rb"<calcPr[^>]*>", b"", text) for text in parts["xl/workbook.xml"])
    assert old == new
