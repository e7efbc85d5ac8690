"""Makes small workbooks from raw XML, and reads results back without using the code under test."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
EXCEL_CALC = '<calcPr calcId="191029"/>'


def sheet_xml(rows: str, after: str = "") -> str:
    """A worksheet part around rows."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><dimension ref="A1:Z99"/>'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def make_book(
    path: Path,
    sheets: Mapping[str, str | bytes],
    shared: str = "",
    names: Mapping[str, str] | None = None,
    calc: str = EXCEL_CALC,
    properties: str = "",
    main_type: str = MAIN_TYPE,
    more: Mapping[str, bytes] | None = None,
    styles: str = "",
) -> Path:
    """Write a workbook whose worksheets are given as whole parts; ``shared`` are ``<si>`` elements."""
    parts: dict[str, bytes] = {}
    tabs, relations, types = [], [], []
    for number, (name, xml) in enumerate(sheets.items(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = xml if isinstance(xml, bytes) else xml.encode()
        tabs.append(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>')
        relations.append(
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
        types.append(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
    for kind, part, text in (
        ("sharedStrings", "sharedStrings", f'<sst xmlns="{MAIN}">{shared}</sst>' if shared else ""),
        ("styles", "styles", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>' if styles else ""),
    ):
        if text:
            parts[f"xl/{part}.xml"] = (HEAD + text).encode()
            relations.append(f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{part}.xml"/>')
    defined = "".join(f'<definedName name="{name}">{escape(text)}</definedName>' for name, text in (names or {}).items())
    workbook = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{"".join(tabs)}</sheets>'
        f"{f'<definedNames>{defined}</definedNames>' if defined else ''}{calc}</workbook>"
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    whole = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/>{"".join(types)}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": workbook.encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{HEAD}<Relationships xmlns="{package}/relationships">{"".join(relations)}</Relationships>'
        ).encode(),
        **parts,
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in whole.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 6, 30, 12, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return path


def cell(place: str, value: object = None, formula: str = "", attributes: str = "") -> str:
    """A cell element as Excel writes it."""
    kind, text = "", ""
    if isinstance(value, bool):
        kind, text = ' t="b"', str(int(value))
    elif isinstance(value, str) and value.startswith("#"):
        kind, text = ' t="e"', value
    elif isinstance(value, str):
        if not formula:
            return f'<c r="{place}"{attributes} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        kind, text = ' t="str"', escape(value)
    elif value is not None:
        text = repr(value)
    inside = f"<f>{escape(formula)}</f>" if formula else ""
    return f'<c r="{place}"{attributes}{kind}>{inside}{f"<v>{text}</v>" if value is not None else ""}</c>'


def rows_xml(cells: Mapping[str, object]) -> str:
    """Rows from addresses to values; a text that starts with ``=`` is a formula without a stored value."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for place, value in cells.items():
        letters = place.rstrip("0123456789")
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        formula = value[1:] if isinstance(value, str) and value.startswith("=") else ""
        xml = cell(place, None if formula else value, formula)
        by_row.setdefault(int(place[len(letters) :]), []).append((number, xml))
    return "".join(
        f'<row r="{row}">{"".join(xml for _, xml in sorted(found))}</row>' for row, found in sorted(by_row.items())
    )


def part(path: Path, name: str) -> bytes:
    """A part of a workbook."""
    with zipfile.ZipFile(path) as file:
        return file.read(name)


def stored(path: Path, sheet: int = 1) -> dict[str, object]:
    """What each cell of a sheet stores: numbers, texts, booleans, errors as their text; nothing for no value."""
    found: dict[str, object] = {}
    root = ElementTree.fromstring(part(path, f"xl/worksheets/sheet{sheet}.xml"))
    for element in root.iter():
        if element.tag.rpartition("}")[2] != "c":
            continue
        values = {child.tag.rpartition("}")[2]: child for child in element}
        kind, value = element.get("t", "n"), values.get("v")
        if kind == "inlineStr" and "is" in values:
            found[element.get("r", "")] = "".join(values["is"].itertext())
        elif value is not None and value.text is not None:
            convert = {"n": float, "b": lambda text: text == "1"}.get(kind, str)
            found[element.get("r", "")] = convert(value.text)
        elif value is not None and kind == "str":
            found[element.get("r", "")] = ""
    return found
