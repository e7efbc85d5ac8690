"""Mends workbooks whose formulas ask another machine's add-in: the path changes, and no byte besides.

Excel stores ``GRADE`` of an add-in as ``[1]!GRADE`` and, in a part of its own, the path of the file it came from.
On a PC with another user's name that path leads nowhere and the cells show ``#NAME?``. Here the path is replaced
by "the add-in of this name in Excel's start folder", which holds on every PC. Formulas that spell a path out, or
that Excel gave up on (``_xludf.``), get the plain name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import unescape

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks import output as files
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.formulas import MAX_LENGTH
from xlplugin.workbooks.limits import DEFAULT_LIMITS, Limits
from xlplugin.workbooks.package import Package
from xlplugin.workbooks.patch import Edit, patched
from xlplugin.workbooks.stored_text import xml_escape
from xlplugin.workbooks.xml_part import TAG, local_name, new_parser, parse, utf8

from .installing_addin import ADD_IN

STARTUP = "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlStartup"
"""The type of a relationship whose target lies in Excel's start folder, wherever that is."""
HOLD_FORMULAS = frozenset(("f", "formula", "formula1", "formula2", "definedName"))
NAME = r"[A-Za-z_](?>[\w.]*)(?=\()"
WORD = r"[^\s'\"!,;:(){}&*/+=<>^\[\]-]"
ASKED = re.compile(
    rf"""(?P<text>"(?>(?:[^"]|"")*)")
    |(?P<quoted>'(?>(?:[^']|'')*)')(?:!(?P<spelt>{NAME}))?
    |\[(?P<number>\d+)\]!(?P<linked>{NAME})
    |(?<!{WORD})(?P<file>{WORD}+\.xl\w+)!(?P<named>{NAME})
    |(?<![\w.])(?>(?:_xludf\.|_xll\.)+)(?P<lost>{NAME})
    |(?<![\w.])_xldudf_(?P<office>(?>\w*))(?=\()""",
    re.VERBOSE | re.IGNORECASE,
)
"""Texts and quoted names as a whole, so that nothing inside them is taken for a call; then the calls."""
A_FILE = re.compile(r"\.xl\w+'$", re.IGNORECASE)
QUOTED = {"&quot;": '"', "&apos;": "'"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an add-in that our formulas use: its number, the part that says where, and where that is."""

    number: int
    rels: str
    target: str
    others: tuple[str, ...]
    """Functions of others that are asked of the same file."""


@dataclass(slots=True)
class Relinking:
    """What a workbook's formulas ask, and the parts that have to change."""

    calls: int = 0
    """Calls of our functions, however they are spelt."""
    links: list[Link] = field(default_factory=list)
    """Links that lead elsewhere than to the start folder."""
    spelt: int = 0
    """Calls that spell out a path, or that a program gave up on."""
    parts: dict[str, bytes] = field(default_factory=dict)

    @property
    def needed(self) -> bool:
        """Whether there is anything to mend."""
        return bool(self.parts)


def examine(path: Path, limits: Limits = DEFAULT_LIMITS, ours: Container[str] = FUNCTIONS) -> Relinking:
    """What a workbook's formulas ask. Raises WorkbookError."""
    with Package(path, limits) as package:
        return _examined(package, ours)


def relink(
    path: Path,
    output: Path | None = None,
    *,
    in_place: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    ours: Container[str] = FUNCTIONS,
) -> tuple[Path | None, Path | None]:
    """Mend a workbook into ``output`` (by default ``<name>.relinked.xlsx`` beside it); gives that and the backup.

    (None, None) where there is nothing to mend: then nothing is written. Raises WorkbookError; the original is
    untouched then.
    """
    source = path.resolve()
    target = source if in_place else (output or source.with_name(f"{source.stem}.relinked{source.suffix}"))
    if in_place and files.is_open_elsewhere(source):
        raise WorkbookError(
            Bilingual("the workbook is open in Excel", "工作簿正在 Excel 中打开"),
            Bilingual("close it there and run this command again", "请关闭后重试"),
            path.name,
        )
    with Package(source, limits) as package:
        found = _examined(package, ours)
        for link in found.links:
            if link.others:
                raise _shared(path, link)
        if not found.needed:
            return None, None
        if not in_place:
            files.check_output(source, target)
        backup = files.back_up(source) if in_place else None

        def fill(file: object) -> None:
            package.write_copy(file, found.parts)  # type: ignore[arg-type]
            package.close()  # Windows does not let a file be replaced that we hold open ourselves

        try:
            files.write(target, source, fill)
        except WorkbookError:
            if backup is not None:
                backup.unlink(missing_ok=True)
            raise
    return target, backup


def _examined(package: Package, ours: Container[str]) -> Relinking:
    found = Relinking()
    relations = package.relations(package.workbook)
    sheets = [relation.target for relation in relations.values() if relation.kind == "worksheet"]
    asked: dict[int, Counter[str]] = {}
    for part in dict.fromkeys([package.workbook, *sheets]):
        data = utf8(package.read(part), package.where(part))
        edits = list(_mended(data, package.where(part), package.limits, ours, asked, found))
        if edits:
            found.parts[part] = patched(data, edits)
    for number, rels in _links(package):
        functions = asked.get(number, Counter())
        if not any(name in ours for name in functions):
            continue
        others = tuple(sorted(name for name in functions if name not in ours))
        _point_to_start(package, number, rels, others, found)
    return found


def _mended(
    data: bytes,
    where: str,
    limits: Limits,
    ours: Container[str],
    asked: dict[int, Counter[str]],
    found: Relinking,
) -> Iterator[Edit]:
    """The edits of a part's formulas; notes on the way what they ask."""
    for start, end in _formula_texts(data, where, limits):
        raw = data[start:end]
        if b"<" in raw or len(raw) > 8 * MAX_LENGTH:  # comments or CDATA inside, or longer than formulas can be
            continue
        text = unescape(raw.decode("utf-8"), QUOTED)

        def plain(match: re.Match[str]) -> str:
            if match["number"] is not None:
                name = match["linked"].upper()
                asked.setdefault(int(match["number"]), Counter())[name] += 1
                found.calls += name in ours
                return match[0]
            office = (match["office"] or "").rpartition("_")[2]
            name = match["spelt"] or match["named"] or match["lost"] or office
            if name.upper() not in ours:
                return match[0]
            if match["quoted"] and not A_FILE.search(match["quoted"]):
                return match[0]
            found.calls += 1
            found.spelt += 1
            return name.upper()

        mended = ASKED.sub(plain, text)
        if mended != text:
            yield Edit(start, end, xml_escape(mended).encode("utf-8"))


def _formula_texts(data: bytes, where: str, limits: Limits) -> list[tuple[int, int]]:
    """Where the texts of all formulas start and end in the bytes of a part."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    parser = new_parser(where)

    def start(name: str, _: list[str]) -> None:
        if len(opened) >= limits.xml_depth:
            raise WorkbookError(
                Bilingual("its elements are nested too deeply", "元素嵌套过深"),
                Bilingual("check where the file comes from", "请核实文件来源"),
                where,
            )
        opened.append(parser.CurrentByteIndex if local_name(name) in HOLD_FORMULAS else -1)

    def end(_: str) -> None:
        at = opened.pop()
        if at < 0:
            return
        tag = TAG.match(data, at)
        if tag is not None and not tag[0].endswith(b"/>"):
            found.append((tag.end(), parser.CurrentByteIndex))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, data, where)
    return found


def _links(package: Package) -> Iterator[tuple[int, str]]:
    """The numbers of the external links, and the parts that say where each leads."""
    relations = package.relations(package.workbook)
    listed = package.tree(package.workbook).iterfind("externalReferences/externalReference")
    for number, item in enumerate(listed, 1):
        relation = relations.get(item.get("r:id", ""))
        if relation is not None and relation.kind == "externalLink" and not relation.external:
            folder, _, name = relation.target.rpartition("/")
            yield number, f"{folder}/_rels/{name}.rels".lstrip("/")


def _point_to_start(package: Package, number: int, rels: str, others: tuple[str, ...], found: Relinking) -> None:
    """Have an external link lead to our add-in in the start folder."""
    if not package.has(rels):
        return
    data = utf8(package.read(rels), package.where(rels))
    edits = []
    for tag in _relationships(data, package.where(rels)):
        said = _attributes(tag[0])
        target = unquote(said.get(b"Target", b"").decode("utf-8"))
        if said.get(b"Type", b"").decode("ascii", "replace") == STARTUP and target.casefold() == ADD_IN:
            continue
        found.links.append(Link(number, rels, unescape(target, QUOTED), others))
        for name, value in ((b"Type", STARTUP), (b"Target", ADD_IN)):
            place = re.search(rb"""(?<=\s)%s\s*=\s*(["'])(.*?)\1""" % name, tag[0], re.DOTALL)
            if place is not None:
                start = tag.start() + place.start(2)
                edits.append(Edit(start, tag.start() + place.end(2), value.encode("ascii")))
    if edits:
        found.parts[rels] = patched(data, edits)


def _relationships(data: bytes, where: str) -> list[re.Match[bytes]]:
    """The tags of a part's external relationships."""
    places: list[int] = []
    parser = new_parser(where)

    def start(name: str, attributes: list[str]) -> None:
        if local_name(name) == "Relationship" and "External" in attributes[1::2]:
            places.append(parser.CurrentByteIndex)

    parser.StartElementHandler = start
    parse(parser, data, where)
    return [tag for place in places if (tag := TAG.match(data, place)) is not None]


def _attributes(tag: bytes) -> Mapping[bytes, bytes]:
    return {name: value for name, _, value in re.findall(rb"""\s([\w:]+)\s*=\s*(["'])(.*?)\2""", tag, re.DOTALL)}


def _shared(path: Path, link: Link) -> WorkbookError:
    names = ", ".join(link.others)
    return WorkbookError(
        Bilingual(
            f"the link to {link.target} also serves functions that are not xlplugin's: {names}",
            f"指向 {link.target} 的链接还用于其他函数：{names}",
        ),
        Bilingual(
            "change it in Excel: Data > Edit Links > Change Source",
            "请在 Excel 中修改：数据 > 编辑链接 > 更改源",
        ),
        path.name,
    )
