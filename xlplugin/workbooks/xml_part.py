"""The XML of a package's parts, parsed as hostile input: no DTD, no entities, bounded depth, UTF-8 inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from xlplugin.policy.findings import Bilingual

from .errors import WorkbookError, damaged
from .limits import DEFAULT_LIMITS, Limits

_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_OFFICE_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PLAIN = (
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
)
SHORT = {namespace: "" for namespace in _MAIN + _PLAIN} | {namespace: "r:" for namespace in _OFFICE_RELATIONS}
"""Namespaces by the prefix under which our code writes them; others stay spelt out."""

ENCODING = re.compile(rb"""^(<\?xml[^>]*?\sencoding\s*=\s*)(["'])([A-Za-z0-9._-]+)\2""")
TRANSCODED = {"utf-16", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252", "gb2312", "gbk", "gb18030", "big5"}
TAG = re.compile(rb"""<[^\s<>/"'=]+(?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
"""A start tag in a part that expat has found well-formed."""


def local_name(name: str) -> str:
    """``namespace local`` as expat gives it, with our short prefix instead of the namespace."""
    namespace, _, local = name.rpartition(" ")
    if not namespace:
        return local
    short = SHORT.get(namespace)
    return name if short is None else short + local


def main_names(*locals_: str) -> Iterator[dict[str, str]]:
    """For each of the two main namespaces: how expat spells the given local names."""
    for namespace in _MAIN:
        yield {local: f"{namespace} {local}" for local in locals_}


def utf8(data: bytes, where: str) -> bytes:
    """A part as UTF-8: unchanged where it is that already, transcoded with its declaration otherwise."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _transcoded(data, "utf-16", where)
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return _transcoded(data, "utf-16-le" if data[0] else "utf-16-be", where)
    declared = ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    encoding = declared[3].decode("ascii").lower() if declared else "utf-8"
    if encoding in ("utf-8", "us-ascii", "ascii"):
        return data
    if encoding not in TRANSCODED or data.startswith(b"\xef\xbb\xbf"):
        raise damaged(where, f"its encoding {encoding} is not one of XML workbooks", f"不支持的编码 {encoding}")
    return _transcoded(data, encoding, where)


def _transcoded(data: bytes, encoding: str, where: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise damaged(where, f"it is not readable as {encoding}", f"无法按 {encoding} 编码读取") from None
    result = text.removeprefix("\ufeff").encode("utf-8")
    return ENCODING.sub(rb"\1\2UTF-8\2", result, count=1)


def new_parser(where: str) -> expat.XMLParserType:
    """A parser for one part, names as ``namespace local``, that refuses a document type."""
    parser = expat.ParserCreate("utf-8", " ")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def refuse(*_: object) -> None:
        raise WorkbookError(
            Bilingual("a part of the file declares a document type (DTD)", "文件部件中声明了文档类型 (DTD)"),
            Bilingual(
                "workbooks never do; check where the file comes from",
                "正常工作簿不会包含此类声明；请核实文件来源",
            ),
            where,
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def parse(parser: expat.XMLParserType, data: bytes, where: str) -> None:
    """Run ``parser`` over a whole part; a breach of XML's rules names line and column."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        text = expat.ErrorString(error.code)
        raise damaged(
            where,
            f"{text} at line {error.lineno}, column {error.offset + 1}",
            f"XML 有误（第 {error.lineno} 行第 {error.offset + 1} 列：{text}）",
        ) from None


def tree(data: bytes, where: str, limits: Limits = DEFAULT_LIMITS) -> Element:
    """A small part as a tree; the known namespaces are dropped or shortened."""
    if len(data) > limits.small_part_bytes:
        raise damaged(where, "this part is larger than it can sensibly be", "该部件过大")
    builder = TreeBuilder()
    parser = new_parser(where)
    depth = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.xml_depth:
            raise damaged(where, "its elements are nested too deeply", "元素嵌套过深")
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        builder.start(local_name(name), {local_name(key): value for key, value in pairs})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(local_name(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parse(parser, utf8(data, where), where)
    return builder.close()
