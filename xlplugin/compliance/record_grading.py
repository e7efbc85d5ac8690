"""What one grading of the journal says to people: inputs as used, points, rules and reasons, as frozen values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.scoring.wording import amount

from .events import Entry, Redacted
from .gradings import ENGINE, SOURCE
from .record_parts import REDACTED, Decided, Direct, Fired, Scored, UsedList, Why
from .texts import Basis

SHOWN_DECIMALS = 4
"""Decimals of a score that are shown; it is compared with more."""


@dataclass(frozen=True)
class GradingRecord:
    """One grading. ``gone`` names its fields that were redacted; then points and reasons may lack.

    ``grade`` is None where there is none, or where it was redacted. ``approval`` is what the run said of the policy.
    """

    entry: Entry
    run: Entry
    policy: Policy
    basis: Basis
    grade: str | None
    score: float | None
    error: Bilingual | None
    scored: tuple[Scored, ...]
    decided: tuple[Decided, ...]
    fired: tuple[Fired, ...]
    reasons: tuple[Why, ...]
    direct: tuple[Direct, ...]
    approval: Mapping[str, object]
    score_unit: str = ""

    @property
    def gone(self) -> tuple[str, ...]:
        """The fields of the entry that were redacted."""
        return self.entry.redacted

    @property
    def who(self) -> str:
        """Who graded."""
        return text_of(self.run.fields.get("who"))

    @property
    def source(self) -> str:
        """The file that was graded."""
        return text_of(self.run.fields.get(SOURCE))

    @property
    def engine(self) -> str:
        """The version of this program that graded."""
        return str(self.run.open.get(ENGINE, ""))

    @property
    def lists(self) -> tuple[UsedList, ...]:
        """The lists that the policy read, with their dates."""
        titles = self.policy.lists
        return tuple(
            UsedList(
                item["name"],
                titles[item["name"]].title if item["name"] in titles else Bilingual(item["name"], item["name"]),
                datetime.date.fromisoformat(item["as_of"]),
                item["hash"],
            )
            for item in self.basis["lists"]
        )


def text_of(value: object) -> str:
    """A kept text; a redacted one says so in both languages."""
    if isinstance(value, Redacted):
        return f"{REDACTED.en} {REDACTED.zh}"
    return value if isinstance(value, str) else "" if value is None else str(value)


def score_text(score: float, unit: str, points: bool = False) -> str:
    """A score as people read it; with ``points`` it says what it is, where it has no unit of its own."""
    said = amount(round(score, SHOWN_DECIMALS + (2 if unit == "%" else 0)), unit)
    return f"{said} points 分" if points and not unit else said
