"""What a policy ties to each grade: its treatments, and what its review, movements, approvals and overrides say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.intervals import REVIEW_MONTHS, review_interval
from xlplugin.policy.model import Policy
from xlplugin.policy.process import Review
from xlplugin.policy.process_wording import chain_text, manual_text, transition_text, window_text

Item = float | str | Bilingual
Treated = Mapping[str, Item]
_YES, _NO = Bilingual("yes", "是"), Bilingual("no", "否")


def tied(policy: Policy) -> Mapping[str, Mapping[str, Treated]]:
    """The items of every grade by the name that makes it, the one behind the grade first.

    Where a treatment has an item that the rest of the policy would give, too, the treatment counts.
    """
    main = policy.result.get("grade", "")
    single = (policy.review, policy.provisional, policy.manual_overrides)
    parts = [part for part in (*single, *policy.transitions, *policy.approvals) if part]
    processed = dict.fromkeys(part.of for part in parts)
    names = dict.fromkeys((main, *policy.treatments, *processed))
    return {
        name: _merged(policy, name) if name in processed else policy.treatments[name]
        for name in names
        if name in processed or name in policy.treatments
    }


def _merged(policy: Policy, name: str) -> dict[str, Treated]:
    merged: dict[str, Treated] = {}
    for grade in dict.fromkeys((*_ids(policy, name), *policy.treatments.get(name, {}))):
        items = dict(policy.treatments.get(name, {}).get(grade, {}))
        for item, value in _process(policy, name, grade):
            items.setdefault(item, value)
        merged[grade] = items
    return merged


def _ids(policy: Policy, name: str) -> tuple[str, ...]:
    if name in policy.inputs:
        item = policy.inputs[name]
        return tuple(policy.lists[item.values_from].items if item.values_from else item.values)
    grades = policy.grades(name)
    return grades.ids if grades is not None else ()


def _process(policy: Policy, name: str, grade: str) -> Iterator[tuple[str, Item]]:
    months = review_interval(policy, name, grade)
    if months is not None:
        yield REVIEW_MONTHS, months
    if policy.review is not None and policy.review.of == name:
        yield from _review(policy.review)
    if policy.provisional is not None and policy.provisional.of == name:
        yield "provisional_months", float(policy.provisional.months)
    leaving = [item for item in policy.transitions if item.of == name and item.start == grade]
    if leaving:
        said = [transition_text(policy, item) for item in leaving]
        yield "transitions", Bilingual("; ".join(text.en for text in said), "；".join(text.zh for text in said))
    steps = tuple(step for step in policy.approvals if step.of == name and step.holds_for(grade))
    if steps:
        yield "approvals", chain_text(steps)
    if policy.manual_overrides is not None and policy.manual_overrides.of == name:
        yield "manual_overrides", manual_text(policy)


def _review(review: Review) -> Iterator[tuple[str, Item]]:
    if review.first_within_days is not None:
        yield "first_within_days", float(review.first_within_days)
    if review.window is not None:
        yield "review_window", window_text(review.window)
    if review.apply_months_before is not None:
        yield "apply_months_before", float(review.apply_months_before)
    if review.for_life is not None:
        yield "for_life", _YES if review.for_life else _NO
