"""Files that are no workbook, or a hostile one: each is refused by name, untouched, with nothing written."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workbooks.making import MAIN, cell, make_book, part, sheet_xml
from tests.workbooks.simple_functions import SIMPLE, context
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.limits import Limits
from xlplugin.workbooks.recalc import recalculate

GOOD = sheet_xml(f'<row r="1"><c r="A1"><v>60</v></c>{cell("B1", 0, "GRADE(A1)")}</row>')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
DTD = '<!DOCTYPE x [<!ENTITY e "60">]>'
TYPES = "[Content_Types].xml"


def good(path: Path) -> Path:
    return make_book(path, {"S": GOOD})


def changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """A good workbook with one part changed."""
    good(path)
    with zipfile.ZipFile(path) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for key, data in parts.items():
            file.writestr(key, data)


def added(path: Path, name: str, data: bytes = b"x") -> None:
    """A good workbook with one more member."""
    good(path)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")
        file.writestr(name, data)


def edited(path: Path, change: Callable[[bytearray], None]) -> None:
    """A good workbook with some bytes of the container changed."""
    data = bytearray(good(path).read_bytes())
    change(data)
    path.write_bytes(bytes(data))


def with_sheet(path: Path, xml: str) -> None:
    make_book(path, {"S": xml})


def central(data: bytearray, number: int) -> int:
    """Where an entry of the directory starts."""
    place = data.find(b"PK\1\2")
    for _ in range(number):
        place = data.find(b"PK\1\2", place + 4)
    return place


def lie_about_size(data: bytearray) -> None:
    place = central(data, 4)
    size = struct.unpack_from("<L", data, place + 24)[0]
    struct.pack_into("<L", data, place + 24, size - 10)


def two_members_one_place(data: bytearray) -> None:
    first = struct.unpack_from("<L", data, central(data, 0) + 42)[0]
    struct.pack_into("<L", data, central(data, 1) + 42, first)


def encrypt_flag(data: bytearray) -> None:
    data[central(data, 0) + 8] |= 1


def other_method(data: bytearray) -> None:
    struct.pack_into("<H", data, central(data, 0) + 10, 12)


def other_local_method(data: bytearray) -> None:
    struct.pack_into("<H", data, 8, 0)


def other_local_name(data: bytearray) -> None:
    data[30] ^= 1


def spoil(data: bytearray) -> None:
    place = data.find(b"xl/worksheets/sheet1.xml") + 40
    data[place : place + 20] = b"\xff" * 20


def bomb(path: Path) -> None:
    added(path, "xl/media/image1.png", b"\0" * (16 << 20))


def prefix(path: Path) -> None:
    path.write_bytes(b"MZ" + good(path).read_bytes())


def stub(path: Path) -> None:
    """A zip whose members do not start the file, offsets set right."""
    buffer = io.BytesIO(b"PK\3\4" + b"#!/bin/sh\n" * 10)
    buffer.seek(0, 2)
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr("a", "b")
    path.write_bytes(buffer.getvalue())


def rels(target: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"worksheets/sheet1.xml", target.encode())


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda p: p.write_bytes(b""), "the file is empty"),
    "text": (lambda p: p.write_text("customer;grade\n1;AAA\n"), "a text file"),
    "web page": (lambda p: p.write_text("<html><table></table></html>"), "a web page"),
    "xml spreadsheet": (lambda p: p.write_text('<?xml version="1.0"?><Workbook/>'), "an XML file"),
    "pdf": (lambda p: p.write_bytes(b"%PDF-1.7\n"), "a PDF file"),
    "unknown": (lambda p: p.write_bytes(b"\0\1\2\3" * 100), "a file of unknown kind"),
    "old xls": (lambda p: p.write_bytes(OLE + "Workbook".encode("utf-16-le")), "an old Excel workbook (.xls)"),
    "password": (lambda p: p.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "protected by a password"),
    "word document": (lambda p: p.write_bytes(OLE + "WordDocument".encode("utf-16-le")), "an old Office file"),
    "biff": (lambda p: p.write_bytes(b"\x09\x08\x10\0" + b"\0" * 99), "a very old Excel workbook"),
    "xlsb": (
        lambda p: changed(p, TYPES, lambda d: d.replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml"
                                                        b".sheet.main+xml", b"application/vnd.ms-excel.sheet.binary"
                                                        b".macroEnabled.main")),
        "a binary workbook (.xlsb)",
    ),
    "xlam": (
        lambda p: changed(p, TYPES, lambda d: d.replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml"
                                                        b".sheet.main+xml", b"application/vnd.ms-excel.addin"
                                                        b".macroEnabled.main+xml")),
        "an add-in (.xlam)",
    ),
    "ods": (lambda p: _zip(p, {"mimetype": b"x", "content.xml": b"<x/>"}), "an OpenDocument file"),
    "zip": (lambda p: _zip(p, {"readme.txt": b"x"}), "a zip file without a workbook"),
    "word docx": (
        lambda p: changed(p, TYPES, lambda d: d.replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")),
        "a zip file without a workbook",
    ),
    "cut short": (lambda p: p.write_bytes(good(p).read_bytes()[:-30]), "cut short"),
    "cut to the half": (lambda p: p.write_bytes(good(p).read_bytes()[:900]), "cut short"),
    "something after the end": (lambda p: p.write_bytes(good(p).read_bytes() + b"\r\n"), "cut short"),
    "something before": (prefix, "a file of unknown kind"),
    "a stub before": (stub, "do not start the file"),
    "spoilt data": (lambda p: edited(p, spoil), "damaged"),
    "a lying size": (lambda p: edited(p, lie_about_size), "does not match its size"),
    "overlapping members": (lambda p: edited(p, two_members_one_place), "overlap"),
    "an encrypted member": (lambda p: edited(p, encrypt_flag), "encrypted"),
    "an unknown compression": (lambda p: edited(p, other_method), "unknown compression 12"),
    "headers that disagree": (lambda p: edited(p, other_local_name), "headers disagree"),
    "compressions that disagree": (lambda p: edited(p, other_local_method), "headers disagree"),
    "a member twice": (lambda p: added(p, "xl/workbook.xml"), "occurs twice"),
    "a member twice in other case": (lambda p: added(p, "XL/Workbook.xml"), "occurs twice"),
    "a path that climbs": (lambda p: added(p, "xl/../../evil.xml"), "unsafe name"),
    "an absolute path": (lambda p: added(p, "/etc/passwd"), "unsafe name"),
    "a backslash": (lambda p: added(p, "xl\\evil.xml"), "unsafe name"),
    "a drive": (lambda p: added(p, "C:/evil.xml"), "unsafe name"),
    "a zip bomb": (bomb, "times its size"),
    "a DTD in a sheet": (lambda p: with_sheet(p, GOOD.replace("<worksheet", DTD + "<worksheet", 1)), "document type"),
    "an empty DTD": (lambda p: with_sheet(p, GOOD.replace("<worksheet", "<!DOCTYPE x><worksheet", 1)), "document type"),
    "a DTD elsewhere": (
        lambda p: with_sheet(p, GOOD.replace("<worksheet", '<!DOCTYPE x SYSTEM "http://x/x.dtd"><worksheet', 1)),
        "document type",
    ),
    "a DTD in the workbook": (
        lambda p: changed(p, "xl/workbook.xml", lambda d: d.replace(b"<workbook", DTD.encode() + b"<workbook", 1)),
        "document type",
    ),
    "a DTD in the shared strings": (
        lambda p: changed(
            make_book(p, {"S": GOOD}, shared="<si><t>x</t></si>") and p, "xl/workbook.xml", lambda d: DTD.encode() + d[56:]
        ),
        "document type",
    ),
    "an external entity": (
        lambda p: with_sheet(
            p, GOOD.replace("<worksheet", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet', 1)
        ),
        "document type",
    ),
    "an undeclared entity": (lambda p: with_sheet(p, GOOD.replace("60", "&e;")), "undefined entity"),
    "deep nesting": (
        lambda p: with_sheet(p, GOOD.replace("</sheetData>", "</sheetData>" + "<x>" * 9999 + "</x>" * 9999)),
        "nested too deeply",
    ),
    "deep nesting in a cell": (
        lambda p: with_sheet(p, GOOD.replace("</v></c>", "</v>" + "<y:x xmlns:y='y'>" * 999 + "</y:x>" * 999 + "</c>", 1)),
        "nested too deeply",
    ),
    "broken XML": (lambda p: with_sheet(p, GOOD.replace("</row>", "</rov>")), "mismatched tag"),
    "two sets of cells": (lambda p: with_sheet(p, GOOD.replace("</sheetData>", "</sheetData><sheetData/>")), "two sets"),
    "no worksheet": (lambda p: with_sheet(p, f'<chartsheet xmlns="{MAIN}"/>'), "not a worksheet"),
    "a foreign namespace": (lambda p: with_sheet(p, GOOD.replace(MAIN, "urn:x")), "not a worksheet"),
    "an unknown encoding": (lambda p: with_sheet(p, GOOD.replace("UTF-8", "utf-7")), "encoding utf-7"),
    "bytes that are not UTF-8": (lambda p: make_book(p, {"S": GOOD.encode().replace(b"60", b"\xff0")}), "not well-formed"),
    "a sheet without a part": (
        lambda p: changed(p, "xl/_rels/workbook.xml.rels", rels("worksheets/other.xml")),
        "part is missing",
    ),
    "a sheet outside the file": (
        lambda p: changed(p, "xl/_rels/workbook.xml.rels", rels("../../outside.xml")),
        "leaves the file",
    ),
    "a sheet without a relation": (
        lambda p: changed(p, "xl/_rels/workbook.xml.rels", lambda d: d.replace(b'Id="rId1"', b'Id="rId9"')),
        "has no part",
    ),
    "a digital signature": (
        lambda p: changed(
            p,
            "_rels/.rels",
            lambda d: d.replace(
                b"</Relationships>",
                b'<Relationship Id="s" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
                b'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
            ),
        ),
        "digital signature",
    ),
    "precision as displayed": (
        lambda p: make_book(p, {"S": GOOD}, calc='<calcPr calcId="191029" fullPrecision="0"/>'),
        "numbers as displayed",
    ),
}


def _zip(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("in_place", [False, True], ids=["copy", "in place"])
def test_bad_file(name: str, in_place: bool, tmp_path: Path) -> None:
    make, says = BAD[name]
    book = tmp_path / "book.xlsx"
    make(book)
    before = book.read_bytes()
    output = None if in_place else tmp_path / "out.xlsx"
    with pytest.raises(WorkbookError) as caught:
        recalculate(book, output, in_place=in_place, context_for=lambda names: context(), functions=SIMPLE)
    error = caught.value
    assert says in error.in_language("en")
    assert error.message.zh and error.mend.zh and error.mend.en
    assert "book.xlsx" in error.where
    assert book.read_bytes() == before
    assert list(tmp_path.iterdir()) == [book]


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.xlsx", "no such file"), (tmp_path, "a folder")):
        with pytest.raises(WorkbookError, match=says):
            recalculate(path, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(file_bytes=100), "MB is read"),
        (Limits(total_bytes=1000), "MB is read"),
        (Limits(part_bytes=200), "MB is read"),
        (Limits(members=3), "may hold 3"),
        (Limits(cells=1), "more than 1 cells"),
        (Limits(small_part_bytes=50), "larger than it can sensibly be"),
        (Limits(dependencies=0), "depend on each other in too many ways"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_limits(limits: Limits, says: str, tmp_path: Path) -> None:
    rows = f'<row r="1"><c r="A1"><v>60</v></c>{cell("B1", 0, "GRADE(A1)")}{cell("C1", 0, "B1&B1")}</row>'
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(rows)})
    with pytest.raises(WorkbookError, match=says):
        recalculate(
            book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE, limits=limits
        )


def test_every_shortening_of_a_workbook_is_refused_and_never_crashes(tmp_path: Path) -> None:
    whole = good(tmp_path / "good.xlsx").read_bytes()
    book = tmp_path / "book.xlsx"
    for length in range(0, len(whole), 7):
        book.write_bytes(whole[:length])
        with pytest.raises(WorkbookError):
            recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)


def test_flipped_bytes_are_refused_or_harmless(tmp_path: Path) -> None:
    whole = bytearray(good(tmp_path / "good.xlsx").read_bytes())
    book, output = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    harmless = 0
    for place in range(0, len(whole), 11):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x5A
        book.write_bytes(bytes(spoilt))
        try:
            recalculate(book, output, context_for=lambda names: context(), functions=SIMPLE)
        except WorkbookError:
            continue
        harmless += 1
        assert b"<v>B</v>" in part(output, "xl/worksheets/sheet1.xml")
    # Dates, attributes and versions in the container may change without harm; content may not.
    assert harmless < len(whole) // 11 / 3


def test_a_sheet_without_any_compression_gain_passes(tmp_path: Path) -> None:
    data = zlib.compress(bytes(range(256)) * 4000)
    book = make_book(tmp_path / "book.xlsx", {"S": GOOD}, more={"xl/media/image1.bin": data})
    report = recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: context(), functions=SIMPLE)
    assert report.status == 0
    assert part(tmp_path / "out.xlsx", "xl/media/image1.bin") == data
