"""Rows that were graded together, as whoever grades hands them to the journal; it imports nothing of the journal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled


@dataclass(frozen=True, slots=True)
class GradedRows:
    """Cells by column in the policy's order (arrays or sequences), and whose and where each row is.

    A policy that ranks compared exactly these rows.
    """

    compiled: Compiled
    cells: Sequence[Any]
    customers: Sequence[str]
    """The key of each row's customer, an empty text where none is known."""
    places: Sequence[str]
    """Where each row stands, such as ``Ledger!A7``."""
    as_of: datetime.date
