"""What changed in the lists since customers were graded by them, and whom that concerns."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlplugin.policy.findings import Bilingual, PolicyError, UnknownPolicy
from xlplugin.policy.list_readers import list_readers, lists_of
from xlplugin.policy.model import NamedList, Policy
from xlplugin.scoring.words import fold

from .graded_by import Policies
from .graded_since import stored_gradings
from .grading_fields import INPUT
from .reading import Reading
from .system_grades import system_grades

if TYPE_CHECKING:
    from xlplugin.scoring.serving import Serving

_BETWEEN = re.compile(r"[;；,，、\n]")


@dataclass(frozen=True, slots=True)
class ListChange:
    """A list that reads otherwise now than when some customers were graded.

    ``customers`` names those whose inputs hold an item that was added or removed, with these items.
    """

    policy_id: str
    before: NamedList
    after: NamedList
    added: tuple[str, ...]
    removed: tuple[str, ...]
    customers: Mapping[str, tuple[str, ...]]

    def text(self, items: Collection[str]) -> str:
        """What changed for a customer with some items, in both languages."""
        said = [f"+ {one} {_title(self.after, one)}" for one in self.added if one in items]
        said += [f"− {one} {_title(self.before, one)}" for one in self.removed if one in items]
        title, days = self.after.title, f"{self.before.as_of} → {self.after.as_of}"
        return f"{title.en} {title.zh} ({days}): {'; '.join(said)}"


@dataclass(frozen=True, slots=True)
class Unserved:
    """A policy that customers were graded by and that is not served now, and why."""

    policy_id: str
    why: Bilingual


def list_changes(
    reading: Reading, serving: Serving, day: datetime.date, policy_ids: Sequence[str] = ()
) -> tuple[tuple[ListChange, ...], tuple[Unserved, ...]]:
    """Compare the lists behind the newest gradings with those served on a day, each policy in one pass."""
    policies = Policies(reading)
    found: list[ListChange] = []
    unserved: list[Unserved] = []
    for policy_id in policy_ids or policies.ids():
        try:
            now = serving.compiled(policy_id, day).policy
        except UnknownPolicy as error:
            unserved.append(Unserved(policy_id, error.message))
            continue
        except PolicyError as error:
            unserved.append(Unserved(policy_id, error.findings[0].message))
            continue
        if lists_of(now):
            found.extend(_of_policy(reading, policies, policy_id, now, day))
    return tuple(found), tuple(unserved)


def _of_policy(
    reading: Reading, policies: Policies, policy_id: str, now: Policy, day: datetime.date
) -> Iterator[ListChange]:
    newest = [one.seq for one in system_grades(reading, policy_id, day).values()]
    compared: dict[str, _Compared] = {}
    runs: dict[int, _Compared] = {}
    for row in stored_gradings(reading, newest):
        if row.run not in runs:
            entry = reading.entry(row.seq)
            digest = policies.digest(entry)
            if digest not in compared:
                compared[digest] = _Compared(policies.of(entry), now)
            runs[row.run] = compared[digest]
        runs[row.run].look(row)
    together: dict[tuple[str, str], ListChange] = {}
    for one in compared.values():
        for change in one.changes(policy_id):
            key = change.before.digest, change.after.digest
            known = together.get(key)
            customers = {**known.customers, **change.customers} if known else change.customers
            together[key] = ListChange(
                policy_id, change.before, change.after, change.added, change.removed, customers
            )
    yield from together.values()


class _Compared:
    """The lists of one stored policy beside those of now."""

    def __init__(self, before: Policy, now: Policy) -> None:
        theirs, ours = lists_of(before), lists_of(now)
        readers = list_readers(before)
        self.pairs = [
            (theirs[name], ours[name], readers[name], _moved(theirs[name], ours[name]))
            for name in theirs
            if name in ours and theirs[name].digest != ours[name].digest
        ]
        self.found: dict[str, dict[str, tuple[str, ...]]] = {}

    def look(self, row: Any) -> None:
        """See whether a grading names an item that was added or removed."""
        if not any(moved for *_, moved in self.pairs):
            return
        fields = json.loads(row.body)
        for before, _, inputs, moved in self.pairs:
            named = {word for name in inputs for word in _words(fields.get(INPUT + name))}
            if hit := tuple(sorted({moved[word] for word in named if word in moved})):
                self.found.setdefault(before.name, {})[row.customer] = hit

    def changes(self, policy_id: str) -> Iterator[ListChange]:
        """Each list that reads otherwise."""
        for before, after, _, _ in self.pairs:
            added = tuple(one for one in after.items if one not in before.items)
            removed = tuple(one for one in before.items if one not in after.items)
            if added or removed:
                yield ListChange(policy_id, before, after, added, removed, self.found.get(before.name, {}))


def _moved(before: NamedList, after: NamedList) -> dict[str, str]:
    """The items that were added or removed, by all that may stand for them in a cell, folded."""
    found: dict[str, str] = {}
    for one, other in ((before, after), (after, before)):
        for name, title in one.items.items():
            if name not in other.items:
                said = (name, title.en, title.zh, *one.aliases.get(name, ()))
                found.update({fold(text): name for text in said})
    return found


def _words(kept: object) -> Iterator[str]:
    """The words of a stored input, folded; what was not accepted is taken apart as a set would be."""
    if isinstance(kept, dict):
        given = kept.get("given", kept.get("default"))
        if isinstance(given, str):
            yield from (fold(part) for part in _BETWEEN.split(given))
        elif isinstance(given, list):
            yield from (fold(str(part)) for part in given)
    elif isinstance(kept, list):
        yield from (fold(str(part)) for part in kept)
    elif isinstance(kept, str):
        yield fold(kept)


def _title(source: NamedList, item: str) -> str:
    title = source.items[item]
    return f"{title.en} {title.zh}"
