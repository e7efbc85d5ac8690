"""Building an entry form, against openpyxl saving a workbook of the same cells."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import openpyxl

from xlplugin.scoring.serving import Serving
from xlplugin.workbooks.forms import build

from .rounds import Figure, figure, run

ROWS = 2000


def figures(rounds: int = 7, rows: int = ROWS) -> list[Figure]:
    """The form of the default policy and of the widest one."""
    return [_form(policy, rounds, rows) for policy in ("credit_rating", "aml_pbc_2013")]


def _form(name: str, rounds: int, rows: int) -> Figure:
    policy = Serving().compiled(name, datetime.date(2026, 6, 30)).policy
    with tempfile.TemporaryDirectory() as folder:
        ours, same = Path(folder, "ours.xlsx"), Path(folder, "same.xlsx")
        build(policy, ours, rows=rows)
        read = openpyxl.load_workbook(ours)
        work = {
            "ours": lambda: build(policy, ours, rows=rows),
            "openpyxl": lambda: read.save(same),
        }
        times = run(work, rounds)
        assert openpyxl.load_workbook(same).sheetnames == read.sheetnames
    return figure(f"form of {name}, {rows} rows, against openpyxl saving it", "form", times, "ours", "openpyxl", 5.0)
