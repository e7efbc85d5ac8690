"""An entry form as Excel wants it: bound to the add-in, or with the functions inside.

Both start from the form's plain file, which every other program and command opens as it is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.workbooks.host_formulas import formula_for

from .installing_addin import ADD_IN, standalone
from .relinking import STARTUP

WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
VBA = "xl/vbaProject.bin"
LINK = "xl/externalLinks/externalLink1.xml"
LINK_RELATIONS = "xl/externalLinks/_rels/externalLink1.xml.rels"

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_LINK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
_FORMULA = re.compile(r"(<f(?: [^>]*)?>)([^<]*)(</f>)")
_PROPERTIES = re.compile(r"<sheetPr(?=[ />])")
_ID = "rIdXlplugin"
_BEGINNING = (1980, 1, 1, 0, 0, 0)

Changed = Mapping[str, str | bytes]


def for_add_in(form: Path, target: Path) -> Path:
    """The form with its functions asked of our add-in, as Excel stores it: by a link to Excel's start folder.

    So Excel binds them when it opens the file, and the path is right on every PC. Equal forms give equal bytes.
    """
    calls: set[str] = set()

    def bound(match: re.Match[str]) -> str:
        formula = unescape(match[2])
        linked = formula_for("excel", formula, FUNCTIONS, link=1)
        if linked != formula:
            calls.update(re.findall(r"\[1\]!([A-Z]+)\(", linked))
        return match[1] + escape(linked) + match[3]

    def change(parts: Mapping[str, bytes]) -> Changed:
        changed: dict[str, str | bytes] = {
            name: _FORMULA.sub(bound, parts[name].decode("utf-8")) for name in parts if SHEET.fullmatch(name)
        }
        names = "".join(f'<definedName name="{name}"/>' for name in sorted(calls))
        changed[LINK] = (
            f'{_XML}<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1">'
            f"<definedNames>{names}</definedNames></externalBook></externalLink>"
        )
        changed[LINK_RELATIONS] = (
            f'{_XML}<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="rId1" Type="{STARTUP}" Target="{ADD_IN}" TargetMode="External"/></Relationships>'
        )
        reference = f'<externalReferences><externalReference r:id="{_ID}"/></externalReferences>'
        changed[WORKBOOK] = _before(parts[WORKBOOK], ("<definedNames", "<calcPr", "</workbook>"), reference)
        changed[RELATIONS] = _related(parts[RELATIONS], f"{_OFFICE}/externalLink", LINK.removeprefix("xl/"))
        override = f'<Override PartName="/{LINK}" ContentType="{_LINK_TYPE}"/>'
        changed[TYPES] = _before(parts[TYPES], ("</Types>",), override)
        return changed

    return _rewritten(form, target, change)


def with_macros(form: Path, target: Path) -> Path:
    """The form as a workbook with macros (.xlsm), which needs no add-in. Equal forms give equal bytes.

    Raises ExcelError where xlwings is missing.
    """
    project = _vba_project()

    def change(parts: Mapping[str, bytes]) -> Changed:
        changed: dict[str, str | bytes] = {
            name: _code_name(parts[name], f"Sheet{match[1]}") for name in parts if (match := SHEET.fullmatch(name))
        }
        changed[VBA] = project
        changed[WORKBOOK] = parts[WORKBOOK].decode("utf-8").replace(
            "<workbookPr", '<workbookPr codeName="ThisWorkbook"', 1
        )  # fmt: skip
        changed[RELATIONS] = _related(parts[RELATIONS], _VBA, VBA.removeprefix("xl/"))
        types = parts[TYPES].decode("utf-8").replace(_SHEET_TYPE, _MACRO_TYPE).encode("utf-8")
        default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        changed[TYPES] = _before(types, ("<Override",), default)
        return changed

    return _rewritten(form, target, change)


def _vba_project() -> bytes:
    with zipfile.ZipFile(BytesIO(standalone())) as archive:
        return archive.read(VBA)


def _related(relations: bytes, kind: str, target: str) -> str:
    added = f'<Relationship Id="{_ID}" Type="{kind}" Target="{target}"/>'
    return _before(relations, ("</Relationships>",), added)


def _code_name(sheet: bytes, name: str) -> str:
    """A sheet under the name that the macros know it by."""
    text = sheet.decode("utf-8")
    if _PROPERTIES.search(text):
        return _PROPERTIES.sub(f'<sheetPr codeName="{name}"', text, count=1)
    start = text.index(">", text.index("<worksheet")) + 1
    return f'{text[:start]}<sheetPr codeName="{name}"/>{text[start:]}'


def _before(part: bytes, marks: tuple[str, ...], added: str) -> str:
    """A part with something added before the first of the marks that it has."""
    text = part.decode("utf-8")
    place = next(text.index(mark) for mark in marks if mark in text)
    return text[:place] + added + text[place:]


def _rewritten(form: Path, target: Path, change: Callable[[Mapping[str, bytes]], Changed]) -> Path:
    with zipfile.ZipFile(form) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = change(parts)
    half = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (*parts, *(name for name in changed if name not in parts)):
                entry = zipfile.ZipInfo(name, _BEGINNING)
                entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
                archive.writestr(entry, changed.get(name, parts.get(name, b"")))
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return target
