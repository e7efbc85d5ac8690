"""Replaying: gradings worked out again from the journal alone, and every difference told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection

from xlplugin.policy.findings import PolicyError
from xlplugin.scoring.compile import Compiled, compile_policy
from xlplugin.scoring.result import Result

from .canonical import canonical
from .errors import JournalError
from .events import GRADING, Entry, Redacted
from .grading_fields import ERROR, INPUT, OUTPUTS, STEPS, GradingFields
from .gradings import BASIS
from .journal import Journal
from .texts import policy_of, read_basis

RESULTS = (OUTPUTS, STEPS, ERROR)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a replay gives something else: the entry, the field, what it says and what came out now."""

    seq: int
    customer: str | None
    field: str
    kept: str
    now: str


@dataclass(slots=True)
class Replay:
    """What a replay found; ``unreadable`` counts gradings that lack an input, because it was redacted."""

    gradings: int = 0
    same: int = 0
    unreadable: int = 0
    differences: list[Difference] = field(default_factory=list)


def replay(
    journal: Journal,
    *,
    customer: str | None = None,
    policy: str = "",
    seq: int | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> Replay:
    """Grade again what the journal holds, all or what was asked for, with nothing but what the journal holds."""
    found = Replay()
    if seq is not None:
        entries: Iterator[Entry] = iter([_grading(journal.entry(seq))])
    else:
        entries = journal.entries(kind=GRADING, customer=customer, policy=policy)
    known: dict[str, GradingFields] = {}
    for run, members in groupby(entries, key=lambda entry: entry.run):
        start = journal.entry(run or 0)
        digest = str(start.open[BASIS])
        if digest not in known:
            with journal.reading() as connection:
                known[digest] = GradingFields(_compiled(connection, digest))
        fields = known[digest]
        if fields.compiled.ranks_within:
            wanted = {entry.seq for entry in members}
            whole = list(journal.entries(kind=GRADING, run=run))
            pairs = [pair for pair in _ranked(whole, fields) if pair[0].seq in wanted]
        for entry, result in pairs if fields.compiled.ranks_within else _singly(members, fields):
            found.gradings += 1
            if found.gradings % 500 == 0:
                tell(found.gradings)
            if result is None:
                found.unreadable += 1
                continue
            differences = list(_differences(entry, fields.results(result)))
            found.differences += differences
            found.same += not differences
    return found


def _compiled(connection: Connection, digest: str) -> Compiled:
    basis = read_basis(connection, digest)
    try:
        return compile_policy(policy_of(connection, basis))
    except PolicyError as error:
        name = f"{basis['policy']}@{basis['version']}"
        raise JournalError(
            "unknown-policy",
            f"{name} as the journal holds it cannot be read by this version of xlplugin: {error.findings[0]}; "
            f"replay with version {basis['engine']}",
            f"本版本无法读取日志中的 {name}：{error.findings[0].in_language('zh')}；请用 {basis['engine']} 版重算",
        ) from error


def _singly(entries: Iterator[Entry], fields: GradingFields) -> Iterator[tuple[Entry, Result | None]]:
    compiled = fields.compiled
    for entry in entries:
        if _lacks_input(entry):
            yield entry, None
        else:
            inputs = fields.canonical(entry.fields, entry.as_of)
            yield entry, Result(compiled, compiled.evaluate(inputs))


def _ranked(entries: Sequence[Entry], fields: GradingFields) -> Iterator[tuple[Entry, Result | None]]:
    """A book that was ranked is graded as a whole; it cannot be where any of its inputs is gone."""
    if any(map(_lacks_input, entries)):
        yield from ((entry, None) for entry in entries)
        return
    rows = [[fields.cell(item, entry.fields[name]) for item, name, _ in fields.cells] for entry in entries]
    graded = fields.compiled.grade_rows(rows, entries[0].as_of)
    yield from ((entry, graded.row(place)) for place, entry in enumerate(entries))


def _lacks_input(entry: Entry) -> bool:
    return any(name.startswith(INPUT) for name in entry.redacted)


def _differences(entry: Entry, now: Mapping[str, object]) -> Iterator[Difference]:
    for name in RESULTS:
        kept, found = entry.fields.get(name), now.get(name)
        if isinstance(kept, Redacted):
            continue
        if isinstance(kept, dict) and isinstance(found, dict):
            for part in sorted(kept.keys() | found.keys()):
                before, after = _text(kept.get(part)), _text(found.get(part))
                if before != after:
                    yield Difference(entry.seq, entry.customer, f"{name}.{part}", before, after)
        elif _text(kept) != _text(found):
            yield Difference(entry.seq, entry.customer, name, _text(kept), _text(found))


def _text(value: object) -> str:
    return "" if value is None else canonical(value)


def _grading(entry: Entry) -> Entry:
    if entry.kind != GRADING:
        raise JournalError(
            "unknown-entry",
            f"entry {entry.seq} is no grading ({entry.kind}): there is nothing to work out again",
            f"第 {entry.seq} 条不是评级记录（{entry.kind}），无需重算",
        )
    return entry
