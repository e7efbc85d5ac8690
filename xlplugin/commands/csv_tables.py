"""Tables as CSV: encoding and delimiter found out, read and written a row at a time."""

from __future__ import annotations

import codecs
import contextlib
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input
from xlplugin.scoring.headings import match

from .session import Failure
from .tables import Row, text_of

DELIMITERS = (",", ";", "\t", "|")
BLOCK = 1 << 20
_UNICODE = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class CsvTable:
    """A CSV file: UTF-8 with or without mark, UTF-16 with it, or GB18030, which includes GBK and GB2312."""

    def __init__(self, path: Path, cells: Sequence[Input]) -> None:
        self.path = path
        self.encoding = encoding_of(path)
        self._size = max(path.stat().st_size, 1)
        self._text: IO[str] | None = None
        with self._open() as text:
            first = text.readline()
            while first and not first.strip():
                first = text.readline()
        self.line_end = "\r\n" if first.endswith("\r\n") else "\n"
        if not first:
            raise Failure(f"{path.name}: the file is empty", f"{path.name}：文件为空")
        found = {one: self._headings(one) for one in DELIMITERS}

        def matches(one: str) -> tuple[int, int]:
            known = match(cells, found[one]).found.values()
            return sum(map(bool, known)), len(found[one])

        self.delimiter = max(DELIMITERS, key=matches)
        self.headings = found[self.delimiter]

    def rows(self) -> Iterator[Row]:
        """The rows below the headings; blank lines stay, a row of another length is a fault of its own."""
        lines = self._lines(self.delimiter)
        next((cells for _, cells in lines if any(cells)), None)
        for number, cells in lines:
            if not cells:
                yield Row(number, [""] * len(self.headings))
            elif len(cells) == len(self.headings):
                yield Row(number, cells)
            else:
                yield Row(number, _squared(cells, len(self.headings)), _ragged(len(cells), len(self.headings)))

    def done(self) -> float:
        """How much of the file has been read."""
        return self._text.buffer.tell() / self._size if self._text and not self._text.closed else 1.0  # type: ignore[attr-defined]

    def _headings(self, delimiter: str) -> tuple[str, ...]:
        with contextlib.suppress(Failure):  # a quote is no mistake under another delimiter
            return tuple(next((cells for _, cells in self._lines(delimiter) if any(cells)), []))
        return ()

    @contextlib.contextmanager
    def _open(self) -> Iterator[IO[str]]:
        with open(self.path, encoding=self.encoding, newline="") as text:
            self._text = text
            yield text

    def _lines(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        with self._open() as text:
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            number = 1
            try:
                for cells in reader:
                    yield number, cells
                    number = reader.line_num + 1
            except csv.Error as error:
                raise Failure(
                    f"{self.path.name}, line {number}: the row cannot be read ({error}): "
                    "a quotation mark is not closed, or not doubled inside a quoted cell",
                    f"{self.path.name} 第 {number} 行：无法读取（{error}）：引号未闭合，或引号内的引号未双写",
                ) from error


class CsvWriter:
    """Writes a CSV file, in the manner of the table that it came from where that was one."""

    def __init__(self, path: Path, headings: Sequence[str], results: Sequence[str], like: object) -> None:
        manner = like if isinstance(like, CsvTable) else None
        encoding = manner.encoding if manner else "utf-8-sig"  # with its mark Excel shows Chinese rightly
        self._file = open(path, "w", encoding=encoding, errors="replace", newline="")
        self._writer = csv.writer(
            self._file,
            delimiter=manner.delimiter if manner else ",",
            lineterminator=manner.line_end if manner else "\r\n",
        )
        self._writer.writerow([guarded(text) for text in (*headings, *results)])

    def __enter__(self) -> CsvWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, row: Row, results: Sequence[object]) -> None:
        """Add a row and what came out for it."""
        self._writer.writerow([guarded(text_of(cell)) for cell in (*row.cells, *results)])


_FORMULA = re.compile(r"[=@\t\r＝＠＋－]|[+-]")
_HARMLESS = re.compile(r"[-+]?[\d\s.,%()/-]*(?:[eE][-+]?\d+)?")


def guarded(text: str) -> str:
    """A cell's text that no spreadsheet program takes for a formula when it opens the file.

    What begins like one gets an apostrophe before it, unless it consists of digits and the marks of
    numbers and telephone numbers only: a name such as ``=HYPERLINK(…)`` in a customer list may come from
    anybody, and must not run on the desk of whoever opens the graded list.

    >>> guarded("=1+1"), guarded("-12.5"), guarded("+86 139-1234"), guarded("@SUM(A1)"), guarded("-")
    ("'=1+1", '-12.5', '+86 139-1234', "'@SUM(A1)", '-')
    """
    if _FORMULA.match(text) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def encoding_of(path: Path) -> str:
    """The encoding of a text file, read through once: a wrong guess would show in the last row only."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK\3\4"):
        raise Failure(
            f"{path.name} is a workbook: name it .xlsx", f"{path.name} 是工作簿：请将文件名改为 .xlsx"
        )
    for mark, encoding in _UNICODE:
        if start.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Failure(
        f"{path.name} is neither UTF-8 nor GB18030 text: save it as CSV UTF-8 in Excel",
        f"{path.name} 既不是 UTF-8 也不是 GB18030 文本：请在 Excel 中另存为“CSV UTF-8”",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _squared(cells: list[str], size: int) -> list[str]:
    """The row with as many cells as there are headings; what is too much is joined to the last."""
    if len(cells) < size:
        return cells + [""] * (size - len(cells))
    return [*cells[: size - 1], " ".join(cells[size - 1 :])]


def _ragged(found: int, wanted: int) -> Bilingual:
    return Bilingual(
        f"the row has {found} cells and the table {wanted} headings: "
        "quote a cell that holds the delimiter or a line break",
        f"本行有 {found} 个单元格，而表头有 {wanted} 列：含分隔符或换行的单元格请加引号",
    )
