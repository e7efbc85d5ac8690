"""The careful scan of a sheet's part: the cells through expat, the merged ranges, the order of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .addresses import Rect, read_rect
from .cell_scan import CellScan
from .errors import damaged
from .limits import DEFAULT_LIMITS, Limits
from .sheet import Sheet
from .xml_part import local_name, main_names, new_parser, parse, utf8


def scan_sheet(
    data: bytes,
    name: str,
    part: str,
    where: str,
    shared: Sequence[str] = (),
    date_styles: frozenset[int] = frozenset(),
    limits: Limits = DEFAULT_LIMITS,
    written: Sequence[Rect] = (),
) -> Sheet:
    """Read a sheet. ``date_styles`` are the cell styles whose cells are noted in ``Sheet.dates``;
    ``written`` are areas into which values will be written, besides those of array formulas."""
    sheet = Sheet(name, part, utf8(data, where))
    parser = new_parser(where)
    names: Mapping[str, str] = {}
    depth = 0

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal depth, names
        depth += 1
        if depth > limits.xml_depth:
            raise damaged(where, "its elements are nested too deeply", "元素嵌套过深")
        if depth == 1:
            found = [
                names
                for names in main_names("worksheet", "sheetData", "row", "c", "v", "f", "is", "t", "r")
                if names["worksheet"] == tag
            ]
            if not found:
                raise damaged(where, "it is not a worksheet", "不是工作表")
            names = found[0]
        elif depth == 2 and tag == names["sheetData"]:
            if sheet.sheet_data_end >= 0:
                raise damaged(where, "it holds two sets of cells", "包含两组单元格数据")
            CellScan(sheet, parser, names, where, shared, date_styles, limits, resume, written).begin()
        elif depth == 3 and local_name(tag) == "mergeCell":
            pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
            rect = read_rect(pairs.get("ref", ""))
            if rect is not None:
                sheet.merges.append(rect)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def resume() -> None:
        end("")
        parser.StartElementHandler, parser.EndElementHandler = start, end

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, sheet.data, where)
    return sheet
