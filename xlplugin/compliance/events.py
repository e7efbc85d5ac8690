"""Events: what is written to a journal, how it is read back, and which kinds there are."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from xlplugin.policy.findings import Bilingual

from .canonical import canonical, quoted
from .sealing import CUSTOMER, NO_SALT, SALT, redacted_line, split

RUN, GRADING, REDACTION = "run", "grading", "redaction"
KINDS: Mapping[str, Bilingual] = {
    RUN: Bilingual("graded book", "评级批次"),
    GRADING: Bilingual("grading", "系统评级"),
    REDACTION: Bilingual("redaction", "信息删除"),
    "rating.proposed": Bilingual("rating proposed", "等级提出"),
    "rating.reviewed": Bilingual("rating reviewed", "等级复核"),
    "rating.decided": Bilingual("rating decided", "等级审定"),
    "rating.withdrawn": Bilingual("rating withdrawn", "等级撤回"),
    "rating.override_ended": Bilingual("manual override ended", "人工调整终止"),
    "review.triggered": Bilingual("review triggered", "触发重评"),
    "review.done": Bilingual("review done", "重评完成"),
    "approval.requested": Bilingual("approval of a policy requested", "制度报批"),
    "approval.granted": Bilingual("policy approved", "制度批准"),
    "approval.retired": Bilingual("policy retired", "制度停用"),
    "outcome.recorded": Bilingual("outcomes recorded", "登记违约结果"),
    "report.made": Bilingual("report made", "生成报告"),
}
"""What each kind is called; a kind is ``family`` or ``family.step``."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be written. Values are what JSON can say; dates are written as 2026-01-31.

    ``fields`` are sealed one by one and can be redacted; ``open`` never can, so nothing personal belongs there.
    ``refers`` is the number of the event that this one answers.
    """

    kind: str
    fields: Mapping[str, object] = field(default_factory=dict)
    open: Mapping[str, object] = field(default_factory=dict)
    customer: str | None = None
    policy: str = ""
    as_of: datetime.date | None = None
    refers: int | None = None
    run: int | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Redacted:
    """What stands for a value that was redacted or has expired."""

    commitment: str


@dataclass(frozen=True)
class Entry:
    """An event as it stands in the journal."""

    seq: int
    kind: str
    run: int | None
    refers: int | None
    policy: str
    as_of: datetime.date | None
    place: str | None
    customer: str | None
    recorded: datetime.datetime
    open: Mapping[str, object]
    body: str
    salts: bytes
    hash: str

    @cached_property
    def fields(self) -> Mapping[str, object]:
        """The sealed fields but the customer; ``Redacted`` where there is no value any more."""
        values = json.loads(self.body)
        gone = self.redacted
        return {
            name: Redacted(value["redacted"]) if name in gone else value
            for name, value in values.items()
            if name != CUSTOMER
        }

    @cached_property
    def redacted(self) -> tuple[str, ...]:
        """The names of the fields that were redacted, the customer included."""
        return entry_redacted(split(self.customer, self.body), self.salts) if NO_SALT in self.salts else ()


def entry_redacted(lines: Sequence[bytes], salts: bytes) -> tuple[str, ...]:
    """The names of the fields among some lines that were redacted."""
    names = []
    for place, line in enumerate(lines):
        if salts[place * SALT : (place + 1) * SALT] == NO_SALT and (known := redacted_line(line)):
            names.append(json.loads(known[0]))
    return tuple(names)


def head_hash(
    kind: str, run: int | None, refers: int | None, policy: str, as_of: str | None, open: str | None
) -> bytes:
    """The hash of what of an event stands open, as one canonical line; ``open`` is canonical already."""
    day = quoted(as_of) if as_of is not None else "null"
    said = (day, quoted(kind), open or "{}", quoted(policy), canonical(refers), canonical(run))
    line = '{{"as_of":{},"kind":{},"open":{},"policy":{},"refers":{},"run":{}}}'.format(*said)
    return sha256(line.encode()).digest()


EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def microseconds(moment: datetime.datetime) -> int:
    """A moment as it is stored."""
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


def moment(microseconds: int) -> datetime.datetime:
    """A stored moment, in UTC."""
    return EPOCH + datetime.timedelta(microseconds=microseconds)
