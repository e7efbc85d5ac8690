"""What differs between two policies, in parts of which each can be taken over by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Literal, TypeVar

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.formula import Expression
from xlplugin.policy.model import (
    Bands,
    Characteristic,
    Decision,
    Input,
    Override,
    Policy,
    Scorecard,
    SubPolicy,
)

from .impact_wording import KINDS, difference

Kind = Literal["characteristic", "scorecard", "cut-offs", "decision", "override", "input", "parameter", "list", "result"]
Take = Callable[[Policy], Policy]

_WORDS = frozenset(
    "where title titles status note group reason references text parameters special_titles monotonic"
    " weights_sum".split()
)
"""Fields that are read by people only, or say again what other fields hold: they move no grade."""


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: where it stands, what it is called, what was said before and after."""

    kind: Kind
    path: str
    title: Bilingual
    said: Bilingual
    taken: Take
    """The policy before with this part as it is after, and nothing else."""
    points: tuple[str, str] | None = None
    """The scorecard and the characteristic whose points it changes."""

    @property
    def kind_title(self) -> Bilingual:
        """What kind of part it is."""
        return KINDS[self.kind]


def changes_between(before: Policy, after: Policy) -> tuple[Change, ...]:
    """The parts by which two policies can grade differently, in the order of the file after."""
    return (
        *_mapped("input", before, after, "inputs"),
        *_mapped("parameter", before, after, "parameters", _worked_with(before, after)),
        *_mapped("list", before, after, "lists"),
        *_decisions(before, after),
        *_results(before, after),
    )


def completed(policy: Policy, after: Policy) -> Policy:
    """The policy with every name of ``after`` that it lacks, so that a part taken over finds what it reads."""
    known = {decision.name for decision in policy.decisions}
    decisions = list(policy.decisions)
    for place, decision in enumerate(after.decisions):
        if decision.name in known:
            continue
        later = {one.name for one in after.decisions[place + 1 :]}
        at = next((i for i, one in enumerate(decisions) if one.name in later), len(decisions))
        decisions.insert(at, decision)
    return replace(
        policy,
        inputs={**policy.inputs, **{name: item for name, item in after.inputs.items() if name not in policy.inputs}},
        parameters={**after.parameters, **policy.parameters},
        lists={**after.lists, **policy.lists},
        decisions=tuple(decisions),
    )


def bare(value: object) -> object:
    """A part of a policy without what only people read, to be compared."""
    if isinstance(value, Policy):
        return value.digest
    if is_dataclass(value) and not isinstance(value, type):
        skipped = _WORDS | {"aliases"} if isinstance(value, Input) else _WORDS  # those of an input are headings
        found = [(one.name, bare(getattr(value, one.name))) for one in fields(value) if one.name not in skipped]
        return type(value).__name__, *found
    if isinstance(value, Mapping):
        return tuple((key, bare(item)) for key, item in value.items())
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    return value


def _mapped(
    kind: Kind, before: Policy, after: Policy, name: str, among: Collection[str] | None = None
) -> Iterator[Change]:
    """Inputs, parameters and lists of both that differ; what only one of them has comes with its readers."""
    old, new = getattr(before, name), getattr(after, name)

    def taker(key: str) -> Take:
        return lambda policy: replace(policy, **{name: {**getattr(policy, name), key: new[key]}})

    for key, item in new.items():
        if among is not None and key not in among:
            continue
        if key in old and _of_list(bare(old[key])) != _of_list(bare(item)):
            yield Change(kind, f"{name}.{key}", item.title, difference(old[key], item), taker(key))


def _of_list(value: object) -> object:
    """A list without its date and hash, which alone move no grade."""
    if isinstance(value, tuple) and value and value[0] == "NamedList":
        return tuple(part for part in value[1:] if isinstance(part, tuple) and part[0] in ("items", "name"))
    return value


def _worked_with(*policies: Policy) -> set[str]:
    """The parameters that formulas and switches read; others stand in the cells that name them."""
    found = {item.name for policy in policies for item in policy.parameters.values() if item.is_switch}
    for policy in policies:
        for node in _nodes(policy.decisions):
            if isinstance(node, Expression):
                found.update(node.names)
    return found


def _nodes(value: object) -> Iterator[object]:
    if isinstance(value, Policy):
        return
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif is_dataclass(value) and not isinstance(value, Expression):
        for one in fields(value):
            yield from _nodes(getattr(value, one.name))


def _results(before: Policy, after: Policy) -> Iterator[Change]:
    """Another decision that gives the grade."""
    old, new = before.result.get("grade"), after.result.get("grade")
    if old != new and old is not None and new is not None:
        title = Bilingual("Made by", "来自")
        said = Bilingual(f"{old} → {new}", f"{old} → {new}")

        def take(policy: Policy) -> Policy:
            return replace(policy, result={**policy.result, "grade": new})

        yield Change("result", "result.grade", title, said, take)


def _decisions(before: Policy, after: Policy) -> Iterator[Change]:
    old = {decision.name: decision for decision in before.decisions}
    for decision in after.decisions:
        was = old.get(decision.name)
        if was is None:
            continue  # it comes with what reads it
        if type(was) is not type(decision):
            yield _whole(was, decision, lambda _, now=decision: now)
            continue
        if isinstance(was, Scorecard) and isinstance(decision, Scorecard):
            yield from _card(was, decision)
        elif _rest(was) != _rest(decision):
            yield _whole(was, decision, _keeping_overrides(decision))
        yield from _overrides(was, decision)


def _in_place(name: str, changed: Callable[[Decision], Decision]) -> Take:
    def take(policy: Policy) -> Policy:
        return replace(
            policy, decisions=tuple(changed(one) if one.name == name else one for one in policy.decisions)
        )

    return take


def _whole(was: Decision, now: Decision, changed: Callable[[Decision], Decision]) -> Change:
    kind: Kind = "cut-offs" if isinstance(now, Bands) else "decision"
    return Change(kind, f"decisions.{now.name}", now.title, difference(was, now), _in_place(now.name, changed))


def _keeping_overrides(now: Decision) -> Callable[[Decision], Decision]:
    return lambda old: replace(now, overrides=old.overrides) if hasattr(old, "overrides") else now  # type: ignore[call-arg]


def _rest(decision: Decision) -> object:
    """A decision without its overrides, to be compared."""
    plain = replace(decision, overrides=()) if hasattr(decision, "overrides") else decision  # type: ignore[call-arg]
    return (bare(plain), plain.policy.digest) if isinstance(plain, SubPolicy) else bare(plain)


def _card(was: Scorecard, now: Scorecard) -> Iterator[Change]:
    """What the card as a whole says, then each characteristic."""
    if bare(replace(was, characteristics=())) != bare(replace(now, characteristics=())):

        def settings(old: Decision) -> Decision:
            assert isinstance(old, Scorecard)
            return replace(now, characteristics=old.characteristics)

        said = difference(replace(was, characteristics=()), replace(now, characteristics=()))
        yield Change("scorecard", f"decisions.{now.name}", now.title, said, _in_place(now.name, settings))
    old = {item.name: item for item in was.characteristics}
    new = {item.name: item for item in now.characteristics}
    for name in _together(new, old):
        if name in old and name in new and bare(old[name]) == bare(new[name]):
            continue
        item = new.get(name) or old[name]
        yield Change(
            "characteristic",
            f"decisions.{now.name}.characteristics.{name}",
            item.title,
            difference(old.get(name), new.get(name)),
            _in_place(now.name, _with_characteristic(name, new.get(name), tuple(new))),
            (now.name, name),
        )


def _with_characteristic(
    name: str, item: Characteristic | None, order: tuple[str, ...]
) -> Callable[[Decision], Decision]:
    def changed(card: Decision) -> Decision:
        assert isinstance(card, Scorecard)
        return replace(card, characteristics=_exchanged(card.characteristics, name, item, order, lambda one: one.name))

    return changed


def _overrides(was: Decision, now: Decision) -> Iterator[Change]:
    """Hard rules, told apart by the codes of their reasons."""
    old, new = _by_code(getattr(was, "overrides", ())), _by_code(getattr(now, "overrides", ()))
    for code in _together(new, old):
        if code in old and code in new and bare(old[code]) == bare(new[code]):
            continue
        item = new.get(code) or old[code]
        taken = _in_place(now.name, _with_override(code, new.get(code), tuple(new)))
        title = Bilingual(f"{code} {item.reason.text.en}", f"{code} {item.reason.text.zh}")
        path = f"decisions.{now.name}.overrides.{code}"
        yield Change("override", path, title, difference(old.get(code), new.get(code)), taken)


def _with_override(code: str, item: Override | None, order: tuple[str, ...]) -> Callable[[Decision], Decision]:
    def changed(decision: Decision) -> Decision:
        held = _by_code(decision.overrides)  # type: ignore[attr-defined]
        code_of = {id(one): key for key, one in held.items()}
        found = _exchanged(tuple(held.values()), code, item, order, lambda one: code_of[id(one)])
        return replace(decision, overrides=found)  # type: ignore[call-arg]

    return changed


def _by_code(overrides: Iterable[Override]) -> dict[str, Override]:
    """The overrides by code; a code that stands again is numbered."""
    found: dict[str, Override] = {}
    for item in overrides:
        code, count = item.reason.code, 1
        while (key := code if count == 1 else f"{code} ({count})") in found:
            count += 1
        found[key] = item
    return found


T = TypeVar("T")


def _exchanged(
    items: tuple[T, ...], name: str, item: T | None, order: tuple[str, ...], name_of: Callable[[T], str]
) -> tuple[T, ...]:
    """The items with the one of a name replaced, left out, or put where ``order`` has it."""
    if any(name_of(one) == name for one in items):
        return tuple(one for old in items if (one := item if name_of(old) == name else old) is not None)
    assert item is not None
    later = set(order[order.index(name) + 1 :])
    at = next((place for place, one in enumerate(items) if name_of(one) in later), len(items))
    return (*items[:at], item, *items[at:])


def _together(new: Mapping[str, object], old: Mapping[str, object]) -> tuple[str, ...]:
    return (*new, *(name for name in old if name not in new))
