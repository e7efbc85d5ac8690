"""What monitoring reads of a journal: gradings by columns in one pass, and where the chain ends for a report."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, case, func, or_, select

from xlplugin.policy.model import Policy

from .anchors import Anchor
from .errors import JournalError
from .events import GRADING, RUN, moment
from .grading_fields import INPUT, OUTPUTS
from .monitoring_columns import Building, Column
from .reading import Reading
from .tables import events, head, journal

AT_ONCE = 5000
SCORE, GRADE = "score", "grade"
FAMILIES_APART = ("report.made", "outcome.recorded")
"""Kinds that a report does not count, so that making it twice gives the same file."""


class Held(Reading):
    """A journal that stands still while a report is made: all is read in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The one connection."""
        yield self._connection


@dataclass(frozen=True, slots=True)
class Gradings:
    """Gradings by columns, in the order of their numbers; ``inputs`` are those of the policy that monitoring follows."""

    seqs: np.ndarray
    score: Column
    grade: Column
    inputs: Mapping[str, Column]
    recorded: np.ndarray
    versions: Mapping[str, int] = field(default_factory=dict)

    def rows(self, seqs: np.ndarray) -> np.ndarray:
        """Where the gradings of some numbers stand; all of them must have been read."""
        return np.searchsorted(self.seqs, seqs)


def followed_inputs(policy: Policy) -> tuple[str, ...]:
    """The inputs whose stability says something: not texts that name a customer, not dates, which move by themselves."""
    return tuple(item.name for item in policy.cells if item.type not in ("text", "date"))


def read_gradings(
    reading: Reading, policy: Policy, seqs: np.ndarray, tell: Callable[[float], object] = lambda done: None
) -> Gradings:
    """The gradings of some numbers, each read once, whatever their order."""
    wanted = np.unique(np.asarray(seqs, dtype=np.int64))
    names = followed_inputs(policy)
    keys = [(name, INPUT + name) for name in names]
    score, grade = Building(), Building()
    inputs = {name: Building() for name in names}
    recorded: list[int] = []
    versions: Counter[str] = Counter()
    for row in _rows(reading, wanted, tell):
        body = json.loads(row.body)
        outputs = body.get(OUTPUTS) or {}
        if "redacted" in outputs and set(outputs) == {"redacted"}:
            score.skip()
            grade.skip()
        else:
            score.add(outputs.get(SCORE))
            grade.add(outputs.get(GRADE))
        for name, key in keys:
            if key in body:
                inputs[name].add(body[key])
            else:
                inputs[name].skip()
        recorded.append(row.recorded)
        versions[row.policy] += 1
    built = {name: building.column() for name, building in inputs.items()}
    return Gradings(
        wanted, score.column(), grade.column(), built, np.array(recorded, dtype=np.int64), dict(sorted(versions.items()))
    )


def _rows(reading: Reading, wanted: np.ndarray, tell: Callable[[float], object]) -> Iterator[Any]:
    """The rows of sorted numbers: along the chain, as far apart as they are, a block at a time."""
    columns = (events.c.seq, events.c.policy, events.c.recorded, events.c.body)
    found = 0
    with reading.reading() as connection:
        while found < len(wanted):
            last = min(found + AT_ONCE, len(wanted)) - 1
            known = set(wanted[found : last + 1].tolist())
            block = select(*columns).where(
                events.c.seq >= int(wanted[found]), events.c.seq <= int(wanted[last]), events.c.kind == GRADING
            )
            rows = connection.execution_options(yield_per=AT_ONCE).execute(block.order_by(events.c.seq))
            before = found
            for row in rows:
                if row.seq in known:
                    yield row
                    found += 1
            if found != last + 1:
                raise ValueError(f"{last + 1 - before} gradings were asked for, {found - before} are there")
            tell(found / len(wanted))


def of_run(reading: Reading, run: int, policy_id: str) -> np.ndarray:
    """The numbers of all gradings of a run. Raises JournalError for what is no run of that policy."""
    entry = reading.entry(run)
    if entry.kind != RUN or entry.policy.partition("@")[0] != policy_id:
        raise JournalError(
            "unknown-entry",
            f"entry {run} is no run of {policy_id}; xlplugin journal show --kind run --policy {policy_id} lists those",
            f"第 {run} 条不是 {policy_id} 的评级批次；可用 xlplugin journal show --kind run --policy {policy_id} 查看",
        )
    with reading.reading() as connection:
        chosen = select(events.c.seq).where(events.c.run == run, events.c.seq > run, events.c.kind == GRADING)
        return np.array(connection.execute(chosen.order_by(events.c.seq)).scalars().all(), dtype=np.int64)


def left_out(reading: Reading, policy_id: str, day: datetime.date) -> tuple[int, int]:
    """How many gradings as of a day or before are nobody's grade: those that name no customer, or none any more, and
    those of drafts."""
    version = events.c.policy.startswith(f"{policy_id}@", autoescape=True)
    drafts = select(events.c.seq).where(
        events.c.kind == RUN, events.c.kind != GRADING, events.c.open.contains('"state":"draft"')
    )
    draft = events.c.run.in_(drafts)
    counted = select(
        func.count(case((events.c.customer.is_(None) & ~draft, 1))), func.count(case((draft, 1)))
    ).where(
        events.c.kind == GRADING,
        or_(events.c.policy == policy_id, version),
        events.c.as_of <= day.isoformat(),
    )
    with reading.reading() as connection:
        nameless, by_draft = connection.execute(counted).one()
    return int(nameless), int(by_draft)


def last_counted(reading: Reading) -> Anchor:
    """Where the chain ended before the reports themselves: an anchor like any other."""
    with reading.reading() as connection:
        name = connection.execute(select(journal.c.uuid)).scalar_one()
        newest = select(events.c.seq, events.c.hash, events.c.recorded).where(events.c.kind.not_in(FAMILIES_APART))
        found = connection.execute(newest.order_by(events.c.seq.desc()).limit(1)).first()
        if found is None:
            found = connection.execute(select(head.c.seq, head.c.hash, head.c.recorded)).one()
    return Anchor(name, found.seq, bytes(found.hash).hex(), moment(found.recorded))
