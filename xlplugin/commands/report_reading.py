"""Reads the table that says which customers defaulted, for ``xlplugin report``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from xlplugin.compliance.monitoring_outcomes import Outcomes, Window, gather
from xlplugin.policy.findings import Bilingual, Where
from xlplugin.policy.model import Input
from xlplugin.scoring.headings import match

from .impact_reading import key_column
from .session import Failure
from .tables import Table, kind_of, text_of

USUAL = ("default", "defaulted", "outcome", "违约", "是否违约")
"""What the column of outcomes is called where ``--outcome`` does not say it."""


def read_outcomes(path: Path, column: str | None, customer: str | None, window: Window) -> Outcomes:
    """The outcomes of a table; a window without a definition takes the heading of their column for it.

    Raises Failure for columns that are not there, JournalError for what they say.
    """
    kind = kind_of(path)
    names = (column,) if column else USUAL
    first, *others = (name.strip() for name in names)
    item = Input(first, "boolean", Bilingual(first, first), Where(str(path)), "stated", aliases=tuple(others))
    table: Table
    if kind == "csv":
        from .csv_tables import CsvTable

        table = CsvTable(path, (item,))
    else:
        from .xlsx_reading import XlsxTable

        table = XlsxTable(path, (item,), None)
    found = match((item,), table.headings).found[first]
    if len(found) != 1:
        listed = ", ".join(" ".join(heading.split()) for heading in table.headings if heading.strip())
        asked = f"--outcome {column}" if column else "--outcome"
        raise Failure(
            f"{asked}: {'several columns are' if found else 'no column is'} headed so in {path.name}; there are: {listed}",
            f"{asked}：{path.name} 中{'有多列' if found else '没有'}以此为标题；现有：{listed}",
        )
    outcome = found[0]
    key = key_column(table.headings, (item,), customer)
    if key is None or key == outcome:
        raise Failure(
            f"{path.name}: name the column of the customers with --customer",
            f"{path.name}：请用 --customer 指定客户号所在列",
        )
    digest = sha256(path.read_bytes()).hexdigest()
    heading = " ".join(table.headings[outcome].split())
    window = replace(window, definition=window.definition or heading)
    return gather(_rows(table, path, key, outcome), window, path.name, digest, heading)


def _rows(table: Table, path: Path, key: int, outcome: int) -> Iterator[tuple[int, str, object]]:
    for row in table.rows():
        if row.empty:
            continue
        if row.fault is not None:
            raise Failure(f"{path.name}, row {row.number}: {row.fault.en}", f"{path.name} 第 {row.number} 行：{row.fault.zh}")
        cell = row.cells[key]
        said = cell if isinstance(cell, str) else text_of(cell)
        yield row.number, " ".join(said.split()), row.cells[outcome]  # as the journal is given it
