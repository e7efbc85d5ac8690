"""Books to grade into a journal."""

from __future__ import annotations

import datetime
from pathlib import Path

from xlplugin.compliance.graded_rows import GradedRows
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.serving import Serving

DAY = datetime.date(2026, 6, 1)
POLICIES = Path(__file__).resolve().parents[1] / "policies"


def compiled(stamp: str, *folders: Path) -> Compiled:
    """A policy for tests, or one of those that are shipped."""
    return Serving([*folders, POLICIES]).compiled(stamp, DAY)


def book(policy: Compiled, rows: list[list[object]], first: int = 1) -> GradedRows:
    """Rows as a book of customers C1, C2 …; every fifth has no key."""
    numbers = range(first, first + len(rows))
    cells = list(zip(*rows, strict=True))
    keys = [f"C{number}" if number % 5 else "" for number in numbers]
    return GradedRows(policy, cells, keys, [f"Ledger!A{number}" for number in numbers], DAY)


GOOD = [0.55, 1.3, 0.8, 0.1, "normal", 0]
"""A row of credit_rating."""


def credit(count: int) -> GradedRows:
    """Rows of credit_rating, each another."""
    rows = [[0.2 + (i % 60) / 100, 1.3, 0.8, (i % 7) / 10, ("normal", "正常")[i % 2], i % 3] for i in range(count)]
    return book(compiled("credit_rating"), rows)  # type: ignore[arg-type]
