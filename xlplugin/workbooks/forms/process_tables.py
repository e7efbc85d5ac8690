"""What a policy says of its own use as tables of the policy sheet: reviews, movements, approvals, manual overrides."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.describing_process import (
    APPROVALS,
    ITEM,
    MANUAL,
    MOVEMENTS,
    NEW_CUSTOMERS,
    REVIEW,
    RULE,
    WHEN,
    WITHIN,
    manual_rows,
    provisional_rows,
    review_rows,
)
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.process import Approval, Transition
from xlplugin.policy.process_wording import deadline_text

from .decision_tables import STATUSES, Rows
from .wording import NOTHING, both

_STATUS = "Status 依据"


def process_tables(policy: Policy) -> Iterator[Rows]:
    """The tables of the parts that the policy has."""
    headings = (both(ITEM), both(RULE), _STATUS)
    if policy.review is not None:
        status = STATUSES[policy.review.status]
        rows = tuple((both(item), _stacked(text), status) for item, text in review_rows(policy.review))
        yield Rows(both(REVIEW), headings, rows, 1)
    if policy.provisional is not None:
        status = STATUSES[policy.provisional.status]
        rows = tuple((both(item), _stacked(text), status) for item, text in provisional_rows(policy.provisional))
        yield Rows(both(NEW_CUSTOMERS), headings, rows, 1)
    if policy.transitions:
        titles = ("Movement 变动", both(WHEN), both(WITHIN), _STATUS)
        yield Rows(both(MOVEMENTS), titles, tuple(_movement(policy, item) for item in policy.transitions), 1)
    if policy.approvals:
        titles = ("Role 角色", "Does 事项", "Holds for 适用范围", both(WITHIN), _STATUS)
        rows = tuple(_approval(policy, place, step) for place, step in enumerate(policy.approvals, 1))
        yield Rows(both(APPROVALS), titles, rows, 0)
    if policy.manual_overrides is not None:
        status = STATUSES[policy.manual_overrides.status]
        said = manual_rows(policy.scale, policy.manual_overrides)
        yield Rows(both(MANUAL), headings, tuple((both(item), _stacked(text), status) for item, text in said), 1)


def _movement(policy: Policy, item: Transition) -> tuple[str, ...]:
    named = "" if item.of == policy.result.get("grade") else f"{item.of}: "
    return (
        f"{named}{item.start} → {item.end}",
        _lines(item.when, item.note),
        _stacked(deadline_text(item.within_days)),
        STATUSES[item.status],
    )


def _approval(policy: Policy, place: int, step: Approval) -> tuple[str, ...]:
    named = "" if step.of == policy.result.get("grade") else f"{step.of}: "
    grades = f"{named}{', '.join(step.grades) or 'all 全部'}"
    return (
        f"{place}. {both(step.role)}",
        _lines(step.does, step.note),
        f"{grades}\n{_stacked(step.when)}" if step.when is not None else grades,
        _stacked(deadline_text(step.within_days)),
        STATUSES[step.status],
    )


def _lines(text: Bilingual, note: Bilingual | None) -> str:
    return _stacked(text) if note is None else f"{_stacked(text)}\n{_stacked(note)}"


def _stacked(text: Bilingual) -> str:
    return "" if text == NOTHING else text.en if text.en == text.zh else f"{text.en}\n{text.zh}"
