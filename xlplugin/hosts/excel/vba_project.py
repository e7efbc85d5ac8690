"""A workbook's VBA project as sources: read, changed and written without Office, as xlwings' own files are.

Only the sources are kept, as [MS-OVBA] lets a writer do: Office compiles them anew when it opens the file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from .compound_file import NotACompoundFile, read_streams, write_streams
from .vba_compression import NotCompressed, compress, decompress

SOURCES_ONLY = bytes.fromhex("cc61ffff000000")
"""``_VBA_PROJECT`` of a project that carries no compiled code."""
CODE_PAGE, VERSION, NAME = 0x0003, 0x0009, 0x0004
COUNT, MODULE, MODULE_UNICODE, STREAM_NAME, STREAM_UNICODE = 0x000F, 0x0019, 0x0047, 0x001A, 0x0032
DOCUMENTATION, DOCUMENTATION_UNICODE, OFFSET, HELP, COOKIE = 0x001C, 0x0048, 0x0031, 0x001E, 0x002C
STANDARD, MODULE_END, END = 0x0021, 0x002B, 0x0010


@dataclass(frozen=True, slots=True)
class VbaProject:
    """The streams of a project and its modules' sources, in the order of the project."""

    streams: Mapping[str, bytes]
    modules: Mapping[str, str]
    code_page: str


def read_project(data: bytes) -> VbaProject:
    """Read ``vbaProject.bin``. Raises ValueError where it is none."""
    streams = read_streams(data)
    if "VBA/dir" not in streams:
        raise NotACompoundFile("a compound file without a VBA project")
    code_page, modules, name, place = "cp1252", {}, "", 0
    for kind, content in _records(decompress(streams["VBA/dir"])):
        if kind == CODE_PAGE:
            code_page = f"cp{int.from_bytes(content, 'little')}"
        elif kind == MODULE:
            name = content.decode(code_page)
        elif kind == OFFSET:
            place = int.from_bytes(content, "little")
        elif kind == MODULE_END:
            modules[name] = decompress(streams[f"VBA/{name}"][place:]).decode(code_page)
    return VbaProject(streams, modules, code_page)


def with_modules(data: bytes, sources: Mapping[str, str], name: str = "") -> bytes:
    """``vbaProject.bin`` with the sources of some modules replaced; those it lacks become standard modules.

    ``name`` becomes that of the project. Raises ValueError where it is no project, or a source has characters
    outside the project's code page.
    """
    project = read_project(data)
    modules = dict(project.modules)
    added = [module for module in sources if module not in modules]
    modules.update({module: re.sub(r"\r?\n", "\r\n", text) for module, text in sources.items()})
    streams = {
        path: content
        for path, content in project.streams.items()
        if not path.startswith(("VBA/__SRP_", "VBA/_VBA_PROJECT", "VBA/dir"))
    }
    for module, source in modules.items():
        streams[f"VBA/{module}"] = compress(source.encode(project.code_page))
    streams["VBA/_VBA_PROJECT"] = SOURCES_ONLY
    directory = decompress(project.streams["VBA/dir"])
    streams["VBA/dir"] = compress(_directory(directory, added, len(modules), name, project.code_page))
    streams["PROJECT"] = _listed(streams["PROJECT"].decode(project.code_page), added, name).encode(project.code_page)
    names = b"".join(m.encode(project.code_page) + b"\0" + m.encode("utf-16-le") + b"\0\0" for m in added)
    streams["PROJECTwm"] = streams["PROJECTwm"].removesuffix(b"\0\0") + names + b"\0\0"
    return write_streams(streams)


def _records(directory: bytes) -> list[tuple[int, bytes]]:
    """The records of the project's directory."""
    found, at = [], 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        if kind == VERSION:  # its size leaves out the minor version
            size += 2
        found.append((kind, directory[at + 6 : at + 6 + size]))
        at += 6 + size
    if at != len(directory):
        raise NotCompressed("the directory of a VBA project is cut short")
    return found


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", kind, len(content) - (2 if kind == VERSION else 0)) + content


def _directory(directory: bytes, added: list[str], count: int, name: str, code_page: str) -> bytes:
    """The directory without compiled code, with further modules at its end."""
    pieces = []
    for kind, content in _records(directory):
        if kind == END:
            pieces += [_module(module, code_page) for module in added]
        elif kind == COUNT:
            content = count.to_bytes(2, "little")
        elif kind == OFFSET:
            content = bytes(4)
        elif kind == NAME and name:
            content = name.encode(code_page)
        pieces.append(_record(kind, content))
    return b"".join(pieces)


def _module(name: str, code_page: str) -> bytes:
    said, wide = name.encode(code_page), name.encode("utf-16-le")
    records = (
        (MODULE, said), (MODULE_UNICODE, wide), (STREAM_NAME, said), (STREAM_UNICODE, wide),
        (DOCUMENTATION, b""), (DOCUMENTATION_UNICODE, b""), (OFFSET, bytes(4)), (HELP, bytes(4)),
        (COOKIE, b"\xff\xff"), (STANDARD, b""), (MODULE_END, b""),
    )  # fmt: skip
    return b"".join(_record(kind, content) for kind, content in records)


def _listed(project: str, added: list[str], name: str) -> str:
    """The project's own list of its modules and windows, with further modules."""
    modules = "".join(f"Module={module}\r\n" for module in added)
    windows = "".join(f"{module}=0, 0, 0, 0, C\r\n" for module in added)
    project = re.sub(r"(?m)^(?=Name=)", lambda _: modules, project, count=1)
    if name:
        project = re.sub(r'(?m)^Name="[^"\r\n]*"', lambda _: f'Name="{name}"', project, count=1)
    body, mark, rest = project.partition("[Workspace]\r\n")
    return body + mark + (rest.rstrip("\r\n") + "\r\n" + windows if mark else rest)
