"""What the summary says of each grade besides its count."""

from __future__ import annotations

from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual


@dataclass(frozen=True, slots=True)
class Measure:
    """The sum of a numeric ledger column per grade, and its rate per customer (a flag's share), or its share
    ``of_total``."""

    key: str
    total: Bilingual
    rate: Bilingual
    of_total: bool = False
