"""Reads gradings of a journal as records, from the stored texts of policies and the inputs as they were used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Override, Policy
from xlplugin.policy.numbers import format_number
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.compiling import described, shown
from xlplugin.scoring.problems import MISSING, Problem
from xlplugin.scoring.result import Result
from xlplugin.scoring.wording import amount, quoted

from .direct_rules import direct_rules
from .events import Entry, Redacted
from .graded_by import APPROVAL, Policies
from .grading_fields import ERROR, INPUT, OUTPUTS, POINTS, RULES, STEPS, GradingFields
from .rating import InputOverride
from .reading import Reading
from .record_grading import SHOWN_DECIMALS, GradingRecord, text_of
from .record_parts import MOST_REASONS, NOTHING, REDACTED, Decided, Fired, Mark, Scored, Why
from .texts import Basis


class GradingReader:
    """Reads gradings of a journal; each policy is compiled once."""

    def __init__(self, reading: Reading) -> None:
        self.policies = Policies(reading)
        self._fields: dict[str, GradingFields] = {}

    def read(self, entry: Entry, overrides: Sequence[InputOverride] = ()) -> GradingRecord:
        """The record of a grading; ``overrides`` are a person's changes of its inputs.

        Raises JournalError for a policy that this engine cannot read.
        """
        digest = self.policies.digest(entry)
        if digest not in self._fields:
            self._fields[digest] = GradingFields(self.policies.compiled(entry))
        run, basis = self.policies.run(entry), self.policies.basis(digest)
        return _Grading(entry, run, basis, self._fields[digest], overrides).record()


class _Grading:
    """One grading while its record is made."""

    def __init__(
        self, entry: Entry, run: Entry, basis: Basis, fields: GradingFields, overrides: Sequence[InputOverride]
    ) -> None:
        self.entry, self.run, self.basis, self.fields = entry, run, basis, fields
        self.compiled: Compiled = fields.compiled
        self.overrides = {one.input: one for one in overrides}
        self.steps = _mapping(entry.fields.get(STEPS))
        self.row = self._evaluated()

    def _evaluated(self) -> list[object] | None:
        """All values of the row, None where an input is gone."""
        entry = self.entry
        if any(name.startswith(INPUT) for name in entry.redacted):
            return None
        try:
            return self.compiled.evaluate(self.fields.canonical(entry.fields, entry.as_of))
        except (KeyError, TypeError, ValueError):  # an entry that is not as this engine writes it
            return None

    def record(self) -> GradingRecord:
        outputs = _mapping(self.entry.fields.get(OUTPUTS))
        grade, score = outputs.get("grade"), outputs.get("score")
        said = _mapping(self.entry.fields.get(ERROR))
        approval = self.run.open.get(APPROVAL)
        return GradingRecord(
            self.entry,
            self.run,
            self.compiled.policy,
            self.basis,
            grade if isinstance(grade, str) else None,
            float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None,
            Bilingual(str(said.get("en", "")), str(said.get("zh", ""))) if said else None,
            tuple(self.scored()),
            tuple(self.decided()),
            tuple(self.fired()),
            self.reasons(),
            direct_rules(self.compiled, self.row, None if STEPS in self.entry.redacted else self.steps),
            approval if isinstance(approval, Mapping) else {},
            self._score_unit(),
        )

    def _score_unit(self) -> str:
        name = self.compiled.policy.result.get("score")
        return self.compiled.known[name].unit if name is not None else ""

    def scored(self) -> Iterator[Scored]:
        """The inputs in the policy's order, each with what it gave, then characteristics of what was worked out."""
        by_input: dict[str, list[Scored]] = {}
        others: list[Scored] = []
        for one, of in self._characteristics():
            (by_input.setdefault(of, []) if of in self.compiled.policy.inputs else others).append(one)
        for item in self.compiled.cells:
            plain = self._input(item)
            given = by_input.get(item.name) or [Scored(item.name, item.title, NOTHING)]
            for place, one in enumerate(given):
                title = item.title if place == 0 and len(given) == 1 else one.title
                yield replace(
                    one, title=title, value=plain.value, mark=plain.mark, changed=plain.changed, before=plain.before
                )
        yield from others

    def _characteristics(self) -> Iterator[tuple[Scored, str]]:
        """What each characteristic gave, and the name that it reads."""
        kept = self.steps.get(POINTS)
        points = kept if isinstance(kept, Mapping) else {}
        for step in self.compiled.scorecards:
            awards = step.awards(self.row) if self.row is not None else [None] * len(step.cards)
            for card, award in zip(step.cards, awards, strict=True):
                item, variable = card.item, card.variable
                value: object = self.row[card.at] if self.row is not None else None
                gained = points.get(item.name, award.points if award else None)
                hit = award.attribute if award else None
                reason = item.reason if award is not None and award.lost > 0 else None
                if self.row is None:
                    said = REDACTED
                else:
                    said = value.message if isinstance(value, Problem) else figure(shown(value, variable), value)
                left_out = award is not None and award.points is None and hit is None and not isinstance(value, Problem)
                yield (
                    Scored(
                        item.name,
                        item.title,
                        said,
                        attribute=hit.title or described(hit.cell, variable) if hit else NOTHING,
                        points=float(gained) if isinstance(gained, int | float) else None,
                        best=award.best if award else None,
                        applies=not left_out,
                        code=reason.code if reason else "",
                        reason=reason.text if reason else NOTHING,
                    ),
                    item.of,
                )

    def _input(self, item: Input) -> Scored:
        """An input as it was used, with its mark."""
        value, mark = self.value_of(item, self.entry.fields.get(INPUT + item.name))
        changed = self.overrides.get(item.name)
        before = self.value_of(item, changed.before)[0] if changed is not None else NOTHING
        return Scored(item.name, item.title, value, mark, changed=changed, before=before)

    def value_of(self, item: Input, kept: object) -> tuple[Bilingual, Mark]:
        """A kept input as people read it."""
        if isinstance(kept, Redacted):
            return REDACTED, "redacted"
        mark: Mark = ""
        if isinstance(kept, Mapping):
            if "missing" in kept:
                return Bilingual("—", "—"), "missing"
            if "given" in kept:
                if str(kept["given"] if kept["given"] is not None else "").strip() == "":
                    return Bilingual("—", "—"), "blank"
                return Bilingual(quoted(kept["given"]), quoted(kept["given"])), "wrong"
            if "default" in kept:
                kept, mark = kept["default"], "default"
        try:
            value = self.fields.value(item, kept)
            return figure(shown(value, self.compiled.known[item.name]), value, item.unit), mark
        except (KeyError, TypeError, ValueError):
            return Bilingual(text_of(kept), text_of(kept)), mark

    def decided(self) -> Iterator[Decided]:
        """What each decision said, from the stored policy and inputs."""
        if self.row is None:
            return
        names = iter([name for step in self.compiled.steps for name in step.names])
        for line in Result(self.compiled, self.row).explain():
            if line.kind != "decision":
                continue
            name = next(names)
            value = self.row[self.compiled.at[name]]
            said, rule = line.value, line.attribute
            if isinstance(value, float) and not self.compiled.known[name].unit and self.compiled.known[name].kind == "number":
                said = Bilingual(*[format_number(round(value, SHOWN_DECIMALS))] * 2)
            if isinstance(value, str) and said.en != value:
                said = Bilingual(f"{value} – {said.en}", f"{value} – {said.zh}")
            if name == self.compiled.policy.result.get("grade"):
                acted = list(self.fired())
                if acted:
                    steps = [acted[0].before or "–", *(f"{one.code} → {one.after}" for one in acted)]
                    rule = Bilingual(_after(rule.en, ": ", ", ".join(steps)), _after(rule.zh, "：", "，".join(steps)))
            yield Decided(name, line.characteristic, said, rule)

    def fired(self) -> Iterator[Fired]:
        """The hard rules that fired, with their texts."""
        texts = {one.reason.code: one.reason.text for one in overrides_of(self.compiled.policy)}
        rules = self.steps.get(RULES)
        for rule in rules if isinstance(rules, Sequence) and not isinstance(rules, str) else ():
            code = str(rule["code"])
            yield Fired(
                code, texts.get(code, NOTHING), str(rule["action"]), str(rule["to"]), rule["before"], rule["after"]
            )

    def reasons(self) -> tuple[Why, ...]:
        """What cost most; where inputs are gone, the rules alone."""
        if self.row is None:
            moved = {rule.code: rule for rule in self.fired() if rule.before != rule.after}
            return tuple(Why(rule.code, rule.text, 0.0) for rule in moved.values())[:MOST_REASONS]
        found = Result(self.compiled, self.row).reasons[:MOST_REASONS]
        return tuple(Why(one.code, one.text, one.lost) for one in found)


def overrides_of(policy: Policy) -> tuple[Override, ...]:
    """The hard rules of all decisions of a policy."""
    return tuple(one for decision in policy.decisions for one in getattr(decision, "overrides", ()))


def figure(said: Bilingual, value: object, unit: str = "") -> Bilingual:
    """The words of a value; a long number is parted by thousands."""
    if isinstance(value, float) and unit != "%" and abs(value) >= 10_000 and said.en.replace(".", "").isdigit():
        return Bilingual(amount(value), amount(value))
    if isinstance(value, float) and unit not in ("", "%"):
        return Bilingual(f"{amount(value)} {unit}", f"{amount(value)}{unit}")
    return said if value is not MISSING else Bilingual("—", "—")


def _after(said: str, sign: str, more: str) -> str:
    return f"{said}{sign}{more}" if said else more


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
