"""Rows of a report on a workbook: the first of them at hand, all of them in a file where somebody wants all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

LISTED = 20
"""Rows of each kind that a terminal shows."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind: how many there are, the first of them, and the file of all, if they were kept."""

    count: int = 0
    first: tuple[Row, ...] = ()
    file: Path | None = None

    def __iter__(self) -> Iterator[Row]:
        if self.file is None:
            yield from self.first
            return
        with self.file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def kept(count: int, rows: Iterable[Row], file: Path | None) -> Rows:
    """Take rows: all into ``file``, if one is given, else only the first of them, and the others are not made."""
    waiting = iter(rows)
    first = tuple(islice(waiting, LISTED))
    if file is None or count <= len(first):
        return Rows(count, first)
    with file.open("w", encoding="utf-8") as lines:
        for row in chain(first, waiting):
            lines.write(json.dumps(row) + "\n")
    return Rows(count, first, file)


def write_json(document: object, write: Callable[[str], object], indent: int = 0) -> None:
    """Write a document whose lists of rows may be too long for memory; plain JSON, indented."""
    inner, outer = " " * (indent + 2), " " * indent
    if isinstance(document, dict) and document:
        opening = "{\n"
        for key, value in document.items():
            write(f"{opening}{inner}{json.dumps(str(key), ensure_ascii=False)}: ")
            write_json(value, write, indent + 2)
            opening = ",\n"
        write(f"\n{outer}}}")
    elif isinstance(document, Rows | list | tuple):
        opening = "[\n"
        for value in document:
            write(f"{opening}{inner}")
            if isinstance(document, Rows):  # a row a line
                write(json.dumps(value, ensure_ascii=False, allow_nan=False))
            else:
                write_json(value, write, indent + 2)
            opening = ",\n"
        write("[]" if opening == "[\n" else f"\n{outer}]")
    else:
        write(json.dumps(document, ensure_ascii=False, allow_nan=False))
