"""A grade worked out again from inputs that a person changed, by the texts in the journal alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256

from sqlalchemy import insert, select

from xlplugin import __version__
from xlplugin.scoring.problems import Problem
from xlplugin.scoring.result import Result

from .canonical import canonical
from .errors import JournalError
from .events import GRADING, RUN, Entry, Event, Redacted
from .graded_by import APPROVAL, Policies
from .grading_fields import ERROR, INPUT, GradingFields
from .gradings import BASIS, ENGINE, SOURCE, sealed_row
from .journal import Writing
from .manual_override_rules import Reason
from .system_grades import BY_HAND
from .tables import texts
from .texts import BASIS as KIND


@dataclass(frozen=True, slots=True)
class Regraded:
    """What came out from the changed inputs: the fields of the new grading, and what was changed in them."""

    fields: Mapping[str, object]
    grade: str
    score: float | None
    changes: tuple[Mapping[str, object], ...]


def regrade(policies: Policies, grading: Entry, changes: Mapping[str, object], reason: Reason) -> Regraded:
    """Grade again with some inputs as given here; JournalError for one that the policy does not have or accept.

    The values are cells: ``55%``, ``good``, ``2026-01-31``, numbers, dates.
    """
    compiled = policies.compiled(grading)
    policy = compiled.policy
    if compiled.ranks_within:
        raise _refused(
            f"{policy.stamp} compares the rows of a whole book: one row cannot be graded again by itself. Ask for "
            "another grade instead",
            f"制度 {policy.stamp} 须在整本台账中比较排名，无法单独重算一户；请改为申请调整等级",
        )
    fields = GradingFields(compiled)
    places = {item.name: (item, at) for item, _, at in fields.cells}
    kept = dict(grading.fields)
    if any(isinstance(kept.get(name), Redacted) for _, name, _ in fields.cells):
        raise _refused(
            f"inputs of grading {grading.seq} were redacted: it cannot be worked out again; grade the customer first",
            f"第 {grading.seq} 条评级的输入已删除，无法重算；请先对该客户重新评级",
        )
    row = fields.canonical(kept, grading.as_of)
    said: list[Mapping[str, object]] = []
    for name, cell in changes.items():
        if name not in places:
            raise _unknown_input(policy.stamp, name, list(places))
        item, at = places[name]
        value = fields.read[name](cell)
        if isinstance(value, Problem):
            raise _refused(f"{name}: {value.message.en}", f"{name}：{value.message.zh}")
        before, after = kept[INPUT + name], fields.kept(item, value, cell)
        if canonical(before) == canonical(after):
            told = canonical(after)
            raise _refused(f"{name} is {told} already: there is nothing to change", f"{name} 已为 {told}，无需调整")
        row[at], kept[INPUT + name] = value, after
        said.append({"input": name, "before": before, "after": after, **reason.fields})
    result = Result(compiled, compiled.evaluate(row))
    if result.error is not None or result.grade is None:
        problem = result.error.message if result.error is not None else None
        raise _refused(
            f"no grade comes out from the changed inputs: {problem.en if problem else 'the policy gives none'}",
            f"按调整后的输入无法评级：{problem.zh if problem else '该制度不给出等级'}",
        )
    inputs = {name: value for name, value in kept.items() if name.startswith(INPUT)}
    new = {**inputs, **fields.results(result)}
    assert ERROR not in new
    return Regraded(new, result.grade, result.score, tuple(said))


def _unknown_input(stamp: str, name: str, known: list[str]) -> JournalError:
    close = get_close_matches(name, known, 1)
    if close:
        en, zh = f"did you mean {close[0]}?", f"是否应为 {close[0]}？"
    else:
        en, zh = f"it has {', '.join(known)}", f"可用：{'、'.join(known)}"
    return _refused(f"{stamp} has no input {name}; {en}", f"制度 {stamp} 没有输入项 {name}；{zh}")


def keep(writing: Writing, policies: Policies, grading: Entry, regraded: Regraded) -> int:
    """Append what came out as a grading of its own under a run of its own; gives its number."""
    before = policies.run(grading)
    digest = _basis(writing, policies, policies.digest(grading))
    said: dict[str, object] = {"command": BY_HAND, ENGINE: __version__, BASIS: digest}
    if APPROVAL in before.open:
        said[APPROVAL] = before.open[APPROVAL]
    source = {SOURCE: f"override of entry {grading.seq}"}
    run = writing.append(
        Event(RUN, source, said, policy=grading.policy, as_of=grading.as_of, refers=grading.seq)
    )
    event = Event(GRADING, policy=grading.policy, as_of=grading.as_of, run=run)
    sealed = sealed_row(grading.customer or "", grading.place or "", regraded.fields)
    return writing.append_sealed(event, [sealed])


def _basis(writing: Writing, policies: Policies, digest: str) -> str:
    """The basis of a grading, with the engine that works it out now."""
    basis = policies.basis(digest)
    if basis["engine"] == __version__:
        return digest
    said = canonical({**basis, "engine": __version__})
    digest = sha256(said.encode()).hexdigest()
    if writing.connection.execute(select(texts.c.digest).where(texts.c.digest == digest)).first() is None:
        row = {"digest": digest, "kind": KIND, "name": basis["policy"], "version": basis["version"], "text": said}
        writing.connection.execute(insert(texts), row)
    return digest


def original(policies: Policies, grading: Entry) -> Entry:
    """The grading by the system that another one, from changed inputs, was made of; itself where it is that."""
    run = policies.run(grading)
    if run.open.get("command") == BY_HAND and run.refers is not None:
        return policies.reading.entry(run.refers)
    return grading


def by_hand(policies: Policies, grading: Entry) -> bool:
    """True for a grading from inputs that a person changed."""
    return policies.run(grading).open.get("command") == BY_HAND


def _refused(en: str, zh: str) -> JournalError:
    return JournalError("override", en, zh)
