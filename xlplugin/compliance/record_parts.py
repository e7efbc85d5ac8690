"""The parts of a customer's record, as frozen values: what one grading and the steps after it say to people."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xlplugin.policy.findings import Bilingual

from .rating import InputOverride

NOTHING = Bilingual("", "")
REDACTED = Bilingual("redacted", "已删除")
MOST_REASONS = 4
"""The principal reasons that are told."""
Mark = Literal["", "missing", "default", "blank", "wrong", "redacted"]
"""What is to be said of a value: missing as the policy allows, filled by its default, blank though the policy wants it, not
as declared, or taken away."""
MARKS: Mapping[Mark, Bilingual] = {
    "missing": Bilingual("missing", "缺失"),
    "default": Bilingual("default", "默认值"),
    "blank": Bilingual("not filled in", "未填写"),
    "wrong": Bilingual("wrong", "有误"),
    "redacted": REDACTED,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A characteristic or input: the value as used, and what it gave.

    ``name`` is the characteristic's, the input's where it has none. ``points`` and ``best`` are None where the card
    does not score it; ``applies`` is False for a characteristic that was left out. ``changed`` is a person's change
    of the input, ``before`` the value that the system had.
    """

    name: str
    title: Bilingual
    value: Bilingual
    mark: Mark = ""
    attribute: Bilingual = NOTHING
    points: float | None = None
    best: float | None = None
    applies: bool = True
    code: str = ""
    reason: Bilingual = NOTHING
    changed: InputOverride | None = None
    before: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the policy: its value and the rule that was met."""

    name: str
    title: Bilingual
    value: Bilingual
    rule: Bilingual


@dataclass(frozen=True, slots=True)
class Fired:
    """A hard rule that fired, with the grade before and after it (None: there was none yet)."""

    code: str
    text: Bilingual
    action: str
    to: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """A principal reason, and the points that it cost (0 for a rule)."""

    code: str
    text: Bilingual
    lost: float


@dataclass(frozen=True, slots=True)
class Direct:
    """A rule that sets a risk grade directly: whether it fired (None: it cannot be told), and the lists it reads."""

    code: str
    text: Bilingual
    action: str
    grade: str
    fired: bool | None
    lists: tuple[tuple[Bilingual, datetime.date], ...] = ()


@dataclass(frozen=True, slots=True)
class UsedList:
    """A list that the grading read."""

    name: str
    title: Bilingual
    as_of: datetime.date
    digest: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a person in a rating. ``seq`` is its entry in the journal; ``step`` the policy's name for it."""

    kind: Literal["proposed", "reviewed", "returned", "decided", "refused", "withdrawn", "override_ended"]
    title: Bilingual
    who: str
    on: datetime.date
    recorded: datetime.datetime
    seq: int
    grade: str = ""
    comment: str = ""
    minute: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Altered:
    """What changed in one input or characteristic between two gradings."""

    name: str
    title: Bilingual
    before: Bilingual
    after: Bilingual
    points_before: float | None = None
    points_after: float | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between an earlier grading and a later one; texts are empty where nothing did.

    ``since`` is the day that the earlier one was rated, ``entries`` are the numbers of both.
    """

    since: datetime.date
    entries: tuple[int, int]
    policies: tuple[str, str]
    grades: tuple[str, str]
    scores: tuple[float | None, float | None]
    lines: tuple[Altered, ...]

    def __bool__(self) -> bool:
        """True where anything changed."""
        pairs = (self.policies, self.grades, self.scores)
        return bool(self.lines) or any(before != after for before, after in pairs)
