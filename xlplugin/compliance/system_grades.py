"""The newest grading of customers by the system, in one query however many they are."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from .events import GRADING, RUN, moment
from .grading_fields import OUTPUTS, RULES, STEPS
from .rating import SystemGrade
from .reading import BLOCK, Reading
from .sealing import BREAK
from .tables import events

BY_HAND = "rating propose"
"""The command of a run that graded from inputs which a person had changed."""
HARD = ("floor", "set")
_OUTPUTS, _STEPS = f'"{OUTPUTS}":', f'"{STEPS}":'


def system_grades(reading: Reading, policy_id: str, day: datetime.date) -> Mapping[str, SystemGrade]:
    """The newest grading of every customer under a policy as of a day or before; drafts do not count."""
    found: dict[str, SystemGrade] = {}
    with reading.reading() as connection:
        for row in connection.execute(_newest(policy_id, day).execution_options(yield_per=BLOCK)):
            found[row.customer] = _system_grade(row)
    return found


def system_grade(reading: Reading, customer: str, policy_id: str, day: datetime.date) -> SystemGrade | None:
    """The newest grading of one customer under a policy as of a day or before, None where there is none."""
    with reading.reading() as connection:
        row = connection.execute(_newest(policy_id, day, customer)).first()
    return None if row is None else _system_grade(row)


def _newest(policy_id: str, day: datetime.date, customer: str | None = None) -> Select[Any]:
    """The newest by what it is as of, then by when it was recorded."""
    newest_first = events.c.as_of.desc(), events.c.seq.desc()
    place = func.row_number().over(partition_by=events.c.customer, order_by=newest_first)
    known = select(events.c.seq, place.label("place")).where(*counted(policy_id, day))
    known = known.where(events.c.customer.is_not(None) if customer is None else events.c.customer == customer)
    inner = known.subquery()
    columns = (events.c.seq, events.c.customer, events.c.policy, events.c.as_of, events.c.recorded, events.c.body)
    return select(*columns).join(inner, inner.c.seq == events.c.seq).where(inner.c.place == 1)


def counted(policy_id: str, day: datetime.date) -> tuple[ColumnElement[bool], ...]:
    """What counts as a grading by the system up to a day: none by a draft, none from inputs that a person changed."""
    version = events.c.policy.startswith(f"{policy_id}@", autoescape=True)
    # "open" is canonical JSON, whose keys and blanks are always the same
    apart = select(events.c.seq).where(
        events.c.kind == RUN,
        events.c.kind != GRADING,  # lets the index of what is no grading serve
        or_(events.c.open.contains(f'"command":"{BY_HAND}"'), events.c.open.contains('"state":"draft"')),
    )
    return (
        events.c.kind == GRADING,
        or_(events.c.policy == policy_id, version),
        events.c.as_of <= day.isoformat(),
        events.c.run.not_in(apart),
    )


def _system_grade(row: Any) -> SystemGrade:
    outputs, steps = _parts(row.body)
    grade, score = outputs.get("grade"), outputs.get("score")
    rules = steps.get(RULES) or ()
    return SystemGrade(
        row.seq,
        row.policy,
        datetime.date.fromisoformat(row.as_of),
        grade if isinstance(grade, str) else None,
        float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None,
        moment(row.recorded),
        any(rule["action"] in HARD and rule["to"] == grade for rule in rules),
    )


def _parts(body: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Outputs and steps of a stored grading, without reading its inputs; each field is a line of its own."""
    outputs: dict[str, Any] = {}
    steps: dict[str, Any] = {}
    for line in body[1:-1].split(BREAK):
        if line.startswith(_OUTPUTS):
            outputs = json.loads(line[len(_OUTPUTS) :])
        elif line.startswith(_STEPS) and f'"{RULES}"' in line:
            steps = json.loads(line[len(_STEPS) :])
    return outputs, steps
