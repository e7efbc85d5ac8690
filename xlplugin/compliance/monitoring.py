"""Monitoring: how a policy's grades are spread, move, are overridden, reviewed and borne out, on a day of a journal."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.policy.numbers import format_number

from .anchors import Anchor
from .due_item import Due
from .events import RUN
from .graded_by import BASIS, Policies
from .monitoring_columns import Column, word_title
from .monitoring_counts import Distribution, Held, Ladder, Migration, distribution, ladder, migration
from .monitoring_outcomes import Outcomes
from .monitoring_overrides import Overrides, overrides
from .monitoring_psi import Stability, stability
from .monitoring_reading import Gradings, last_counted, left_out, of_run, read_gradings
from .monitoring_reviews import Reviews, reviews
from .monitoring_validation import SCORE_TITLE, Validation, validation
from .rating import Basis, Standing
from .rating_history import all_ratings
from .reading import Reading
from .standing import standings
from .texts import read_basis

NOTHING = np.array([], dtype=np.int64)
Tell = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about: the policy's id, the day, the day since when, and what stability is measured against.

    ``reference`` is a day or the number of a run, None for none.
    """

    policy_id: str
    day: datetime.date
    since: datetime.date | None = None
    reference: datetime.date | int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the policy by which the customers of the day were graded, and the hash of its text."""

    stamp: str
    digest: str
    gradings: int


@dataclass(frozen=True, slots=True)
class Monitoring:
    """All figures of a day.

    ``system`` is by the newest grading of each customer, ``in_force`` by the grade that counts; ``bases`` say why one
    counts, or none does. The migrations are None without a day since when. ``nameless`` gradings name no customer,
    ``drafts`` were made by a draft policy: neither count. ``referred`` says how many gradings stability is measured against.
    """

    asked: Asked
    policy: Policy
    steps: Ladder
    anchor: Anchor
    versions: tuple[Version, ...]
    customers: int
    nameless: int
    drafts: int
    system: Distribution
    in_force: Distribution
    bases: Mapping[Basis, int]
    system_moves: Migration | None
    moves: Migration | None
    overrides: Overrides
    reviews: Reviews | None
    stability: tuple[Stability, ...]
    referred: int
    validation: Validation | None

    @property
    def has_ratings(self) -> bool:
        """True where some grade was ever confirmed."""
        return any(self.bases[basis] for basis in self.bases if basis != "none")


def monitor(
    reading: Reading,
    asked: Asked,
    outcomes: Outcomes | None = None,
    due: Sequence[Due] | None = None,
    tell: Tell = lambda done: None,
    standing: Mapping[str, Standing] | None = None,
) -> Monitoring:
    """Work out all figures. ``due`` is the work list of the day, None where it is not wanted; ``standing`` is how
    customers stand on that day, where that is known already.

    Everything is read in a few passes over the journal, whatever the number of customers.
    """
    policies = Policies(reading)
    policy = policies.newest(asked.policy_id)
    steps = ladder(policy)
    on = _Days(reading, asked.policy_id, {} if standing is None else {asked.day: standing})
    today = on(asked.day)
    before = None if asked.since is None else on(asked.since)
    referred = NOTHING
    if isinstance(asked.reference, int):
        referred = of_run(reading, asked.reference, asked.policy_id)
    elif asked.reference is not None:
        referred = _seqs(on(asked.reference))
    now = _seqs(today)
    read = read_gradings(reading, policy, np.concatenate([now, referred]), tell)
    ratings = {key: found for (key, _), found in all_ratings(reading, asked.policy_id, asked.day).items()}
    graded, held = _system(today), _in_force(today)
    return Monitoring(
        asked,
        policy,
        steps,
        last_counted(reading),
        tuple(_versions(reading, asked.policy_id, today)),
        len(today),
        *left_out(reading, asked.policy_id, asked.day),
        distribution(graded, steps),
        distribution(held, steps),
        dict(Counter(one.basis for one in today.values())),
        None if before is None else migration(_system(before), graded, steps),
        None if before is None else migration(_in_force(before), held, steps),
        overrides(ratings, today, steps, policy, asked.since, asked.day),
        None if due is None else reviews(due),
        () if asked.reference is None else tuple(_stability(policy, read, referred, now)),
        len(referred),
        None if outcomes is None else validation(outcomes, on(outcomes.window.start), policy, steps),
    )


class _Days:
    """The standings of days, each worked out once."""

    def __init__(self, reading: Reading, policy_id: str, known: dict[datetime.date, Mapping[str, Standing]]) -> None:
        self._reading, self._policy_id, self._known = reading, policy_id, known

    def __call__(self, day: datetime.date) -> Mapping[str, Standing]:
        if day not in self._known:
            self._known[day] = standings(self._reading, self._policy_id, day)
        return self._known[day]


def _seqs(found: Mapping[str, Standing]) -> np.ndarray:
    return np.array([one.system.seq for one in found.values() if one.system is not None], dtype=np.int64)


def _system(found: Mapping[str, Standing]) -> Held:
    return {key: one.system.grade for key, one in found.items() if one.system is not None}


def _in_force(found: Mapping[str, Standing]) -> Held:
    return {key: one.grade for key, one in found.items()}


def _versions(reading: Reading, policy_id: str, today: Mapping[str, Standing]) -> list[Version]:
    """The versions that graded, with the hash of each: a version has one hash, or both are listed."""
    used = Counter(one.system.policy for one in today.values() if one.system is not None)
    known: dict[str, dict[str, None]] = {stamp: {} for stamp in used}
    read: set[str] = set()
    for run in reading.entries(kind=RUN, policy=policy_id):
        digest = str(run.open.get(BASIS, ""))
        if run.policy in known and digest not in read:
            read.add(digest)
            with reading.reading() as connection:
                known[run.policy][str(read_basis(connection, digest)["hash"])] = None
    return [Version(stamp, ", ".join(sorted(known[stamp])), used[stamp]) for stamp in sorted(used)]


def _stability(policy: Policy, read: Gradings, referred: np.ndarray, now: np.ndarray) -> list[Stability]:
    """The score first, then each input in the policy's order."""
    old, new = read.rows(referred), read.rows(now)

    def one(name: str, title: Bilingual, found: Column, item: Input | None) -> Stability:
        unit = "" if item is None else item.unit

        def shown(number: float) -> str:
            return f"{_grouped(round(number * 100, 4))}%" if unit == "%" else _grouped(round(number, 6))

        return stability(name, title, found.take(old), found.take(new), shown, lambda word: word_title(item, word))

    found = []
    if "score" in policy.result:
        found.append(one("score", SCORE_TITLE, read.score, None))
    else:
        found.append(one("grade", Bilingual("System grade", "系统等级"), read.grade, None))
    for name, values in read.inputs.items():
        item = policy.inputs[name]
        found.append(one(name, item.title, values, item))
    return found


def _grouped(number: float) -> str:
    return f"{int(number):,}" if number.is_integer() else format_number(number)
