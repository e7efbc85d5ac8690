"""Workbooks that ask another PC's add-in: what is changed in the XML, and that nothing else is."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xlplugin.hosts.excel import relinking
from xlplugin.hosts.excel.diagnosing_books import book_faults
from xlplugin.hosts.excel.relinking import STARTUP, examine, relink
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.limits import Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
ELSEWHERE = "file:///C:\\Users\\%E6%9D%8E%E5%9B%9B\\AppData\\Roaming\\Microsoft\\AddIns\\xlplugin.xlam"
LINK = "xl/externalLinks/externalLink1.xml"
RELS = "xl/externalLinks/_rels/externalLink1.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"

USUAL = {
    "A1": "[1]!GRADE(B1:G1)",
    "A2": "IF([1]!SCORE(B1:G1)&gt;50,[1]!GRADE(B1:G1,\"[1]!GRADE(\"),'[2]Sheet 1'!A1)",
    "A3": "SUM(B1:G1)",
}


def write(
    path: Path,
    formulas: Mapping[str, str],
    target: str = ELSEWHERE,
    kind: str = f"{OFFICE}/externalLinkPath",
    extra: Mapping[str, bytes] | None = None,
    names: str = "",
) -> Path:
    """A workbook as Excel stores it whose first external link leads to an add-in, the second to a workbook."""
    cells = "".join(
        f'<row r="{place[1:]}"><c r="{place}" t="e"><f>{text}</f><v>#NAME?</v></c></row>'
        for place, text in formulas.items()
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/{LINK}" ContentType="{KIND}.externalLink+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="客户" sheetId="1" r:id="rId1"/></sheets><externalReferences><externalReference r:id="rId2"/>'
        f'<externalReference r:id="rId3"/></externalReferences>{names}<calcPr calcId="191029"/></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink2.xml"/>'
        "</Relationships>",
        SHEET: f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        LINK: f'{XML}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1">'
        '<definedNames><definedName name="GRADE"/></definedNames></externalBook></externalLink>',
        RELS: f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>',
        "xl/externalLinks/externalLink2.xml": f'{XML}<externalLink xmlns="{MAIN}"><externalBook '
        f'xmlns:r="{OFFICE}" r:id="rId1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink2.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="other.xlsx" TargetMode="External"/>'
        "</Relationships>",
        **(extra or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_only_the_path_changes(tmp_path):
    book = write(tmp_path / "台账 一.xlsx", USUAL)
    before, whole = parts(book), book.read_bytes()
    target, backup = relink(book)
    assert target == book.resolve().with_name("台账 一.relinked.xlsx") and backup is None
    assert book.read_bytes() == whole
    after = parts(target)
    assert list(after) == list(before)
    assert [name for name in before if after[name] != before[name]] == [RELS]
    wanted = before[RELS].replace(ELSEWHERE.encode(), b"xlplugin.xlam")
    assert after[RELS] == wanted.replace(f"{OFFICE}/externalLinkPath".encode(), STARTUP.encode())
    assert load_workbook(target).active["A1"].value == "=[1]!GRADE(B1:G1)"
    assert relink(target) == (None, None), "what is mended needs no mending"


def test_in_place_with_a_backup(tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL)
    before = book.read_bytes()
    target, backup = relink(book, in_place=True)
    assert target == book.resolve() and backup.read_bytes() == before
    assert b"xlStartup" in parts(book)[RELS]


SPELT = [
    ("'C:\\Users\\o''neil\\AddIns\\xlplugin.xlam'!GRADE(B1:G1)", "GRADE(B1:G1)"),
    ("xlplugin.xlam!grade(B1:G1)", "GRADE(B1:G1)"),
    ("_xludf.GRADE(B1:G1)&amp;\"_xludf.GRADE(\"", 'GRADE(B1:G1)&amp;"_xludf.GRADE("'),
    ("_xll.SCORE(B1:G1)+1", "SCORE(B1:G1)+1"),
    ("_xldudf_XLP_GRADE(B1:G1)", "GRADE(B1:G1)"),
    ("IF(A2&lt;&gt;1,'D:\\工具 箱\\demo.xlam'!AMLTIER(B1:G1),\"\")", 'IF(A2&lt;&gt;1,AMLTIER(B1:G1),"")'),
]


@pytest.mark.parametrize(("stored", "mended"), SPELT)
def test_spelt_out_paths_become_plain_names(tmp_path, stored, mended):
    book = write(tmp_path / "book.xlsx", {"A1": stored})
    before = parts(book)
    after = parts(relink(book)[0])
    assert [name for name in before if after[name] != before[name]] == [SHEET]
    assert after[SHEET] == before[SHEET].replace(stored.encode(), mended.encode())


UNTOUCHED = [
    "GRADE(B1:G1)",
    "SUM('[2]Sheet 1'!A1:A3)",
    "_xlfn.XLOOKUP(1,A1:A3,B1:B3)",
    "'C:\\tools\\other.xlam'!UPGRADE(1)",
    "\"'C:\\tools\\x.xlam'!GRADE(\"",
    "_xll.BLOOMBERG(1)",
    "'my.xlsx'!A1+GRADE(B1:G1)",
    "[2]!OTHER(1)",
]


@pytest.mark.parametrize("stored", UNTOUCHED)
def test_what_is_not_ours_is_left(tmp_path, stored):
    book = write(tmp_path / "book.xlsx", {"A1": stored})
    assert relink(book) == (None, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx"]


def test_defined_names_are_mended_too(tmp_path):
    names = "<definedNames><definedName name=\"g\">_xludf.GRADE(Sheet1!$A$1:$F$1)</definedName></definedNames>"
    book = write(tmp_path / "book.xlsx", {"A1": "1"}, names=names)
    after = parts(relink(book)[0])
    assert b'<definedName name="g">GRADE(Sheet1!$A$1:$F$1)<' in after["xl/workbook.xml"]


def test_a_link_that_serves_others_too_is_refused(tmp_path):
    book = write(tmp_path / "book.xlsx", {"A1": "[1]!GRADE(B1:G1)", "A2": "[1]!MYSUM(B1:G1)"})
    before = book.read_bytes()
    with pytest.raises(WorkbookError, match="MYSUM") as told:
        relink(book, in_place=True)
    assert "Change Source" in str(told.value) and "李四" in str(told.value)
    assert book.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_any_add_in_name_is_led_to_ours(tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL, target="file:///D:\\demo.xlam", kind=STARTUP)
    assert b'Target="xlplugin.xlam"' in parts(relink(book)[0])[RELS]


def test_the_start_folder_is_right_on_every_pc(tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL, target="xlplugin.xlam", kind=STARTUP)
    assert not examine(book).needed and examine(book).calls == 3


def test_what_the_doctor_says_of_a_book(tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL | {"A4": SPELT[0][0]})
    found = examine(book)
    assert (found.calls, found.spelt, [link.number for link in found.links]) == (4, 1, [1])
    (tmp_path / "book.xlsx:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3", "ascii")
    faults = book_faults(book, found)
    assert [fault.code for fault in faults] == ["another-path", "given-up", "book-marked"]
    assert "C:\\Users\\李四" in faults[0].message.en and "--relink" in faults[0].mend.en


BOMB = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxx">]><worksheet xmlns="%s">&x;</worksheet>' % MAIN.encode()
DEEP = b"<worksheet xmlns='%s'>" % MAIN.encode() + b"<a>" * 300 + b"</a>" * 300 + b"</worksheet>"


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({SHEET: BOMB}, "document type"),
        ({SHEET: DEEP}, "nested"),
        ({SHEET: b"<worksheet"}, "damaged"),
        ({RELS: BOMB}, "document type"),
        ({"xl/_rels/workbook.xml.rels": DEEP}, "nested"),
        (
            {
                "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="'
                f'{OFFICE}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="s" Type="{PACKAGE}/relationships/'
                'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>'.encode()
            },
            "signature",
        ),
    ],
)
def test_hostile_and_signed_files_are_refused(tmp_path, extra, words):
    book = write(tmp_path / "book.xlsx", USUAL, extra=extra)
    before = book.read_bytes()
    with pytest.raises(WorkbookError, match=words):
        relink(book, in_place=True)
    assert book.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_a_workbook_that_asks_too_much_is_refused(tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL)
    with pytest.raises(WorkbookError):
        examine(book, Limits(part_bytes=100))


LONG = ["'" * 8000, '"' * 7999, "a.xl" * 2000, "''.xl" * 1600, "_xll." * 1600, "[1]!" * 2000, "_xldudf_" * 1000, "!a" * 4000]


@pytest.mark.parametrize("text", LONG)
def test_no_formula_takes_long(tmp_path, text):
    book = write(tmp_path / "book.xlsx", {f"A{row}": text for row in range(1, 30)})
    started = time.perf_counter()
    assert not examine(book).needed
    assert time.perf_counter() - started < 5


def test_no_workbook_at_all(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    with pytest.raises(WorkbookError, match="old Office file"):
        examine(tmp_path / "a.xlsx")


def test_a_book_that_is_open_is_left(tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL)
    (tmp_path / "~$book.xlsx").write_bytes(b"")
    with pytest.raises(WorkbookError, match="open in Excel"):
        relink(book, in_place=True)


def test_a_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    book = write(tmp_path / "book.xlsx", USUAL)
    before = book.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(relinking.files.os, "replace", full)
    with pytest.raises(WorkbookError, match="cannot be written"):
        relink(book, in_place=True)
    assert book.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
