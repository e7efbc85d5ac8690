"""Manual overrides: how often a person departed from the system, which way, for which reasons, and what became of it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .monitoring_counts import Ladder
from .rating import Rating, Standing

Way = Literal["better", "worse", "same", "unordered"]
WAYS: Mapping[Way, Bilingual] = {
    "better": Bilingual("better or milder", "上调或风险调低"),
    "worse": Bilingual("worse or stricter", "下调或风险调高"),
    "same": Bilingual("grade unchanged", "等级未变"),
    "unordered": Bilingual("without order", "无次序"),
}
Fate = Literal["in_force", "masked", "expired", "ended", "superseded", "withdrawn"]
FATES: Mapping[Fate, Bilingual] = {
    "in_force": Bilingual("in force", "有效"),
    "masked": Bilingual("overtaken by a worse system grade", "系统等级更差，不再采用"),
    "expired": Bilingual("expired by time", "到期失效"),
    "ended": Bilingual("ended by a person", "人工终止"),
    "superseded": Bilingual("superseded by a newer rating", "已被新评级取代"),
    "withdrawn": Bilingual("withdrawn", "已撤回"),
}


@dataclass(frozen=True, slots=True)
class ByReason:
    """Overrides with one reason code: of inputs or of the grade itself, and which way they moved the grade."""

    what: Literal["input", "output"]
    code: str
    title: Bilingual
    count: int
    ways: Mapping[Way, int]


@dataclass(frozen=True, slots=True)
class ByDecider:
    """What one person decided, as counts only."""

    who: str
    decided: int
    overridden: int


@dataclass(frozen=True, slots=True)
class Overrides:
    """Ratings decided in the period, those with an override among them, and what became of all overrides until the day.

    ``inputs`` and ``outputs`` count ratings, ``both`` those with overrides of either kind. ``departed`` are ratings
    confirmed at another grade than the system's without an override; ``untold`` are overrides whose fields were
    redacted.
    """

    decided: int = 0
    overridden: int = 0
    inputs: int = 0
    outputs: int = 0
    both: int = 0
    departed: int = 0
    untold: int = 0
    ways: Mapping[Way, int] = field(default_factory=dict)
    reasons: tuple[ByReason, ...] = ()
    deciders: tuple[ByDecider, ...] = ()
    fates: Mapping[Fate, int] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """The share of the ratings decided that have an override; None where nothing was decided."""
        return self.overridden / self.decided if self.decided else None

    @property
    def ever(self) -> int:
        """All overrides that were decided until the day."""
        return sum(self.fates.values())

    @property
    def expired(self) -> float | None:
        """The share of all overrides that have expired by time; None where there are none."""
        return self.fates.get("expired", 0) / self.ever if self.ever else None


def overrides(
    ratings: Mapping[str, Sequence[Rating]],
    standings: Mapping[str, Standing],
    steps: Ladder,
    policy: Policy,
    since: datetime.date | None,
    day: datetime.date,
) -> Overrides:
    """Count the ratings of each customer that were decided after ``since`` and until ``day``."""
    decided = [
        (customer, one)
        for customer, of_customer in sorted(ratings.items())
        for one in of_customer
        if one.decided is not None and one.decided.on <= day and one.confirmed_grade is not None
    ]
    period = [one for _, one in decided if since is None or one.decided.on > since]  # type: ignore[union-attr]
    overridden = [one for one in period if one.is_override]
    people: dict[str, list[int]] = {}
    for one in period:
        assert one.decided is not None
        counted = people.setdefault(one.decided.who, [0, 0])
        counted[0] += 1
        counted[1] += one.is_override
    fates = Counter(fate_of(one, standings.get(customer), day) for customer, one in decided if one.is_override)
    return Overrides(
        len(period),
        len(overridden),
        sum(bool(one.input_overrides) for one in overridden),
        sum(one.output_override is not None for one in overridden),
        sum(bool(one.input_overrides) and one.output_override is not None for one in overridden),
        sum(not one.is_override and one.confirmed_grade != one.system_grade for one in period),
        sum(not one.input_overrides and one.output_override is None for one in overridden),
        dict(Counter(_way(steps, one.system_grade, one.confirmed_grade or "") for one in overridden)),
        tuple(_by_reason(overridden, steps, policy)),
        tuple(ByDecider(who, *people[who]) for who in sorted(people)),
        dict(fates),
    )


def fate_of(rating: Rating, standing: Standing | None, day: datetime.date) -> Fate:
    """What became of a rating with an override by a day."""
    if rating.withdrawn is not None and rating.withdrawn.on <= day:
        return "withdrawn"
    if standing is None or standing.rating is None or standing.rating.seq != rating.seq:
        return "superseded"
    if rating.override_ended is not None and rating.override_ended.on <= day:
        return "ended"
    if standing.basis in ("override_expired", "expired"):
        return "expired"
    return "masked" if standing.basis == "system_worse" else "in_force"


def _way(steps: Ladder, before: str, after: str) -> Way:
    if before == after:
        return "same"
    notches = steps.notches(before, after)
    return "unordered" if notches is None else "better" if notches > 0 else "worse"


def _codes(rating: Rating, steps: Ladder) -> Iterator[tuple[Literal["input", "output"], str, Way]]:
    """Each reason code of a rating once for inputs, once for the grade, and which way it went."""
    output = rating.output_override
    if rating.input_overrides:
        reached = output.before if output is not None else rating.proposed_grade
        for code in dict.fromkeys(one.code for one in rating.input_overrides):
            yield "input", code, _way(steps, rating.system_grade, reached)
    if output is not None:
        yield "output", output.code, _way(steps, output.before, output.after)


def _by_reason(overridden: Iterable[Rating], steps: Ladder, policy: Policy) -> Iterator[ByReason]:
    found: dict[tuple[Literal["input", "output"], str], Counter[Way]] = {}
    for rating in overridden:
        for what, code, way in _codes(rating, steps):
            found.setdefault((what, code), Counter())[way] += 1
    stated = getattr(policy, "manual_overrides", None)
    titles = stated.reasons if stated is not None else {}
    for (what, code), ways in sorted(found.items()):
        yield ByReason(what, code, titles.get(code, Bilingual(code, code)), ways.total(), dict(ways))
