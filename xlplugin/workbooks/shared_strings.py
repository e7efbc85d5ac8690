"""The table of shared strings: one text per entry, rich runs joined, phonetic guides left out."""

from __future__ import annotations

from .errors import damaged
from .limits import DEFAULT_LIMITS, Limits
from .stored_text import decode
from .xml_part import local_name, new_parser, parse, utf8


def read_shared_strings(data: bytes, where: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """The texts in the order of the table."""
    parser = new_parser(where)
    strings: list[str] = []
    path: list[str] = []
    pieces: list[str] = []
    names: dict[str, str] = {}
    wanted = (["sst", "si", "t"], ["sst", "si", "r", "t"])

    def start(name: str, _: list[str]) -> None:
        local = names.get(name)
        if local is None:
            local = names[name] = local_name(name)
        path.append(local)
        if len(path) > limits.xml_depth:
            raise damaged(where, "its elements are nested too deeply", "元素嵌套过深")
        if len(path) == 1 and local != "sst":
            raise damaged(where, "it is not a table of shared strings", "不是共享字符串表")
        if len(path) == 2:
            pieces.clear()
        parser.CharacterDataHandler = pieces.append if path in wanted else None

    def end(_: str) -> None:
        if len(path) == 2 and path[1] == "si":
            strings.append(decode("".join(pieces)))
        path.pop()
        parser.CharacterDataHandler = None

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, utf8(data, where), where)
    return strings
