"""What else is wrong with a book of customers: keys twice, keys spoilt by Excel, merged cells among the inputs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlplugin.policy.findings import Bilingual

from .addresses import Rect, address
from .cell_values import Value
from .customer_keys import key_columns
from .report import Caution
from .sheet import Sheet

SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d{1,2}", re.ASCII)
EXACT_KEY = 1e15
"""From here on Excel has turned the last digits of a number into zeros."""
SHOWN_AT_ONCE = 20


def book_checks(sheet: Sheet, graded: Iterable[Rect]) -> Iterator[Caution]:
    """The cautions for a sheet whose areas ``graded`` went into our functions."""
    areas = list(graded)
    if not areas:
        return
    first, last = min(rect.top for rect in areas), max(rect.bottom for rect in areas)
    for column, heading in key_columns(sheet, first):
        values = [(row, value) for row, value in sheet.grid[column].items() if first <= row <= last]
        yield from _duplicates(sheet, column, heading, sorted(values, key=lambda pair: pair[0]))
        yield from _scientific(sheet, column, heading, values)
    for merge in sheet.merges:
        if any(merge.meets(rect) for rect in areas):
            yield Caution(
                "merged_input",
                sheet.name,
                (str(merge),),
                Bilingual(
                    f"the merged cells {merge} lie among the inputs: only the first holds a value; unmerge them",
                    f"输入区域内有合并单元格 {merge}：只有第一个单元格有值；请取消合并",
                ),
            )


def _duplicates(sheet: Sheet, column: int, heading: str, values: list[tuple[int, Value]]) -> Iterator[Caution]:
    places: dict[str, list[int]] = {}
    for row, value in values:
        key = _key(value)
        if key:
            places.setdefault(key, []).append(row)
    for key, rows in places.items():
        if len(rows) > 1:
            cells = tuple(address(row, column) for row in rows)
            shown = ", ".join(cells[:SHOWN_AT_ONCE]) + ("…" if len(cells) > SHOWN_AT_ONCE else "")
            yield Caution(
                "duplicate_key",
                sheet.name,
                cells,
                Bilingual(
                    f"{key[:40]} occurs {len(rows)} times under {heading!r}: {shown}",
                    f"“{heading}”列中 {key[:40]} 出现 {len(rows)} 次：{shown}",
                ),
            )


def _scientific(sheet: Sheet, column: int, heading: str, values: list[tuple[int, Value]]) -> Iterator[Caution]:
    cells = tuple(
        address(row, column)
        for row, value in values
        if (isinstance(value, float) and abs(value) >= EXACT_KEY)
        or (isinstance(value, str) and SCIENTIFIC.fullmatch(value.strip()))
    )
    if cells:
        shown = ", ".join(cells[:SHOWN_AT_ONCE]) + ("…" if len(cells) > SHOWN_AT_ONCE else "")
        yield Caution(
            "scientific_key",
            sheet.name,
            cells,
            Bilingual(
                f"keys under {heading!r} are stored as numbers in scientific notation, their last digits are lost: "
                f"{shown}; format the column as text and enter them again",
                f"“{heading}”列中的编号以科学计数法的数字存储，末位数字已丢失：{shown}；请将该列设为文本格式后重新录入",
            ),
        )


def _key(value: Value) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value.strip().casefold() if isinstance(value, str) else ""
