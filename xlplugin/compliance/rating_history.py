"""The ratings of customers, put together from the steps that the journal holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .events import Entry
from .rating import Act, InputOverride, OutputOverride, Rating
from .reading import Reading

PROPOSED, REVIEWED, DECIDED = "rating.proposed", "rating.reviewed", "rating.decided"
WITHDRAWN, OVERRIDE_ENDED = "rating.withdrawn", "rating.override_ended"
FAMILY = "rating"


def ratings_of(
    reading: Reading, customer: str, policy_id: str = "", until: datetime.date | None = None
) -> tuple[Rating, ...]:
    """A customer's ratings, under one policy or all, oldest first, with the steps for days up to ``until``."""
    return tuple(_together(_entries_of(reading, customer, policy_id), until).values())


def all_ratings(
    reading: Reading, policy_id: str = "", until: datetime.date | None = None
) -> Mapping[tuple[str, str], tuple[Rating, ...]]:
    """The ratings of all customers by customer and policy id, oldest first; one pass over what was rated."""
    found: dict[tuple[str, str], list[Rating]] = {}
    for rating in _together(reading.entries(kind=FAMILY, policy=policy_id), until).values():
        if rating.customer:
            found.setdefault((rating.customer, rating.policy_id), []).append(rating)
    return {key: tuple(ratings) for key, ratings in found.items()}


def _entries_of(reading: Reading, customer: str, policy_id: str) -> Iterator[Entry]:
    """The proposals of a customer and what answers them, also where the customer's key was redacted in an answer."""
    for proposed in reading.entries(kind=PROPOSED, customer=customer, policy=policy_id):
        yield proposed
        for answer in reading.entries(kind=FAMILY, refers=proposed.seq):
            yield answer
            if answer.kind == DECIDED:
                yield from reading.entries(kind=FAMILY, refers=answer.seq)


@dataclass(slots=True)
class _Steps:
    """What is known of one rating while the journal is read."""

    proposed: Entry
    reviews: list[Entry] = field(default_factory=list)
    returned: Entry | None = None
    decided: Entry | None = None
    withdrawn: Entry | None = None
    ended: Entry | None = None


def _together(entries: Iterable[Entry], until: datetime.date | None) -> dict[int, Rating]:
    ratings: dict[int, _Steps] = {}
    decisions: dict[int, _Steps] = {}
    for entry in entries:
        if until is not None and day_of(entry) > until:
            continue
        if entry.kind == PROPOSED:
            ratings[entry.seq] = _Steps(entry)
            continue
        known = ratings if entry.kind in (REVIEWED, DECIDED) else decisions
        steps = known.get(entry.refers or 0)
        if steps is None:
            continue
        if entry.kind == DECIDED:
            steps.decided = entry
            decisions[entry.seq] = steps
        elif entry.kind == WITHDRAWN:
            steps.withdrawn = entry
        elif entry.kind == OVERRIDE_ENDED:
            steps.ended = entry
        elif entry.open.get("outcome") == "returned":
            steps.returned = entry
        else:
            steps.reviews.append(entry)
    return {seq: _rating(steps) for seq, steps in ratings.items()}


def _rating(steps: _Steps) -> Rating:
    entry = steps.proposed
    said, stated = entry.fields, entry.open
    score = said.get("score")
    rating = Rating(
        seq=entry.seq,
        customer=entry.customer or "",
        policy=entry.policy,
        as_of=entry.as_of or day_of(entry),
        grading=entry.refers or 0,
        system_grade=text(said.get("system_grade")),
        proposed_grade=text(said.get("proposed_grade")),
        proposed=act(entry),
        score=float(score) if isinstance(score, int | float) else None,
        input_overrides=_inputs(said.get("input_overrides")),
        output_override=_output(said.get("output_override")),
        by_hand=stated.get("of") == "override",
        reviews=tuple(map(act, steps.reviews)),
        returned=act(steps.returned) if steps.returned else None,
        withdrawn=act(steps.withdrawn, "reason") if steps.withdrawn else None,
        terms=text(steps.withdrawn.open.get("terms")) if steps.withdrawn else "",
        override_ended=act(steps.ended, "reason") if steps.ended else None,
    )
    return rating if steps.decided is None else _decided(rating, steps.decided)


def _decided(rating: Rating, entry: Entry) -> Rating:
    stated, said = entry.open, entry.fields
    body, minute = text(stated.get("body")), text(stated.get("minute"))
    rating = replace(rating, body=body, minute=minute, committee=text(said.get("committee")))
    if stated.get("outcome") == "refused":
        return replace(rating, refused=act(entry))
    changed = "output_override" in said
    return replace(
        rating,
        decided=act(entry),
        confirmed_grade=text(said.get("confirmed_grade")),
        valid_until=_day(stated.get("valid_until")),
        override_until=_day(stated.get("override_until")),
        output_override=_output(said["output_override"]) if changed else rating.output_override,
        asked_override=rating.output_override if changed else None,
        by_hand=rating.by_hand or stated.get("of") == "override",
    )


def act(entry: Entry, comment: str = "comment") -> Act:
    """A step as it was written."""
    said = entry.fields
    step = text(entry.open.get("step"))
    return Act(entry.seq, text(said.get("who")), entry.recorded, day_of(entry), text(said.get(comment)), step)


def day_of(entry: Entry) -> datetime.date:
    """The day that a step is for; the day when it was recorded, by this machine's clock, where that was redacted."""
    said = entry.open.get("on")
    if not isinstance(said, str):
        said = entry.fields.get("on")
    return (_day(said) if isinstance(said, str) else None) or entry.recorded.astimezone().date()


def text(value: object) -> str:
    """A text as it was written, empty where it is not there or was redacted."""
    return value if isinstance(value, str) else ""


def _day(value: object) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) and value else None


def _inputs(value: object) -> tuple[InputOverride, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        InputOverride(
            one["input"], one["before"], one["after"], one["code"], one["comment"], tuple(one["evidence"])
        )
        for one in value
    )


def _output(value: object) -> OutputOverride | None:
    if not isinstance(value, dict):
        return None
    evidence = tuple(value["evidence"])
    return OutputOverride(
        value["before"], value["after"], value["notches"], value["code"], value["comment"], evidence
    )
