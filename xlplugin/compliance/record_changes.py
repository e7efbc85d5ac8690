"""What changed in a customer between two gradings: inputs, points, score and grade."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from .record_grading import GradingRecord
from .record_parts import NOTHING, Altered, Changes, Scored


def changes_between(
    before: GradingRecord, after: GradingRecord, since: datetime.date, grades: tuple[str, str]
) -> Changes:
    """The differences of two gradings, in the order of the later policy; ``grades`` are what was rated of each."""
    return Changes(
        since,
        (before.entry.seq, after.entry.seq),
        (before.policy.stamp, after.policy.stamp),
        grades,
        (before.score, after.score),
        tuple(_altered(before, after)),
    )


def _altered(before: GradingRecord, after: GradingRecord) -> Iterator[Altered]:
    earlier = {one.name: one for one in before.scored}
    for now in after.scored:
        was = earlier.pop(now.name, None)
        if was is None:
            yield Altered(now.name, now.title, NOTHING, now.value, None, now.points)
        elif _differs(was, now):
            yield Altered(now.name, now.title, was.value, now.value, was.points, now.points)
    for was in earlier.values():
        yield Altered(was.name, was.title, was.value, NOTHING, was.points, None)


def _differs(was: Scored, now: Scored) -> bool:
    return was.value != now.value or was.points != now.points
